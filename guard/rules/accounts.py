"""The rules of the accounts check (accounts.md, section 6, is where they come from)."""

from __future__ import annotations

from typing import Final

from guard.messages import N_
from guard.model import Severity
from guard.rules.rule import Rule

ACCOUNTS: Final = "accounts"

_WHY: Final = N_(
    "Soka City's terms for contractors, section 7 (development): the IDs of the people responsible for development and of "
    "those who work on it are managed, and development IDs are deleted once development is complete."
)
_WHY_OWN_ID: Final = N_(
    "Soka City's terms for contractors, section 7 (access): every worker has an ID of his or her own."
)
_WHY_METHOD: Final = N_(
    "Soka City's terms for contractors, section 7 (access): the best method of authentication is used."
)
_WHY_LEAVER: Final = N_(
    "Soka City's terms for contractors, section 6: who leaves returns the devices and agrees to keep confidential what he or "
    "she learned."
)
_WHY_ROSTER: Final = N_(
    "Soka City's terms for contractors, section 3: it is clear who works with the city's information. A list that nobody can "
    "read shows nothing."
)
_ALLOW: Final = N_("If it may stay for a while, write an exception with reason, approver and expiry into the roster.")


def _rule(
    rule_id: str,
    severity: Severity,
    name: str,
    description: str,
    fix: str,
    severity_text: str,
    why: str = _WHY,
    controls: tuple[str, ...] = ("soka-7-dev-2",),
) -> Rule:
    return Rule(
        id=rule_id,
        entity="account",
        check=ACCOUNTS,
        severity=severity,
        name=name,
        description=description,
        why=why,
        fix=fix,
        severity_text=severity_text,
        allow=_ALLOW,
        controls=controls,
    )


_HIGH: Final = N_("high")
_MEDIUM: Final = N_("medium")
_LOW: Final = N_("low")

