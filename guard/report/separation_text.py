"""What a run of the separation check tells besides its findings: an answer to each question, and what could not be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from guard.environment import Answer, Classified, EnvironmentKind, Evidence, Separation, State
from guard.messages import N_, Translator
from guard.report.console import columns, pad, visible, visible_place

#: Names of things and of kinds of environments, in the reader's language.
THINGS: Final = {
    "everything": N_("everything"),
    "database": N_("database"),
    "credential": N_("secret"),
    "reference": N_("secret in a store"),
    "user": N_("user or role"),
    "account": N_("cloud account"),
    "bucket": N_("bucket"),
    "queue": N_("queue"),
    "key": N_("encryption key"),
    "network": N_("network"),
    "cluster": N_("namespace"),
    "state": N_("Terraform state"),
    "compose": N_("Compose resource"),
    "identity-provider": N_("identity provider, mail server"),
}
KINDS: Final = {
    EnvironmentKind.PRODUCTION: N_("production"),
    EnvironmentKind.STAGING: N_("staging"),
    EnvironmentKind.TEST: N_("test"),
    EnvironmentKind.DEVELOPMENT: N_("development"),
    EnvironmentKind.MAINTENANCE: N_("maintenance"),
    EnvironmentKind.NON_PRODUCTION: N_("all but production"),
}
STATES: Final = {
    State.VIOLATION: N_("NOT APART"),
    State.APART: N_("apart"),
    State.UNKNOWN: N_("unknown"),
    State.WAIVED: N_("waived"),
}
_MAX_EVIDENCE: Final = 4
_MAX_UNCLASSIFIED: Final = 10


def lines(separation: Separation, _: Translator, *, whole: bool) -> Iterator[str]:
    """The answers, the coverage, and the files that are nobody's; ``whole``: how every file was taken, too."""
    if whole:
        yield from _map(separation, _)
    yield from _answers(separation.answers, _)
    yield from _coverage(separation, _)
    yield from _unclassified(separation.unclassified, _, whole=whole)


def _answers(answers: Sequence[Answer], _: Translator) -> Iterator[str]:
    if not answers:
        return
    yield _("Is it apart from production?")
    names = {answer.thing: _(THINGS[answer.thing]) for answer in answers}
    width = max(columns(name) for name in names.values())
    for answer in answers:
        head = f"  {pad(names[answer.thing], width)}  {pad(_(KINDS[answer.other]), 12)}  {pad(_(STATES[answer.state]), 10)}"
        yield f"{head}  {_told(answer, _)}".rstrip()
    yield ""


def _told(answer: Answer, _: Translator) -> str:
    """Why, and where it is seen."""
    places = [f"{_place(one)}" for one in answer.evidence[:_MAX_EVIDENCE]]
    if (more := len(answer.evidence) - _MAX_EVIDENCE) > 0:
        places.append(_.ngettext("and {n} more", "and {n} more", more))
    reason = visible(_(answer.reason)) if answer.reason else ""
    return " | ".join(filter(None, (reason, ", ".join(places))))


def _place(evidence: Evidence) -> str:
    return f"{visible_place(evidence.path)}:{evidence.line} ({visible(evidence.environment)})"


def _coverage(separation: Separation, _: Translator) -> Iterator[str]:
    if not separation.coverage:
        return
    yield _("What could be seen:")
    for one in separation.coverage:
        facts = (
            _.ngettext("{n} file", "{n} files", one.files),
            _.ngettext("{n} setting", "{n} settings", one.settings),
            _.ngettext("{n} of them compared", "{n} of them compared", one.facts),
            _.ngettext("{n} decided at deploy time", "{n} decided at deploy time", one.unresolved),
        )
        name = f"{visible(one.environment.name)} ({_(KINDS[one.environment.kind])})"
        yield f"  {pad(name, 28)}  {_(', ').join(facts)}"
        for path in one.unparsed:
            yield "    " + _("not read whole: {path}", path=visible_place(path))
    yield ""


def _unclassified(paths: Sequence[str], _: Translator, *, whole: bool) -> Iterator[str]:
    if not paths:
        return
    yield _(
        "Looks like configuration, and belongs to no environment that is known (`[environments]` in sekisho.toml says it):"
    )
    shown = paths if whole else paths[:_MAX_UNCLASSIFIED]
    for path in shown:
        yield f"  {visible_place(path)}"
    if (more := len(paths) - len(shown)) > 0:
        yield "  " + _.ngettext("… and {n} more (--map shows all)", "… and {n} more (--map shows all)", more)
    yield ""


def _map(separation: Separation, _: Translator) -> Iterator[str]:
    """How every file was classified, by environment."""
    yield _("How the files were classified:")
    ordered = sorted(
        separation.classified, key=lambda one: (one.environment is None, one.environment or ("",), one.path)
    )
    for environment, group in groupby(ordered, key=lambda one: one.environment):
        kind = _("read by all environments") if environment is None else _(KINDS[environment.kind])
        yield f"  {kind}" if environment is None else f"  {visible(environment.name)} ({kind})"
        for one in group:
            yield f"    {_classified(one, _)}"
    yield ""


def _classified(one: Classified, _: Translator) -> str:
    part = f" [{visible(one.part)}]" if one.part else ""
    because = f": {visible(_(one.because))}" if one.because else ""
    return f"{visible_place(one.path)}{part} ({visible(one.layout)}){because}"
