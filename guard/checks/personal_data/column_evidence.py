"""What the rows around a bare number say about it: a column of My Numbers passes the check digit in every row.

One order number in ten passes it by chance, and shows it by its neighbours: they do not pass, they run up by one, or
the table is called ``t_denpyo``. A number that a label calls a My Number is never doubted.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Final

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


class ColumnEvidence:
    """The columns of a document, looked at with its first bare number."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text

    def divide(self, detections: Sequence[Detection]) -> tuple[list[Detection], list[Dropped]]:
        """Detections, and apart from them the bare numbers that their column or their table calls something else.

        What is detected on one line has to come together.
        """
        bare = [one for one in detections if one.entity == _MY_NUMBER and not one.facts.labelled]
        if not bare:
            return list(detections), []
        line_of = self._document.line_of
        named = {line_of(one.start) for one in detections if one.entity == "PERSON"}
        reasons: dict[int, Reason] = {}
        for one in bare:
            if self._columns.says_other(one.start):
                reasons[one.start] = Reason.OTHER_COLUMN
            elif line_of(one.start) not in named and _is_in_table_of_orders(self._document, self._text, one.start):
                reasons[one.start] = Reason.WORDS_AGAINST
        kept = [one for one in detections if one.entity != _MY_NUMBER or one.start not in reasons or one.facts.labelled]
        return kept, [_dropped(one, reasons[one.start]) for one in bare if one.start in reasons]

    @cached_property
    def _columns(self) -> _Columns:
        return _Columns(self._text)


class _Columns:
    """The twelve-digit numbers of a text by column, as plain numbers: there may be millions."""

    def __init__(self, text: str) -> None:
        self._starts = array("q")
        self._digits = array("q")
        self._column_of = array("l")
        self._members: list[array[int]] = []
        ids: dict[tuple[int, str], int] = {}
        rows = _ROW.finditer(text)
        row, following = 0, next(rows, None)
        for match in _TWELVE_DIGITS.finditer(text):
            while following is not None and following.end() <= match.start():
                row, following = following.end(), next(rows, None)
            column = ids.setdefault(_key(text, row, match.start()), len(ids))
            if column == len(self._members):
                self._members.append(array("q"))
            self._members[column].append(len(self._starts))
            self._starts.append(match.start())
            self._digits.append(int(re.sub(r"[ \-]", "", match.group())))
            self._column_of.append(column)

    def says_other(self, start: int) -> bool:
        """Whether the numbers above and below one are no My Numbers, or run up with it."""
        index = bisect_left(self._starts, start)
        if index == len(self._starts) or self._starts[index] != start:
            return False
        column = self._members[self._column_of[index]]
        at = bisect_left(column, index)
        near = [self._digits[member] for member in column[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]]
        failed = sum(not is_my_number(f"{digits:012}") for digits in near)
        if failed >= _FAILED and failed * 2 >= len(near):
            return True
        beside = (self._digits[member] for member in column[max(0, at - 1) : at + 2])
        return any(0 < abs(other - self._digits[index]) <= _SERIAL_STEP for other in beside)


def _key(text: str, row: int, start: int) -> tuple[int, str]:
    """What names the column of a number: the key before it, otherwise how many cells of its row stand before it."""
    first = max(row, start - _ROW_REACH)
    key_before = _KEY_BEFORE.search(text, max(first, start - 64), start)
    if key_before:
        return 0, key_before[1]
    return sum(1 for _ in _SEPARATOR.finditer(text, first, start)), ""


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
