"""Postal codes that Japan Post has given out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import postal_code
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

_WRITTEN = re.compile(r"(?<![0-9A-Za-z_.\-/#])(?P<mark>〒[ ]?)?(?P<code>[0-9]{3}-[0-9]{4})(?![0-9A-Za-z_]|[\-/.][0-9])")
_MARKED = re.compile(r"〒[ ]?(?P<code>[0-9]{7})(?![0-9])")
_PLAIN = re.compile(r"(?<![0-9A-Za-z_.\-])[0-9]{7}(?![0-9A-Za-z_.\-])")
_CELL_START = re.compile(r"(?:^|[\t,;\"'|>]|  ) {0,4}$", re.MULTILINE)
_CELL_END = re.compile(r" {0,40}(?:$|[\t\r,;\"'|<])|  ", re.MULTILINE)
_BEFORE_ADDRESS = re.compile(r"[ \t,、)\"']{0,4}(?:東京都|北海道|(?:京都|大阪)府|[一-龠]{2,3}県)")


class PostalCodeRecognizer(JapaneseRecognizer):
    """Three and four digits with 〒, before an address, or under a label; the code has to exist."""

    ENTITY = "JP_POSTAL_CODE"
    KINDS = frozenset({Kind.POSTAL_CODE})
    EXAMPLES = (
        Example("〒340-8550", ("340-8550",)),
        Example("3408550", ("3408550",), label="zip"),
        Example("048-922-0151"),
        Example("2026-0401"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Existing codes."""
        text = passage.text
        for match in _WRITTEN.finditer(text):
            if postal_code.exists(match["code"].replace("-", "")):
                vouched = match["mark"] or _BEFORE_ADDRESS.match(text, match.end())
                yield Candidate(
                    *match.span("code"),
                    0.8 if vouched else 0.4,
                    "written code",
                    Facts(labelled=bool(match["mark"])),
                    None if vouched else Reason.NEEDS_COMPANY,
                )
        for match in _MARKED.finditer(text):
            if postal_code.exists(match["code"]):
                yield Candidate(*match.span("code"), 0.8, "marked code", Facts(labelled=True))
        for match in _PLAIN.finditer(text):
            is_before_address = _BEFORE_ADDRESS.match(text, match.end()) is not None
            if (is_before_address or _is_cell(text, match)) and postal_code.exists(match.group()):
                pattern = "code before an address" if is_before_address else "code in a cell"
                doubt = None if is_before_address else Reason.NEEDS_COMPANY
                yield Candidate(*match.span(), 0.4 if doubt else 0.7, pattern, Facts(), doubt)
        for value in passage.labelled(Kind.POSTAL_CODE):
            for match in _PLAIN.finditer(text, value.start, value.end):
                if postal_code.exists(match.group()):
                    yield Candidate(*match.span(), 0.8, "labelled code", Facts(labelled=True))


def _is_cell(text: str, match: re.Match[str]) -> bool:
    """Whether digits fill a cell: in a row with a name they are a code."""
    before = text[max(0, match.start() - 8) : match.start()]
    starts = match.start() == 0 or _CELL_START.search(before) is not None
    return starts and _CELL_END.match(text, match.end()) is not None
