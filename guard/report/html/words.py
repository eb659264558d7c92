"""Closed choices as the page shows them: by a sign, a colour and a word, never by one of them alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, ControlState, Seen
from guard.messages import N_, Translator
from guard.model import Severity
from guard.report import gate_words
from guard.report.html.element import Html, cut, element
from guard.report.phrases import SEVERITIES

_JAPAN: Final = dt.timezone(dt.timedelta(hours=9))


class Sign(NamedTuple):
    """How a choice is marked: by a sign that every Japanese font has, a class for its colour, a word."""

    mark: str
    look: str
    word: str


#: Worst first: the order of the page.
STATES: Final = {
    state: Sign(mark, look, gate_words.STATES[state])
    for state, mark, look in (
        (ControlState.VIOLATED, "×", "bad"),
        (ControlState.NOT_CHECKED, "？", "unknown"),
        (ControlState.RECORDED, "●", "recorded"),
        (ControlState.MET, "○", "good"),
        (ControlState.OUTSIDE, "―", "outside"),
    )
}
STATE_MEANINGS: Final = {
    ControlState.VIOLATED: N_("Something was found that speaks against the clause."),
    ControlState.NOT_CHECKED: N_("It could not be looked at whole, or nobody attests it. This is no pass."),
    ControlState.RECORDED: N_("Sekisho does not look at it. People attest it in writing, and the record is current."),
    ControlState.MET: N_("All that was to be looked at was looked at, and nothing was found against the clause."),
    ControlState.OUTSIDE: N_("Nothing here looks at it. It has to be confirmed in another way."),
}
SEEN: Final = {
    Seen.WHOLE: Sign("○", "good", gate_words.SEEN[Seen.WHOLE]),
    Seen.PARTLY: Sign("△", "unknown", gate_words.SEEN[Seen.PARTLY]),
    Seen.NOT: Sign("×", "bad", gate_words.SEEN[Seen.NOT]),
}
ANSWERS: Final = {
    Answer.GOOD: Sign("○", "good", N_("as it should be")),
    Answer.BAD: Sign("×", "bad", N_("not as it should be")),
    Answer.UNKNOWN: Sign("？", "unknown", N_("unknown")),
    Answer.NOT_ASKED: Sign("―", "outside", N_("not asked")),
}
SEVERITY_SIGNS: Final = {
    Severity.CRITICAL: Sign("■", "critical", SEVERITIES[Severity.CRITICAL]),
    Severity.HIGH: Sign("▲", "high", SEVERITIES[Severity.HIGH]),
    Severity.MEDIUM: Sign("◆", "medium", SEVERITIES[Severity.MEDIUM]),
    Severity.LOW: Sign("▽", "low", SEVERITIES[Severity.LOW]),
}
CHECKS: Final = {
    "personal-data": N_("personal data"),
    "separation": N_("separation of environments"),
    "accounts": N_("developers' accounts"),
    "gate": N_("policy and approvals"),
}


def signed(sign: Sign, _: Translator) -> Html:
    """A choice by its sign, colour and word."""
    return element(
        "span", element("span", sign.mark, class_="mark", aria_hidden="true"), _(sign.word), class_=f"sign {sign.look}"
    )


def told(reason: Reason, _: Translator) -> str:
    """A reason as a sentence that is not longer than anybody reads."""
    return cut(gate_words.told(reason, _))


def named(words: Mapping[str, str], name: str, _: Translator) -> str:
    """The word of an id, or the id where there is none."""
    return _(words[name]) if name in words else name


def moment(when: dt.datetime, _: Translator) -> str:
    """A moment as the clocks of the client show it; a naive one is taken as UTC."""
    aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    local = aware.astimezone(_JAPAN)
    return _("{day} {time} (Japan time)", day=day(local.date(), _), time=f"{local:%H:%M}")


def day(when: dt.date, _: Translator) -> str:
    """A day in the reader's way of writing one: 2027-03-31, and 2027年3月31日."""
    form = "02" if _.language == "en" else ""
    return _("{year}-{month}-{day}", year=when.year, month=f"{when.month:{form}}", day=f"{when.day:{form}}")