ACCOUNT_RULES: Final = (
    _rule(
        "acct-active-after-end",
        Severity.HIGH,
        N_("active after the project's end"),
        N_("An account of somebody in a project is active, or its state is unknown, after the project's last day."),
        N_("Switch the account off, then delete it; the command is printed beside the finding."),
        _HIGH,
    ),
    _rule(
        "acct-active-after-leave",
        Severity.HIGH,
        N_("active after leaving"),
        N_("An account of somebody who has left is active, or its state is unknown, though the project goes on."),
        N_("Switch the account off, then delete it; the command is printed beside the finding."),
        _HIGH,
    ),
    _rule(
        "acct-activity-after-end",
        Severity.HIGH,
        N_("activity after the end"),
        N_("Somebody committed, logged in or used a key after the last day."),
        N_("Find out who it was and what was done; then remove the access."),
        _HIGH,
    ),
    _rule(
        "acct-credential-left",
        Severity.HIGH,
        N_("credential left behind"),
        N_("The account is off or its owner is gone, and a key, token or certificate of it still works."),
        N_("Delete the key or token; an account that is off does not take its keys with it."),
        _HIGH,
    ),
    _rule(
        "acct-device-not-returned",
        Severity.LOW,
        N_("device not returned"),
        N_("Somebody has left, and the roster has no day on which the devices came back."),
        N_("Get the devices back, and write the day into the roster (devices_returned)."),
        _LOW,
        _WHY_LEAVER,
        ("soka-6-2",),
    ),
    _rule(
        "acct-exception-invalid",
        Severity.HIGH,
        N_("exception not valid"),
        N_("An exception has expired, names no approver, lasts longer than 90 days, or covers everything."),
        N_("Remove the account, or have the exception approved anew for one account and a short time."),
        _HIGH,
    ),
    _rule(
        "acct-login-id-mismatch",
        Severity.HIGH,
        N_("login belongs to another account"),
        N_(
            "A login of the roster belongs to another id now: it was freed and registered again. Or an id has another login."
        ),
        N_("Remove the stranger, or correct the roster where an account was renamed."),
        N_("high where the login belongs to another id; low where an account was renamed"),
    ),
    _rule(
        "acct-mfa-off",
        Severity.MEDIUM,
        N_("second factor off"),
        N_("A person's account has no second factor, and the system says so."),
        N_("Switch the second factor on, or require it for the organisation."),
        _MEDIUM,
        _WHY_METHOD,
        ("soka-7-access-2",),
    ),
    _rule(
        "acct-nda-missing",
        Severity.LOW,
        N_("confidentiality not agreed"),
        N_("Somebody works or worked for the project, and the roster has no day on which confidentiality was agreed."),
        N_("Get the agreement signed, and write the day into the roster (nda_signed)."),
        _LOW,
        _WHY_LEAVER,
        ("soka-6-2",),
    ),
    _rule(
        "acct-not-checked",
        Severity.HIGH,
        N_("system not checked"),
        N_("A system could not be asked, told only a part, or its answer is too old: its accounts may be anybody's."),
        N_("Make the system answer: right, token, canary, and the age of an export."),
        N_("makes the run incomplete (exit 3)"),
        _WHY,
        ("soka-7-dev-2", "soka-8-1"),
    ),
    _rule(
        "acct-pending-invitation",
        Severity.MEDIUM,
        N_("invitation open"),
        N_("An invitation is open for somebody who is not in the roster, or whose time is over."),
        N_("Withdraw the invitation."),
        _MEDIUM,
    ),
    _rule(
        "acct-removal-due-soon",
        Severity.LOW,
        N_("removal due soon"),
        N_("The last day is 30, 14 or 7 days away, and the account is still active."),
        N_("Plan the removal for the last day; at the end of a fiscal year start early."),
        _LOW,
    ),
    _rule(
        "acct-role-residue",
        Severity.LOW,
        N_("right left behind"),
        N_(
            "A group, a team, a line of CODEOWNERS, a binding or a sudoers entry still names somebody whose time is over."
        ),
        N_("Remove the entry."),
        _LOW,
    ),
    _rule(
        "acct-roster-invalid",
        Severity.HIGH,
        N_("roster not valid"),
        N_(
            "The roster lacks an end date, names an id twice, has an account of nobody, or a person that no project knows."
        ),
        N_("Correct the roster; `sekisho accounts lint` names the line."),
        N_("usage error (exit 2): nothing is judged by a roster that is wrong"),
        _WHY_ROSTER,
        ("soka-3-city-1",),
    ),
    _rule(
        "acct-secret-not-rotated",
        Severity.MEDIUM,
        N_("shared secret not changed"),
        N_("The secret of a shared or service account is older than the last day of somebody who knew it."),
        N_("Change the secret, and write the day into the roster (secret_rotated)."),
        _MEDIUM,
    ),
    _rule(
        "acct-service-without-owner",
        Severity.MEDIUM,
        N_("service account without an owner"),
        N_("A service account has no owner in the roster, or its owner has left."),
        N_("Name an owner who is there, or remove the account."),
        _MEDIUM,
    ),
    _rule(
        "acct-shared-id",
        Severity.HIGH,
        N_("shared ID"),
        N_("Several people use one account, or its name says so."),
        N_("Give everybody an account of their own, and remove the shared one."),
        N_("high with proof (two people, one number twice, several keys); medium by the name alone"),
        _WHY_OWN_ID,
        ("soka-7-access-1",),
    ),
    _rule(
        "acct-unregistered-account",
        Severity.HIGH,
        N_("account that nobody registered"),
        N_("A system has an active account that the roster does not know."),
        N_("Remove it, or write it into the roster with its person or owner."),
        N_("high in the release gate; medium otherwise"),
        _WHY,
        ("soka-7-dev-2", "soka-3-city-1"),
    ),
    _rule(
        "acct-weak-disable",
        Severity.MEDIUM,
        N_("switched off by halves"),
        N_(
            "An account counts as switched off by a means that leaves a way in: an expiry date, a locked password beside keys."
        ),
        N_("Switch it off by the means that closes every way in; the command is printed beside the finding."),
        _MEDIUM,
    ),
)
