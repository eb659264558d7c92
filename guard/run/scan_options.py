"""The options of a scan, which all commands share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guard.policy.baseline import Baseline
    from guard.policy_source import Trusted
    from guard.sources.database import DatabaseSource
    from guard.sources.delivery import DeliverySource
    from guard.sources.history import HistorySource
    from guard.sources.index import IndexSource
    from guard.sources.range import RangeSource
    from guard.sources.stdin import StdinSource
    from guard.sources.worktree import WorktreeSource

    #: Where the blobs of a scan come from.
    AnySource = (
        DatabaseSource | DeliverySource | HistorySource | IndexSource | RangeSource | StdinSource | WorktreeSource
    )


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """The options of ``sekisho scan``."""

    paths: tuple[Path, ...] = ()
    staged: bool = False
    commits: str | None = None
    history: bool = False
    unreachable: bool = False
    stdin: bool = False
    stdin_name: str = "<stdin>"
    database: str | None = field(default=None, repr=False)
    sample: int | None = None
    database_timeout: int = 60
    include_ignored: bool = False
    config_file: Path | None = None
    policy_ref: str | None = None
    policy_file: Path | None = None
    policy_signers: Path | None = None
    #: The words that the run is judged by, once they are read (``with_policy``); ``None``: those of the judged tree.
    trusted: Trusted | None = None
    baseline_file: Path | None = None
    #: What is accepted instead of any file of the tree; one without entries accepts nothing.
    baseline: Baseline | None = None
    format_: str = "text"
    output: Path | None = None
    reports: tuple[tuple[str, Path], ...] = ()
    min_severity: str | None = None
    jobs: int | None = None
    no_cache: bool = False
    explain: bool = False
    explain_dropped: bool = False
    show_map: bool = False
    lang: str | None = None
    no_color: bool = False
    quiet: bool = False
    verbose: bool = False
