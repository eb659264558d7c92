"""What the fields of a document say about the findings in them: the label of each, and the sex in its record."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final, NamedTuple

from guard.model import Document, Field
from guard.remedy.stand_in.person import Sex

_SEX_LABEL: Final = re.compile(r"(?i)(?:.*[.\s])?(?:性別|sex|gender|seibetsu)")
_SEXES: Final = {"男": Sex.MALE, "男性": Sex.MALE, "male": Sex.MALE, "m": Sex.MALE} | dict.fromkeys(
    ("女", "女性", "female", "f"), Sex.FEMALE
)
#: Records and fields that are remembered, and fields that are read on to see the end of a record.
_KEPT: Final = 256
_AHEAD: Final = 200


class Said(NamedTuple):
    """What a document says of the value at a place: ``is_whole`` where it is all that its cell holds."""

    label: str = ""
    sex: Sex | None = None
    is_whole: bool = False


class Labels:
    """Reads the fields of a document along with findings that come in the order of the text."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._fields: Iterator[Field] = document.fields()
        self._following: Field | None = next(self._fields, None)
        self._near: OrderedDict[tuple[int, int], Field] = OrderedDict()
        self._sexes: OrderedDict[int, Sex] = OrderedDict()

    def of(self, start: int, end: int, record: int | None) -> Said:
        """What is said of the value that stands here."""
        ahead = 0
        while self._following is not None and ahead < _AHEAD:
            if self._following.start > start:
                if self._following.record != record:
                    break
                ahead += 1
            self._take(self._following)
            self._following = next(self._fields, None)
        sex = None if record is None else self._sexes.get(record)
        for item in reversed(self._near.values()):
            if item.start <= start < item.end:
                is_whole = bool(item.label) and not (
                    self._text[item.start : start].strip() or self._text[end : item.end].strip()
                )
                return Said(item.label, sex, is_whole)
        return Said(sex=sex)

    def _take(self, item: Field) -> None:
        self._near[item.start, item.end] = item
        if len(self._near) > _KEPT:
            self._near.popitem(last=False)
        if _SEX_LABEL.fullmatch(item.label):
            sex = _SEXES.get(self._text[item.start : min(item.end, item.start + 8)].strip().lower())
            if sex is not None:
                self._sexes[item.record] = sex
                if len(self._sexes) > _KEPT:
                    self._sexes.popitem(last=False)
