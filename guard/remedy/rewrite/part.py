"""Edits of the text of an XML part, written into its bytes: a value that runs through several elements stays in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from guard.remedy.rewrite.markup import Spots
from guard.remedy.rewrite.splice import Edit

#: A value that is shorter is not looked for elsewhere.
_SHORTEST: Final = 2


class Patch(NamedTuple):
    """Bytes for bytes."""

    start: int
    end: int
    new: bytes


def patches(spots: Spots, edit: Edit) -> list[Patch] | None:
    """The bytes that an edit changes; ``None`` where nothing in the file stands for its stretch.

    A replacement of the same length is written character for character, so that each run keeps its share; of
    another one, the words go to the runs in which those of the old value began.
    """
    places = [(spots.starts[at], spots.ends[at]) for at in range(edit.start, edit.end)]
    if all(start < 0 for start, _end in places):
        return None
    if len(edit.new) == len(places):
        pieces = list(edit.new)
    else:
        pieces = _by_word("".join(spots.text[edit.start : edit.end]), edit.new, places)
    lost = [new for new, (start, _end) in zip(pieces, places, strict=True) if start < 0 and new not in {"", " "}]
    if lost:
        return None
    return [
        Patch(start, end, escape(new).encode()) for new, (start, end) in zip(pieces, places, strict=True) if start >= 0
    ]


def _by_word(old: str, new: str, places: Sequence[tuple[int, int]]) -> list[str]:
    """What is written for each character of the old value."""
    words, news = old.split(" "), new.split(" ")
    pieces = [""] * len(old)
    if len(words) == len(news) and all(words):
        at = 0
        for word, other in zip(words, news, strict=True):
            pieces[at] = other
            if at:
                pieces[at - 1] = " "
            at += len(word) + 1
        return pieces
    first = next(index for index, (start, _end) in enumerate(places) if start >= 0)
    pieces[first] = new
    return pieces


def everywhere(texts: Iterable[Spots], news: dict[str, str]) -> list[Patch]:
    """The patches that replace these values wherever they stand in texts that nobody reads but old programs."""
    found: list[Patch] = []
    for spots in texts:
        text = str(spots)
        taken = 0
        for at in range(len(text)):
            if at < taken:
                continue
            value = next((one for one in news if len(one) >= _SHORTEST and text.startswith(one, at)), None)
            if value is not None:
                taken = at + len(value)
                found += patches(spots, Edit(at, taken, news[value])) or []
    return found


def patched(data: bytes, changes: Iterable[Patch]) -> bytes:
    """The bytes with the patches, which lie apart."""
    out = bytearray()
    at = 0
    for change in sorted(changes):
        out += data[at : change.start] + change.new
        at = change.end
    return bytes(out + data[at:])
