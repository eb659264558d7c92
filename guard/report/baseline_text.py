"""What a run says of the file of accepted findings: entries that end, that cover nothing, that need a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from guard.messages import Translator
from guard.model import Severity
from guard.report.console import pad, visible
from guard.report.phrases import SEVERITIES
from guard.result import BaselineUse

#: Findings counted by severity, rule and path.
Kinds = Counter[tuple[Severity, str, str]]


def sentences(use: BaselineUse, _: Translator) -> Iterator[str]:
    """What there is to say; nothing of a baseline that is as it should be."""
    if use.ending and use.first_end is not None:
        yield _.ngettext(
            "{file}: {n} entry ends by {day}; review it, then sekisho baseline update --renew",
            "{file}: {n} entries end soon, the first on {day}; review them, then sekisho baseline update --renew",
            use.ending,
            file=use.name,
            day=use.first_end.isoformat(),
        )
    if use.unused:
        yield _.ngettext(
            "{file}: {n} entry covers nothing any more; sekisho baseline update --prune removes it",
            "{file}: {n} entries cover nothing any more; sekisho baseline update --prune removes them",
            use.unused,
            file=use.name,
        )
    if use.is_without_key:
        yield _(
            "{file} was made with a key that is not here (SEKISHO_BASELINE_KEY): a changed value can go unseen",
            file=use.name,
        )


def changes(added: Kinds, critical: Kinds, dropped: int, _: Translator) -> Iterator[str]:
    """What an update accepts, leaves and drops: by rule, and how bad it is."""
    yield from _findings(_("Accepted anew:"), added, _)
    yield from _findings(_("Critical, and not accepted (--include-critical):"), critical, _)
    if dropped:
        yield _.ngettext("Removed: {n} entry that covers nothing", "Removed: {n} entries that cover nothing", dropped)
    if not (added or critical or dropped):
        yield _("There is nothing new to accept.")


def _findings(heading: str, kinds: Kinds, _: Translator) -> Iterator[str]:
    if not kinds:
        return
    yield heading
    files: Counter[tuple[Severity, str]] = Counter((severity, rule) for severity, rule, _path in kinds)
    for severity, rule in sorted(files, key=lambda kind: (-kind[0], kind[1])):
        count = sum(n for kind, n in kinds.items() if kind[:2] == (severity, rule))
        where = _.ngettext("in {n} file", "in {n} files", files[severity, rule])
        yield f"  {pad(_(SEVERITIES[severity]), 8)}  {pad(visible(rule), 24)} {count:>9,}  {where}"
