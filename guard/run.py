"""A scan as a command asks for it: configuration, source, run, reports."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from guard.config import Config, find, load
from guard.errors import ExitCode, UsageError
from guard.extract.piece import Limits
from guard.messages import N_, translator
from guard.model import Severity
from guard.report.console import visible, write_text
from guard.report.options import ReportOptions
from guard.result import RunInfo, ScanResult, worst
from guard.rules import PERSONAL_DATA
from guard.stream import leave_stdout

if TYPE_CHECKING:
    from guard.accepted import Acceptance
    from guard.examine import Examiner
    from guard.model import Finding
    from guard.own_rules import OwnRule
    from guard.policy.baseline import Baseline
    from guard.policy.identity import Identifier
    from guard.policy.policy import Policy
    from guard.policy_source import Trusted
    from guard.scan import Examination, Scan
    from guard.sources.database import DatabaseSource
    from guard.sources.delivery import DeliverySource
    from guard.sources.history import HistorySource
    from guard.sources.index import IndexSource
    from guard.sources.range import RangeSource
    from guard.sources.stdin import StdinSource
    from guard.sources.worktree import WorktreeSource

    AnySource = DatabaseSource | DeliverySource | HistorySource | IndexSource | RangeSource | StdinSource | WorktreeSource


#: The accepted findings of a repository (``guard.policy.baseline_file``).
BASELINE: Final = ".sekisho-baseline.json"
NOT_LOWERED: Final = N_(
    "the configuration makes findings less severe: that counts only where the policy is trusted (--policy-ref)"
)
POLICY_AHEAD: Final = N_("the policy ref already has what is judged: what the range changed in the policy counts")
#: Where the policy of what a source gives stands: in the index, on disk, or in a commit.
_TREES: Final = {"index": "index", "worktree": "worktree", "gate": "worktree", "range": "commit", "history": "commit"}
#: Sources that somebody waits for: what a clean commit does not need is not read.
_WAITED_FOR: Final = frozenset({"index", "stdin"})


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


def run_scan(options: ScanOptions) -> ExitCode:
    """Scan, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    _check_targets(options)
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
    info = RunInfo("scan", source.kind, shown_root(source), started, commit=source.commit)
    info = with_source(info, options)
    watched = None if options.quiet or source.kind in {"index", "stdin"} else sys.stderr
    with progress(watched, partial(getattr, source, "expected", None), translator(options.lang)) as bar:
        rows_of = getattr(source, "rows_of", None)  # of a table
        if rows_of is not None:
            from guard.database import RowProgress

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
    from guard.parallel import default_jobs, shared_out

    examination: Examination = partial(shared_out, make, options.jobs or default_jobs())
    if source.kind == "database":
        from guard.database import told_once

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
    remember = getattr(source, "remember", None)  # only a history goes on from where it was
    if remember is None:
        return partial(remembered, cache, examination)
    from guard.sources.memory import HistoryMemory

    memory = HistoryMemory(cache.shelf("history"), special_paths(policy), scan.know)
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

    files = ContainerExtractor(limits_of(config), config.max_file_size)
    check = PersonalDataCheck(
        explain=Explain(*explain), own=config.recognizers, markings=config.markings, names=config.names_engine
    )
    if rows:
        from guard.database import row_examiner

        return row_examiner(files, check, policy)
    return Examiner(files, [check], policy, check.quiet)


def limits_of(config: Config) -> Limits:
    """What containers may use, as the configuration says."""
    return Limits(
        config.max_archive_bytes,
        config.max_archive_members,
        config.max_archive_depth,
        config.max_archive_ratio,
        config.container_timeout,
        config.container_memory,
        config.ocr,
    )


