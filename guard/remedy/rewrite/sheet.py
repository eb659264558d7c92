"""The parts of a workbook by their bytes: which sheet lies where, the cells of one, and the strings that cells share."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import unescape

from guard.remedy.rewrite.markup import Spots, joined, shared_strings
from guard.remedy.rewrite.parser import Start, Unreadable, parse
from guard.remedy.rewrite.part import Patch, patched, patches
from guard.remedy.rewrite.splice import Edit

_PREFIX: Final = rb"(?:[\w.-]+:)?"
#: A cell with what is in it; cells hold no cells.
_CELL: Final = re.compile(
    rb"<" + _PREFIX + rb"c(?=[\s/>])(?P<attributes>[^>]*?)(?:/>|>(?P<inner>.*?)</" + _PREFIX + rb"c\s*>)", re.DOTALL
)
_VALUE: Final = re.compile(rb"<" + _PREFIX + rb"v(?:\s[^>]*)?>(?P<text>.*?)</" + _PREFIX + rb"v\s*>", re.DOTALL)
_FORMULA: Final = re.compile(
    rb"<" + _PREFIX + rb"f(?=[\s>])(?:[^>]*[^>/])?>(?P<text>.*?)</" + _PREFIX + rb"f\s*>", re.DOTALL
)
_INLINE: Final = re.compile(rb"<" + _PREFIX + rb"is(?:\s[^>]*)?>(?P<text>.*?)</" + _PREFIX + rb"is\s*>", re.DOTALL)
_REFERENCE: Final = re.compile(rb"\sr\s*=\s*[\"']\$?([A-Z]{1,3})\$?([0-9]{1,7})[\"']")
_KIND: Final = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
_ITEM: Final = re.compile(
    rb"<(?P<prefix>" + _PREFIX + rb")si(?=[\s/>])[^>]*?(?:/>|>(?P<inner>.*?)</" + _PREFIX + rb"si\s*>)", re.DOTALL
)
#: The reading of a text, and how it is shown.
_READING: Final = re.compile(
    rb"<" + _PREFIX + rb"rPh\b.*?</" + _PREFIX + rb"rPh\s*>|<" + _PREFIX + rb"phoneticPr\b[^>]*/>", re.DOTALL
)
_COUNT: Final = re.compile(rb"(\suniqueCount\s*=\s*[\"'])(\d+)([\"'])")
_END: Final = re.compile(rb"</" + _PREFIX + rb"sst\s*>\s*\Z")
_ENTITIES: Final = {"&quot;": '"', "&apos;": "'"}


class Cell(NamedTuple):
    """A cell: its name, its kind (``s``, ``inlineStr``, …), its value, and where value and formula stand."""

    name: str
    kind: str
    value: str
    span: tuple[int, int]
    formula: tuple[int, int] | None

    @staticmethod
    def shared_in(sheet: bytes) -> Iterator[int]:
        """The numbers of the shared strings that the cells of a sheet show."""
        for found in _CELL.finditer(sheet):
            kind = _KIND.search(found["attributes"])
            if kind is not None and kind[1] == b"s" and (value := _VALUE.search(found["inner"] or b"")):
                digits = value["text"].strip()
                if digits.isdigit():
                    yield int(digits)


def sheet_cells(sheet: bytes, names: Collection[str]) -> Iterator[Cell]:
    """The cells of these names. Raises :class:`Unreadable` for a sheet that says no names."""
    _check(sheet)
    for found in _CELL.finditer(sheet):
        reference = _REFERENCE.search(found["attributes"])
        if reference is None:
            raise Unreadable("cells without names")
        name = (reference[1] + reference[2]).decode()
        if name not in names or found["inner"] is None:
            continue
        told = _KIND.search(found["attributes"])
        kind = "" if told is None else told[1].decode()
        inner, at = found["inner"], found.start("inner")
        value = (_INLINE if kind == "inlineStr" else _VALUE).search(inner)
        if value is None:
            continue
        formula = _FORMULA.search(inner)
        where = None if formula is None else (at + formula.start("text"), at + formula.end("text"))
        text = unescape(value["text"].decode("utf-8", "replace"), _ENTITIES)
        yield Cell(name, kind, text, (at + value.start("text"), at + value.end("text")), where)


def sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """The part of each sheet by the name of the sheet."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, values: Mapping[str, str], _at: int) -> None:
        if name == "sheet":
            ids[values.get("name", "")] = values.get("id", "")

    def relation(name: str, values: Mapping[str, str], _at: int) -> None:
        if name == "Relationship":
            targets[values.get("Id", "")] = values.get("Target", "")

    _elements(workbook, sheet)
    _elements(relations, relation)
    return {
        name: posixpath.normpath(posixpath.join("/xl", targets[id_])).lstrip("/")
        for name, id_ in ids.items()
        if id_ in targets
    }


