"""Every clause with what this run says of it: the worst first, and what nothing here looks at with the same care."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guard.account import Reason
from guard.control import Attestation, Control, ControlState, ControlVerdict, Wording
from guard.report.gate_words import KINDS
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, element, join, listed, paragraphs, quoted, table
from guard.report.html.words import STATE_MEANINGS, STATES, day, signed, told

_MAX_REASONS: Final = 30


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
        tables.append(_table(found, _("Clauses: {state}", state=_(sign.word)), f"clauses {sign.look}", edition))
    return Section("clauses", _("Result by clause"), join(tables))


def _table(found: Sequence[ControlVerdict], caption: str, look: str, edition: Edition) -> Html:
    """Clauses that nothing here looks at stand by their words alone."""
    _ = edition.translator
    if found[0].state is ControlState.OUTSIDE:
        outside = (_outside(one, edition) for one in found)
        return table(caption, (_("Clause"), _("Words of the document")), outside, look)
    heads = (_("Clause"), _("What shows it"), _("Reason for the result"))
    return table(caption, heads, (_row(one, edition) for one in found), look)


def _row(verdict: ControlVerdict, edition: Edition) -> tuple[str, str, str]:
    words = element("blockquote", paragraphs(verdict.control.text, edition.lang))
    return join((_name(verdict.control, edition), words)), _shown_by(verdict, edition), _why(verdict, edition)


def _outside(verdict: ControlVerdict, edition: Edition) -> tuple[str, str]:
    return _name(verdict.control, edition), paragraphs(verdict.control.text, edition.lang)


def _name(control: Control, edition: Edition) -> Html:
    title = element(
        "span", quoted(control.clause, edition.lang), f" {control.title.told(edition.lang)}", class_="clause"
    )
    return join((title, code(control.id, "id")))


def _shown_by(verdict: ControlVerdict, edition: Edition) -> Html:
    control, _ = verdict.control, edition.translator
    standards: dict[str, list[str]] = {}
    for one in control.outward:
        standards.setdefault(one.standard, []).append(one.id)
    elsewhere = [quoted(f"{standard} {', '.join(ids)}", edition.lang) for standard, ids in standards.items()]
    return join(
        (
            element("p", element("strong", _(KINDS[control.kind]))),
            _worded(control.evidence, edition),
            _left_out(control.left_out, edition),
            "" if verdict.is_required else element("p", _("not demanded by this profile"), class_="aside"),
            element("p", _("The same demand elsewhere: "), join(elsewhere, _("; ")), class_="aside")
            if elsewhere
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
    return join((listed(reasons), *_attestations(verdict.attestations, edition)))


def _reason(reason: Reason, edition: Edition) -> str:
    args = tuple((name, edition.rule_name(value) if name == "rule" else value) for name, value in reason.args)
    return told(Reason(reason.message, args), edition.translator)


def _attestations(attestations: tuple[Attestation, ...], edition: Edition) -> Iterator[Html]:
    _ = edition.translator
    for one in attestations:
        until = _(", {on}; counts until {until}", on=day(one.on, _), until=day(one.expires, _))
        evidence = element("p", _("Document: "), quoted(one.evidence, edition.lang)) if one.evidence else ""
        yield element(
            "div",
            element("p", element("strong", _("Attestation"))),
            element("blockquote", paragraphs(one.statement, edition.lang)),
            element("p", quoted(one.by, edition.lang), until),
            evidence,
            class_="attestation",
        )
