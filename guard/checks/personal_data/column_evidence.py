"""What the rows around a bare number say about it: a column of My Numbers passes the check digit in every row.

One order number in ten passes it by chance, and shows it by its neighbours: they do not pass, they run up by one, or
the table is called ``t_denpyo``. A number that a label calls a My Number is never doubted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from detectors.checkdigits import is_my_number
from detectors.engine import Detection
from detectors.trace import Dropped, Reason
from guard.model import Document

_MY_NUMBER: Final = "JP_MY_NUMBER"
_TWELVE_DIGITS = re.compile(r"(?<![0-9A-Za-z_.\-/#])[0-9]{4}([ \-]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z_]|[.\-][0-9])")
#: Where a row begins: a line, or one of the tuples of an INSERT.
_ROW = re.compile(r"\n|\)\s{0,8},\s{0,8}\(|values\s{0,8}\(", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,\t|;]")
_KEY_BEFORE = re.compile(r"([\w.\-]{1,40})[\"'`]?\s{0,4}(?:=>|[:=])\s{0,4}[\"'`]?$")
#: How far into a row its cells are counted, how many numbers of a column are looked at to each side of one …
_ROW_REACH = 2_000
_NEIGHBOURS = 20
#: … how many of them have to fail, and how near to each other running numbers are.
_FAILED: Final = 2
_SERIAL_STEP: Final = 1_000
_INSERT = re.compile(r"insert\s+into\s+([\w.`\"\[\]]{1,80})", re.IGNORECASE)
_OF_ORDERS = re.compile(
    r"denpyou?|(?<![a-z])orders?(?![a-z])|invoice|ju[ct]h?[yu]u?(?![a-z])|hacc?hu+|hatt?chu+|shouhin|shohin|items?(?![a-z])|sku|(?<![a-z])jan(?![a-z])"
    r"|barcode|tracking|seikyu+|torihiki|products?(?![a-z])|goods|zaiko|shipment|parcel|device|voucher"
    r"|伝票|注文|受注|発注|品番|商品|追跡|送り状|請求|在庫|部品|製品|取引|荷物|機器",
    re.IGNORECASE,
)


class _Number(NamedTuple):
    start: int
    digits: str


def divide(document: Document, text: str, detections: Sequence[Detection]) -> tuple[list[Detection], list[Dropped]]:
    """The detections, and apart from them the bare numbers that their column or their table calls something else."""
    bare = [one for one in detections if one.entity == _MY_NUMBER and not one.facts.labelled]
    if not bare:
        return list(detections), []
    columns = _columns(text)
    named = {document.line_of(one.start) for one in detections if one.entity == "PERSON"}
    reasons: dict[int, Reason] = {}
    for one in bare:
        if _is_of_other_column(one, columns):
            reasons[one.start] = Reason.OTHER_COLUMN
        elif document.line_of(one.start) not in named and _is_in_table_of_orders(document, text, one.start):
            reasons[one.start] = Reason.WORDS_AGAINST
    kept = [one for one in detections if one.entity != _MY_NUMBER or one.start not in reasons or one.facts.labelled]
    return kept, [_dropped(one, reasons[one.start]) for one in bare if one.start in reasons]


def _columns(text: str) -> dict[int, list[_Number]]:
    """For the place of each twelve-digit number the numbers of its column, itself among them, in order."""
    columns: defaultdict[tuple[int, str], list[_Number]] = defaultdict(list)
    keys: dict[int, tuple[int, str]] = {}
    rows = [0, *(match.end() for match in _ROW.finditer(text))]
    row = 0
    for match in _TWELVE_DIGITS.finditer(text):
        while row + 1 < len(rows) and rows[row + 1] <= match.start():
            row += 1
        first = max(rows[row], match.start() - _ROW_REACH)
        key_before = _KEY_BEFORE.search(text, max(first, match.start() - 64), match.start())
        cells = sum(1 for _ in _SEPARATOR.finditer(text, first, match.start()))
        key = (0, key_before[1]) if key_before else (cells, "")
        keys[match.start()] = key
        columns[key].append(_Number(match.start(), re.sub(r"[ \-]", "", match.group())))
    return {start: columns[key] for start, key in keys.items()}


def _is_of_other_column(detection: Detection, columns: dict[int, list[_Number]]) -> bool:
    column = columns.get(detection.start)
    if column is None:
        return False
    at = bisect_left(column, detection.start, key=_start)
    near = column[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
    failed = sum(not is_my_number(number.digits) for number in near)
    if failed >= _FAILED and failed * 2 >= len(near):
        return True
    own = int(column[at].digits)
    beside = (int(number.digits) for number in column[max(0, at - 1) : at + 2])
    return any(0 < abs(other - own) <= _SERIAL_STEP for other in beside)


def _start(number: _Number) -> int:
    return number.start


def _is_in_table_of_orders(document: Document, text: str, start: int) -> bool:
    """Whether the file, or the statement that a number stands in, is one of orders, vouchers or goods."""
    if _OF_ORDERS.search(document.origin.path.rpartition("/")[2]):
        return True
    before = text[max(0, start - _ROW_REACH) : start]
    tables = [match[1] for match in _INSERT.finditer(before)]
    return bool(tables) and _OF_ORDERS.search(tables[-1]) is not None


def _dropped(detection: Detection, reason: Reason) -> Dropped:
    return Dropped(
        entity=detection.entity,
        start=detection.start,
        end=detection.end,
        recognizer=detection.recognizer,
        reason=reason,
        score=detection.score,
        pattern=detection.pattern,
        steps=detection.steps,
    )
