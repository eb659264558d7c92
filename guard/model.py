"""The value types that flow through the house. Standard library only, frozen, slotted.

``Source → Blob → Extractor → Document → Check → Finding → Policy → Verdict → Reporter``, with
``Skip`` riding along. Everything is defined here so that no room has to import another one for a type.
"""

from __future__ import annotations

import enum
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol


class Severity(enum.IntEnum):
    """How bad a finding is; the order is the order of the numbers."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The word of the contract: ``low``, ``medium``, ``high`` or ``critical``."""
        return self.name.lower()


class SkipReason(enum.StrEnum):
    """Why something in scope was not looked at (contract.md, "Skips and completeness")."""

    UNREADABLE = "unreadable"
    UNDECODABLE = "undecodable"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TIMEOUT = "timeout"
    ENCRYPTED = "encrypted"
    NO_EXTRACTOR = "no-extractor"
    EXCLUDED = "excluded"
    DETECTOR_FAILED = "detector-failed"
    NOTHING_SCANNED = "nothing-scanned"
    NOT_CHECKED = "not-checked"


class Disposition(enum.StrEnum):
    """What the policy says about a finding."""

    REPORTED = "reported"
    BASELINED = "baselined"
    ALLOWED_INLINE = "allowed-inline"
    ALLOWED_CONFIG = "allowed-config"
    BELOW_THRESHOLD = "below-threshold"
    DROPPED = "dropped"  # no finding: what a rule looked at and did not take, kept where it is asked for


class Part(enum.StrEnum):
    """Which part of a file a finding stands in: its content, or its own path."""

    CONTENT = "content"
    PATH = "path"


class Profile(enum.Enum):
    """What kind of file this is for the eye of a policy; lock files, JavaScript, CSS and rosters have one of their own."""

    SOURCE = "source"
    LOCK = "lock"
    MINIFIED = "minified"
    GENERATED = "generated"
    ROSTER = "roster"


class Sensitive:
    """A detected value on its way through the process: it can be compared, never printed or pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for a comparison in memory; never for an output."""
        return self._value

    def __repr__(self) -> str:
        return "Sensitive(•)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[type[Sensitive], tuple[str]]:
        if self._value:
            raise TypeError("a detected value is not written anywhere")
        return Sensitive, ("",)


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where bytes come from: a path relative to the root, the chain inside an archive, the commit."""

    path: str
    members: tuple[str, ...] = ()
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes to look at, not yet read.

    ``read`` raises ``OSError`` when the bytes cannot be had and ``guard.errors.TooLarge`` when there are
    more of them than the limit allows. ``base`` reads the version that was there before
    (``None`` where there was none): only what differs from it is in scope. ``is_new_path`` says whether the
    name itself is part of what is looked at. ``oid`` is the name of the bytes in Git's object store, if they
    are there; ``removed`` the commit that took them away, if one did.
    """

    origin: Origin
    read: Callable[[], bytes]
    base: Callable[[], bytes] | None = None
    is_new_path: bool = True
    oid: str | None = None
    removed: str | None = None


class Field(NamedTuple):
    """A value that its file gives a label: a cell under a header, a JSON value under a key, …

    ``start`` and ``end`` are code points of the document's text (``end`` exclusive, quotes left out);
    ``label`` is the header, key path (joined by ``.``) or tag as written, escapes resolved; ``label_at`` is
    the offset where that label stands. Fields with the same ``record`` belong to one row, object or statement.
    """

    label: str
    start: int
    end: int
    record: int
    label_at: int


class Position(NamedTuple):
    """Line and column, both from 1, the column in code points."""

    line: int
    column: int


class Place(NamedTuple):
    """Where a stretch of a document's text stands in the file it was read from, if not at that line of the text.

    ``start`` is an offset into the text; ``line`` is a row, page or paragraph from 1, ``column`` that of the
    first character, ``cell`` the name of a cell as ``Sheet1!B3``.
    """

    start: int
    line: int
    column: int = 1
    cell: str | None = None


