"""The notation in which labelled text is written: ``⟦PERSON|佐伯美月⟧`` is the text 佐伯美月 with a label.

Generators and hand-written files use the same notation; ``parse`` turns it into plain text and spans.
After the entity come, separated by ``;``, a style, ``sample`` and ``severity=…``:
``⟦PHONE_NUMBER;sample|090-1234-5678⟧``, ``⟦NONE;order-number|123456789012⟧``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Entities with a rule id in the contract; all are measured.
MEASURED = (
    "PERSON",
    "JP_ADDRESS",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "DATE_OF_BIRTH",
    "JP_POSTAL_CODE",
    "JP_MY_NUMBER",
    "JP_DRIVERS_LICENSE",
    "JP_PASSPORT",
    "JP_RESIDENCE_CARD",
    "JP_HEALTH_INSURANCE",
    "JP_CARE_INSURANCE",
    "JP_PENSION_NUMBER",
    "JP_EMPLOYMENT_INSURANCE",
    "JP_RESIDENT_CODE",
    "JP_MUNICIPAL_ID",
    "JP_BANK_ACCOUNT",
    "CREDIT_CARD",
    "JP_VEHICLE_PLATE",
    "JP_SENSITIVE_ATTRIBUTE",
    "JP_CONFIDENTIAL_MARKING",
)
#: Those that alone make data personal (個人識別符号, 個人情報保護法施行令 第1条); a miss of these costs most.
CRITICAL = frozenset(MEASURED[6:15])
#: A trap: what stands here looks like personal data and is none.
NONE = "NONE"
#: Undecided by design (a prefecture in a column of its own): a finding here counts neither way.
EITHER = "EITHER"
SEVERITIES = ("low", "medium", "high", "critical")

_SHORT = {
    "P": "PERSON",
    "A": "JP_ADDRESS",
    "T": "PHONE_NUMBER",
    "E": "EMAIL_ADDRESS",
    "D": "DATE_OF_BIRTH",
    "Z": "JP_POSTAL_CODE",
    "M": "JP_MY_NUMBER",
    "S": "JP_SENSITIVE_ATTRIBUTE",
    "C": "JP_CONFIDENTIAL_MARKING",
    "N": NONE,
    "X": EITHER,
}
_MARK = re.compile(r"⟦([A-Z_]+)((?:;[^;|⟧]+)*)\|([^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled piece of text: code points ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    entity: str
    style: str = ""
    script: str = ""
    sample: bool = False
    severity_min: str | None = None


class MarkupError(ValueError):
    """The notation is broken: an unknown entity or a bracket that is left over."""


def mark(entity: str, value: str, style: str = "", *, sample: bool = False, severity: str | None = None) -> str:
    """The value in the notation."""
    options = [style] if style else []
    options += ["sample"] if sample else []
    options += [f"severity={severity}"] if severity else []
    return f"⟦{';'.join([entity, *options])}|{value}⟧"


def plain(marked: str) -> str:
    """The text without its labels."""
    return _MARK.sub(lambda match: match[3], marked)


def parse(marked: str) -> tuple[str, list[Span]]:
    """The plain text and its spans, in their order."""
    pieces: list[str] = []
    spans: list[Span] = []
    length = position = 0
    for match in _MARK.finditer(marked):
        before = marked[position : match.start()]
        pieces += [before, match[3]]
        start = length + len(before)
        length = start + len(match[3])
        position = match.end()
        spans.append(_span(match, start, length))
    pieces.append(marked[position:])
    text = "".join(pieces)
    if "⟦" in text or "⟧" in text:
        raise MarkupError("a bracket is left over")
    return text, spans


def _span(match: re.Match[str], start: int, end: int) -> Span:
    entity = _SHORT.get(match[1], match[1])
    if entity not in {*MEASURED, NONE, EITHER}:
        raise MarkupError(f"unknown entity {entity}")
    style, sample, severity = "", False, None
    for option in match[2].split(";")[1:]:
        if option == "sample":
            sample = True
        elif option.startswith("severity="):
            severity = option.removeprefix("severity=")
        else:
            style = option
    return Span(start, end, entity, style, script_of(match[3]), sample, severity)


def script_of(value: str) -> str:
    """The script of a value, in the words of the reports: kanji, kana, half-width, romaji, digits …"""
    kinds = {_kind(character) for character in value}
    kinds.discard("")
    if kinds <= {"digit"}:
        return "digits"
    if "fullwidth-digit" in kinds:
        return "fullwidth"
    if "kanji-numeral" in kinds and kinds <= {"kanji", "kanji-numeral", "hiragana", "katakana"}:
        kinds.discard("kanji-numeral")
        kinds.add("kanji")
    kinds.discard("digit")
    if len(kinds) == 1:
        return kinds.pop()
    return "kanji-kana" if kinds <= {"kanji", "hiragana", "katakana"} else "mixed"


def _kind(character: str) -> str:
    name = unicodedata.name(character, "")
    if character in "一二三四五六七八九〇十百千":
        return "kanji-numeral"
    for prefix, kind in (
        ("CJK", "kanji"),
        ("HIRAGANA", "hiragana"),
        ("HALFWIDTH KATAKANA", "halfwidth-kana"),
        ("KATAKANA-HIRAGANA PROLONGED", ""),
        ("KATAKANA MIDDLE DOT", ""),
        ("KATAKANA", "katakana"),
        ("FULLWIDTH DIGIT", "fullwidth-digit"),
        ("LATIN", "romaji"),
        ("DIGIT", "digit"),
    ):
        if name.startswith(prefix):
            return kind
    return ""
