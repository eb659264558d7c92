"""Many findings alike, told as one: a table of fifty thousand people is one entry for each of its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    """What is shown of a file: some findings one by one, and columns."""

    single: list[Verdict]
    columns: list[Column]


_Key = tuple[Origin, str, int | None, Disposition]


def gather(verdicts: Sequence[Verdict]) -> Told:
    """Separate what stands in a column with many others of its kind from what is told by itself, in order."""
    groups: defaultdict[_Key, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if (key := _column_of(verdict)) is not None:
            groups[key].append(verdict)
    columns = [_column(group) for group in groups.values() if len(group) > LIMIT]
    told = {key for key, group in groups.items() if len(group) > LIMIT}
    return Told([verdict for verdict in verdicts if _column_of(verdict) not in told], columns)


def _column_of(verdict: Verdict) -> _Key | None:
    """The column of a finding; ``None`` in running text and for a file's own path."""
    finding = verdict.finding
    if finding.part is Part.PATH or finding.record is None or finding.record < 0:
        return None
    return finding.origin, finding.rule_id, finding.column, verdict.disposition


def _column(group: Sequence[Verdict]) -> Column:
    lines = [verdict.finding.position.line for verdict in group]
    worst = max(group, key=lambda verdict: verdict.finding.severity)
    return Column(worst, len(group), min(lines), max(lines))


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
