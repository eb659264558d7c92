"""What a finding or a skip says in one sentence, in the reports that other programs read."""

from __future__ import annotations

from typing import Final

from guard.messages import Translator
from guard.model import Finding, Origin, Part, Related, Skip
from guard.report.phrases import SKIP_REASONS, place, position
from guard.rules.catalogue import describe, sentence

_KEPT: Final = 1_024
_MAX_DETAIL: Final = 1_000


def is_in_lines(finding: Finding) -> bool:
    """Whether its line and column are those of the file itself: of no archive member, cell, or file name."""
    return not (finding.origin.members or finding.cell or finding.part is Part.PATH)


def last_line(finding: Finding) -> int:
    """The last line of its place: one that goes to the end of a line ends, as ends are exclusive, where the next begins."""
    end = finding.end_position
    return end.line - int(is_to_the_end_of_a_line(finding))


def is_to_the_end_of_a_line(finding: Finding) -> bool:
    """Whether its place tells no end within a line (``guard.policy.places``)."""
    return finding.end_position.column == 1 and finding.end_position.line > finding.position.line


class Sentences:
    """Sentences in one language. Findings of a column say the same, so the latest are kept."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._kept: dict[tuple[object, ...], str] = {}

    def finding(self, finding: Finding) -> str:
        """What was found and, where the file's own lines do not say it, the place inside the file."""
        told, _ = self.plain(finding), self._translator
        inside = place(Origin("", finding.origin.members))
        if not inside and not finding.cell:
            return told
        where = f"{inside} {position(finding, _)}".lstrip()
        return _("{sentence} ({where})", sentence=told, where=where)

    def plain(self, finding: Finding) -> str:
        """What was found, without its place."""
        key = finding.message, *finding.message_args.items()
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[key] = describe(finding, self._translator)
        return kept

    def related(self, related: Related) -> str:
        """What another place has to do with a finding."""
        return sentence(related.message, dict(related.args), self._translator)

    def skip(self, skip: Skip) -> str:
        """That something was not looked at, and why."""
        _ = self._translator
        text = _("not looked at: {reason}", reason=_(SKIP_REASONS[skip.reason]))
        inside = place(Origin("", skip.origin.members))
        details = "; ".join(part for part in (inside, _(skip.detail, **dict(skip.args))[:_MAX_DETAIL]) if part)
        return f"{text} ({details})" if details else text
