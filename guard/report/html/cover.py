"""The first page: what was judged, by which words, and what it came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from guard import __version__
from guard.control import ControlState, PolicyKind, PolicySource, Terms
from guard.errors import ExitCode
from guard.messages import N_, Translator
from guard.report.gate_words import PARTS, PROFILES, judged_by
from guard.report.html.charts import Share, chart
from guard.report.html.edition import Edition
from guard.report.html.element import Html, code, element, facts, join, quoted
from guard.report.html.words import CHECKS, STATES, Sign, moment, named, signed
from guard.report.summary import ACCEPTED, verdict_word

TITLE: Final = N_("Inspection report")
_SOURCES: Final = {
    "stdin": N_("standard input"),
    "gate": N_("all that the profile asks for"),
}
_COMMANDS: Final = {
    "scan": CHECKS["personal-data"],
    "separation": CHECKS["separation"],
    "accounts": CHECKS["accounts"],
    "gate": N_("release gate"),
}
_OWN_WORDS: Final = N_("Whoever wrote it could have loosened the policy: ask for a run with a protected one.")
_NO_PROMISE: Final = N_(
    "This report shows evidence for and against clauses. It does not certify that anybody complies with them, and it says nothing of what it does not list."
)


def cover(edition: Edition) -> Html:
    """The head of the report."""
    _ = edition.translator
    return element(
        "header",
        element("h1", _(TITLE)),
        facts(_facts(edition)),
        class_="cover",
    )


def verdict(edition: Edition) -> Html:
    """What it came to, in a word and a sentence or two."""
    _ = edition.translator
    signs = list(_signs(edition))
    looks = "bad" if any(sign.look == "bad" for sign in signs) else signs[0].look
    return join(
        (
            element(
                "div",
                element("p", join((signed(sign, _) for sign in signs), " "), class_="word"),
                *(element("p", sentence) for sentence in _sentences(edition)),
                class_=f"verdict {looks}",
            ),
            _clause_chart(edition),
            "" if edition.result.gate is None else element("p", _(_NO_PROMISE), class_="aside"),
        )
    )


def _signs(edition: Edition) -> Iterator[Sign]:
    result = edition.result
    if edition.demanded(ControlState.VIOLATED):
        yield Sign("×", "bad", N_("clauses are violated"))
    elif result.reported:
        yield Sign("×", "bad", N_("findings"))
    if edition.demanded(ControlState.NOT_CHECKED) or result.exit_code() in {ExitCode.INCOMPLETE, ExitCode.INTERRUPTED}:
        yield Sign("？", "unknown", N_("not all could be checked"))
    elif not result.reported and not edition.demanded(ControlState.VIOLATED):
        if verdict_word(result, edition.translator) == edition.translator("passed"):
            yield Sign("○", "good", N_("nothing found"))
        else:
            yield Sign("？", "unknown", N_("something is not known"))


def _sentences(edition: Edition) -> Iterator[str]:
    _, result = edition.translator, edition.result
    if result.gate is not None:
        yield from _of_clauses(edition)
    if found := len(result.reported):
        yield _.ngettext("{n} finding has to be dealt with.", "{n} findings have to be dealt with.", found)
    elif result.gate is None:
        yield _("Nothing was found in what was looked at.")
    if unseen := len(result.incomplete):
        yield _.ngettext(
            "{n} thing in scope could not be looked at: this result alone does not show that all is well.",
            "{n} things in scope could not be looked at: this result alone does not show that all is well.",
            unseen,
        )
    if result.interrupted:
        yield _("The run was interrupted: what came after was not looked at.")
    if accepted := result.count(*ACCEPTED):
        yield _.ngettext(
            "{n} more finding was accepted with a reason.",
            "{n} more findings were accepted with a reason.",
            accepted,
        )


def _of_clauses(edition: Edition) -> Iterator[str]:
    _ = edition.translator
    violated, open_ = len(edition.demanded(ControlState.VIOLATED)), len(edition.demanded(ControlState.NOT_CHECKED))
    if violated:
        yield _.ngettext("{n} demanded clause is violated.", "{n} demanded clauses are violated.", violated)
    if open_:
        yield _.ngettext(
            "{n} demanded clause could not be checked, which is no pass.",
            "{n} demanded clauses could not be checked, which is no pass.",
            open_,
        )
    if not violated and not open_:
        yield _(
            "Nothing was found against the clauses that this run demands: {met} with evidence, {recorded} attested in writing.",
            met=len(edition.demanded(ControlState.MET)),
            recorded=len(edition.demanded(ControlState.RECORDED)),
        )
    gate = edition.result.gate
    outside = 0 if gate is None else len(gate.controls_in(ControlState.OUTSIDE))
    if outside:
        yield _.ngettext(
            "{n} clause is outside of this check and has to be confirmed in another way.",
            "{n} clauses are outside of this check and have to be confirmed in another way.",
            outside,
        )
    if gate is not None and gate.policy.kind is PolicyKind.JUDGED_TREE:
        yield judged_by(gate.policy, _)


def _clause_chart(edition: Edition) -> Html:
    gate, _ = edition.result.gate, edition.translator
    if gate is None:
        return Html("")
    shares = [Share(len(gate.controls_in(state)), sign.look, sign.mark, _(sign.word)) for state, sign in STATES.items()]
    told = _(", ").join(f"{share.word} {share.n}" for share in shares)
    return element(
        "figure",
        element("figcaption", _("The {n} clauses by result", n=len(gate.controls))),
        chart(shares, told),
    )


# What was judged, and by which words


def _facts(edition: Edition) -> Iterator[tuple[str, str]]:
    _, result = edition.translator, edition.result
    run, gate = result.run, result.gate
    here = code(run.folder) if run.folder else _("the folder in which it was run")
    yield _("Repository"), here if run.root == "." else code(run.root)
    yield _("Commit"), code(run.commit) if run.commit else _("none")
    yield _("Kind of check"), _(_COMMANDS.get(run.command, run.command))
    if gate is None:
        yield _("Scope"), named({**PARTS, **_SOURCES}, run.source, _)
    else:
        yield _("Profile"), _(PROFILES[gate.profile])
        yield _("Terms"), quoted(_terms(gate.terms, edition), edition.lang)
        yield _("Judged by"), policy(gate.policy, _)
    yield _("Began"), moment(run.started, _)
    yield _("Ended"), moment(run.started + dt.timedelta(seconds=run.seconds), _)
    yield _("Program"), version(edition)


def _terms(terms: Terms, edition: Edition) -> str:
    _ = edition.translator
    return _(
        "{client}: {title} ({edition})",
        client=terms.client,
        title=terms.title,
        edition=terms.edition.told(edition.lang),
    )


def policy(source: PolicySource, _: Translator) -> Html:
    """Whose words a run was judged by; that they are those of what was judged is told as a warning."""
    if source.kind is not PolicyKind.JUDGED_TREE:
        return element("span", judged_by(source, _))
    return element("span", judged_by(source, _), element("br"), _(_OWN_WORDS), class_="warning")


def version(edition: Edition) -> str:
    """The version of the program and of its rules."""
    _, ruleset = edition.translator, edition.result.run.ruleset
    shown = f"Sekisho {__version__}"
    return _("{program}, rules {digest}", program=shown, digest=ruleset[:16]) if ruleset else shown
