"""Small results built by hand, with invented people, for the tests of the reporters."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from pathlib import Path
from typing import Any

from guard.messages import CATALOGUES, Translator, translator
from guard.model import Disposition, Finding, Origin, Position, Severity, Skip, SkipReason, Verdict
from guard.report.options import Reporter, ReportOptions
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.catalogue import rule

STARTED = dt.datetime(2026, 4, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
PO = Path(CATALOGUES, "ja", "LC_MESSAGES", "sekisho.po")


def finding(
    path: str = "db/seeds.sql",
    line: int = 12,
    column: int = 34,
    rule_id: str = "person-name",
    severity: Severity = Severity.HIGH,
    **changes: Any,
) -> Finding:
    """A finding that says what its rule says about a labelled value."""
    known = rule(rule_id)
    values: dict[str, Any] = {
        "check": "personal-data",
        "entity": known.entity if known else "OTHER",
        "confidence": 0.95,
        "origin": Origin(path),
        "start": 0,
        "end": 4,
        "position": Position(line, column),
        "end_position": Position(line, column + 4),
        "message": known.messages.labelled if known else "Something",
        "excerpt": "INSERT INTO residents VALUES ('●●　●●', '●●●●');",
        "controls": known.controls if known else (),
    }
    return Finding(rule_id=rule_id, severity=severity, **(values | changes))


def verdict(disposition: Disposition = Disposition.REPORTED, reason: str | None = None, **changes: Any) -> Verdict:
    """A finding with what the policy says about it."""
    return Verdict(finding(**changes), disposition, reason)


def result(
    *verdicts: Verdict,
    skips: tuple[Skip, ...] = (),
    accepted_skips: tuple[tuple[Skip, str], ...] = (),
    notes: tuple[str, ...] = (),
    persons: dict[str, int] | None = None,
    interrupted: bool = False,
) -> ScanResult:
    """A result of a run that looked at ten files."""
    return ScanResult.build(
        RunInfo("scan", "worktree", ".", STARTED, seconds=0.42, ruleset="r1"),
        verdicts,
        skips,
        Counts(files=10, blobs=12, bytes=12_345, persons=Counter(persons or {})),
        Severity.MEDIUM,
        accepted_skips=accepted_skips,
        notes=notes,
        interrupted=interrupted,
    )


def full_result() -> ScanResult:
    """Something of everything: kinds of places, dispositions, skips, a note."""
    in_record = rule("person-name").messages.in_record  # type: ignore[union-attr]
    return result(
        verdict(message=in_record, message_args={"kinds": "jp-address,phone-number"}),
        verdict(rule_id="jp-address", column=40, severity=Severity.HIGH),
        verdict(rule_id="jp-my-number", line=14, severity=Severity.CRITICAL, excerpt="'●●●●●●●●●●●●'"),
        verdict(rule_id="jp-postal-code", line=15, severity=Severity.LOW, disposition=Disposition.BELOW_THRESHOLD),
        verdict(
            path="docs/名簿.xlsx",
            rule_id="email-address",
            severity=Severity.MEDIUM,
            cell="名簿!B3",
            excerpt="",
        ),
        verdict(
            path="old.zip",
            origin=Origin("old.zip", ("a/名簿.csv",), "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d"),
            rule_id="phone-number",
            severity=Severity.MEDIUM,
            excerpt="電話\t●●●",
        ),
        verdict(
            path="test/a.py",
            disposition=Disposition.ALLOWED_INLINE,
            reason="published sample",
            rule_id="jp-my-number",
        ),
        verdict(path="test/b.py", disposition=Disposition.BASELINED, reason="before the contract"),
        skips=(
            Skip(Origin("secret.xlsx"), SkipReason.ENCRYPTED, "needs a password"),
            Skip(Origin("old.zip", ("b/huge.csv",)), SkipReason.TOO_LARGE, "64 MB"),
            Skip(Origin("scan.pdf"), SkipReason.NO_EXTRACTOR, "no text layer"),
            Skip(Origin("logo.png"), SkipReason.NO_EXTRACTOR, can_hold_text=False),
        ),
        accepted_skips=((Skip(Origin("vendor/x.bin"), SkipReason.MALFORMED), "test data of a library"),),
        notes=("The baseline has 2 entries that match nothing.",),
        persons={"db/seeds.sql": 12},
    )


def english() -> Translator:
    """The English translator, whatever the environment says."""
    return translator("en", environ={})


def japanese(tmp_path: Path) -> Translator:
    """The Japanese translator, from the catalogue in the tree and not from what was compiled last."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = tmp_path / "ja" / "LC_MESSAGES" / "sekisho.mo"
    target.parent.mkdir(parents=True)
    with PO.open("rb") as source, target.open("wb") as compiled:
        write_mo(compiled, read_po(source, locale="ja"))
    return translator("ja", environ={}, catalogues=str(tmp_path))


def written(write: Reporter, scan: ScanResult, options: ReportOptions | None = None) -> str:
    """What a reporter writes."""
    out = io.StringIO()
    write(scan, out, options or ReportOptions(english()))
    return out.getvalue()
