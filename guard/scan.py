"""The flow itself: blobs in, a result out. No I/O of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from guard.examine import Outcome
from guard.model import Blob, Origin, Skip, SkipReason, Source, Verdict
from guard.policy.policy import Policy
from guard.progress import Progress
from guard.result import Counts, RunInfo, ScanResult
from guard.verdicts import Verdicts

#: Blobs in, each with its outcome out, in any order: one after the other, or on several processes.
Examination = Callable[[Iterable[Blob]], Iterator[tuple[Blob, Outcome]]]

#: Paths of a history that come again and again: for so many it is kept whether they are in scope.
_MANY_PATHS = 65_536


class Scan:
    """One run: what it has seen so far is a result at any moment, so that an interrupt loses nothing."""

    def __init__(self, policy: Policy, progress: Progress) -> None:
        self._policy = policy
        self._progress = progress
        self._total = Outcome()
        self._accepted: list[tuple[Skip, str]] = []
        self._paths: set[str] = set()

    def know(self, counts: Counts, paths: Iterable[str]) -> None:
        """Count what a source need not give: an earlier run looked at it and found nothing."""
        self._total.counts.add(counts)
        self._paths.update(paths)

    def know_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Take in what was judged before the first blob."""
        self._total.verdicts.extend(verdicts)

    def run(self, source: Source, examination: Examination, info: RunInfo, *, must_hold_something: bool) -> ScanResult:
        """Look at everything the source has.

        ``must_hold_something``: a scan that was asked to look and found nothing to look at is not a clean one.
        """
        began = time.monotonic()
        interrupted = False
        total = self._total
        try:
            for blob, outcome in examination(self._in_scope(source)):
                self._take(blob, outcome)
        except KeyboardInterrupt:
            interrupted = True
        total.counts.files = len(self._paths)
        if must_hold_something and not total.counts.blobs and not interrupted:
            self._skip(Skip(Origin(info.root), SkipReason.NOTHING_SCANNED, self._nothing()))
        return ScanResult.build(
            replace(info, seconds=time.monotonic() - began),
            total.verdicts,
            total.skips,
            total.counts,
            self._policy.min_severity,
            accepted_skips=self._accepted,
            notes=total.notes,
            interrupted=interrupted,
        )

    def _in_scope(self, source: Source) -> Iterator[Blob]:
        excluded: set[Skip] = set()
        reason_of = lru_cache(_MANY_PATHS)(self._policy.excluded)
        for item in source.blobs():
            path = item.origin.path
            if isinstance(item, Skip):
                self._skip(item)
                self._progress.advance(0, path)
                continue
            reason = reason_of(path)
            if reason is not None:
                skip = Skip(item.origin, SkipReason.EXCLUDED, reason)
                if skip not in excluded:  # a path of a history comes as a name, too
                    excluded.add(skip)
                    self._skip(skip)
                self._progress.advance(0, path)
                continue
            yield item

    def _take(self, blob: Blob, outcome: Outcome) -> None:
        skips, outcome.skips = outcome.skips, []
        for skip in skips:
            self._skip(skip)
        if outcome.verdicts and blob.removed is not None:  # not known of the bytes: a later commit can take them away
            outcome.verdicts = Verdicts(
                replace(verdict, finding=replace(verdict.finding, removed=blob.removed)) for verdict in outcome.verdicts
            )
        self._total.add(outcome)
        self._paths.add(blob.origin.path)
        self._progress.advance(outcome.counts.bytes, blob.origin.path)

    def _skip(self, skip: Skip) -> None:
        reason = self._policy.accepted(skip)
        if reason is None:
            self._total.skips.append(skip)
        else:
            self._accepted.append((skip, reason))

    def _nothing(self) -> str:
        files = len(self._paths)
        return f"{files} files" if files else ""
