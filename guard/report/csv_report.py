"""CSV for people with a spreadsheet: one finding a row, then what was not looked at; RFC 4180, UTF-8 with a BOM.

Excel reads UTF-8 only after a byte order mark. It also runs what looks like a formula, and a file name can be one:
such a cell gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final, TextIO

from guard.messages import N_, Translator
from guard.model import Origin, Part, Skip, Verdict
from guard.report.clause import clauses
from guard.report.console import encodable, visible
from guard.report.gate_words import STATES
from guard.report.json_text import is_unicode
from guard.report.options import ReportOptions
from guard.report.phrases import DISPOSITIONS, SEVERITIES, SKIP_REASONS, place
from guard.report.sentence import Sentences
from guard.result import ScanResult

HEADER: Final = (
    N_("kind"),
    N_("severity"),
    N_("disposition"),
    N_("check"),
    N_("rule"),
    N_("rule name"),
    N_("file"),
    N_("inside the file"),
    N_("line"),
    N_("column"),
    N_("cell"),
    N_("commit"),
    N_("message"),
    N_("reason"),
    N_("clauses"),
)
_BOM: Final = "\ufeff"
# Spreadsheets of East Asia take the full-width signs as well.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the table; rows are streamed in the order of the report."""
    _ = options.translator
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(newline="")  # on Windows a console would double the carriage return
    if is_unicode(out):
        out.write(_BOM)
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([encodable(_(title), out) for title in HEADER])
    for row in _rows(result, options):
        rows.writerow([encodable(cell(value), out) for value in row])


def cell(text: str) -> str:
    """A text as a spreadsheet shows it and does not run it."""
    shown = visible(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _rows(result: ScanResult, options: ReportOptions) -> Iterator[tuple[str, ...]]:
    _, sentences = options.translator, Sentences(options.translator)
    names = {rule.id: _(rule.name) for rule in options.rules}
    for verdict in result.verdicts:
        yield _finding(verdict, names, sentences, _)
    for clause in clauses(result, _):
        state = _(STATES[clause.state])
        yield (_("clause"), "", state, "gate", clause.id, clause.title, *[""] * 6, clause.text, "", clause.id)
    for skip in result.incomplete:
        yield _skip(skip, "", "", _)
    for skip, reason in result.accepted_skips:
        yield _skip(skip, _("accepted"), reason, _)


def _finding(verdict: Verdict, names: dict[str, str], sentences: Sentences, _: Translator) -> tuple[str, ...]:
    finding = verdict.finding
    is_name = finding.part is Part.PATH
    return (
        _("finding"),
        _(SEVERITIES[finding.severity]),
        _(DISPOSITIONS[verdict.disposition]),
        finding.check,
        finding.rule_id,
        names.get(finding.rule_id, ""),
        finding.origin.path,
        place(Origin("", finding.origin.members)),
        "" if is_name else str(finding.position.line),
        "" if is_name else str(finding.position.column),
        finding.cell or "",
        finding.origin.commit or "",
        sentences.plain(finding),
        verdict.reason or "",
        " ".join(finding.controls),
    )


def _skip(skip: Skip, disposition: str, reason: str, _: Translator) -> tuple[str, ...]:
    return (
        _("NOT LOOKED AT"),
        "",
        disposition,
        "",
        skip.reason.value,
        _(SKIP_REASONS[skip.reason]),
        skip.origin.path,
        place(Origin("", skip.origin.members)),
        "",
        "",
        "",
        skip.origin.commit or "",
        _(skip.detail, **dict(skip.args)),
        reason,
        "",
    )
