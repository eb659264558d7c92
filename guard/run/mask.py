"""``sekisho mask`` as a command asks for it: configuration, key, files, report."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from guard.config.config import Config
from guard.errors import ExitCode, UsageError
from guard.messages import N_, Translator, translator
from guard.model import Severity
from guard.policy.policy import Policy
from guard.remedy.mask.findings import Findings, read_findings
from guard.remedy.mask.git import Shelves
from guard.remedy.mask.journal import Journal
from guard.remedy.mask.masker import Masker
from guard.remedy.mask.plan import Planner
from guard.remedy.mask.report import ended_lines, exit_code, write_json, write_lines
from guard.remedy.mask.run import MaskRefused, MaskResult, MaskRun
from guard.remedy.mask.second_look import Triggers
from guard.remedy.mask.stand_ins import KeyedStandIns
from guard.remedy.mask.undo import finish, undo
from guard.report.console import write_text
from guard.run.policy import configuration, limits_of
from guard.run.scan_options import ScanOptions
from guard.sources.repository import find_root

if TYPE_CHECKING:
    from guard.sources.index import IndexSource
    from guard.sources.worktree import WorktreeSource

KEY_VARIABLE: Final = "SEKISHO_MASK_KEY"
_SHORTEST_KEY: Final = 16
_LONGEST_KEY: Final = 4_096

KEY_INSIDE = N_("the key file lies in the repository: whoever has both undoes the replacement. Keep it elsewhere")
KEY_SHORT = N_("the key is too short: at least 16 characters, of `openssl rand -hex 32` for example")
KEY_LONG = N_("the key file is larger than a key can be")
A_LINK = N_("a symbolic link is not written through: name the file itself")


@dataclass(frozen=True, slots=True)
class MaskOptions:
    """The options of ``sekisho mask``."""

    paths: tuple[Path, ...] = ()
    staged: bool = False
    include_ignored: bool = False
    findings: Path | None = None
    dry_run: bool = False
    key_file: Path | None = None
    keep: str = "none"
    official_samples: bool = False
    allowed_too: bool = False
    force: bool = False
    finish: bool = False
    undo: bool = False
    config_file: Path | None = None
    format_: str = "text"
    output: Path | None = None
    min_severity: str | None = None
    jobs: int | None = None
    lang: str | None = None
    quiet: bool = False


def run_mask(options: MaskOptions) -> ExitCode:
    """Replace, or finish or undo an earlier run; report, and say how it ended."""
    _ = translator(options.lang)
    if options.finish or options.undo:
        return _end_earlier(options, _)
    if options.output is not None and not options.output.parent.is_dir():
        raise UsageError(f"cannot write {options.output}: there is no folder {options.output.parent}")
    for path in options.paths:
        if path.is_symlink():
            raise UsageError(f"{path}: {_(A_LINK)}")
    config = configuration(
        ScanOptions(paths=options.paths, config_file=options.config_file), dt.datetime.now(dt.UTC).date()
    )
    source = _source(options, config)
    kind, key = _key(options, source.root)
    try:
        result = _run(options, config, source, key)
    except MaskRefused as refusal:
        raise UsageError(_(refusal.message, **refusal.arguments)) from None
    _report(result, kind, options, _)
    return exit_code(result)


def _run(options: MaskOptions, config: Config, source: IndexSource | WorktreeSource, key: bytes) -> MaskResult:
    from guard.parallel.pool import default_jobs, shared_out
    from guard.remedy.mask.look import Look

    minimum = None if options.min_severity is None else Severity[options.min_severity.upper()]
    policy = Policy(config, minimum)
    look = Look(policy, config, limits_of(config))
    wanted = None if options.findings is None else read_findings(options.findings, allowed_too=options.allowed_too)
    stand_ins = KeyedStandIns(key, keep=options.keep, official_samples=options.official_samples)
    planner = Planner(look.check, policy, stand_ins, wanted, allowed_too=options.allowed_too)
    masker = Masker(look.extractor, planner, policy.min_severity, triggers=Triggers(look.triggers))
    try:
        with Shelves(getattr(source, "context", None)) as shelves:
            run = MaskRun(
                source if wanted is None else wanted.only(source),
                masker,
                policy,
                Journal(source.root),
                shelves,
                partial(shared_out, look, options.jobs or default_jobs()),
                is_staged=options.staged,
                is_forced=options.force,
                is_dry=options.dry_run,
            )
            result = run.run()
            result.moved = stand_ins.moved
    finally:
        look.extractor.close()
    return result if wanted is None else _with_stale(result, wanted)


def _with_stale(result: MaskResult, wanted: Findings) -> MaskResult:
    result.skips += wanted.stale()
    return result


def _source(options: MaskOptions, config: Config) -> IndexSource | WorktreeSource:
    if options.staged:
        from guard.sources.index import IndexSource

        return IndexSource(Path.cwd(), max_bytes=config.max_file_size)
    from guard.sources.worktree import WorktreeSource

    paths = options.paths or (Path(),)
    return WorktreeSource(paths, include_ignored=options.include_ignored, max_bytes=config.max_file_size)


def _key(options: MaskOptions, root: Path) -> tuple[str, bytes]:
    """Where the key comes from, and the key. Raises ``UsageError`` for one that is short or not kept apart."""
    if options.key_file is not None:
        return "file", _checked(_key_in(options.key_file, root))
    named = os.environ.get(KEY_VARIABLE)
    if named:
        return "environment", _checked(named.encode("utf-8", "surrogateescape"))
    return "random", secrets.token_bytes(32)


def _key_in(file: Path, root: Path) -> bytes:
    real = file.resolve()
    if real.is_relative_to(find_root(root) or root) or find_root(real.parent) == root:
        raise UsageError(KEY_INSIDE)
    try:
        with real.open("rb") as opened:
            data = opened.read(_LONGEST_KEY + 1)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None
    if len(data) > _LONGEST_KEY:
        raise UsageError(KEY_LONG)
    return data.strip()


def _checked(key: bytes) -> bytes:
    if len(key) < _SHORTEST_KEY:
        raise UsageError(KEY_SHORT)
    return key


def _end_earlier(options: MaskOptions, _: Translator) -> ExitCode:
    """Finish or undo; the run is that of the repository, or of the folder, that is named."""
    named = (options.paths[0] if options.paths else Path()).resolve()
    folder = named if named.is_dir() else named.parent
    journal = Journal(find_root(folder) or folder)
    with Shelves() as shelves:
        ended = undo(journal, shelves, is_forced=options.force) if options.undo else finish(journal, shelves)
    for line in ended_lines(ended, _, is_undo=options.undo):
        write_text(sys.stdout, line + "\n")
    return ExitCode.CLEAN if not ended.failed and ended.was_prepared else ExitCode.INCOMPLETE


def _report(result: MaskResult, kind: str, options: MaskOptions, _: Translator) -> None:
    def write(out: TextIO) -> None:
        if options.format_ == "json":
            write_json(result, kind, out, _)
        else:
            write_lines(result, kind, out, _, is_quiet=options.quiet)

    _to(options.output, write)


def _to(output: Path | None, write: Callable[[TextIO], None]) -> None:
    if output is None:
        write(sys.stdout)
        return
    try:
        with output.open("w", encoding="utf-8", newline="\n") as out:
            write(out)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from None
