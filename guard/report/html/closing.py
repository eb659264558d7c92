"""What a reader needs who was not there: by which words and programs it was judged, what the words mean, how to check it."""

from __future__ import annotations

from typing import Final

from guard.messages import N_
from guard.model import Severity
from guard.report.html.cover import policy, version
from guard.report.html.edition import Edition, Section
from guard.report.html.element import code, command, element, facts, join, table
from guard.report.html.words import SEVERITY_SIGNS, STATE_MEANINGS, STATES, signed

_SEVERITIES: Final = {
    Severity.CRITICAL: N_("A My Number that is labelled as one, or several official numbers of one person."),
    Severity.HIGH: N_(
        "A person can be told from it, a secret of production stands in development, or somebody who left can still log in."
    ),
    Severity.MEDIUM: N_("One piece of personal data alone, or something that has to be looked at."),
    Severity.LOW: N_("Samples and reminders; they fail nothing."),
}
_TERMS: Final = (
    (
        N_("Repository"),
        N_("The folder in which Git keeps the files of a system together with all their former versions."),
    ),
    (
        N_("Commit"),
        N_("One recorded state of the repository. Its long name stands for exactly these files and this history."),
    ),
    (
        N_("History"),
        N_("All former versions. What was deleted from the files is still there and reaches everyone who has a copy."),
    ),
    (N_("Branch, tag, ref"), N_("A name for a commit. A protected one cannot be changed by a single person.")),
    (N_("Working tree"), N_("The files as they are now, as opposed to the history.")),
    (N_("Baseline"), N_("A list of findings that were accepted with a reason, a name and an expiry.")),
    (N_("Masked"), N_("The value is shown as ● so that this report does not hold it.")),
    (
        N_("Attestation"),
        N_("What people put down in writing about a clause that no program can look at, with a name and an expiry."),
    ),
    (N_("Separation"), N_("Development and production use no common database, secret or account.")),
    (N_("Ruleset"), N_("A number computed from the rules and models: the same number means the same rules.")),
)


def tools(edition: Edition) -> Section:
    """By which words, programs and versions it was judged."""
    gate, _ = edition.result.gate, edition.translator
    run = edition.result.run
    pairs: list[tuple[str, str]] = [(_("Program"), version(edition))]
    if run.ruleset:
        pairs.append((_("Ruleset"), code(run.ruleset)))
    if run.policy_ref:
        pairs.append((_("Settings read from"), code(run.policy_ref)))
    parts = [facts(pairs)]
    if gate is not None:
        files = ((code(one.path), code(one.sha256)) for one in gate.policy.files)
        parts += [
            element("p", policy(gate.policy, _)),
            table(_("Files that it was judged by"), (_("File"), _("SHA-256")), files, "digests"),
            table(
                _("Programs"),
                (_("Program"), _("Version")),
                ((code(name), code(value)) for name, value in gate.environment.items()),
                "narrow",
            ),
        ]
    return Section("tools", _("Settings and programs"), join(parts))


def glossary(edition: Edition) -> Section:
    """Words of the trade for readers of another one."""
    _ = edition.translator
    states = ((signed(sign, _), _(STATE_MEANINGS[state])) for state, sign in STATES.items())
    severities = ((signed(sign, _), _(_SEVERITIES[severity])) for severity, sign in SEVERITY_SIGNS.items())
    heads = _("Word"), _("Meaning")
    body = join(
        (
            table(_("Results of clauses"), heads, states, "narrow") if edition.result.gate is not None else "",
            table(_("Severity"), heads, severities, "narrow"),
            table(_("Technical terms"), heads, ((_(word), _(meaning)) for word, meaning in _TERMS), "narrow"),
        )
    )
    return Section("glossary", _("Glossary"), body)


def verify(edition: Edition) -> Section:
    """How somebody else comes to the same, or notices that it was changed."""
    _, run = edition.translator, edition.result.run
    steps = []
    if edition.result.gate is not None:
        steps += [
            join(
                (
                    _(
                        "Check that nothing in the evidence bundle was changed, who signed it, and that it belongs to this commit: "
                    ),
                    command(f"sekisho gate verify BUNDLE --commit {run.commit or 'COMMIT'}"),
                )
            ),
            join((_("Compare the commit above with the one that was delivered: "), command("git rev-parse HEAD"))),
            _("Run the check again with the same version and the same settings, and compare results.json."),
        ]
    else:
        steps.append(join((_("Run it again on the same commit: "), command(f"sekisho {run.command}"))))
    steps.append(
        _(
            "This file holds no detected value, loads nothing from a network and runs no script. A report alone proves nothing: it can be edited like any file. What can be checked is the signed evidence bundle."
        )
    )
    return Section("verify", _("How to check this report"), element("ol", *(element("li", step) for step in steps)))