FieldReader = Callable[[str], Iterator[Field]]
#: What an inline allow starts with, see ``guard.policy.allow``.
ALLOW_MARK = "sekisho: allow["
_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Document:
    """The text of one blob (``size`` bytes), with positions and with the structure that its format gives it."""

    def __init__(
        self,
        origin: Origin,
        text: str,
        *,
        encoding: str = "utf-8",
        format: str = "text",  # noqa: A002 - the field's own word
        reader: FieldReader | None = None,
        profile: Profile = Profile.SOURCE,
        part: Part = Part.CONTENT,
        note: str | None = None,
        size: int = 0,
        base_text: Callable[[], str | None] | None = None,
        places: Sequence[Place] = (),
    ) -> None:
        """``places`` stand in the order of their starts; without them the text is the file, line by line."""
        self.origin = origin
        self.text = text
        self.encoding = encoding
        self.format = format
        self.profile = profile
        self.part = part
        self.note = note
        self.size = size
        self._reader = reader
        self._base_text = base_text
        self._places = places

    def fields(self) -> Iterator[Field]:
        """The labelled values, in the order of the text as far as the format allows; read anew at each call."""
        return iter(()) if self._reader is None else self._reader(self.text)

    @property
    def is_structured(self) -> bool:
        """Whether a reader knows this format."""
        return self._reader is not None

    @cached_property
    def line_starts(self) -> array[int]:
        """Offsets of the first character of each line; CR LF, LF and CR end a line."""
        starts = array("q", (0,))
        starts.extend(match.end() for match in _LINE_BREAK.finditer(self.text))
        return starts

    def line_of(self, offset: int) -> int:
        """The number of the line, from 1, that holds the character at this offset."""
        return bisect_right(self.line_starts, offset)

    def place(self, offset: int) -> Place | None:
        """The stretch that holds an offset, ``None`` where the text is the file itself."""
        index = bisect_right(self._places, offset, key=lambda one: one.start) - 1
        return self._places[index] if index >= 0 else None

    def position(self, offset: int) -> Position:
        """Line and column of an offset, in the file that the text was read from."""
        place = self.place(offset)
        if place is not None:
            return Position(place.line, place.column + offset - place.start)
        line = self.line_of(offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line without its end, or an empty text where there is no such line."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def line_part(self, offset: int, before: int, after: int) -> str:
        """What stands around an offset on its line, at most so far to each side: lines can be millions long."""
        number = self.line_of(offset)
        first = max(self.line_starts[number - 1], offset - before)
        last = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[first : min(last, offset + after)]

    @cached_property
    def changed_lines(self) -> frozenset[int] | None:
        """The numbers of the lines that the version before does not have; ``None`` where all of it is in scope.

        Lines are compared as text, so that another encoding or other line ends are no change, and a line that
        only moved is none either. When an inline allow went away, everything it may have covered is in scope.
        """
        base = None if self._base_text is None else self._base_text()
        if base is None:
            return None
        left = Counter(_LINE_BREAK.split(base))
        changed = set()
        for number in range(1, len(self.line_starts) + 1):
            line = self.line(number)
            if left[line] > 0:
                left[line] -= 1
            else:
                changed.add(number)
        if any(count and ALLOW_MARK in line for line, count in left.items()):
            return None
        return frozenset(changed)


class Related(NamedTuple):
    """Another place that a finding is about: path, line from 1, and a sentence (a message id with its arguments)."""

    path: str
    line: int
    message: str
    args: tuple[tuple[str, str | int], ...] = ()


class Step(NamedTuple):
    """One step of the way to a score or a severity; ``score`` is what it led to, ``None`` where it changed none.

    ``code`` is for programs, ``message`` (a message id with its ``args``) for people. Neither holds a value or a label.
    """

    code: str
    message: str
    args: tuple[tuple[str, str | int], ...] = ()
    score: float | None = None


class Identity(NamedTuple):
    """What tells a finding again in a later run, without a function of its value alone; see ``guard.policy.identity``.

    ``place`` holds the words of the trade in its label, ``tag`` at most eight bits of the value, ``mac`` a keyed digest
    of it where there is a key; both are empty where there is none.
    """

    place: str
    tag: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``value`` and ``label`` stay in memory: no reporter sees them.

    ``start`` and ``end`` are offsets into the document; ``header_line`` is the line of the table header or
    key that gave the value its meaning, ``None`` where the value says it itself; ``column`` numbers the columns and
    keys of the document. ``local`` is for the eyes of whoever runs the command: no report that is passed on has it. ``explanation`` is empty unless it was asked for; ``dropped`` says why this is no finding.
    """

    check: str
    rule_id: str
    entity: str
    severity: Severity
    confidence: float
    origin: Origin
    start: int
    end: int
    position: Position
    end_position: Position
    message: str
    message_args: Mapping[str, str | int] = field(default_factory=dict)
    value: Sensitive = field(default_factory=lambda: Sensitive(""))
    excerpt: str = ""
    record: int | None = None
    header_line: int | None = None
    part: Part = Part.CONTENT
    controls: tuple[str, ...] = ()
    cell: str | None = None
    removed: str | None = None
    column: int | None = None
    explanation: tuple[Step, ...] = ()
    dropped: str | None = None
    related: tuple[Related, ...] = ()
    local: tuple[str, ...] = ()
    label: Sensitive = field(default_factory=lambda: Sensitive(""))
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Something in scope that was not looked at, and why. Never only a log line.

    ``detail`` is a message id, ``args`` fill its placeholders.
    """

    origin: Origin
    reason: SkipReason
    detail: str = ""
    can_hold_text: bool = True
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding with what the policy says about it; of what is accepted also who answers for it, and its last day."""

    finding: Finding
    disposition: Disposition
    reason: str | None = None
    owner: str | None = None
    expires: str | None = None


class Source(Protocol):
    """Where blobs come from; what cannot be had comes as a skip."""

    def blobs(self) -> Iterator[Blob | Skip]:
        """All blobs in scope, each once."""
        ...


class Extractor(Protocol):
    """Bytes to documents; what cannot be read comes as a skip."""

    def extract(self, blob: Blob) -> Iterator[Document | Skip]:
        """The documents in a blob: one for a text, several for a container."""
        ...


class Check(Protocol):
    """One of the three checks. ``inspect`` sees each document, ``finish`` is called once at the end."""

    def inspect(self, document: Document) -> Iterable[Finding | Skip]:
        """What this document shows."""
        ...

    def finish(self) -> Iterable[Finding | Skip]:
        """What only all documents together show."""
        ...
