"""Whether environments are apart, and which accounts outlive their project: the two pictures, and tables that say the same."""

from __future__ import annotations

from typing import Final

from guard.account import AccountsReport, AccountState, Bar, SystemReport
from guard.control import Seen
from guard.environment import Answer, Coverage, State
from guard.messages import N_
from guard.report import accounts_timeline, separation_matrix
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, element, join, listed, table
from guard.report.html.words import SEEN, Sign, day, signed, told
from guard.report.separation_text import KINDS, STATES, THINGS

_MAX_EVIDENCE: Final = 4
_MAX_PATHS: Final = 50
_MAX_BARS: Final = 200
_ANSWERS: Final = {
    State.VIOLATION: Sign("×", "bad", STATES[State.VIOLATION]),
    State.UNKNOWN: Sign("？", "unknown", STATES[State.UNKNOWN]),
    State.WAIVED: Sign("●", "recorded", STATES[State.WAIVED]),
    State.APART: Sign("○", "good", STATES[State.APART]),
}

_OUTLIVES: Final = Sign("×", "bad", N_("outlives the last day"))
_ACCOUNTS: Final = {
    AccountState.ACTIVE: Sign("○", "good", N_("active")),
    AccountState.DISABLED: Sign("―", "outside", N_("switched off")),
    AccountState.UNKNOWN: Sign("？", "unknown", N_("state unknown")),
}


def environments(edition: Edition) -> Section | None:
    """The matrix, an answer to each question, and what could be seen of each environment."""
    separation, _ = edition.result.separation, edition.translator
    if separation is None:
        return None
    answers = sorted(separation.answers, key=lambda one: list(_ANSWERS).index(one.state))
    heads = (_("Kind of thing"), _("Compared with production"), _("Answer"), _("Why, and where it is seen"))
    paths = [code(path) for path in separation.unclassified[:_MAX_PATHS]]
    body = join(
        (
            picture(separation_matrix.svg(separation, _), _("Picture: environments and what they share")),
            "" if answers else element("p", _("No environment is known.")),
            table(
                _("Whether it is apart from production"), heads, (_answer(one, edition) for one in answers), "answers"
            ),
            table(
                _("What could be seen of each environment"),
                (
                    _("Environment"),
                    _("Files"),
                    _("Settings"),
                    _("Compared"),
                    _("Decided at deploy time"),
                    _("Not read whole"),
                ),
                (_seen(one, edition) for one in separation.coverage),
                "numbers",
            ),
            element("h3", _("Looks like configuration, and belongs to no environment that is known")) if paths else "",
            listed(paths),
            edition.more(len(separation.unclassified) - len(paths)),
        )
    )
    return Section("environments", _("Separation of environments"), body)


def picture(svg: str, name: str) -> Html:
    """A picture with letters in it, in a frame that scrolls where the screen is too narrow for them."""
    if not svg:
        return Html("")
    return element("div", Html(svg), class_="picture", role="region", aria_label=name, tabindex="0")


def _answer(one: Answer, edition: Edition) -> tuple[str, str, str, str]:
    _ = edition.translator
    shown: list[str] = [_(one.reason)] if one.reason else []
    shown += [
        join((code(f"{place.path}:{place.line}"), f" ({place.environment})")) for place in one.evidence[:_MAX_EVIDENCE]
    ]
    if (more := len(one.evidence) - _MAX_EVIDENCE) > 0:
        shown.append(_.ngettext("and {n} more", "and {n} more", more))
    return _(THINGS[one.thing]), _(KINDS[one.other]), signed(_ANSWERS[one.state], _), listed(shown, "plain") or "―"


def _seen(one: Coverage, edition: Edition) -> tuple[str, ...]:
    _ = edition.translator
    name = f"{one.environment.name} ({_(KINDS[one.environment.kind])})"
    numbers = (f"{n:,}" for n in (one.files, one.settings, one.facts, one.unresolved))
    paths = [code(path) for path in one.unparsed[:_MAX_PATHS]]
    return name, *numbers, join((listed(paths, "plain"), edition.more(len(one.unparsed) - len(paths)))) or "―"


# Accounts


def accounts(edition: Edition) -> Section | None:
    """The timeline, how much each system told, and the same accounts as a table."""
    report, _ = edition.result.accounts, edition.translator
    if report is None:
        return None
    body = join(
        (
            element("p", _("As of {day}.", day=day(report.as_of, _))),
            picture(accounts_timeline.svg(report, _), _("Picture: accounts and the end of each project")),
            table(
                _("Systems that were asked"),
                (_("System"), _("Told"), _("Accounts"), _("Not switched off"), _("Pages"), _("Why not whole")),
                (_system(one, edition) for one in report.systems),
                "numbers",
            ),
            table(
                _("Projects"),
                (_("Project"), _("From"), _("Until")),
                ((name, day(start, _), day(end, _)) for name, start, end in report.projects),
                "narrow",
            ),
            _bars(report, edition),
        )
    )
    return Section("accounts", _("Developers' accounts"), body)


def _system(one: SystemReport, edition: Edition) -> tuple[str, ...]:
    _ = edition.translator
    seen = signed(SEEN[Seen.WHOLE if one.complete else Seen.PARTLY], _)
    numbers = (f"{n:,}" for n in (one.accounts, one.active, one.pages))
    return one.system, seen, *numbers, listed([told(reason, _) for reason in one.reasons], "plain") or "―"


def _bars(report: AccountsReport, edition: Edition) -> Html:
    """What the picture shows, in words; those that outlive their project first."""
    _ = edition.translator
    bars = sorted(report.bars, key=lambda one: (not one.outlives, one.person, one.system))
    heads = (_("Person"), _("System"), _("From"), _("Until"), _("Last day of the person"), _("State"))
    told = table(_("The picture as a table"), heads, (_bar(one, edition) for one in bars[:_MAX_BARS]), "bars")
    if not told:
        return Html("")
    more = edition.more(max(len(bars) - _MAX_BARS, 0))
    return element("details", element("summary", _("The picture as a table")), told, more)


def _bar(one: Bar, edition: Edition) -> tuple[str, ...]:
    _ = edition.translator
    days = (_("unknown") if when is None else day(when, _) for when in (one.start, one.end, one.until))
    return one.person, one.system, *days, signed(_state(one), _)


def _state(one: Bar) -> Sign:
    if one.outlives:
        return _OUTLIVES
    return _ACCOUNTS[one.state]
