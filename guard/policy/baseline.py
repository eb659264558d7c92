"""Findings that somebody accepted: entries, and which of today's findings they cover.

Findings of one place (rule, file, label) are a multiset: sorting a table changes nothing, one more row is one too
many. Each version of a file is matched for itself, so that a history accepts what its last version does.
"""

from __future__ import annotations

import datetime as dt
import enum
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from guard.model import Disposition, Finding, Origin, Severity, Verdict
from guard.policy.identity import Where, turned, where

#: Entries are told ahead of their end for so many days.
WARN_DAYS: Final = 14


class Judged(enum.StrEnum):
    """What an audit said of an entry."""

    REAL = "real"
    FALSE_ALARM = "false-alarm"


class Tally(NamedTuple):
    """How often an audit said which of a rule."""

    real: int = 0
    false_alarms: int = 0

    def add(self, judged: Judged | None, by: int = 1) -> Tally:
        """The same, with one more or one less."""
        real = self.real + by * (judged is Judged.REAL)
        false_alarms = self.false_alarms + by * (judged is Judged.FALSE_ALARM)
        return Tally(max(real, 0), max(false_alarms, 0))  # after a merge the counts can be too small


class Grant(NamedTuple):
    """Who accepts something, why, and until when (the last day included)."""

    owner: str
    reason: str
    expires: dt.date


