"""What a run says of the file of accepted findings: entries that end, that cover nothing, that need a key."""

from __future__ import annotations

from collections.abc import Iterator

from guard.messages import Translator
from guard.result import BaselineUse


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
