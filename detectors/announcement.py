"""Numbers that only their label makes what they are: the cell, the key or the words in front of them.

Seven to twelve bare digits are everywhere; these rules look at nothing that is not announced.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from detectors.labels import Kind
from detectors.passage import LabelledValue, Passage
from detectors.trace import Reason

#: What may not touch a number: more of it, a word, decimals, a path. ``.0`` is what a data frame adds.
BEFORE = r"(?<![0-9A-Za-z_.\-/#])"
AFTER = r"(?![0-9A-Za-z_]|[\-/][0-9]|\.(?!0(?![0-9.]))[0-9])"
#: An announcement ends at most so many characters before its number.
_REACH = 48
#: What may stand between an announcement and its number; another word would announce something else.
_FILLER = (
    r"(?:番号|記号|カード|普通|当座|預金|口座|number|num|no|bango|code|card|id|is"
    r"|[ \t:;=#>_.\-はがをのと・、「『(\[\"'`第証者等書]){0,10}"
)
_UNIT_AFTER = re.compile(r" ?(?:(?:円|件|人|個|名|枚|台)(?![一-龠])|%|バイト|bytes?|ms|px|[KMG]B)")


class Announced(NamedTuple):
    """A number in the coordinates of the passage; ``value`` is the field it stands in, ``None`` in running text."""

    start: int
    end: int
    match: re.Match[str]
    value: LabelledValue | None

    @property
    def digits(self) -> str:
        """The ASCII digits of the number."""
        return re.sub(r"[^0-9]", "", self.match.group())


def announced(
    passage: Passage, shape: re.Pattern[str], kinds: Collection[Kind], words: str | None = None
) -> Iterator[Announced]:
    """The matches of a shape in values labelled with one of the kinds, then those in running text behind ``words``.

    Digits that are all the same and amounts (``…円``) are left out.
    """
    seen: set[tuple[int, int]] = set()
    for number in _candidates(passage, shape, kinds, words):
        span = (number.start, number.end)
        if span in seen:
            continue
        refusal = _refusal(number, passage)
        if refusal is not None:
            passage.reject(*span, refusal)
            continue
        seen.add(span)
        yield number


def _refusal(number: Announced, passage: Passage) -> Reason | None:
    if is_repeated(number.digits):
        return Reason.TRIVIAL
    return Reason.UNIT if _UNIT_AFTER.match(passage.text, number.end) else None


def is_repeated(digits: str) -> bool:
    """Whether digits are all the same."""
    return len(set(digits)) == 1


def _candidates(
    passage: Passage, shape: re.Pattern[str], kinds: Collection[Kind], words: str | None
) -> Iterator[Announced]:
    text = passage.text
    for value in passage.labelled(*kinds):
        # The value alone: in a table of fixed width its neighbours touch it.
        for match in shape.finditer(text[value.start : value.end]):
            yield Announced(value.start + match.start(), value.start + match.end(), match, value)
    if words is None:
        return
    before = _announcement(words)
    for match in shape.finditer(text):
        if before.search(text, max(0, match.start() - _REACH), match.start()):
            yield Announced(match.start(), match.end(), match, None)


@cache
def _announcement(words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{words}){_FILLER}$", re.IGNORECASE)