class Strings:
    """The table of shared strings, each as its XML and as the text that cells show."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._items = [(found.span("inner"), found["inner"] or b"") for found in _ITEM.finditer(data)]
        self._new: dict[int, bytes] = {}
        self._more: list[bytes] = []
        self._patches: dict[int, list[Patch]] = {}
        self._unused = Spots()
        found = _ITEM.search(data)
        self._prefix = b"" if found is None else found["prefix"]
        if data:
            _check(data)

    @property
    def is_changed(self) -> bool:
        """Whether anything is new in the table."""
        return bool(self._new or self._more or self._patches)

    def text(self, index: int) -> str | None:
        """What cells show of a string, ``None`` where there is none of this number."""
        if not 0 <= index < len(self._items):
            return None
        return str(_spots(_READING.sub(b"", self._items[index][1])))

    def edited(self, index: int, edits: Iterable[Edit]) -> bytes | None:
        """The XML of a string with its edits and without its reading; ``None`` where an edit meets no text."""
        inner = _READING.sub(b"", self._items[index][1])
        return _edited(inner, _spots(inner), edits)

    def put(self, index: int, inner: bytes) -> None:
        """Change a string for all of its cells."""
        self._new[index] = inner

    def append(self, inner: bytes) -> int:
        """The number of a new string."""
        self._more.append(inner)
        return len(self._items) + len(self._more) - 1

    def change(self, edit: Edit) -> bool:
        """Make an edit of the text that :meth:`reads` was told; what cells have changed already stays so."""
        made = patches(self._unused, edit)
        if made is None:
            return False
        for patch in made:
            index = bisect_right(self._items, patch.start, key=lambda one: one[0][0]) - 1
            (start, end), _inner = self._items[index]
            if index not in self._new:
                if index < 0 or patch.start < start or patch.end > end:
                    return False
                self._patches.setdefault(index, []).append(
                    patch._replace(start=patch.start - start, end=patch.end - start)
                )
        return True

    def reads(self, text: str) -> bool:
        """Whether a text is what the reader of workbooks has of strings that no cell shows: some of them, in order."""
        strings = iter(shared_strings(self._data))
        lines = (next((one for one in strings if str(one) == line), None) for line in text.splitlines())
        found = [line for line in lines if line is not None]
        self._unused = joined(found)
        return str(self._unused) == text

    def content(self) -> bytes:
        """The part as it becomes."""
        told = {index: patched(self._items[index][1], some) for index, some in self._patches.items()} | self._new
        changes = [Patch(*self._items[index][0], new) for index, new in told.items()]
        if self._more:
            prefix = self._prefix
            added = b"".join(b"<%bsi>%b</%bsi>" % (prefix, inner, prefix) for inner in self._more)
            end = _END.search(self._data)
            if end is None:
                raise Unreadable("no end of the strings")
            changes.append(Patch(end.start(), end.start(), added))
            count = _COUNT.search(self._data, 0, 4_096)
            if count is not None:
                changes.append(Patch(*count.span(2), str(int(count[2]) + len(self._more)).encode()))
        return patched(self._data, changes)


def _edited(inner: bytes, spots: Spots, edits: Iterable[Edit]) -> bytes | None:
    changes: list[Patch] = []
    for edit in edits:
        made = patches(spots, edit)
        if made is None:
            return None
        changes += made
    return patched(inner, changes)


_WRAPPED: Final = b"<si>"


def _spots(inner: bytes) -> Spots:
    """The text of a string's XML by the bytes of that XML."""
    spots = Spots()
    runs = 0

    def start(name: str, _values: Mapping[str, str], _at: int) -> None:
        nonlocal runs
        runs += name == "t"

    def end(name: str) -> None:
        nonlocal runs
        runs -= name == "t"

    def characters(text: Iterable[tuple[str, int, int]]) -> None:
        if runs:
            for character, at, stop in text:
                spots.add(character, at - len(_WRAPPED), stop - len(_WRAPPED))

    parse(_WRAPPED + inner + b"</si>", start, end, characters)
    return spots


def _check(data: bytes) -> None:
    """Refuse what patterns could misread: another encoding, comments, CDATA, declarations of entities."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!" in data:
        raise Unreadable("XML that is not as Excel writes it")
    try:
        expat.ParserCreate("utf-8").Parse(data, True)  # patterns pair what is well-formed in linear time
    except expat.ExpatError:
        raise Unreadable("XML") from None


def _elements(data: bytes, start: Start) -> None:
    parse(data, start, lambda _name: None, lambda _text: None)
