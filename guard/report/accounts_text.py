"""What a run of the accounts check tells besides its findings: which systems were asked, and how much they told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guard.account import AccountsReport, SystemReport
from guard.messages import Translator
from guard.report.console import columns, pad, visible

_WIDEST: Final = 32


def lines(report: AccountsReport, _: Translator) -> Iterator[str]:
    """A line a system; reasons of what could not be seen stand among the skips."""
    if not report.systems:
        return
    yield _("Asked, as of {day}:", day=report.as_of.isoformat())
    width = min(max(columns(one.system) for one in report.systems), _WIDEST)
    for one in report.systems:
        word = _("whole") if one.complete else _("NOT WHOLE")
        yield f"  {pad(visible(one.system), width)}  {pad(word, 10)}  {_told(one, _)}"
    yield ""


def _told(one: SystemReport, _: Translator) -> str:
    facts: Sequence[str] = (
        _.ngettext("{n} account", "{n} accounts", one.accounts),
        _.ngettext("{n} not switched off", "{n} not switched off", one.active),
        _.ngettext("{n} page", "{n} pages", one.pages),
    )
    return _(", ").join(facts)
