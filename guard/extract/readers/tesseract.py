"""Words that are drawn: Tesseract reads a picture, and what it finds becomes lines as a person would read them.

The program itself is started, as a child that can be killed; a picture goes in and a table of words comes out, and
no file is written. Sparse text (page segmentation mode 12) finds the cells of a form that a page of prose would
lose, turns a page that lies on its side, and tells the words in no order: their places do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from guard.messages import N_

MISSING = N_("a picture: reading it needs Tesseract (`sekisho[ocr]`; on Debian: tesseract-ocr, tesseract-ocr-jpn)")
#: The longest that one picture may take: a form takes one, a page of A4 full of text six.
SECONDS = 60.0
#: Alone: with English beside it ("jpn+eng") it takes a quarter longer, and lines of Japanese become Latin letters.
_LANGUAGE = "jpn"
_SPARSE_WITH_ORIENTATION = "12"
_WORD_LEVEL = "5"
_COLUMNS = 12
#: Words belong to one row while the next one's middle is no further off than this part of its height.
_ROW = 0.5
#: Words further apart than so many of their heights stand in two cells; closer than that, in one word.
_CELL, _WORD = 2.0, 0.9


_RIGHT = (1, 0)


class Unreadable(Exception):
    """Tesseract gave up on a picture."""


class TooSlow(Exception):
    """Tesseract took longer than it may, and was killed."""


class _Word(NamedTuple):
    """A word and its place in the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int
    text: str

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


class _Placed(NamedTuple):
    """A word, and the line that Tesseract put it in: numbers of page, block, paragraph and line."""

    line: tuple[str, ...]
    word: _Word


@cache
def is_installed() -> bool:
    """Whether Tesseract is here and knows Japanese."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        said = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _LANGUAGE in said.stdout.decode("utf-8", "replace").split()


def pages_of(picture: bytes, seconds: float = SECONDS) -> dict[int, list[str]]:
    """What is written in a picture, row by row, cells with a tab between them, by page: a TIFF may have several.

    Raises :class:`TooSlow` and :class:`Unreadable`.
    """
    pages: dict[int, list[_Placed]] = {}
    for row in _table(picture, seconds).splitlines():
        if (placed := _placed(row)) is not None:
            pages.setdefault(int(placed.line[0]), []).append(placed)
    return {number: _lines(page) for number, page in pages.items()}


def _lines(page: list[_Placed]) -> list[str]:
    return [_joined(row) for row in _rows(_turned([one.word for one in page], _direction(page)))]


def _table(picture: bytes, seconds: float) -> str:
    program = shutil.which("tesseract")
    assert program is not None
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", _SPARSE_WITH_ORIENTATION]
    process = subprocess.Popen(
        [*command, "-c", "tessedit_create_tsv=1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    _end_with(process.pid, seconds)
    try:
        said, _ = process.communicate(picture, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TooSlow from None
    finally:
        process.kill()
        process.wait()
    if process.returncode != 0:
        raise Unreadable
    return said.decode("utf-8", "replace")


def _end_with(pid: int, seconds: float) -> None:
    """See that the program ends also when the worker that started it has been killed; where the system can."""
    with suppress(ImportError, AttributeError, OSError):
        import resource

        bound = int(seconds) + 1
        resource.prlimit(pid, resource.RLIMIT_CPU, (bound, bound))


def _placed(row: str) -> _Placed | None:
    """A row of the table as a word; ``None`` for one that tells of a larger thing, or of a stroke."""
    parts = row.split("\t", _COLUMNS - 1)
    if len(parts) < _COLUMNS or parts[0] != _WORD_LEVEL or not parts[-1].strip():
        return None
    left, top, width, height = map(int, parts[6:10])
    return _Placed(tuple(parts[1:5]), _Word(left, top, width, height, parts[-1].strip()))


def _direction(page: list[_Placed]) -> tuple[int, int]:
    """Where most words go on: to the right, or, of a page that was turned or written downwards, elsewhere."""
    steps: Counter[tuple[int, int]] = Counter()
    for (line, before), (following, word) in pairwise(page):
        if line == following:
            across, down = word.left - before.left, word.top - before.top
            steps[(_sign(across), 0) if abs(across) >= abs(down) else (0, _sign(down))] += 1
    return max(_RIGHT, *steps, key=lambda step: steps[step]) if steps else _RIGHT


def _sign(number: int) -> int:
    return 1 if number >= 0 else -1


def _turned(words: list[_Word], direction: tuple[int, int]) -> list[_Word]:
    """The words as they would lie if they went on to the right."""
    match direction:
        case (-1, 0):
            return [_Word(-w.left - w.width, -w.top - w.height, w.width, w.height, w.text) for w in words]
        case (0, 1):
            return [_Word(w.top, -w.left - w.width, w.height, w.width, w.text) for w in words]
        case (0, -1):
            return [_Word(-w.top - w.height, w.left, w.height, w.width, w.text) for w in words]
        case _:
            return words


def _rows(words: Iterable[_Word]) -> list[list[_Word]]:
    """Words in rows from top to bottom, from left to right: a row goes on where its last word points."""
    rows: list[list[_Word]] = []  # in the order of the middles of their last words
    for word in sorted(words):
        at = bisect_left(rows, word.middle, key=_last_middle)
        near = [index for index in (at - 1, at) if 0 <= index < len(rows)]
        index = min(near, key=lambda one: abs(_last_middle(rows[one]) - word.middle), default=None)
        if index is not None and abs(_last_middle(rows[index]) - word.middle) <= _ROW * word.height:
            row = rows.pop(index)
            row.append(word)
        else:
            row = [word]
        insort(rows, row, key=_last_middle)
    return sorted(rows, key=lambda row: row[0].middle)


def _last_middle(row: list[_Word]) -> float:
    return row[-1].middle


def _joined(row: list[_Word]) -> str:
    """A row as text: Japanese needs no blanks between what was taken for words."""
    text = row[0].text
    for before, word in pairwise(row):
        gap = word.left - before.left - before.width
        if gap > _CELL * word.height:
            text += "\t"
        elif gap > _WORD * word.height or (before.text[-1].isascii() and word.text[0].isascii()):
            text += " "
        text += word.text
    return text
