"""The questions of a gate about what is delivered, with the commands that mend what they found."""

from __future__ import annotations

from typing import Final

from guard.control import Answer, Command, Observation
from guard.report.gate_words import QUESTIONS
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, command, element, join, listed, table
from guard.report.html.words import ANSWERS, named, signed, told

_MAX_DETAILS: Final = 50
_ORDER: Final = (Answer.BAD, Answer.UNKNOWN, Answer.GOOD, Answer.NOT_ASKED)


def delivery(edition: Edition) -> Section | None:
    """Each question with its answer, the bad ones first."""
    gate, _ = edition.result.gate, edition.translator
    if gate is None or not gate.observations:
        return None
    ordered = sorted(gate.observations, key=lambda one: _ORDER.index(one.answer))
    heads = (_("Question"), _("Answer"), _("What was seen, and what to do"))
    body = table(_("Questions about the delivery"), heads, (_row(one, edition) for one in ordered), "delivery")
    return Section("delivery", _("What is delivered"), body)


def _command(one: Command, edition: Edition) -> Html:
    note = element("span", edition.translator(one.note), class_="aside") if one.note else ""
    return join((command(one.line), note))


def _row(one: Observation, edition: Edition) -> tuple[str, str, str]:
    _ = edition.translator
    details: list[str] = [told(reason, _) for reason in one.details[:_MAX_DETAILS]]
    if (more := len(one.details) - _MAX_DETAILS) > 0:
        details.append(_.ngettext("and {n} more", "and {n} more", more))
    commands = [_command(each, edition) for each in one.commands]
    warning = _("Commands that mend it; they change the repository, so keep a copy:")
    shown = join(
        (listed(details), element("p", warning, class_="aside") if commands else "", listed(commands, "plain"))
    )
    return named(QUESTIONS, one.question, _), signed(ANSWERS[one.answer], _), shown or "―"
