"""``sekisho gate lint``: what is wrong with the attestations of a folder, by line."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
from pathlib import Path

from guard.checks.accounts.period import day_of
from guard.control_catalogue import load_terms
from guard.errors import ExitCode, UsageError
from guard.gate.attestation import FILE_NAME, MAX_BYTES, attested
from guard.messages import translator
from guard.report.console import visible, write_text
from guard.run.policy import configuration
from guard.run.scan_options import ScanOptions
from guard.sources.repository import find_root
from guard.sources.tree import FolderTree


def run_lint(file: Path | None, terms: Path | None, as_of: dt.date | None, lang: str | None) -> ExitCode:
    """Tell all attestations that do not count; they are exit 2. Raises ``UsageError`` and ``ConfigError``."""
    _ = translator(lang)
    path = file or Path(FILE_NAME)
    data = _bytes(path, is_named=file is not None)
    today = as_of or day_of(dt.datetime.now(dt.UTC))
    controls = [one.id for one in load_terms(terms or _named()).controls]
    found = attested(data, path.name, controls, today)
    for fault in found.faults:
        problem = _(fault.reason.message, **dict(fault.reason.args))
        write_text(sys.stdout, f"{visible(path.as_posix())}:{fault.line}: {visible(problem)}\n")
    told = (
        _.ngettext("{n} attestation", "{n} attestations", len(found.attestations)),
        _.ngettext("{n} error", "{n} errors", len(found.faults)),
    )
    write_text(sys.stdout, f"{visible(path.as_posix())}: {_(', ').join(told)}\n")
    return ExitCode.USAGE if found.faults else ExitCode.CLEAN


def _bytes(path: Path, *, is_named: bool) -> bytes:
    """What is to be judged: of the folder as the gate reads it; what is named may be a pipe."""
    if not is_named:
        data = FolderTree(path.parent).read(path.name, MAX_BYTES)
        if data is None:
            raise UsageError(f"cannot read {path}: {os.strerror(errno.ENOENT)}")
        return data
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None


def _named() -> Path | None:
    """The terms that the configuration of the current folder names."""
    options = ScanOptions()
    named = configuration(options, dt.datetime.now(dt.UTC).date()).gate_terms
    return None if named is None else (find_root(Path.cwd()) or Path.cwd()) / named