def with_policy(
    options: ScanOptions, today: dt.date, *, digests: bool = False, roster: Path | None = None
) -> ScanOptions:
    """The options with the words that the run is judged by, where they are not simply those of the judged tree.

    ``digests``: those are wanted too, with what they were. Raises ``UsageError`` and ``ConfigError``.
    """
    ref, file, signers, config = (
        options.policy_ref,
        options.policy_file,
        options.policy_signers,
        options.config_file,
    )
    if options.trusted is not None or not (digests or ref or file or signers or config):
        return options
    from guard.policy_source import PolicyOptions, trusted

    start = _start(options.paths)
    root = _repository_root(start)
    where = PolicyOptions(ref or None, file, signers, config, options.baseline_file, roster, start)
    words = trusted(where, root, today, partial(_installed_rules, root))
    if not words.is_binding:
        return replace(options, trusted=words)
    name, data = words.baseline.name, words.baseline.data
    if data is None and not os.path.lexists(root / words.baseline.path):
        return replace(options, trusted=words)
    from guard.policy.baseline import Baseline
    from guard.policy.baseline_file import read_baseline

    baseline = Baseline(name) if data is None else read_baseline(data, name, today)
    return replace(options, trusted=words, baseline=baseline)


def policy_of(options: ScanOptions, config: Config, identifier: Identifier | None = None) -> Policy:
    """What judges findings: the configuration, and what the judged tree may say itself."""
    from guard.policy.policy import Policy

    minimum = None if options.min_severity is None else Severity[options.min_severity.upper()]
    words = options.trusted
    if words is None or not words.is_binding:
        return Policy(config, minimum, identifier, may_lower=words is not None and words.is_trusted)
    from guard.policy.approval import ApprovedAllows
    from guard.policy_files import PolicyDocuments

    approved = ApprovedAllows(PolicyDocuments(words.root, words.source.commit, limits_of(config), config.max_file_size))
    return Policy(config, minimum, identifier, may_lower=True, approved=approved)


def policy_changes(options: ScanOptions, source: AnySource, today: dt.date) -> list[Finding]:
    """What the judged tree changes in the policy of a ref."""
    words = options.trusted
    kind = _TREES.get(source.kind)
    if words is None or not words.is_binding or kind is None:
        return []
    from guard.policy_change.compare import Judged, policy_findings

    heads = getattr(source, "heads", (source.commit,))
    judged = [Judged(kind, head, getattr(source, "base", None)) for head in heads]
    installed = partial(_installed_rules, words.root)
    return [found for one in judged for found in policy_findings(words, one, today, installed)]


def with_source(info: RunInfo, options: ScanOptions) -> RunInfo:
    """What was asked for, with whose words it is judged by, as far as that was asked for."""
    words = options.trusted
    return info if words is None else replace(info, policy_ref=words.source.ref, policy=words.source)


def _least(config: Config) -> dict[str, Severity]:
    """The least severity that a configuration asks for a rule anywhere."""
    least = dict(config.severity)
    for one in config.severity_of:
        least[one.rule] = min(one.severity, least.get(one.rule, one.severity))
    return least


def with_notes(result: ScanResult, options: ScanOptions, config: Config) -> ScanResult:
    """The result with what there is to say of the words that it was judged by."""
    words = options.trusted
    notes = () if words is None else words.notes
    lowered = _least(config) if words is None or not words.is_trusted else {}
    if lowered and any(lowered.get(kind.rule_id, kind.severity) < kind.severity for kind in result.verdicts.counts):
        notes = (*notes, NOT_LOWERED)
    if words is not None and result.run.source == "range" and result.run.commit is not None:
        from guard.policy_change.compare import is_ahead

        notes = (*notes, POLICY_AHEAD) if is_ahead(words, result.run.commit) else notes
    return replace(result, notes=(*result.notes, *notes)) if notes else result


def configuration(options: ScanOptions, today: dt.date) -> Config:
    """The configuration that the options or the repository name."""
    if options.trusted is not None:
        return options.trusted.config
    if options.config_file is not None:
        if not options.config_file.is_file():
            raise UsageError(f"no configuration file {options.config_file}")
        root = _repository_root(_start(options.paths))
        return load(options.config_file, today, partial(_installed_rules, root))
    start = _start(options.paths)
    root = _repository_root(start)
    return load(find(start, root), today, partial(_installed_rules, root))


def _installed_rules(root: Path, names: Sequence[str]) -> list[OwnRule]:
    from guard.installed import installed_rules

    return installed_rules(root, names)


