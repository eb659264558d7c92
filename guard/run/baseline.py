"""``sekisho baseline``: accepts what is there today, and brings what was accepted up to date."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import click

from guard.accepted import Acceptance, load_baseline, rules_of
from guard.config.config import Config
from guard.errors import ConfigError, ExitCode, UsageError
from guard.messages import N_, Translator, translator
from guard.policy.baseline import Baseline, Entry, Grant
from guard.policy.baseline_file import FILE_NAME, MAX_BYTES, checked_text, write_baseline
from guard.policy.baseline_update import Reviser, Revision, UpdateTerms, renewed
from guard.policy.identity import KEY_VARIABLE, BaselineKey, baseline_key
from guard.report.baseline_text import changes
from guard.report.console import visible, write_text
from guard.result import ScanResult
from guard.rules.catalogue import ACCOUNTS, PERSONAL_DATA, SEPARATION
from guard.run.policy import configuration
from guard.run.reports import write_reports
from guard.run.scan import scanned, source_of
from guard.run.scan_options import ScanOptions

CHECKS: Final = (PERSONAL_DATA, SEPARATION, ACCOUNTS)
#: What is proposed as the end of an acceptance.
USUAL_DAYS: Final = 180
_OF_ACCOUNTS: Final = N_(
    "findings of accounts are not accepted in a baseline: write an exception with reason, approver and expiry into the roster"
)
_NOTHING_YET: Final = Grant("", "", dt.date.min)


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """The options of ``sekisho baseline create`` and ``update``."""

    scan: ScanOptions = field(default_factory=ScanOptions)
    checks: tuple[str, ...] = (PERSONAL_DATA,)
    history: bool = False
    owner: str | None = None
    reason: str | None = None
    expires: dt.date | None = None
    include_critical: bool = False
    prune: bool = False
    renew: bool = False


def run_create(options: BaselineOptions) -> ExitCode:
    """Accept what is there today in a new file."""
    path = baseline_file(options.scan.baseline_file)
    if os.path.lexists(path):
        raise UsageError(f"{path.name} is there already: sekisho baseline update adds to it")
    return _revise(options, path, Baseline(path.name))


def run_update(options: BaselineOptions) -> ExitCode:
    """Bring a file up to date."""
    path = baseline_file(options.scan.baseline_file)
    if not os.path.lexists(path):
        raise UsageError(f"there is no {path.name}: sekisho baseline create makes one")
    return _revise(options, path, load_baseline(path, None))


def baseline_file(named: Path | None) -> Path:
    """The file that is named, or the usual one at the root of the repository."""
    return named or repository_root() / FILE_NAME


def _revise(options: BaselineOptions, path: Path, old: Baseline) -> ExitCode:
    """Look at what there is, and write what is accepted of it; where something could not be looked at, nothing."""
    if ACCOUNTS in options.checks:
        raise UsageError(_OF_ACCOUNTS)
    started = dt.datetime.now(dt.UTC)
    key, asking = _key_for(old), _Asking(options, started.date())
    asking.refuse_gaps(is_sure=not old.entries or options.renew)
    root = path.parent if options.scan.baseline_file is None else repository_root()
    _ = translator(options.scan.lang)
    total = Revision(old)
    for check, result, config, past in _results(options, root, started):
        if result.incomplete or result.interrupted:
            write_reports(result, replace(options.scan, format_="text", output=None, reports=()), config)
            write_text(sys.stderr, _("sekisho: nothing was accepted: not everything was looked at") + "\n")
            return result.exit_code()
        total.add(_revised(options, total.baseline, result, check, root, key, past=past))
    now = total.baseline
    ending = [entry for entry in now.ending(started.date()) if entry.grant is not _NOTHING_YET]
    _refuse_ended([] if options.renew else ending, path, started.date())
    lines = changes(total.added, total.critical, len(total.dropped), _)
    write_text(sys.stdout, "".join(f"{line}\n" for line in lines))
    fresh = [entry for entry in now.entries if entry.grant is _NOTHING_YET]
    if needed := [*fresh, *(ending if options.renew else ())]:
        now = renewed(now, needed, asking.grant(_))
    _keep(path, now)
    counted = _.ngettext("{file}: {n} entry", "{file}: {n} entries", len(now.entries), file=visible(path.name))
    write_text(sys.stdout, f"{counted}\n")
    return ExitCode.FOUND if total.critical else ExitCode.CLEAN


def _refuse_ended(ending: Sequence[Entry], path: Path, today: dt.date) -> None:
    ended = [entry for entry in ending if entry.grant.expires < today]
    if ended:
        raise ConfigError(
            f"{len(ended)} of its entries have ended: review them (sekisho baseline audit), then update --renew",
            file=path.name,
        )


def _keep(path: Path, baseline: Baseline) -> None:
    data = write_baseline(baseline)
    if len(data) > MAX_BYTES:
        raise UsageError(f"the baseline would be larger than {MAX_BYTES} bytes: exclude files, or allow their paths")
    write_whole(path, data)


def _results(
    options: BaselineOptions, root: Path, started: dt.datetime
) -> Iterator[tuple[str, ScanResult, Config, bool]]:
    """What there is: check by check, the history last."""
    scan = replace(options.scan, paths=(root,), baseline_file=None, baseline=Baseline(FILE_NAME))
    config = configuration(scan, started.date())
    if PERSONAL_DATA in options.checks:
        yield PERSONAL_DATA, scanned(scan, config, source_of(scan, config), started), config, False
    if SEPARATION in options.checks:
        from guard.run.separation import SeparationOptions, check_separation

        yield SEPARATION, check_separation(SeparationOptions(scan), config, started), config, False
    if options.history:
        past = replace(scan, history=True)
        yield PERSONAL_DATA, scanned(past, config, source_of(past, config), started), config, True


def _revised(
    options: BaselineOptions,
    now: Baseline,
    result: ScanResult,
    check: str,
    root: Path,
    key: BaselineKey | None,
    *,
    past: bool,
) -> Revision:
    accepted = Acceptance(lambda: now, root, result.run.started.date(), past=past)
    mine = rules_of(check)

    def is_mine(entry: Entry) -> bool:
        return mine(entry.where.rule) and entry.is_past == past

    terms = UpdateTerms(_NOTHING_YET, options.include_critical, options.prune)
    return Reviser(accepted.matching, terms, is_mine, past=past).revise(
        result.verdicts, None if key is None else key.id
    )


def _key_for(old: Baseline) -> BaselineKey | None:
    key = baseline_key(os.environ)
    if key is None and old.key_id is not None:
        raise ConfigError(f"was made with a key: set {KEY_VARIABLE}", file=old.name)
    return key


def repository_root() -> Path:
    """The top of the work tree that this is run in, or the folder itself."""
    from guard.sources.repository import find_root

    return find_root(Path.cwd()) or Path.cwd()


class _Asking:
    """Owner, reason and end of what is accepted: from the options, or asked for on a terminal."""

    def __init__(self, options: BaselineOptions, today: dt.date) -> None:
        self._options = options
        self._today = today
        for word, what in ((options.owner, "owner"), (options.reason, "reason")):
            if word is not None:
                _refuse_unfit(word, what)
        if options.expires is not None:
            self._refuse_past(options.expires)

    def refuse_gaps(self, *, is_sure: bool) -> None:
        """Before the work: nobody can be asked in a pipe. ``is_sure``: it will be needed."""
        if is_sure and not is_terminal() and (missing := self._missing()):
            raise UsageError(f"say who accepts this, why and until when: {', '.join(missing)}")

    def grant(self, _: Translator) -> Grant:
        """What there is, the rest asked for. Raises ``UsageError`` where nobody can be asked."""
        self.refuse_gaps(is_sure=True)
        options = self._options
        owner = options.owner or _ask(_("Who answers for this (a team or a role)?"), "owner")
        reason = options.reason or _ask(_("Why may it stay?"), "reason")
        return Grant(owner, reason, options.expires or self._ask_day(_))

    def _missing(self) -> list[str]:
        given = (
            ("--owner", self._options.owner),
            ("--reason", self._options.reason),
            ("--expires", self._options.expires),
        )
        return [name for name, value in given if value is None]

    def _ask_day(self, _: Translator) -> dt.date:
        from guard.checks.accounts.roster_day import parse_day

        usual = (self._today + dt.timedelta(USUAL_DAYS)).isoformat()
        day: dt.date = click.prompt(_("Until when?"), default=usual, value_proc=_told_again(parse_day))
        self._refuse_past(day)
        return day

    def _refuse_past(self, day: dt.date) -> None:
        if day < self._today:
            raise UsageError(f"--expires {day.isoformat()} is over")


def _ask(question: str, what: str) -> str:
    answer: str = click.prompt(question, value_proc=_told_again(lambda text: checked_text(text.strip(), what)))
    return answer


def _told_again(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Says what is wrong with an answer, and asks again."""

    def value(answer: str) -> Any:
        try:
            return read(answer)
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    return value


def _refuse_unfit(word: str, what: str) -> None:
    try:
        checked_text(word, what)
    except ValueError as error:
        raise UsageError(f"--{error}") from None


def is_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place of another, whole or not at all."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path.name}: {error.strerror}") from None
