"""The commands around a roster: check it, draft it, and tell what changed: ``sekisho accounts lint|bootstrap|diff``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from guard.checks.accounts.draft import drafted, unseen
from guard.checks.accounts.evidence import changes
from guard.checks.accounts.lint import warnings
from guard.checks.accounts.period import day_of
from guard.checks.accounts.roster import Roster, System
from guard.checks.accounts.roster_faults import Fault, of_system
from guard.checks.accounts.roster_file import examined, load_roster, system_of, wording
from guard.checks.accounts.roster_text import NoRosterError, read
from guard.errors import ExitCode, UsageError
from guard.messages import N_, Translator, translator
from guard.report.console import visible, write_text
from guard.run.accounts import AccountsOptions, access_of, ask, earlier_evidence, gathered

DRAFTED: Final = N_("{file} was written: read and correct every line, then run `sekisho accounts lint`")
NO_ACCOUNT: Final = N_("no system told of an account, so {file} was not written")


def run_lint(path: Path, as_of: dt.date | None, lang: str | None) -> ExitCode:
    """Tell all that is wrong with a roster, and what is odd; faults are exit 2, oddities are not."""
    _ = translator(lang)
    try:
        roster, faults = examined(read(path), path.as_posix())
    except NoRosterError as error:
        roster, faults = None, [error.fault]
    odd = (
        []
        if roster is None or faults
        else sorted(warnings(roster, as_of or day_of(dt.datetime.now(dt.UTC))), key=lambda one: one.place)
    )
    for fault in faults:
        write_text(sys.stdout, _line(path, _("error"), fault, _))
    for fault in odd:
        write_text(sys.stdout, _line(path, _("warning"), fault, _))
    told = (
        _.ngettext("{n} error", "{n} errors", len(faults)),
        _.ngettext("{n} warning", "{n} warnings", len(odd)),
    )
    write_text(sys.stdout, f"{visible(path.as_posix())}: {_(', ').join(told)}\n")
    return ExitCode.USAGE if faults else ExitCode.CLEAN


def _line(path: Path, word: str, fault: Fault, _: Translator) -> str:
    return f"{visible(path.as_posix())}:{fault.place.line}: {word}: {visible(wording(fault, _))}\n"


def run_bootstrap(path: Path, asked: Sequence[str], output: Path | None, lang: str | None) -> ExitCode:
    """Draft a roster from what systems tell; incomplete where one of them could not be seen whole."""
    if output is not None and output.exists():
        raise UsageError(f"{output}: is there already, and is not overwritten")
    roster = load_roster(path) if path.is_file() else Roster(())
    systems = [_system(one) for one in asked] or list(roster.systems)
    if not systems:
        raise UsageError("no system to ask: write --system adapter=…, or a roster with systems")
    told = ask(systems, access_of(path))
    _ = translator(lang)
    named = {one.id for one in systems}
    roster = replace(roster, systems=(*systems, *(one for one in roster.systems if one.id not in named)))
    text = drafted(roster, told, day_of(dt.datetime.now(dt.UTC)), _)
    if output is None:
        write_text(sys.stdout, text)
    else:
        for line in unseen(told, _):
            write_text(sys.stderr, f"sekisho: {visible(line)}\n")
        if any(one.accounts for one in told):
            _write_draft(output, text)
            write_text(sys.stderr, f"sekisho: {_(DRAFTED, file=visible(output.as_posix()))}\n")
        else:
            write_text(sys.stderr, f"sekisho: {_(NO_ACCOUNT, file=visible(output.as_posix()))}\n")
    return ExitCode.CLEAN if all(one.complete for one in told) else ExitCode.INCOMPLETE


def _write_draft(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from None


def _system(asked: str) -> System:
    """The system of ``adapter=github,scope.org=acme``; its id is the adapter, and what it asks for or where."""
    written: dict[str, Any] = {}
    scope: dict[str, str] = {}
    for part in asked.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            raise UsageError(f"--system: write KEY=VALUE, separated by commas; not {part}")
        (scope if key.startswith("scope.") else written)[key.strip().removeprefix("scope.")] = value.strip()
    place = next(iter(scope.values()), None) or written.get("path") or _host(written.get("url", ""))
    adapter = written.get("adapter", "")
    written.setdefault("id", f"{adapter}:{place}" if place else adapter)
    system = system_of({**written, "scope": scope})
    fault = next(of_system(system), None)
    if fault is not None:
        raise UsageError(wording(fault, translator("en")))
    return system


def _host(url: str) -> str | None:
    """The name of the machine: an id with a whole address would be unwieldy, and so would the variable of its token."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def run_diff(since: Path, file: Path | None, options: AccountsOptions, lang: str | None) -> ExitCode:
    """Tell what changed since an earlier evidence."""
    _ = translator(lang)
    before = earlier_evidence(since)
    if file is not None:
        after = earlier_evidence(file)
    else:
        started = dt.datetime.now(dt.UTC)
        check = gathered(replace(options, since=since), started)
        after = check.evidence(started, options.roster.read_bytes())
    found = list(changes(before, after))
    for change in found:
        told = _(change.message, **{name: _(value) for name, value in change.args.items()})
        write_text(sys.stdout, visible(told) + "\n")
    counted = _.ngettext("{n} change since {moment}", "{n} changes since {moment}", len(found), moment=before.taken)
    write_text(sys.stdout, f"{counted}\n")
    return ExitCode.CLEAN if all(one.complete for one in after.systems) else ExitCode.INCOMPLETE
