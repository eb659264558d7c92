"""The recognizer of a rule that a project brings itself."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.custom import CustomPattern, compiled
from detectors.passage import Passage
from detectors.recognizer import Candidate, Facts, JapaneseRecognizer
from detectors.trace import Reason

#: Characters before a value that are taken for its label.
_LABEL_REACH = 40
#: Characters of a line to each side of a value that are its context.
_CONTEXT_REACH = 100


class CustomRecognizer(JapaneseRecognizer):
    """Pattern, words or columns of one :class:`CustomPattern`."""

    COUNTRY_CODE = None
    ENTITY = "CUSTOM"
    HEEDS_LABELS = False

    def __init__(self, custom: CustomPattern, supported_language: str = "ja") -> None:
        self.ENTITY = custom.entity  # type: ignore[misc]  # each instance finds an entity of its own
        self._custom = custom
        self._pattern = compiled(custom.source())
        super().__init__(supported_language)

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """What the rule looks for."""
        custom, text = self._custom, passage.text
        if custom.is_column_alone:
            yield from self._under_columns(passage)
            return
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if start == end:
                continue
            if not custom.accepts(text, start, end):
                passage.reject(start, end, Reason.CHECK_DIGIT if custom.check_digit else Reason.INCOMPLETE)
                continue
            labelled = self._is_labelled(passage, start, end)
            if custom.needs_column and not labelled:
                passage.reject(start, end, Reason.NEEDS_COMPANY)
                continue
            yield Candidate(start, end, 0.9 if labelled else 0.7, "own rule", self._facts(labelled))

    def _under_columns(self, passage: Passage) -> Iterator[Candidate]:
        """Every value of a cell or key; in running text and code what holds a digit."""
        text = passage.text
        for match in self._pattern.finditer(text):
            start, end = match.span(1)
            if self._custom.accepts(text, start, end):
                yield Candidate(start, end, 0.8, "own label", self._facts(labelled=True))
        for cell in passage.cells:
            value = passage.text[cell.start : cell.end].strip()
            if value and self._custom.is_column(cell.label):
                start = passage.text.index(value, cell.start)
                if self._custom.accepts(passage.text, start, start + len(value)):
                    yield Candidate(start, start + len(value), 0.8, "own column", self._facts(labelled=True))

    def _is_labelled(self, passage: Passage, start: int, end: int) -> bool:
        if not self._custom.columns and not self._custom.context:
            return False
        cell = passage.cell_at(start, end)
        if cell is not None and self._custom.is_column(cell.label):
            return True
        line = passage.text.rfind("\n", 0, start) + 1
        if self._custom.is_announced(passage.text[max(line, start - _LABEL_REACH) : start]):
            return True
        return self._custom.is_in_context(_around(passage.text, start, end), "" if cell is None else cell.label)

    def _facts(self, labelled: bool) -> Facts:
        return Facts(labelled=labelled, check_digit=True if self._custom.check_digit else None)


def _around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _CONTEXT_REACH) : start].rpartition("\n")[2]
    return before + " " + text[end : end + _CONTEXT_REACH].partition("\n")[0]
