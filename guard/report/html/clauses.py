"""Every clause with what this run says of it: the worst first, and what nothing here looks at with the same care."""

from __future__ import annotations

from collections.abc import Iterator

from guard.account import Reason
from guard.control import Attestation, ControlState, ControlVerdict, Wording
from guard.report.gate_words import KINDS
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, element, join, listed, paragraphs, quoted, table
from guard.report.html.words import STATE_MEANINGS, STATES, day, signed, told

_MAX_REASONS = 30


def clauses(edition: Edition) -> Section | None:
    """A table for each thing that can be said of a clause."""
    gate, _ = edition.result.gate, edition.translator
    if gate is None:
        return None
    tables = []
    for state, sign in STATES.items():
        found = gate.controls_in(state)
        if not found:
            continue
        tables.append(element("h3", signed(sign, _), " ", _.ngettext("{n} clause", "{n} clauses", len(found))))
        tables.append(element("p", _(STATE_MEANINGS[state]), class_="aside"))
        tables.append(
            table(
                _("Clauses: {state}", state=_(sign.word)),
                (_("Clause"), _("Demanded, and by what it is shown"), _("Why")),
                (_row(one, edition) for one in found),
                f"clauses {sign.look}",
            )
        )
    return Section("clauses", _("Result by clause"), join(tables))


def _row(verdict: ControlVerdict, edition: Edition) -> tuple[str, str, str]:
    control, _ = verdict.control, edition.translator
    title = control.title.told(edition.lang)
    clause = join(
        (
            element("span", quoted(control.clause, edition.lang), f" {title}", class_="clause"),
            element("blockquote", paragraphs(control.text, edition.lang)),
            code(control.id, "id"),
        )
    )
    return clause, _shown_by(verdict, edition), _why(verdict, edition)


def _shown_by(verdict: ControlVerdict, edition: Edition) -> Html:
    control, _ = verdict.control, edition.translator
    demanded = _("demanded by this profile") if verdict.is_required else _("not demanded by this profile")
    outward = [f"{one.standard} {one.id}" for one in control.outward]
    return join(
        (
            element("p", element("strong", _(KINDS[control.kind]))),
            _worded(control.evidence, edition),
            _left_out(control.left_out, edition),
            element("p", demanded, class_="aside"),
            element("p", _("The same demand elsewhere: {ids}", ids=_(", ").join(outward)), class_="aside")
            if outward
            else "",
        )
    )


def _worded(words: Wording, edition: Edition) -> Html:
    words_told = words.told(edition.lang)
    return quoted(words_told, edition.lang, "p") if words_told else Html("")


def _left_out(words: Wording, edition: Edition) -> Html:
    """What of the clause nobody should think was looked at."""
    words_told, _ = words.told(edition.lang), edition.translator
    if not words_told:
        return Html("")
    return element("p", element("strong", _("Not looked at: ")), quoted(words_told, edition.lang), class_="left-out")


def _why(verdict: ControlVerdict, edition: Edition) -> Html:
    _ = edition.translator
    reasons = [_reason(one, edition) for one in verdict.reasons[:_MAX_REASONS]]
    if (left := len(verdict.reasons) - _MAX_REASONS) > 0:
        reasons.append(_.ngettext("and {n} more", "and {n} more", left))
    if not reasons and verdict.state is ControlState.OUTSIDE:
        reasons.append(_("Not looked at by Sekisho, and nobody attests it."))
    return join((listed(reasons), *_attestations(verdict.attestations, edition)))


def _reason(reason: Reason, edition: Edition) -> str:
    args = tuple((name, edition.rule_name(value) if name == "rule" else value) for name, value in reason.args)
    return told(Reason(reason.message, args), edition.translator)


def _attestations(attestations: tuple[Attestation, ...], edition: Edition) -> Iterator[Html]:
    _ = edition.translator
    for one in attestations:
        until = _("{by}, {on}; counts until {until}", by=one.by, on=day(one.on, _), until=day(one.expires, _))
        evidence = element("p", _("Document: {name}", name=one.evidence)) if one.evidence else ""
        yield element(
            "div",
            element("p", element("strong", _("Attestation"))),
            element("blockquote", paragraphs(one.statement, edition.lang)),
            element("p", until),
            evidence,
            class_="attestation",
        )
