"""A scan of a database: its source, and what looks at its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from guard.checks.personal_data.label_meaning import label_meaning, may_be_found
from guard.checks.row_keys import RowKeys
from guard.config.config import Config
from guard.examine import Examiner, Outcome
from guard.extract.container import ContainerExtractor
from guard.extract.row_batch import RowExtractor
from guard.model import Blob, Check, Skip
from guard.policy.policy import Policy
from guard.progress import Progress
from guard.scan import Examination
from guard.sources.database_address import address

if TYPE_CHECKING:
    from guard.sources.database import DatabaseSource


def open_source(url: str, sample: int | None, seconds: int, config: Config, policy: Policy) -> DatabaseSource:
    """The source of a URL. Raises ``UsageError`` where what it needs is not installed."""
    checked = address(url)
    from guard.sources.database import DatabaseSource

    return DatabaseSource(
        checked,
        sample=sample,
        seconds=seconds,
        max_bytes=config.max_file_size,
        meaning=partial(label_meaning, config.recognizers),
        telling=partial(may_be_found, config.recognizers),
        excluded=policy.excluded,
    )


def row_examiner(files: ContainerExtractor, check: Check, policy: Policy) -> Examiner:
    """What looks at batches of rows as it looks at files."""
    return Examiner(RowExtractor(files), [RowKeys(check)], policy)


def told_once(examination: Examination, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
    """The same outcomes; what is said of a column with each batch of its rows is said with the first alone."""
    told: set[Skip] = set()
    for blob, outcome in examination(blobs):
        outcome.skips = [skip for skip in outcome.skips if skip not in told]
        told.update(outcome.skips)
        yield blob, outcome


class RowProgress:
    """Progress that says of a table how many of its rows were read."""

    def __init__(self, progress: Progress, rows_of: Callable[[str], tuple[int, int | None]]) -> None:
        """``rows_of`` says of a path how many rows were read, and how many there may be."""
        self._progress = progress
        self._rows_of = rows_of

    def advance(self, n_bytes: int, label: str) -> None:
        """Count one batch of rows."""
        read, total = self._rows_of(label)
        self._progress.advance(n_bytes, f"{label}: {read:,}" + ("" if total is None else f" / {total:,}"))
