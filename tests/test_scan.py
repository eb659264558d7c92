"""A run tells what it looked at, however it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from guard.config.config import Config
from guard.examine import Outcome
from guard.model import Blob, Origin, Skip
from guard.policy.policy import Policy
from guard.result import RunInfo
from guard.scan import Scan


class Files:
    """A source of ten files."""

    def blobs(self) -> Iterator[Blob | Skip]:
        for number in range(10):
            yield Blob(Origin(f"{number}.txt"), bytes)


class Silent:
    """Progress that nobody watches."""

    def advance(self, n_bytes: int, label: str) -> None: ...


def interrupted_at_the_third(blobs: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
    handed_over = list(blobs)
    for blob in handed_over[:2]:
        yield blob, Outcome()
    raise KeyboardInterrupt


def test_files_that_were_handed_over_and_not_looked_at_are_not_counted() -> None:
    info = RunInfo("scan", "worktree", ".", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    scan = Scan(Policy(Config()), Silent())
    result = scan.run(Files(), interrupted_at_the_third, info, must_hold_something=True)
    assert result.interrupted
    assert result.counts.files == 2
