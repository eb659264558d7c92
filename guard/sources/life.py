"""Where each blob of a history came in and where it went, whatever the order in which its commits are told.

What is known of a history can so be added to: what the commits since then did leads to the same as a walk over
all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from guard.sources.walk import Commit

#: A commit in the order of time: seconds that are greater than those of its parents, and its name.
Moment = tuple[int, str]


class Clock:
    """The moments of commits: their own clocks, set right where a commit would not be later than its parents."""

    def __init__(self, corrected: Mapping[str, int] | None = None) -> None:
        """``corrected`` are commits of an earlier walk whose clocks were set right."""
        self.corrected: dict[str, int] = dict(corrected or {})
        self._seconds: dict[str, int] = {}

    def know(self, commits: Iterable[tuple[str, int]]) -> None:
        """Take note of what commits of an earlier walk say themselves."""
        self._seconds.update(commits)

    def moment(self, commit: Commit) -> Moment:
        """The moment of a commit whose parents were asked for before."""
        made = commit.made
        for parent in commit.parents:
            seconds = self.corrected.get(parent, self._seconds.get(parent))
            if seconds is not None and seconds >= made:
                made = self.corrected[commit.oid] = seconds + 1
        self._seconds[commit.oid] = made
        return made, commit.oid


class Life:
    """What a history says of a blob: where it stood first, where else, and whether it was taken away."""

    __slots__ = ("first", "further", "gone", "last", "path")

    def __init__(
        self,
        path: bytes,
        first: Moment,
        last: Moment | None = None,
        gone: Moment | None = None,
        further: dict[bytes, Moment] | None = None,
    ) -> None:
        self.path = path
        self.first = first
        self.last = last or first
        self.gone = gone
        self.further = further

    def put(self, path: bytes, moment: Moment) -> None:
        """A commit puts the blob at a path."""
        self.last = max(self.last, moment)
        if path == self.path:
            self.first = min(self.first, moment)
            return
        further = self.further = self.further or {}
        if (moment, path) < (self.first, self.path):
            further.pop(path, None)
            further[self.path] = self.first
            self.path, self.first = path, moment
        else:
            further[path] = min(further.get(path, moment), moment)

    def take(self, moment: Moment) -> None:
        """A commit puts something else where the blob stood, or nothing."""
        self.gone = moment if self.gone is None else max(self.gone, moment)

    def stand(self, path: bytes, moment: Moment) -> None:
        """The blob stood at a path, too: in a commit that is no part of the history, and changes nothing of the rest."""
        if path != self.path:
            self.further = self.further or {}
            self.further.setdefault(path, moment)

    @property
    def removed(self) -> str | None:
        """The commit that took the blob away, if none put it anywhere after that."""
        return self.gone[1] if self.gone is not None and self.gone > self.last else None

    def places(self) -> Iterator[tuple[bytes, Moment]]:
        """All paths with the commits that put the blob there first, the earliest first."""
        yield self.path, self.first
        yield from sorted((self.further or {}).items(), key=lambda place: (place[1], place[0]))
