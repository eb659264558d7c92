"""The evidence bundle: everything that a gate came to, under one statement, and signed by who was asked to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from guard.errors import UsageError
from guard.evidence import audit_table
from guard.evidence.controls import controls_file
from guard.evidence.coverage import coverage_file
from guard.evidence.document import text_of
from guard.evidence.dsse import PAYLOAD_TYPE, Envelope, Signature, envelope_text, pae
from guard.evidence.layout import (
    AUDIT_TABLE,
    CONTROLS,
    COVERAGE,
    ENVELOPE,
    ENVIRONMENT,
    HTML,
    MAX_BYTES,
    PDF,
    POLICY,
    READ_ME,
    RESULTS,
    SARIF,
    STATEMENT,
    SUMS,
)
from guard.evidence.origin import environment_file, policy_file, without_places
from guard.evidence.read_me import READ_ME_TEXT
from guard.evidence.signature import is_valid
from guard.evidence.signing import Signer
from guard.evidence.statement import statement, statement_text
from guard.evidence.sums import sums_text
from guard.evidence.target import check_target, replaced
from guard.messages import Translator, translator
from guard.policy.fingerprint import Fingerprints
from guard.report.options import ReportOptions
from guard.report.table import reporter
from guard.result import ScanResult
from guard.rules.catalogue import Rule
from guard.ruleset import identity

#: File → format of the report in it.
_REPORTS: Final = {HTML: "html", RESULTS: "json", SARIF: "sarif"}


def _japanese() -> Translator:
    return translator("ja")


@dataclass(frozen=True, slots=True)
class BundleOptions:
    """How to write a bundle: in which language the reports are, and who signs.

    ``own`` are the rules that the configuration adds, ``judged_by`` what tells them from others (see ``guard.ruleset``).
    ``with_pdf``: one is made where this machine can, which takes some seconds.
    """

    translator: Translator = field(default_factory=_japanese)
    own: tuple[Rule, ...] = ()
    judged_by: str = ""
    signers: Sequence[Signer] = ()
    force: bool = False
    with_pdf: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and under whose keys; ``notes`` are message ids."""

    target: Path
    files: int
    keyids: tuple[str, ...]
    notes: tuple[str, ...] = ()


def write_bundle(result: ScanResult, target: Path, options: BundleOptions) -> Written:
    """Write the bundle of a gate as a folder, or as ``FILE.zip``; nothing is left behind where that does not succeed.

    The same result gives the same bytes. Raises ``UsageError`` and ``OSError``.
    """
    if result.gate is None:
        raise ValueError("no gate was run")
    check_target(target, force=options.force)
    judged = identity(without_places(result), options.judged_by)
    with replaced(target) as folder:
        notes = tuple(_write_files(judged, folder, options))
        digests = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
        _save(folder / SUMS, sums_text(digests))
        digests[SUMS] = _sha256(folder / SUMS)
        stated = statement_text(statement(judged, digests, [signer.key for signer in options.signers]))
        _save(folder / STATEMENT, stated)
        if options.signers:
            _save(folder / ENVELOPE, _signed(stated, options.signers))
        files = list(folder.iterdir())
        if sum(path.stat().st_size for path in files) > MAX_BYTES:
            raise UsageError(f"cannot write {target}: the evidence is larger than {MAX_BYTES:,} bytes")
    return Written(target, len(files), tuple(signer.key.fingerprint for signer in options.signers), notes)


def _write_files(result: ScanResult, folder: Path, options: BundleOptions) -> Iterator[str]:
    """Write everything but the statement; what to tell of it comes back as message ids."""
    assert result.gate is not None
    for name, format_ in _REPORTS.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as out:
            reporter(format_)(result, out, _report_options(options))
    if options.with_pdf:
        yield from _write_pdf(result, folder / PDF, options)
    _save(folder / CONTROLS, text_of(controls_file(result)))
    _save(folder / COVERAGE, text_of(coverage_file(result)))
    _save(folder / POLICY, text_of(policy_file(result)))
    _save(folder / ENVIRONMENT, text_of(environment_file(result)))
    _save(folder / READ_ME, READ_ME_TEXT.encode())
    with (folder / AUDIT_TABLE).open("x", encoding="utf-8", newline="") as out:
        audit_table.write(result.gate, out)


def _write_pdf(result: ScanResult, path: Path, options: BundleOptions) -> Iterator[str]:
    """Write the PDF where this machine can; that the extra is not installed is nothing to tell."""
    from guard.report.html.pdf import NOT_INSTALLED, PdfUnavailable, write_pdf

    try:
        write_pdf(result, path, _report_options(options))
    except PdfUnavailable as error:
        if str(error) != NOT_INSTALLED:
            yield str(error)


def _report_options(options: BundleOptions) -> ReportOptions:
    return ReportOptions(options.translator, fingerprint=Fingerprints(), own=options.own)


def _signed(stated: bytes, signers: Sequence[Signer]) -> bytes:
    return envelope_text(Envelope(stated, PAYLOAD_TYPE, tuple(_signatures(pae(PAYLOAD_TYPE, stated), signers))))


def _signatures(message: bytes, signers: Sequence[Signer]) -> Iterator[Signature]:
    for signer in signers:
        signature = signer.sign(message)
        if not is_valid(message, signature, signer.key):
            raise UsageError(
                f"the signature is not that of {signer.key.fingerprint}: the agent signed with another key"
            )
        yield Signature(signer.key.fingerprint, signature)


def _save(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
