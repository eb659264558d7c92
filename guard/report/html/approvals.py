"""What a change brings along to be let through: allows and changes of the policy that nobody has approved yet."""

from __future__ import annotations

from guard.model import Verdict
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, element, join, quoted, table
from guard.report.html.words import SEVERITY_SIGNS, signed
from guard.report.phrases import full_place, position
from guard.rules.catalogue import describe


def approvals(edition: Edition) -> Section | None:
    """One line for each, for whoever owns the protected branch."""
    _, found = edition.translator, edition.survey
    if not found.waiting:
        return None
    heads = (_("Place"), _("Severity"), _("What waits for approval"), _("Line, values masked"))
    body = join(
        (
            element(
                "p",
                _(
                    "These have no effect until whoever owns the protected branch approves them. Until then the run is judged without them."
                ),
            ),
            table(_("Waiting for approval"), heads, (_row(one, edition) for one in found.waiting), "findings"),
            edition.more(found.left_waiting),
        )
    )
    return Section("approvals", _("Allows and changes that wait for approval"), body)


def _row(verdict: Verdict, edition: Edition) -> tuple[Html, Html, Html, str]:
    _, finding = edition.translator, verdict.finding
    what = join(
        (element("p", describe(finding, _)), quoted(verdict.reason, edition.lang, "p") if verdict.reason else "")
    )
    excerpt = code(finding.excerpt.replace("\t", "  "), "excerpt") if finding.excerpt else _("(none)")
    place = code(f"{full_place(finding.origin)}:{position(finding, _)}")
    return place, signed(SEVERITY_SIGNS[finding.severity], _), what, excerpt