def own_rules(config_file: Path | None) -> tuple[OwnRule, ...]:
    """The rules that the project of the current folder brings."""
    options = ScanOptions(config_file=config_file)
    return configuration(options, dt.datetime.now(dt.UTC).date()).recognizers


def _start(paths: Sequence[Path]) -> Path:
    """The folder from which a configuration is looked for: the one that the paths share, links resolved."""
    if not paths:
        return Path.cwd()
    try:
        shared = Path(os.path.commonpath([os.path.realpath(path) for path in paths]))
    except ValueError as error:
        raise UsageError(f"the paths to scan cannot be used: {error}") from None
    return shared if shared.is_dir() else shared.parent


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


def _repository_root(start: Path) -> Path:
    from guard.sources.repository import find_root

    return find_root(start) or start


def source_of(options: ScanOptions, config: Config) -> AnySource:
    """Where the options say that blobs come from."""
    if options.stdin:
        from guard.sources.stdin import StdinSource

        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return StdinSource(sys.stdin.buffer, options.stdin_name, config.max_file_size)
    if options.database is not None:
        from guard.database import open_source
        from guard.policy.policy import Policy

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


def _check_targets(options: ScanOptions) -> None:
    """Refuse before the work what could not be written after it."""
    files = [path for _format, path in _targets(options) if path is not None]
    for path in files:
        if not path.parent.is_dir():
            raise UsageError(f"cannot write {path}: there is no folder {path.parent}")
    places = [os.path.realpath(path) for path in files]
    if len(places) != len(set(places)):
        raise UsageError("two reports cannot be written to one file")


def _targets(options: ScanOptions) -> list[tuple[str, Path | None]]:
    """Format and file of each report, the main one last; ``None`` is standard output."""
    return [*options.reports, (options.format_, options.output)]


def write_file(path: Path, text: str) -> list[str]:
    """Write a file beside the reports; that it cannot be written is told in the messages returned."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return [f"cannot write {path}: {error.strerror}"]
    return []


def ended(result: ScanResult, refused: Sequence[str]) -> ExitCode:
    """Say what could not be written, and how the run ended."""
    for message in refused:
        write_text(sys.stderr, f"sekisho: {visible(message)}\n")
    return worst((result.exit_code(), *(ExitCode.USAGE for _message in refused)))


def write_reports(result: ScanResult, options: ScanOptions, config: Config) -> list[str]:
    """Write all reports; one that cannot be written costs no other, and is told in the messages returned."""
    refused = []
    for format_, path in _targets(options):
        try:
            if path is None:
                _write(result, options, config, format_, sys.stdout, colour=_wants_colour(options))
                sys.stdout.flush()
            else:
                with path.open("w", encoding="utf-8", newline="\n") as out:
                    _write(result, options, config, format_, out, colour=False)
        except BrokenPipeError:
            leave_stdout()  # whoever read our output has gone (``| head``); the verdict stands
        except OSError as error:
            refused.append(f"cannot write {path or 'standard output'}: {error.strerror}")
            if path is None:
                leave_stdout()
    return refused


def _write(
    result: ScanResult, options: ScanOptions, config: Config, format_: str, out: TextIO, *, colour: bool
) -> None:
    from guard.report.table import FINGERPRINTED, reporter

    report_options = ReportOptions(
        translator=translator(options.lang),
        colour=colour,
        verbosity=-1 if options.quiet else int(options.verbose),
        width=_width(out),
        dropped=options.explain_dropped,
        show_map=options.show_map,
        own=tuple(one.rule() for one in config.recognizers),
    )
    if format_ in FINGERPRINTED:
        from guard.policy.fingerprint import Fingerprints
        from guard.ruleset import identity

        result = identity(result, repr((config.recognizers, config.markings)))
        report_options = ReportOptions(
            report_options.translator,
            fingerprint=Fingerprints(),
            width=report_options.width,
            dropped=report_options.dropped,
            own=report_options.own,
        )
    reporter(format_)(result, out, report_options)


def _wants_colour(options: ScanOptions) -> bool:
    if options.no_color or os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width(out: TextIO) -> int:
    if not out.isatty():
        return 100
    return max(40, os.get_terminal_size(out.fileno()).columns or 100)
