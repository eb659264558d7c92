"""The commands that look at a roster itself: ``sekisho accounts lint``; no network."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TextIO

from guard.checks.accounts.lint import warnings
from guard.checks.accounts.period import day_of
from guard.checks.accounts.roster_faults import Fault
from guard.checks.accounts.roster_file import examined, wording
from guard.checks.accounts.roster_text import read
from guard.errors import ExitCode
from guard.messages import Translator, translator
from guard.report.console import visible, write_text


def run_lint(path: Path, as_of: dt.date | None, lang: str | None, out: TextIO | None = None) -> ExitCode:
    """Tell all that is wrong with a roster, and what is odd; faults are exit 2, oddities are not."""
    _, out = translator(lang), sys.stdout if out is None else out
    roster, faults = examined(read(path), path.as_posix())
    odd = (
        []
        if roster is None or faults
        else sorted(warnings(roster, as_of or day_of(dt.datetime.now(dt.UTC))), key=lambda one: one.place)
    )
    for fault in faults:
        write_text(out, _line(path, _("error"), fault, _))
    for fault in odd:
        write_text(out, _line(path, _("warning"), fault, _))
    told = (
        _.ngettext("{n} error", "{n} errors", len(faults)),
        _.ngettext("{n} warning", "{n} warnings", len(odd)),
    )
    write_text(out, f"{visible(path.as_posix())}: {_(', ').join(told)}\n")
    return ExitCode.USAGE if faults else ExitCode.CLEAN


def _line(path: Path, word: str, fault: Fault, _: Translator) -> str:
    return f"{visible(path.as_posix())}:{fault.place.line}: {word}: {visible(wording(fault, _))}\n"
