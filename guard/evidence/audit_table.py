"""``audit-table.csv``: the columns of the ministry's table of audit items, each row with the verdict of the gate.

The columns are those of 総務省「地方公共団体における情報セキュリティ監査に関するガイドライン」(監査項目). UTF-8 with a byte order
mark, because Excel reads it as CP932 otherwise; cells that a spreadsheet would run are shown instead.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Final, TextIO

from guard.control import AuditRow, ControlVerdict, GateReport
from guard.evidence.document import told, worded
from guard.evidence.layout import CONTROLS, COVERAGE, RESULTS
from guard.messages import translator
from guard.report.console import visible
from guard.report.csv_report import cell
from guard.report.gate_words import STATES

HEADER: Final = (
    *("項目", "No.", "監査項目", "監査資料", "監査実施", "例文の番号", "JIS Q 27002"),
    *("条項", "管理策", "判定", "判定の理由", "証拠のファイル"),
)
_NO_ROW: Final = AuditRow("", "", "", "", "", "")
# "5.10" would be read as the number 5.1, "7.4.1" as a day: a no-break space after it keeps it a text.
_NUMBERS = re.compile(r"\s*\d+([.\-/]\d+)+\s*")
_KEEP: Final = "\u00a0"


def write(gate: GateReport, out: TextIO) -> None:
    """Write the table; a clause that the ministry's table does not have stands in it by its own words."""
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    for verdict in gate.controls:
        for row in verdict.control.audit or (_NO_ROW,):
            rows.writerow(shown(text) for text in _cells(verdict, row))


def shown(text: str) -> str:
    """A text that a spreadsheet neither runs nor takes for a number; its lines stay lines."""
    if _NUMBERS.fullmatch(text):
        return f"{text}{_KEEP}"
    first, *others = text.strip().split("\n")
    return "\n".join([cell(first), *map(visible, others)])


def _cells(verdict: ControlVerdict, row: AuditRow) -> Iterator[str]:
    control, _ = verdict.control, translator("ja")
    yield row.item or control.clause
    yield row.number
    yield row.question or control.text
    yield row.material
    yield worded(control.evidence).ja
    yield row.clause
    yield row.jis
    yield control.clause
    yield control.id
    yield _(STATES[verdict.state]) if verdict.is_required else f"{_(STATES[verdict.state])}（必須でない）"
    yield "。".join(told(one).ja for one in verdict.reasons)
    yield " ".join([CONTROLS, *[COVERAGE] * bool(control.parts), *[RESULTS] * bool(verdict.reported)])
