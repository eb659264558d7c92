"""Many findings alike, told as one: a table of fifty thousand people is one entry for each of its columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, NamedTuple

from guard.messages import Translator
from guard.model import Disposition, Origin, Part, Verdict

#: More findings than this of one rule in one column become one entry.
LIMIT: Final = 20


class Column(NamedTuple):
    """The findings of one rule in one column or under one key.

    ``worst`` is the first of the worst of them, ``rows`` how many there are.
    """

    worst: Verdict
    rows: int
    first_line: int
    last_line: int


class Told(NamedTuple):
    """What is shown of a file: some findings one by one, and columns; how many others there are of each kind."""

    single: list[Verdict]
    columns: list[Column]
    left: Counter[Hashable]


_Key = tuple[Origin, str, int | None, Disposition]
_Numbered = tuple[int, Verdict]


def gather(verdicts: Iterable[Verdict], most: int, kind: Callable[[Verdict], Hashable]) -> Told:
    """Separate what stands in a column with many others of its kind from what is told by itself, in order.

    Of the latter the worst are kept, about ``most`` of each ``kind``: those are as many as anybody shows.
    """
    groups: dict[_Key, _Group] = {}
    alone: defaultdict[Hashable, list[_Numbered]] = defaultdict(list)
    left: Counter[Hashable] = Counter()
    for number, verdict in enumerate(verdicts):
        key = _column_of(verdict)
        if key is not None:
            (groups.get(key) or groups.setdefault(key, _Group())).add(number, verdict)
            continue
        same = alone[kind(verdict)]
        same.append((number, verdict))
        if len(same) >= 2 * most:
            left[kind(verdict)] += len(same) - most
            same[:] = sorted(same, key=_worst_first)[:most]
    single = [one for group in groups.values() for one in group.few()]
    single += [one for same in alone.values() for one in same]
    columns = [group.column() for group in groups.values() if group.rows > LIMIT]
    return Told([verdict for _, verdict in sorted(single, key=lambda pair: pair[0])], columns, left)


def _worst_first(numbered: _Numbered) -> tuple[int, int]:
    number, verdict = numbered
    return -verdict.finding.severity, number


class _Group:
    """The findings of one column: the first of them, and what is told of all."""

    def __init__(self) -> None:
        self.rows = 0
        self._first: list[_Numbered] = []
        self._worst: Verdict | None = None
        self._lines = (0, 0)

    def add(self, number: int, verdict: Verdict) -> None:
        self.rows += 1
        if self.rows <= LIMIT:
            self._first.append((number, verdict))
        line = verdict.finding.position.line
        if self._worst is None:
            self._worst, self._lines = verdict, (line, line)
            return
        self._lines = min(self._lines[0], line), max(self._lines[1], line)
        if verdict.finding.severity > self._worst.finding.severity:
            self._worst = verdict

    def few(self) -> Iterator[_Numbered]:
        """All of them, where they are no more than are told one by one."""
        return iter(self._first if self.rows <= LIMIT else ())

    def column(self) -> Column:
        assert self._worst is not None
        return Column(self._worst, self.rows, *self._lines)


def _column_of(verdict: Verdict) -> _Key | None:
    """The column of a finding; ``None`` in running text and for a file's own path."""
    finding = verdict.finding
    if finding.part is Part.PATH or finding.record is None or finding.record < 0:
        return None
    return finding.origin, finding.rule_id, finding.column, verdict.disposition


def like_this(column: Column, _: Translator) -> str:
    """How many findings an entry stands for, and where they are."""
    finding = column.worst.finding
    n, first, last, header = f"{column.rows:,}", column.first_line, column.last_line, finding.header_line
    if header is None or header == finding.position.line:
        return _("{n} like this in one column, lines {first} to {last}", n=n, first=first, last=last)
    return _(
        "{n} like this in one column, lines {first} to {last}, header on line {header}",
        n=n,
        first=first,
        last=last,
        header=header,
    )
