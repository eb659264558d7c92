"""GitLab: members who are inherited, states that are no states, keys without an owner."""

from __future__ import annotations

import datetime as dt

import pytest

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.systems.gitlab import NO_MEMBER, NO_PROJECTS
from guard.checks.accounts.systems.inquiry import CAN_WRITE, NOT_READ, REFUSED_HERE
from guard.checks.accounts.systems.system import FEWER_THAN_TOLD, FORBIDDEN, NO_SCOPE, NOT_FOUND

from .documents import document
from .vendors import LEAVER, VENDORS, Vendor, ask, gitlab_member
from .web import Reply, Web

GITLAB = VENDORS["gitlab"]
payload = document("gitlab").payload
PROJECT = "/api/v4/projects/acme%2Fapp"
MEMBERS = "/api/v4/groups/acme/members/all"


@pytest.fixture
def acme(web: Web) -> Web:
    """A group with one project in which there is nothing yet."""
    GITLAB.play(web)
    for name in ("invitations", "access_tokens", "deploy_keys"):
        web.serve(f"{PROJECT}/{name}", [])
    return web


def found(inventory: Inventory, login: str) -> Account:
    (account,) = [one for one in inventory.accounts if one.login == login]
    return account


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


@pytest.mark.parametrize(
    ("state", "expected", "weak"),
    [
        ("active", AccountState.ACTIVE, ()),
        ("blocked", AccountState.DISABLED, ()),
        ("banned", AccountState.DISABLED, ()),
        ("ldap_blocked", AccountState.DISABLED, ()),
        ("deactivated", AccountState.ACTIVE, ("deactivated",)),  # a log-in activates it again
        ("something new", AccountState.UNKNOWN, ()),
    ],
)
def test_states_say_whether_somebody_gets_in(acme: Web, state: str, expected: AccountState, weak: tuple[str]) -> None:
    acme.linked(MEMBERS, [gitlab_member(1, "x", state=state), gitlab_member(99, "auditor")])
    account = found(ask(GITLAB, acme), "x")
    assert (account.state, account.weak) == (expected, weak)


def test_a_membership_that_should_have_ended_is_still_a_membership(acme: Web) -> None:
    past = gitlab_member(1, "x", expires_at="2020-03-31")
    ahead = gitlab_member(2, "y", expires_at="2999-03-31")
    acme.linked(MEMBERS, [past, ahead, gitlab_member(99, "auditor")])
    inventory = ask(GITLAB, acme)
    assert found(inventory, "x").weak == ("expiry-passed",)
    assert found(inventory, "x").expires == dt.datetime(2020, 3, 31, tzinfo=dt.UTC)
    assert found(inventory, "x").state is AccountState.ACTIVE
    assert found(inventory, "y").weak == ()


@pytest.mark.parametrize("login", ["project_12_bot", "group_5_bot_0a1b", "service_account_group_3_x", "support-bot"])
def test_bots_are_services(acme: Web, login: str) -> None:
    acme.linked(MEMBERS, [gitlab_member(1, login), gitlab_member(99, "auditor")])
    assert found(ask(GITLAB, acme), login).kind is AccountKind.SERVICE


def test_fewer_members_than_the_total_is_told(acme: Web) -> None:
    acme.linked(MEMBERS, [gitlab_member(99, "auditor")], **{"X-Total": "45"})
    assert messages(ask(GITLAB, acme)) == {FEWER_THAN_TOLD}


def test_a_member_by_two_ways_is_one_account(acme: Web) -> None:
    acme.linked(
        MEMBERS, [gitlab_member(1, "x"), gitlab_member(1, "x"), gitlab_member(99, "auditor")], **{"X-Total": "3"}
    )
    inventory = ask(GITLAB, acme)
    assert inventory.complete
    assert len(inventory.accounts) == 2


def test_a_token_of_no_member_may_miss_inherited_members(acme: Web) -> None:
    acme.serve("/api/v4/user", {"id": 7, "username": "stranger"})
    assert messages(ask(GITLAB, acme)) == {NO_MEMBER}


def test_an_administrator_need_not_be_a_member(acme: Web) -> None:
    acme.serve("/api/v4/user", {"id": 7, "username": "root", "is_admin": True})
    assert ask(GITLAB, acme).complete


def test_a_private_group_is_hidden_from_strangers(acme: Web) -> None:
    for path in (MEMBERS, "/api/v4/groups/acme/invitations", "/api/v4/groups/acme/access_tokens"):
        acme.fail(path, 0, reply=Reply(status=404))
    inventory = ask(GITLAB, acme)
    assert NOT_FOUND in messages(inventory)
    assert not inventory.complete