@dataclass(frozen=True, slots=True)
class Entry:
    """Accepted findings of one place whose values share a tag, or the first letters of their keyed digests.

    ``count`` says how many, ``severity`` how bad the worst of them was: what became critical is reported again.
    ``macs`` are sorted. ``is_past`` says that only the history has them; ``line`` is where the entry stands in its file, if that is known.
    """

    where: Where
    severity: Severity
    grant: Grant
    count: int = 1
    tag: str = ""
    macs: tuple[str, ...] = ()
    judged: Judged | None = None
    is_past: bool = False
    line: int | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What no two entries of a file share, and the order in which they stand there."""
        at = self.where
        return (at.path, at.members, at.part.value, at.rule, at.place, self.tag, bucket(self.tag, self.macs))


def bucket(tag: str, macs: Iterable[str]) -> str:
    """Values without a tag are put together by the first letters of their keyed digests: at most 256 lines a place."""
    return "" if tag else next((mac[:2] for mac in macs), "")


class _Shelf:
    """The entries of one place, by what they say of their values."""

    def __init__(self) -> None:
        self._by_mac: dict[str, list[int]] = {}
        self._by_tag: dict[str, list[int]] = {}
        self.has_loose = False

    def put(self, number: int, entry: Entry) -> None:
        """Take in an entry."""
        self._by_tag.setdefault(entry.tag, []).append(number)
        for mac in dict.fromkeys(entry.macs):
            self._by_mac.setdefault(mac, []).append(number)
        self.has_loose |= not entry.macs

    def covering(self, tag: str, mac: str, entries: Sequence[Entry]) -> Iterator[int]:
        """Those that may cover a value, the ones that know it best first."""
        if mac:
            yield from self._by_mac.get(mac, ())
        for number in self._by_tag.get(tag, ()):
            if not (mac and entries[number].macs):
                yield number


@dataclass(frozen=True)
class Baseline:
    """A file of accepted findings; ``key_id`` says with which key it was made, ``tallies`` what audits said by rule."""

    name: str
    entries: tuple[Entry, ...] = ()
    key_id: str | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that have entries."""
        return frozenset(entry.where.path for entry in self.entries)

    @cached_property
    def _shelves(self) -> Mapping[Where, _Shelf]:
        shelves: defaultdict[Where, _Shelf] = defaultdict(_Shelf)
        for number, entry in enumerate(self.entries):
            shelves[entry.where].put(number, entry)
        return dict(shelves)

    def covering(self, place: Where, tag: str, mac: str) -> Iterable[int]:
        """The numbers of the entries of a place that may cover a value; with ``mac`` what has digests goes by them."""
        shelf = self._shelves.get(place)
        return () if shelf is None else shelf.covering(tag, mac, self.entries)

    def elsewhere(self, place: Where, mac: str) -> Iterable[int]:
        """The numbers of the entries that know a value at a place like this one, in whatever file."""
        return self._by_value.get((place._replace(path=""), mac), ())

    @cached_property
    def _by_value(self) -> Mapping[tuple[Where, str], list[int]]:
        known: defaultdict[tuple[Where, str], list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            anywhere = entry.where._replace(path="")
            for mac in dict.fromkeys(entry.macs):
                known[anywhere, mac].append(number)
        return dict(known)

    def is_loose(self, place: Where, *, has_key: bool) -> bool:
        """Whether an entry of a place does not say which values it covers: how many there are has to be counted."""
        shelf = self._shelves.get(place)
        return shelf is not None and (shelf.has_loose or not has_key)

    def ending(self, today: dt.date) -> list[Entry]:
        """The entries that end within :data:`WARN_DAYS` days, or have ended."""
        last = today + dt.timedelta(WARN_DAYS)
        return [entry for entry in self.entries if entry.grant.expires <= last]


class Names(NamedTuple):
    """What a run knows about the names of files.

    ``others`` says how else a file is or was called by what its bytes tell; ``may_be`` whether what stands in one file may
    be what was accepted in another (found path, accepted path), because one of the two is no longer there.
    """

    others: Callable[[str], Iterable[str]]
    may_be: Callable[[str, str], bool]


#: Every file has the name that it has.
NO_OTHER_NAMES: Final = Names(lambda _path: (), lambda _found, _accepted: False)


def version_of(origin: Origin, oid: str | None = None) -> object:
    """What is matched for itself: one version of a file; of messages, tags and authors all together."""
    return _TEXTS if origin.path.startswith(_TEXTS) else (origin.path, origin.commit, oid)


#: What the paths of texts begin with that are in no file: ``<commit message>``.
_TEXTS: Final = "<"
_COUNTED: Final = frozenset({Disposition.REPORTED, Disposition.BELOW_THRESHOLD})


class Matching:
    """Today's findings beside the entries of a baseline, one version of a file after the other."""

    def __init__(self, baseline: Baseline, names: Names, *, has_key: bool, past: bool = False) -> None:
        """``has_key``: the findings have keyed digests that are of the key of the baseline; ``past``: all commits come."""
        self.baseline = baseline
        self._names = names
        self._past = past
        self._has_key = has_key and baseline.key_id is not None
        self._version: object = None
        self._left: dict[tuple[int, str], int] = {}
        self._used: Counter[int] = Counter()
        self._most: dict[int, int] = {}

    def begin(self, version: object) -> None:
        """What comes is of this version of a file; of the one before nothing more comes, unless it is the same."""
        if version != self._version:
            self._note()
            self._version = version
            self._left.clear()
            self._used.clear()

    def accept(self, verdict: Verdict) -> Verdict:
        """The same verdict, or that the finding is accepted."""
        entry = self.take(verdict)
        if entry is None or verdict.disposition is not Disposition.REPORTED:
            return verdict
        grant = entry.grant
        return replace(
            verdict,
            disposition=Disposition.BASELINED,
            reason=grant.reason,
            owner=grant.owner,
            expires=grant.expires.isoformat(),
        )

    def take(self, verdict: Verdict) -> Entry | None:
        """The entry that covers a finding, used up by one; ``None`` where none does."""
        number = self.number(verdict)
        return None if number is None else self.baseline.entries[number]

    def number(self, verdict: Verdict) -> int | None:
        """The number of that entry, used up by one as well."""
        number = self._find(verdict)
        if number is not None:
            self._used[number] += 1
        return number

    def is_loose(self, finding: Finding) -> bool:
        """Whether an entry of its place does not say which values it covers: how many there are has to be counted."""
        return any(self.baseline.is_loose(place, has_key=self._has_key) for place in self._places(finding))

    @property
    def used(self) -> Mapping[int, int]:
        """How many findings each entry covered, in the version of its file that had the most."""
        self._note()
        return self._most

    def _note(self) -> None:
        for number, count in self._used.items():
            self._most[number] = max(count, self._most.get(number, 0))

    def _find(self, verdict: Verdict) -> int | None:
        finding = verdict.finding
        if verdict.disposition not in _COUNTED or finding.identity is None:
            return None
        here, tag = where(finding), finding.identity.tag
        mac = finding.identity.mac if self._has_key else ""
        for place in self._places(finding):
            there = tag if place.path == here.path else turned(tag, here, place)
            for number in self.baseline.covering(place, there, mac):
                entry = self.baseline.entries[number]
                if self._is_enough(entry, mac, here) and _is_accepted(finding, entry) and self._is_left(number, mac):
                    return number
        for number in self.baseline.elsewhere(here, mac) if mac else ():
            entry = self.baseline.entries[number]
            is_it = entry.where.path != here.path and self._names.may_be(here.path, entry.where.path)
            if is_it and _is_accepted(finding, entry) and self._is_left(number, mac):
                return number
        return None

    def _is_enough(self, entry: Entry, mac: str, here: Where) -> bool:
        """Whether an entry says enough: how many messages there may be means nothing to who sees only new ones."""
        return self._past or not here.path.startswith(_TEXTS) or bool(entry.tag or (mac and entry.macs))

    def _places(self, finding: Finding) -> Iterator[Where]:
        here = where(finding)
        if here.path in self.baseline.paths:
            yield here
        for path in self._names.others(here.path):
            yield here._replace(path=path)

    def _is_left(self, number: int, mac: str) -> bool:
        """Take one of what an entry covers, of the same value where it says which."""
        entry = self.baseline.entries[number]
        by_value = bool(mac and entry.macs)
        key = (number, mac if by_value else "")
        left = self._left.get(key)
        if left is None:
            left = bisect_right(entry.macs, mac) - bisect_left(entry.macs, mac) if by_value else entry.count
        self._left[key] = max(left - 1, 0)
        return left > 0


def _is_accepted(finding: Finding, entry: Entry) -> bool:
    """Neighbours raise a severity, and lines move; but nobody accepted a critical finding without saying so."""
    return finding.severity < Severity.CRITICAL or entry.severity is Severity.CRITICAL
