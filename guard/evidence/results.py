"""``results.json`` counted again, line by line: findings and skips are one a line, and there may be a million of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from guard.evidence.document import fields_of
from guard.evidence.layout import MAX_DOCUMENT
from guard.model import Disposition

_ITEM: Final = b"  {"
#: How a finding is accepted.
ACCEPTED: Final = frozenset({Disposition.BASELINED, Disposition.ALLOWED_INLINE, Disposition.ALLOWED_CONFIG})


@dataclass(slots=True)
class Results:
    """What the report comes to: findings by rule, skips, and the rest of its fields with the lists left empty.

    ``accepted`` counts findings by how they are, and by rule.
    """

    reported: Counter[str] = field(default_factory=Counter)
    accepted: dict[Disposition, Counter[str]] = field(default_factory=dict)
    skipped: int = 0
    incomplete: int = 0
    fields: dict[str, object] = field(default_factory=dict)

    def accepted_by(self, dispositions: Iterable[Disposition] = ACCEPTED) -> Counter[str]:
        """The findings that are accepted in one of these ways, by rule."""
        return sum((self.accepted.get(one, Counter()) for one in dispositions), Counter())

    def value(self, group: str, name: str) -> object:
        """A field of a group such as ``summary``."""
        found = self.fields.get(group)
        return found.get(name) if isinstance(found, dict) else None

    def states(self) -> list[tuple[object, object]]:
        """The clauses with their verdicts."""
        controls = self.value("gate", "controls")
        listed = controls if isinstance(controls, list) else []
        return [(one.get("id"), one.get("state")) for one in listed if isinstance(one, dict)]


def count(lines: Iterable[bytes]) -> Results:
    """Count the lines of a report. Raises ``ValueError`` for what is none."""
    results = Results()
    frame = bytearray()
    for line in lines:
        if line.startswith(_ITEM):
            item, _, rest = line.rstrip(b"\n").rpartition(b"}")
            _add(results, fields_of(item + b"}"))
            frame += b"" if rest == b"," else rest
        else:
            frame += line
            if len(frame) > MAX_DOCUMENT:
                raise ValueError("too much beside the findings")
    results.fields = fields_of(bytes(frame))
    return results


def _add(results: Results, item: dict[str, object]) -> None:
    if "disposition" in item:
        rule = str(item.get("rule_id"))
        if item["disposition"] == Disposition.REPORTED:
            results.reported[rule] += 1
        elif item["disposition"] in ACCEPTED:
            results.accepted.setdefault(Disposition(str(item["disposition"])), Counter())[rule] += 1
    elif "incomplete" in item:
        results.skipped += 1
        results.incomplete += item["incomplete"] is True
