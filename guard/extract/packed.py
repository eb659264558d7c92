"""Rows of numbers and one text in a few bytes each: a workbook has hundreds of thousands of places."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Row = TypeVar("Row")


class Packed(Sequence[Row], Generic[Row]):
    """A sequence whose rows are made when they are asked for; each text is kept once."""

    def __init__(
        self, make: Callable[[str | None, Sequence[int]], Row], width: int, texts: Sequence[str | None], numbers: bytes
    ) -> None:
        """``numbers`` has ``width`` of each row, the first of them that of its text. Raises ``ValueError``."""
        self._make = make
        self._width = width
        self._texts = texts
        self._numbers = array("q")
        self._numbers.frombytes(numbers)
        if len(self._numbers) % width:
            raise ValueError("half a row")
        used = self._numbers[::width]
        if used and not 0 <= min(used) <= max(used) < len(texts):
            raise ValueError("no such text")

    def __len__(self) -> int:
        return len(self._numbers) // self._width

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        at = range(len(self))[index]
        return self._row(at) if isinstance(at, int) else [self._row(one) for one in at]

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    def _row(self, number: int) -> Row:
        text, *numbers = self._numbers[number * self._width : (number + 1) * self._width]
        return self._make(self._texts[text], numbers)


def pack(rows: Iterable[tuple[str | None, Sequence[int]]]) -> tuple[list[str | None], bytes]:
    """The texts of rows, each once, and their numbers."""
    texts: dict[str | None, int] = {}
    packed = array("q")
    for text, numbers in rows:
        packed.append(texts.setdefault(text, len(texts)))
        packed.extend(numbers)
    return list(texts), packed.tobytes()