@pytest.mark.parametrize(
    ("scopes", "can_write"), [(["read_api"], False), (["api"], True), (["read_user", "sudo"], True)]
)
def test_a_token_that_can_write_is_warned_of(acme: Web, scopes: list[str], can_write: bool) -> None:
    acme.serve("/api/v4/personal_access_tokens/self", {"scopes": scopes})
    inventory = ask(GITLAB, acme)
    assert inventory.can_write is can_write
    assert (CAN_WRITE in inventory.notes) is can_write
    assert inventory.complete


def test_who_has_no_second_factor_is_told_where_gitlab_tells(acme: Web) -> None:
    members = [gitlab_member(1, "x", two_factor_enabled=False), gitlab_member(2, "y", two_factor_enabled=True)]
    acme.linked(MEMBERS, [*members, gitlab_member(99, "auditor")])
    inventory = ask(GITLAB, acme)
    assert [found(inventory, login).mfa for login in ("x", "y", "auditor")] == [False, True, None]


def test_invitations_are_found_by_their_mail_address(acme: Web) -> None:
    when = "2026-01-05T00:00:00Z"
    invitations = [payload("Invitation", invite_email=f"new{n}@example.jp", created_at=when) for n in range(3)]
    acme.linked("/api/v4/groups/acme/invitations", invitations)
    account = found(ask(GITLAB, acme), "new2@example.jp")
    assert account.is_invitation
    assert account.mail == "new2@example.jp"


def test_an_access_token_stands_at_its_bot(acme: Web) -> None:
    tokens = [
        payload("ResourceAccessToken", id=5, user_id=14, active=True, last_used_at="2026-04-02T00:00:00Z"),
        payload("ResourceAccessToken", id=6, user_id=77, active=True),
        payload("ResourceAccessToken", id=8, user_id=78, active=False, revoked=True),
    ]
    acme.serve("/api/v4/groups/acme/access_tokens", tokens)
    inventory = ask(GITLAB, acme)
    assert [one.id for one in found(inventory, "group_5_bot_0a1b").credentials] == ["5"]
    assert found(inventory, "77").kind is AccountKind.SERVICE
    assert not any(one.login == "78" for one in inventory.accounts)


def test_a_deploy_key_has_no_owner_and_is_a_service(acme: Web) -> None:
    keys = [payload("DeployKey", id=number, created_at="2026-01-05T00:00:00Z") for number in (1, 2)]
    keys[1]["expires_at"] = "2026-02-01T00:00:00Z"
    acme.serve(f"{PROJECT}/deploy_keys", keys)
    inventory = ask(GITLAB, acme, projects="acme/app")
    live, dead = found(inventory, "deploy-key/1"), found(inventory, "deploy-key/2")
    assert (live.kind, live.state, live.credentials[0].where) == (AccountKind.SERVICE, AccountState.ACTIVE, "acme/app")
    assert (dead.state, dead.credentials[0].active) == (AccountState.DISABLED, False)


def test_projects_of_a_group_are_asked_where_the_roster_says_so(acme: Web) -> None:
    assert NO_PROJECTS in ask(GITLAB, acme).notes
    acme.linked("/api/v4/groups/acme/projects", [{"id": n} for n in (1, 2, 3)])
    for number in (1, 2, 3):
        for name in ("invitations", "access_tokens", "deploy_keys"):
            acme.serve(f"/api/v4/projects/{number}/{name}", [])
    inventory = ask(GITLAB, acme, projects="*")
    assert inventory.complete
    assert NO_PROJECTS not in inventory.notes
    assert "/api/v4/projects/3/deploy_keys" in inventory.endpoints


@pytest.mark.parametrize("name", ["invitations", "access_tokens", "deploy_keys"])
def test_a_list_that_is_forbidden_is_told(acme: Web, name: str) -> None:
    acme.fail(f"{PROJECT}/{name}", 0, reply=Reply(status=403))
    assert messages(ask(GITLAB, acme, projects="acme/app")) == {FORBIDDEN}


def test_a_401_for_one_list_is_no_wrong_token(acme: Web) -> None:
    acme.fail("/api/v4/groups/acme/access_tokens", 0, reply=Reply(status=401))
    assert messages(ask(GITLAB, acme)) == {REFUSED_HERE}


def test_a_project_alone_can_be_asked(acme: Web) -> None:
    acme.linked(f"{PROJECT}/members/all", [gitlab_member(11, LEAVER), gitlab_member(99, "auditor")])
    project = Vendor("gitlab", f"{PROJECT}/members/all", GITLAB.play, {"project": "acme/app"})
    inventory = ask(project, acme)
    assert inventory.complete
    assert found(inventory, LEAVER).state is AccountState.ACTIVE
    assert f"{PROJECT}/deploy_keys" in inventory.endpoints


def test_a_group_or_a_project_has_to_be_named(web: Web) -> None:
    assert messages(ask(Vendor("gitlab", "", GITLAB.play), web)) == {NO_SCOPE}
    assert web.asked == []
