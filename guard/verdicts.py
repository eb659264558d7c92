"""Verdicts in any number: a few as they are, many packed, so that a table of a million people fits into memory.

A verdict is a kilobyte of objects, and those of one column differ by little more than their places. Packed, what
they share is kept once, and each takes some bytes. Nothing goes to a disk.
"""

from __future__ import annotations

import heapq
import pickle
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import pairwise, starmap
from operator import attrgetter, le
from typing import NamedTuple

from guard.model import Disposition, Finding, Identity, Position, Sensitive, Severity, Verdict

#: Verdicts that are packed together, …
CHUNK = 512
#: … and those that are held as they are: fewer are never packed, more are sorted in runs of so many.
HELD = 16_384
_NO_RECORD = -(1 << 62)
_NUMBERS = 8
_NOTHING = Sensitive("")
#: What verdicts of one column differ in, or is kept in another form; …
_OWN = frozenset(
    {"start", "end", "position", "end_position", "record", "cell", "message_args", "value", "label", "identity"}
)
#: … and all the rest of a finding.
_SHARED = tuple(one.name for one in fields(Finding) if one.name not in _OWN)
_shared = attrgetter(*_SHARED)


class Kind(NamedTuple):
    """What verdicts are counted by."""

    disposition: Disposition
    severity: Severity
    rule_id: str


class Verdicts:
    """A collection of verdicts that keeps their order, counts them by kind, and stays small."""

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        self._packed: list[bytes] = []
        self._held: list[Verdict] = []
        self._runs: list[_Run | None] = []
        self.counts: Counter[Kind] = Counter()
        if verdicts:
            self.extend(verdicts)

    def append(self, verdict: Verdict) -> None:
        """Add one."""
        self.counts[Kind(verdict.disposition, verdict.finding.severity, verdict.finding.rule_id)] += 1
        self._held.append(verdict)
        if len(self._held) >= HELD:
            self._pack()

    def extend(self, verdicts: Iterable[Verdict]) -> None:
        """Add some; what is packed already is taken over as it is."""
        if not isinstance(verdicts, Verdicts) or not verdicts._packed:
            for verdict in verdicts:
                self.append(verdict)
            return
        self._pack()
        self._packed += verdicts._packed
        self._runs += verdicts._runs
        self._held += verdicts._held
        self.counts += verdicts.counts

    def count(self, *dispositions: Disposition) -> int:
        """How many have one of these dispositions."""
        return sum(n for kind, n in self.counts.items() if kind.disposition in dispositions)

    def __len__(self) -> int:
        return self.counts.total()

    def __bool__(self) -> bool:
        return bool(self._held or self._packed)

    def __iter__(self) -> Iterator[Verdict]:
        for chunk in self._packed:
            yield from _unpacked(chunk)
        yield from self._held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdicts | tuple | list) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def ordered(self) -> Iterator[Verdict]:
        """All in the order of reports: by path and place. No more of them are held at once than :data:`HELD`."""
        if not self._packed:
            yield from sorted(self._held, key=_order)
            return
        if _follow_each_other([*self._runs, _run_of(self._held)] if self._held else self._runs):
            yield from self
            return
        runs: list[Verdicts] = []
        run: list[Verdict] = []
        for verdict in self:
            run.append(verdict)
            if len(run) >= HELD:
                runs.append(_sorted(run))
                run = []
        runs.append(_sorted(run))
        del run
        yield from heapq.merge(*runs, key=_order)

    def _pack(self) -> None:
        held, self._held = self._held, []
        if held:
            self._runs.append(_run_of(held))
        for at in range(0, len(held), CHUNK):
            self._packed.append(_packed(held[at : at + CHUNK]))


class Chosen:
    """The verdicts of one disposition, in their order."""

    def __init__(self, verdicts: Verdicts, disposition: Disposition) -> None:
        self._verdicts = verdicts
        self._disposition = disposition

    def __len__(self) -> int:
        return self._verdicts.count(self._disposition)

    def __iter__(self) -> Iterator[Verdict]:
        return (verdict for verdict in self._verdicts if verdict.disposition is self._disposition)

    @property
    def severities(self) -> Counter[Severity]:
        """How many there are of each severity."""
        found: Counter[Severity] = Counter()
        for kind, n in self._verdicts.counts.items():
            if kind.disposition is self._disposition:
                found[kind.severity] += n
        return found

    @property
    def rules(self) -> list[str]:
        """The ids of their rules, sorted."""
        return sorted({kind.rule_id for kind in self._verdicts.counts if kind.disposition is self._disposition})


class _Run(NamedTuple):
    """The first and the last place of verdicts that are in order, as those of one file are."""

    first: tuple[object, ...]
    last: tuple[object, ...]


def _run_of(verdicts: list[Verdict]) -> _Run | None:
    """From where to where verdicts go that are in order; ``None`` where they are not."""
    orders = [_order(verdict) for verdict in verdicts]
    return _Run(orders[0], orders[-1]) if all(starmap(le, pairwise(orders))) else None


def _follow_each_other(runs: list[_Run | None]) -> bool:
    known = [run for run in runs if run is not None]
    return len(known) == len(runs) and all(le(one.last, other.first) for one, other in pairwise(known))


def _sorted(verdicts: list[Verdict]) -> Verdicts:
    """The same verdicts in order, packed."""
    run = Verdicts()
    run._held = sorted(verdicts, key=_order)
    run._pack()
    return run


def _order(verdict: Verdict) -> tuple[object, ...]:
    finding = verdict.finding
    place = (finding.origin.path, finding.origin.members, finding.origin.commit or "", finding.part)
    return (*place, finding.position, finding.end_position, finding.rule_id)


def _packed(verdicts: list[Verdict]) -> bytes:
    """Verdicts as shapes, each once, and the numbers and cells in which those of one shape differ."""
    shapes: dict[tuple[object, ...], int] = {}
    numbers = array("q")
    cells: list[str | None] = []
    identities: list[Identity | None] = []
    for verdict in verdicts:
        finding = verdict.finding
        said = (verdict.disposition, verdict.reason, verdict.owner, verdict.expires)
        shape = (said, tuple(finding.message_args.items()), *_shared(finding))
        record = _NO_RECORD if finding.record is None else finding.record
        numbers.extend((shapes.setdefault(shape, len(shapes)), finding.start, finding.end, record))
        numbers.extend(finding.position)
        numbers.extend(finding.end_position)
        cells.append(finding.cell)
        identities.append(finding.identity)
    told = (
        list(shapes),
        numbers.tobytes(),
        cells if any(cells) else None,
        [one and tuple(one) for one in identities] if any(identities) else None,
    )
    return zlib.compress(pickle.dumps(told, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(chunk: bytes) -> Iterator[Verdict]:
    shapes, raw, cells, identities = pickle.loads(zlib.decompress(chunk))  # noqa: S301 - made by this program, never read from a file
    numbers = array("q")
    numbers.frombytes(raw)
    known = [
        dict(zip(_SHARED, shared, strict=True), message_args=dict(args), value=_NOTHING, label=_NOTHING)
        for _said, args, *shared in shapes
    ]
    for at in range(len(numbers) // _NUMBERS):
        index, start, end, record, *place = numbers[at * _NUMBERS : (at + 1) * _NUMBERS]
        finding = Finding(
            **known[index],
            start=start,
            end=end,
            position=Position(*place[:2]),
            end_position=Position(*place[2:]),
            record=None if record == _NO_RECORD else record,
            cell=None if cells is None else cells[at],
            identity=Identity(*identities[at]) if identities and identities[at] else None,
        )
        yield Verdict(finding, *shapes[index][0])
