"""The questions of a gate about what is delivered, with the commands that mend what they found."""

from __future__ import annotations

from typing import Final

from guard.control import Answer, Observation
from guard.report.gate_words import QUESTIONS
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, element, join, listed
from guard.report.html.words import ANSWERS, named, signed, told

_MAX_DETAILS: Final = 50
_ORDER: Final = (Answer.BAD, Answer.UNKNOWN, Answer.GOOD, Answer.NOT_ASKED)


def delivery(edition: Edition) -> Section | None:
    """Each question with its answer, the bad ones first."""
    gate, _ = edition.result.gate, edition.translator
    if gate is None or not gate.observations:
        return None
    ordered = sorted(gate.observations, key=lambda one: _ORDER.index(one.answer))
    return Section("delivery", _("What is delivered"), join(_observation(one, edition) for one in ordered))


def _observation(one: Observation, edition: Edition) -> Html:
    _ = edition.translator
    details: list[str] = [told(reason, _) for reason in one.details[:_MAX_DETAILS]]
    if (more := len(one.details) - _MAX_DETAILS) > 0:
        details.append(_.ngettext("and {n} more", "and {n} more", more))
    commands = [code(command, "command") for command in one.commands]
    return element(
        "div",
        element("h3", named(QUESTIONS, one.question, _), " ", signed(ANSWERS[one.answer], _)),
        listed(details),
        element("p", _("Commands to run, after thinking about them:"), class_="aside") if commands else "",
        listed(commands, "commands"),
        class_="observation",
    )
