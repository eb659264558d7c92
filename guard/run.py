"""A scan as a command asks for it: configuration, source, run, reports."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from guard.config import Config, find, load
from guard.errors import ExitCode, UsageError
from guard.messages import translator
from guard.model import Severity
from guard.report.options import ReportOptions
from guard.result import RunInfo, ScanResult

if TYPE_CHECKING:
    from guard.sources.index import IndexSource
    from guard.sources.stdin import StdinSource
    from guard.sources.worktree import WorktreeSource

    AnySource = IndexSource | StdinSource | WorktreeSource


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """The options of ``sekisho scan``."""

    paths: tuple[Path, ...] = ()
    staged: bool = False
    stdin: bool = False
    stdin_name: str = "<stdin>"
    include_ignored: bool = False
    config_file: Path | None = None
    format_: str = "text"
    output: Path | None = None
    reports: tuple[tuple[str, Path], ...] = ()
    min_severity: str | None = None
    lang: str | None = None
    no_color: bool = False
    quiet: bool = False
    verbose: bool = False


def run_scan(options: ScanOptions) -> ExitCode:
    """Scan, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    config = _config(options, started.date())
    source = _source(options, config)
    result = _scan(options, config, source, started)
    try:
        write_reports(result, options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (``| head``); the verdict stands, and the interpreter must not
        # complain about the pipe when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return result.exit_code()


def _scan(options: ScanOptions, config: Config, source: AnySource, started: dt.datetime) -> ScanResult:
    from guard.checks.personal_data import PersonalDataCheck
    from guard.extract.extractor import TextExtractor
    from guard.policy.policy import Policy
    from guard.progress import progress
    from guard.scan import Scan

    minimum = None if options.min_severity is None else Severity[options.min_severity.upper()]
    policy = Policy(config, minimum)
    info = RunInfo("scan", source.kind, str(source.root), started, commit=source.commit)
    watched = sys.stderr.isatty() and not options.quiet and source.kind == "worktree"
    with progress(None, watched) as bar:
        scan = Scan(TextExtractor(), [PersonalDataCheck()], policy, bar)
        return scan.run(source, info, must_hold_something=source.kind == "worktree")


def _config(options: ScanOptions, today: dt.date) -> Config:
    if options.config_file is not None:
        if not options.config_file.is_file():
            raise UsageError(f"no configuration file {options.config_file}")
        return load(options.config_file, today)
    start = Path.cwd()
    if len(options.paths) == 1:
        start = options.paths[0].absolute()
        start = start if start.is_dir() else start.parent
    return load(find(start, _repository_root(start)), today)


def _repository_root(start: Path) -> Path:
    from guard.sources.repository import find_root

    return find_root(start) or start


def _source(options: ScanOptions, config: Config) -> AnySource:
    if options.stdin:
        from guard.sources.stdin import StdinSource

        return StdinSource(sys.stdin.buffer, options.stdin_name, config.max_file_size)
    if options.staged:
        from guard.sources.index import IndexSource

        return IndexSource(Path.cwd(), max_bytes=config.max_file_size)
    from guard.sources.worktree import WorktreeSource

    paths = options.paths or (Path(),)
    return WorktreeSource(paths, include_ignored=options.include_ignored, max_bytes=config.max_file_size)


def write_reports(result: ScanResult, options: ScanOptions) -> None:
    """Write the main report and the additional ones; a file that cannot be written is a usage error."""
    if options.output is None:
        _write(result, options, options.format_, sys.stdout, colour=_wants_colour(options))
    else:
        with _opened(options.output) as out:
            _write(result, options, options.format_, out, colour=False)
    for format_, path in options.reports:
        with _opened(path) as out:
            _write(result, options, format_, out, colour=False)


def _write(result: ScanResult, options: ScanOptions, format_: str, out: TextIO, *, colour: bool) -> None:
    from guard.report.table import reporter

    report_options = ReportOptions(
        translator=translator(options.lang),
        colour=colour,
        verbosity=-1 if options.quiet else int(options.verbose),
        width=_width(out),
    )
    if format_ in {"json", "sarif"}:
        from guard.policy.fingerprint import fingerprints
        from guard.ruleset import identity

        known = fingerprints(result.verdicts)
        result = identity(result)
        report_options = ReportOptions(
            report_options.translator,
            fingerprint=lambda verdict: known[id(verdict)],
            width=report_options.width,
        )
    reporter(format_)(result, out, report_options)


def _wants_colour(options: ScanOptions) -> bool:
    if options.no_color or os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width(out: TextIO) -> int:
    if not out.isatty():
        return 100
    return max(40, os.get_terminal_size(out.fileno()).columns)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        out = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with out:
        yield out
