"""A scan as a command asks for it: configuration, source, run, reports."""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guard.config.config import BASELINE, Config
from guard.errors import ExitCode, UsageError
from guard.messages import translator
from guard.result import RunInfo, ScanResult
from guard.rules.catalogue import PERSONAL_DATA
from guard.run.policy import (
    configuration,
    limits_of,
    policy_changes,
    policy_of,
    with_notes,
    with_policy,
    with_source,
)
from guard.run.reports import check_targets, ended, write_reports
from guard.run.scan_options import ScanOptions

if TYPE_CHECKING:
    from guard.accepted import Acceptance
    from guard.examine import Examiner
    from guard.policy.policy import Policy
    from guard.run.scan_options import AnySource
    from guard.scan import Examination, Scan


#: Sources that somebody waits for: what a clean commit does not need is not read.
_WAITED_FOR: Final = frozenset({"index", "stdin"})
#: So many objects are made before Python looks for cycles among them: findings come by the hundred thousand, and are in none.
_COLLECTED_AT: Final = 50_000


def run_scan(options: ScanOptions) -> ExitCode:
    """Scan, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    check_targets(options)
    options = with_policy(options, started.date())
    config = configuration(options, started.date())
    source = source_of(options, config)
    result = scanned(options, config, source, started)
    refused = write_reports(result, options, config)
    return ended(result, refused)


def scanned(
    options: ScanOptions,
    config: Config,
    source: AnySource,
    started: dt.datetime,
    watch: Callable[[Examination], Examination] | None = None,
) -> ScanResult:
    """Look at everything a source has; ``watch`` may see every blob with its outcome."""
    from guard.progress import progress
    from guard.scan import Scan

    accepted = accepted_by(options, source, started.date())
    policy = policy_of(options, config, None if accepted is None else accepted.identifier)
    info = RunInfo("scan", source.kind, shown_root(source), started, commit=source.commit, folder=folder_of(source))
    info = with_source(info, options)
    watched = None if options.quiet or source.kind in {"index", "stdin"} else sys.stderr
    with progress(watched, partial(getattr, source, "expected", None), translator(options.lang)) as bar:
        rows_of = getattr(source, "rows_of", None)  # of a table
        if rows_of is not None:
            from guard.run.database import RowProgress

            bar = RowProgress(bar, rows_of)
        scan = Scan(policy, bar)
        examination = _examination(options, policy, config, source, scan)
        if accepted is not None:
            examination = accepted.over(examination, partial(make_examiner, policy, config))
        if watch is not None:
            examination = watch(examination)
        scan.know_verdicts(map(policy.judge_placed, policy_changes(options, source, started.date())))
        result = scan.run(
            source, examination, info, must_hold_something=source.kind in {"worktree", "history", "database", "gate"}
        )
    result = with_notes(result, options, config)
    if accepted is None or (source.kind in _WAITED_FOR and not result.verdicts):
        return result
    return replace(result, baseline=accepted.used(result, PERSONAL_DATA, is_whole=is_whole(options, source)))


def accepted_by(options: ScanOptions, source: AnySource, today: dt.date) -> Acceptance | None:
    """The accepted findings that count in a run; without any nothing of that is imported."""
    root = getattr(source, "root", None)
    usual = root is not None and os.path.lexists(root / BASELINE)
    if options.baseline_file is None and options.baseline is None and not usual:
        return None
    from guard.accepted import acceptance

    accepted = acceptance(options.baseline_file, root, today, options.baseline, past=source.kind in {"history", "gate"})
    if accepted is not None and source.kind not in _WAITED_FOR:
        accepted.read()
    return accepted


def is_whole(options: ScanOptions, source: AnySource) -> bool:
    """Whether all that a baseline can be about is looked at."""
    root: Path | None = getattr(source, "root", None)
    if source.kind == "worktree" and root is not None:
        return all(os.path.realpath(path) == os.path.realpath(root) for path in options.paths or (Path(),))
    return source.kind in {"history", "gate"}


def _examination(options: ScanOptions, policy: Policy, config: Config, source: AnySource, scan: Scan) -> Examination:
    make = partial(
        make_examiner, policy, config, (options.explain, options.explain_dropped), rows=source.kind == "database"
    )
    if source.kind in {"index", "stdin"}:  # over before another process would have started
        from guard.examine import in_turn

        return partial(in_turn, make())
    from guard.parallel.pool import default_jobs, shared_out

    examination: Examination = partial(shared_out, make, options.jobs or default_jobs())
    if source.kind == "database":
        from guard.run.database import told_once

        return partial(told_once, examination)
    return _remembering(options, policy, config, source, examination, scan)


def _remembering(
    options: ScanOptions, policy: Policy, config: Config, source: AnySource, examination: Examination, scan: Scan
) -> Examination:
    """The same examination, with what earlier runs came to where there is a Git directory to keep it in."""
    root = getattr(source, "root", None)  # a stream has none
    directory = None if options.no_cache or root is None or source.commit is None else _git_directory(root)
    if directory is None:
        return examination
    from guard.cache import open_cache, remembered
    from guard.extract.tools import installed
    from guard.ruleset import digest

    source_of_allows = None if policy.approved is None or options.trusted is None else options.trusted.source
    approved_by = None if source_of_allows is None else source_of_allows.commit or ""
    is_approved = approved_by is not None
    judged_by = digest(), installed(ocr=config.ocr), config, policy.identifier, policy.may_lower, is_approved
    asked = policy.min_severity, options.explain, options.explain_dropped
    cache = open_cache(directory, repr((*judged_by, *asked)), approved_by=approved_by)
    if cache is None:
        return examination
    remember, shelf = getattr(source, "remember", None), getattr(source, "shelf", "")
    if remember is None:  # only a history goes on from where it was
        return partial(remembered, cache, examination)
    from guard.sources.memory import HistoryMemory

    memory = HistoryMemory(cache.shelf(shelf), special_paths(policy), scan.know)
    remember(memory)
    return partial(remembered, cache, examination, witness=memory)


def _git_directory(root: Path) -> Path | None:
    from guard.sources.repository import Repository

    with Repository(root) as repository:
        return repository.directory()


def make_examiner(
    policy: Policy, config: Config, explain: tuple[bool, bool] = (False, False), *, rows: bool = False
) -> Examiner:
    """What looks at blobs, made once in each process; ``explain``: findings, and what is none; ``rows``: of a database."""
    from guard.checks.personal_data import Explain, PersonalDataCheck
    from guard.examine import Examiner
    from guard.extract.container import ContainerExtractor

    gc.set_threshold(_COLLECTED_AT)
    files = ContainerExtractor(limits_of(config), config.max_file_size)
    check = PersonalDataCheck(
        explain=Explain(*explain), own=config.recognizers, markings=config.markings, names=config.names_engine
    )
    if rows:
        from guard.run.database import row_examiner

        return row_examiner(files, check, policy)
    return Examiner(files, [check], policy, check.quiet)


def folder_of(source: AnySource) -> str:
    """The name of the folder that is looked at, without the way to it; nothing for what is no folder."""
    root = getattr(source, "root", None)
    return "" if root is None else Path(root).resolve().name


def shown_root(source: AnySource) -> str:
    """The root as a report names it: relative to the current folder, so that no report tells where somebody works."""
    shown: str | None = getattr(source, "shown", None)  # a database names itself, without its password
    if shown is not None:
        return shown
    root = getattr(source, "root", None)  # standard input has none
    try:
        return "." if root is None else Path(os.path.relpath(root)).as_posix()
    except ValueError:  # another drive of a Windows machine
        return Path(str(root)).name


def source_of(options: ScanOptions, config: Config) -> AnySource:
    """Where the options say that blobs come from."""
    if options.stdin:
        from guard.sources.stdin import StdinSource

        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return StdinSource(sys.stdin.buffer, options.stdin_name, config.max_file_size)
    if options.database is not None:
        from guard.policy.policy import Policy
        from guard.run.database import open_source

        return open_source(options.database, options.sample, options.database_timeout, config, Policy(config))
    if options.staged:
        from guard.sources.index import IndexSource

        return IndexSource(Path.cwd(), max_bytes=config.max_file_size)
    if options.commits is not None:
        from guard.sources.range import RangeSource

        return RangeSource(_one_place(options.paths), options.commits, max_bytes=config.max_file_size)
    if options.history or options.unreachable:
        from guard.policy.policy import Policy
        from guard.sources.history import HistorySource

        return HistorySource(
            _one_place(options.paths),
            unreachable=options.unreachable,
            max_bytes=config.max_file_size,
            is_special=special_paths(Policy(config)),
        )
    from guard.sources.worktree import WorktreeSource

    paths = options.paths or (Path(),)
    return WorktreeSource(paths, include_ignored=options.include_ignored, max_bytes=config.max_file_size)


def special_paths(policy: Policy) -> Callable[[str], bool]:
    """Says which paths are judged less strictly than others: by the configuration, or since a tool or an author fills them.

    Content that stands elsewhere, too, is looked at there.
    """
    from guard.checks.personal_data.severity import is_of_authors
    from guard.extract.format import profile_of
    from guard.model import Profile

    def is_special(path: str) -> bool:
        return policy.is_special(path) or is_of_authors(path) or profile_of(path, "") is not Profile.SOURCE

    return is_special


def _one_place(paths: Sequence[Path]) -> Path:
    if len(paths) > 1:
        raise UsageError("name one repository")
    return paths[0] if paths else Path()
