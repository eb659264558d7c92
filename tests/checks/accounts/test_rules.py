"""Each rule, where it speaks and where it does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from guard.account import Account, AccountKind, Activity, Credential, Inventory, Residue
from guard.checks.accounts.commands import removal
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import System
from guard.checks.accounts.rules.table import problems
from guard.model import Severity
from tests.checks.accounts.scenes import (
    ACTIVE,
    AFTER,
    DISABLED,
    IN_TIME,
    LAST_DAY,
    SMALL,
    UNKNOWN,
    account,
    found,
    inventory,
    roster,
    rules,
)

BEFORE_MIDNIGHT = dt.datetime(2026, 3, 31, 14, 59, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)
LEFT = ("p-2, mail", "p-2, to: 2025-09-30, mail")
SERVICE = ("login: rokuro, person: p-2", "login: rokuro, kind: service, owner: p-1, secret_rotated: 2026-04-05")
ROKURO = ("12", "rokuro")


def severity(rule_id: str, *accounts: Account, **more: Any) -> list[Severity]:
    return [one.severity for one in found(roster(), *accounts, **more) if one.rule_id == f"acct-{rule_id}"]


# --- active-after-end, active-after-leave


@pytest.mark.parametrize("state", [ACTIVE, UNKNOWN])
def test_an_account_that_is_not_switched_off_after_the_end_is_found(state: Any) -> None:
    assert rules(roster(), account(state=state)) == {"active-after-end"}


def test_an_account_that_is_switched_off_is_not_found() -> None:
    assert rules(roster(), account(state=DISABLED)) == set()


def test_the_last_day_itself_is_still_in_time() -> None:
    assert rules(roster(), account(), as_of=LAST_DAY) == {"removal-due-soon"}
    assert rules(roster(), account(), as_of=LAST_DAY + dt.timedelta(days=1)) == {"active-after-end"}


def test_who_left_early_is_found_while_the_project_runs() -> None:
    assert rules(roster(SMALL, LEFT), account(*ROKURO), as_of=IN_TIME) == {"active-after-leave"}
    assert rules(roster(SMALL, LEFT), account(*ROKURO, state=DISABLED), as_of=IN_TIME) == set()
    assert rules(roster(), account(*ROKURO), as_of=IN_TIME) == set()


REMOVED = ("login: hanako, person: p-1", "login: hanako, person: p-1, removed: 2025-09-30")


def test_an_account_that_the_roster_calls_removed_and_that_is_there_is_found_once() -> None:
    people = roster(SMALL, REMOVED)
    assert rules(people, account(), as_of=dt.date(2025, 9, 30)) == set()
    assert rules(people, account(), as_of=IN_TIME) == {"active-after-end"}
    assert rules(people, account(state=DISABLED), as_of=IN_TIME) == set()
    assert [one.rule_id for one in found(people, account()) if one.match] == ["acct-active-after-end"]


def test_a_service_account_that_the_roster_calls_removed_and_that_is_there_is_found() -> None:
    people = roster(SMALL, (SERVICE[0], f"{SERVICE[1]}, removed: 2025-09-30"))
    assert rules(people, account(*ROKURO), as_of=IN_TIME) == {"active-after-end"}


# --- exceptions and handover

EXCEPTION = (
    "systems:",
    "exceptions: [{account: corp/11, reason: 瑕疵対応, approver: 課長, approved: 2026-03-20, expires: 2026-04-30}]\nsystems:",
)


def test_a_valid_exception_accepts_the_account_with_its_reason() -> None:
    (problem,) = (one for one in found(roster(SMALL, EXCEPTION), account()) if one.rule_id == "acct-active-after-end")
    assert problem.accepted == "瑕疵対応"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("expires: 2026-04-30", "expires: 2026-04-09"),
        ("approver: 課長, ", ""),
        ("expires: 2026-04-30", "expires: 2026-06-30"),
        ("corp/11", "corp/*"),
        ("corp/11", "hanako"),
        ("approved: 2026-03-20", "approved: 2026-05-01"),
    ],
)
def test_an_exception_that_does_not_count_is_found_and_accepts_nothing(before: str, after: str) -> None:
    told = found(roster(SMALL, EXCEPTION, (before, after)), account())
    by_rule = {one.rule_id: one for one in told}
    assert by_rule["acct-exception-invalid"].severity is Severity.HIGH
    assert by_rule["acct-active-after-end"].accepted is None


def test_an_exception_accepts_nothing_before_it_is_approved_and_is_no_fault_then() -> None:
    people = roster(SMALL, EXCEPTION, ("approved: 2026-03-20", "approved: 2026-04-20"))
    assert [(one.rule_id, one.accepted) for one in found(people, account()) if one.match] == [
        ("acct-active-after-end", None)
    ]
    assert "exception-invalid" not in rules(people, account())
    assert [one.accepted for one in found(people, account(), as_of=dt.date(2026, 4, 20)) if one.match] == ["瑕疵対応"]


@pytest.mark.parametrize("named", ["corp/hanako", "corp/uid 11"])
def test_an_exception_may_name_the_account_as_the_roster_does(named: str) -> None:
    people = roster(SMALL, ('id: "11"', 'id: "uid 11"'), EXCEPTION, ("corp/11", named))
    assert [
        one.accepted for one in found(people, account("11", "Hanako2")) if one.rule_id == "acct-active-after-end"
    ] == ["瑕疵対応"]


def test_an_exception_by_login_does_not_cover_who_registered_the_login_again() -> None:
    people = roster(SMALL, EXCEPTION)
    assert [one.accepted for one in found(people, account("99", "hanako")) if one.match] == [None]


def test_an_exception_of_one_account_does_not_cover_another() -> None:
    told = found(roster(SMALL, EXCEPTION), account(*ROKURO))
    assert [one.accepted for one in told if one.match] == [None]


HANDOVER = ("people:", "handover: {to: hoshu, from: 2026-04-01, members: [p-1]}\npeople:")


def test_who_is_handed_over_may_stay_and_nobody_else() -> None:
    assert rules(roster(SMALL, HANDOVER), account()) == set()
    assert rules(roster(SMALL, HANDOVER), account(*ROKURO)) == {"active-after-end"}


def test_nobody_is_reminded_of_an_end_that_is_none() -> None:
    assert rules(roster(SMALL, HANDOVER), account(), as_of=LAST_DAY) == set()


def test_a_gap_before_the_handover_is_not_covered() -> None:
    later = roster(SMALL, HANDOVER, ("from: 2026-04-01", "from: 2026-05-01"))
    assert rules(later, account(), as_of=AFTER) == {"active-after-end"}
    assert rules(later, account(), as_of=dt.date(2026, 5, 1)) == set()


def test_who_is_handed_over_still_leaves_on_the_own_last_day() -> None:
    people = roster(SMALL, HANDOVER, ("p-1, mail", "p-1, to: 2026-12-28, mail"))
    assert rules(people, account(), as_of=AFTER) == set()
    assert rules(people, account(), as_of=dt.date(2027, 1, 5)) == {"active-after-end"}


# --- several projects

SECOND = (
    "people:",
    "projects: [{id: zei, start: 2025-04-01, end: 2027-03-31, members: [p-1]}]\npeople:",
)
FIRST_HAS = ("end: 2026-03-31}", "end: 2026-03-31, members: [p-1, p-2]}")


def test_one_person_in_several_projects_stays_until_the_last_of_them() -> None:
    people = roster(SMALL, SECOND, FIRST_HAS)
    assert rules(people, account(), account(*ROKURO)) == {"active-after-end"}
    assert rules(people, account()) == set()


def test_a_system_of_one_project_ends_with_it() -> None:
    people = roster(SMALL, SECOND, FIRST_HAS, ("adapter: csv", "adapter: csv, projects: jumin"))
    assert rules(people, account()) == {"active-after-end"}
    assert rules(people, account(), as_of=IN_TIME) == set()
    other = roster(SMALL, SECOND, FIRST_HAS, ("adapter: csv", "adapter: csv, projects: [zei]"))
    assert rules(other, account()) == set()
    (problem,) = found(other, account(*ROKURO), as_of=IN_TIME)
    assert "no project" in problem.message


def test_a_person_names_the_projects_too() -> None:
    people = roster(SMALL, SECOND, FIRST_HAS, ("p-2, mail", "p-2, projects: zei, mail"))
    assert rules(people, account(*ROKURO)) == set()


def test_the_account_of_somebody_in_no_project_is_found_without_a_made_up_day() -> None:
    people = roster(SMALL, SECOND, ("end: 2026-03-31}", "end: 2026-03-31, members: [p-1]}"))
    (problem,) = found(people, account(*ROKURO), as_of=IN_TIME)
    assert problem.rule_id == "acct-active-after-end"
    assert "no project" in problem.message


# --- what is left


def test_a_key_of_an_account_that_is_off_is_found_unless_it_is_off_too() -> None:
    key = Credential("access-key", "k", active=True)
    assert rules(roster(), account(state=DISABLED, credentials=(key,))) == {"credential-left"}
    assert rules(roster(), account(state=DISABLED, credentials=(key._replace(active=None),))) == {"credential-left"}
    assert rules(roster(), account(state=DISABLED, credentials=(key._replace(active=False),))) == set()
    assert rules(roster(), account(state=DISABLED, credentials=(key,)), as_of=IN_TIME) == set()


@pytest.mark.parametrize("state", [ACTIVE, DISABLED])
def test_an_account_switched_off_by_halves_is_found(state: Any) -> None:
    assert rules(roster(), account(state=state, weak=("valid-until",))) == {"weak-disable"}


def test_use_after_the_end_is_found_from_midnight_in_japan_on() -> None:
    assert rules(roster(), account(state=DISABLED, last_used=MIDNIGHT)) == {"activity-after-end"}
    assert rules(roster(), account(state=DISABLED, last_used=BEFORE_MIDNIGHT)) == set()
    key = Credential("ssh-key", "k", active=False, last_used=MIDNIGHT)
    assert rules(roster(), account(state=DISABLED, credentials=(key,))) == {"activity-after-end"}


def commits(*moments: dt.datetime, mail: str = "HANAKO@corp.example") -> set[str]:
    told = Inventory("corp", "git", complete=True, activities=tuple(Activity(mail, at, "commit") for at in moments))
    return {one.rule_id for one in problems(Scene(roster(), [told], AFTER))} - {"acct-device-not-returned"}


def test_a_commit_after_the_end_is_found_by_mail_address() -> None:
    assert commits(BEFORE_MIDNIGHT, MIDNIGHT) == {"acct-activity-after-end"}
    assert commits(BEFORE_MIDNIGHT) == set()
    assert commits(MIDNIGHT, mail="stranger@example.jp") == set()


def test_a_right_left_behind_is_found() -> None:
    left = account(state=DISABLED, residues=(Residue("team", "ops"),))
    assert rules(roster(), left) == {"role-residue"}
    assert rules(roster(), left, as_of=IN_TIME) == set()


def test_an_open_invitation_is_found_for_leavers_and_for_strangers() -> None:
    assert rules(roster(), account(is_invitation=True)) == {"pending-invitation"}
    assert rules(roster(), account("9", "who", is_invitation=True), as_of=IN_TIME) == {"pending-invitation"}
    assert rules(roster(), account(is_invitation=True), as_of=IN_TIME) == set()


def test_the_end_is_announced_while_the_account_is_active() -> None:
    assert rules(roster(), account(), as_of=dt.date(2026, 3, 17)) == {"removal-due-soon"}
    assert rules(roster(), account(), as_of=dt.date(2026, 2, 28)) == set()
    assert rules(roster(), account(state=DISABLED), as_of=dt.date(2026, 3, 17)) == set()


# --- what holds at any time


def test_an_account_that_nobody_registered_is_found_more_severely_at_the_gate() -> None:
    stranger = account("9", "jiro")
    assert severity("unregistered-account", stranger) == [Severity.MEDIUM]
    assert severity("unregistered-account", stranger, is_gate=True) == [Severity.HIGH]
    assert severity("unregistered-account", account("9", "jiro", DISABLED)) == []
    assert severity("unregistered-account", account("9", "krbtgt", kind=AccountKind.BUILT_IN)) == []


def test_a_login_registered_again_is_found_and_a_renamed_one_is_told() -> None:
    assert severity("login-id-mismatch", account("99", "hanako")) == [Severity.HIGH]
    assert severity("login-id-mismatch", account("11", "hanako2")) == [Severity.LOW]
    assert severity("login-id-mismatch", account()) == []


def test_a_shared_id_is_proven_or_told_by_its_name() -> None:
    two = roster(SMALL, ("person: p-1", "person: [p-1, p-2]"))
    told = [one for one in found(two, account(), as_of=IN_TIME) if one.rule_id == "acct-shared-id"]
    assert [one.severity for one in told] == [Severity.HIGH]
    assert severity("shared-id", account(shared_by=3)) == [Severity.HIGH]
    for login in ("admin", "kaihatsu01", "共有", "test-3", "dev1@example.jp"):
        assert severity("shared-id", account("9", login)) == [Severity.MEDIUM], login
    for login in ("administrata", "devlin", "tesrokurossa"):
        assert severity("shared-id", account("9", login)) == [], login
    assert severity("shared-id", account("9", "admin", DISABLED)) == []


def test_a_service_account_needs_an_owner_who_is_there() -> None:
    assert rules(roster(SMALL, SERVICE), account(*ROKURO), as_of=IN_TIME) == set()
    assert "service-without-owner" in rules(roster(SMALL, SERVICE), account(*ROKURO))
    for kind in ("service", "break_glass"):
        orphan = (SERVICE[0], f"login: rokuro, kind: {kind}")
        assert rules(roster(SMALL, orphan), account(*ROKURO), as_of=IN_TIME) == {"service-without-owner"}


def test_a_secret_that_a_leaver_knows_has_to_change_after_the_last_day() -> None:
    service = roster(SMALL, SERVICE, LEFT)
    assert "secret-not-rotated" not in rules(service, account(*ROKURO), as_of=IN_TIME)
    old = roster(SMALL, (SERVICE[0], SERVICE[1].replace("2026-04-05", "2025-09-30")), LEFT)
    assert rules(old, account(*ROKURO), as_of=IN_TIME) == {"secret-not-rotated"}
    changed = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
    assert rules(old, account(*ROKURO, secret_changed=changed), as_of=IN_TIME) == set()


def test_a_person_without_a_second_factor_is_found_where_the_system_tells() -> None:
    assert rules(roster(), account(mfa=False), as_of=IN_TIME) == {"mfa-off"}
    assert rules(roster(), account(mfa=None), as_of=IN_TIME) == set()
    assert rules(roster(), account(mfa=True), as_of=IN_TIME) == set()
    assert rules(roster(SMALL, SERVICE), account(*ROKURO, mfa=False), as_of=IN_TIME) == set()


def test_an_account_for_emergencies_needs_a_second_factor() -> None:
    kept = roster(SMALL, ("login: rokuro, person: p-2", "login: rokuro, kind: break_glass, owner: p-1"))
    assert "mfa-off" in rules(kept, account(*ROKURO, mfa=False), as_of=IN_TIME)
    assert "mfa-off" not in rules(kept, account(*ROKURO, mfa=True), as_of=IN_TIME)


def test_a_service_without_an_owner_gets_one_before_anything_is_deleted() -> None:
    orphan = roster(SMALL, (SERVICE[0], "login: rokuro, kind: service"))
    for people, as_of in ((orphan, IN_TIME), (roster(SMALL, SERVICE), AFTER)):
        told = found(people, account(*ROKURO), as_of=as_of)
        assert [one.removes for one in told if one.rule_id == "acct-service-without-owner"] == [""]


@pytest.mark.parametrize(
    ("flavour", "command"),
    [
        ("active-directory", "Disable-ADAccount -Identity hanako"),
        ("samba", "samba-tool user disable hanako"),
        ("freeipa", "ipa user-disable hanako"),
        ("389-ds", "dsidm INSTANCE account lock hanako"),
        ("openldap", "ldapmodify: hanako: replace pwdAccountLockedTime: 000001010000Z"),
    ],
)
def test_a_directory_of_unnamed_kind_gets_the_command_of_every_kind(flavour: str, command: str) -> None:
    assert removal(System("d", "ldap", settings={"flavour": flavour}), account(), "account") == command
    assert f"{flavour}: {command}" in removal(System("d", "ldap"), account(), "account")


def test_an_account_that_several_people_use_is_not_deleted_under_them() -> None:
    two = roster(SMALL, ("person: p-1", "person: [p-1, p-2]"))
    for people, told in ((two, account()), (roster(), account(shared_by=2)), (roster(), account("9", "admin"))):
        assert [one.removes for one in found(people, told) if one.rule_id == "acct-shared-id"] == [""]


def test_what_deleting_would_not_mend_has_no_command_that_deletes() -> None:
    told = list(problems(Scene(roster(), [inventory(account(mfa=False), account(*ROKURO))], IN_TIME)))
    assert [(one.rule_id, one.removes) for one in told] == [("acct-mfa-off", "")]
    assert removal(System("github:x", "github"), account(), "") == ""


def leaving(*changes: tuple[str, str], as_of: dt.date = AFTER) -> list[tuple[str, str]]:
    told = problems(Scene(roster(SMALL, *changes), [inventory()], as_of))
    return [(one.rule_id.removeprefix("acct-"), str(one.args["person"])) for one in told]


def test_a_leaver_returns_the_devices() -> None:
    returned = ("p-1, mail", "p-1, devices_returned: 2026-03-31, mail")
    assert leaving(returned) == [("device-not-returned", "p-2")]
    assert leaving(as_of=IN_TIME) == []


def test_everybody_agrees_to_confidentiality() -> None:
    missing = ("rokuro@corp.example, nda_signed: 2025-04-01", "rokuro@corp.example")
    assert leaving(missing, as_of=IN_TIME) == [("nda-missing", "p-2")]
