"""GitHub, with payloads that its own OpenAPI document allows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Residue
from guard.checks.accounts.commands import removal
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import System
from guard.checks.accounts.roster_file import roster_of
from guard.checks.accounts.rules.table import problems
from guard.checks.accounts.systems.github import (
    NO_FACTORS,
    NO_INSTALLATIONS,
    NO_MEMBER,
    NO_REPOSITORIES,
    NO_REVIEWERS,
    NO_TEAMS,
    NO_TOKENS,
    PUBLIC_ONLY,
)
from guard.checks.accounts.systems.inquiry import CAN_WRITE, NOT_READ
from guard.checks.accounts.systems.system import CUT_SHORT, FORBIDDEN, NO_SCOPE, NOT_FOUND, TOO_OFTEN

from .documents import document
from .vendors import LEAVER, STAYS, VENDORS, Vendor, ask, github_user
from .web import Reply, Web

GITHUB = VENDORS["github"]
payload = document("github").payload
REPOSITORY = "/repos/acme/app"


@pytest.fixture
def acme(web: Web) -> Web:
    """An organization with one repository in which there is nothing yet."""
    GITHUB.play(web)
    for name in ("collaborators", "invitations", "keys"):
        web.serve(f"{REPOSITORY}/{name}", [])
    web.serve(f"{REPOSITORY}/environments", {"total_count": 0, "environments": []})
    return web


def found(inventory: Inventory, login: str) -> Account:
    (account,) = [one for one in inventory.accounts if one.login == login]
    return account


def deploy_key(number: int, **more: Any) -> dict[str, Any]:
    return payload("deploy-key", id=number, created_at="2025-05-01T00:00:00Z", **more)


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


def test_a_member_has_the_durable_id_and_a_login_that_folds(acme: Web) -> None:
    account = found(ask(GITHUB, acme), LEAVER)
    assert (account.id, account.state, account.kind, account.folds) == (
        "11",
        AccountState.ACTIVE,
        AccountKind.HUMAN,
        True,
    )


def test_a_bot_is_a_service(acme: Web) -> None:
    assert found(ask(GITHUB, acme), "deploy[bot]").kind is AccountKind.SERVICE


def test_members_are_asked_for_with_all_roles(acme: Web) -> None:
    ask(GITHUB, acme)
    first = next(one for one in acme.asked if one.path == "/orgs/acme/members")
    assert first.query["role"] == "all"


def test_who_has_no_second_factor_is_told_by_the_filter_of_owners(acme: Web) -> None:
    inventory = ask(GITHUB, acme)
    assert found(inventory, LEAVER).mfa is False
    assert found(inventory, STAYS).mfa is None
    assert NO_FACTORS not in inventory.notes


def test_a_token_that_may_not_ask_for_factors_is_a_note(acme: Web) -> None:
    members = acme.routes["/orgs/acme/members"]
    acme.routes["/orgs/acme/members"] = lambda asked: (
        Reply({"message": "x"}, 422) if "filter" in asked.query else members(asked)
    )
    inventory = ask(GITHUB, acme)
    assert inventory.complete
    assert NO_FACTORS in inventory.notes


@pytest.mark.parametrize(
    "reply",
    [Reply(status=404), Reply(status=403), Reply(payload("org-membership", state="pending"))],
    ids=["stranger", "scope", "pending"],
)
def test_a_token_of_no_member_sees_public_members_only(acme: Web, reply: Reply) -> None:
    acme.fail("/user/memberships/orgs/acme", 0, reply=reply)
    inventory = ask(GITHUB, acme)
    assert not inventory.complete
    assert PUBLIC_ONLY in messages(inventory)
    assert found(inventory, LEAVER)


def test_the_token_of_a_workflow_sees_public_members_only(acme: Web) -> None:
    for path in ("/user", "/orgs/acme/invitations", "/orgs/acme/outside_collaborators"):
        acme.fail(path, 0, reply=Reply({"message": "Resource not accessible by integration"}, 403))
    inventory = ask(GITHUB, acme)
    assert not inventory.complete
    assert {FORBIDDEN, NO_MEMBER} == messages(inventory)
    assert found(inventory, LEAVER)


def test_a_github_app_that_may_read_members_is_believed(acme: Web) -> None:
    acme.fail("/user", 0, reply=Reply(status=403))
    inventory = ask(GITHUB, acme)
    assert inventory.complete
    assert inventory.principal == ""


def test_a_limit_that_is_a_403_is_no_app(acme: Web) -> None:
    limit = Reply(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"})
    acme.fail("/user", 0, reply=limit)
    assert messages(ask(GITHUB, acme)) == {TOO_OFTEN}


def test_a_limit_is_not_taken_for_a_list_that_few_may_see(acme: Web) -> None:
    acme.fail("/orgs/acme/personal-access-tokens", 0, reply=Reply(status=403, headers={"Retry-After": "7200"}))
    inventory = ask(GITHUB, acme)
    assert messages(inventory) == {TOO_OFTEN}
    assert NO_TOKENS not in inventory.notes


@pytest.mark.parametrize(
    ("scopes", "can_write"),
    [("read:org, read:user", False), ("repo, read:org", True), ("admin:org", True), ("", False), ("user:email", False)],
)
def test_a_token_that_can_write_is_warned_of(acme: Web, scopes: str, can_write: bool) -> None:
    acme.serve("/user", payload("public-user", login="auditor"), {"X-OAuth-Scopes": scopes})
    inventory = ask(GITHUB, acme)
    assert inventory.can_write is can_write
    assert (CAN_WRITE in inventory.notes) is can_write
    assert inventory.complete
    assert inventory.principal == "auditor"


def test_what_a_fine_grained_token_may_do_is_not_told(acme: Web) -> None:
    acme.serve("/user", payload("public-user", login="auditor"))
    assert ask(GITHUB, acme).can_write is None


def test_outside_collaborators_and_invitations_of_the_organization_are_found(acme: Web) -> None:
    acme.linked("/orgs/acme/outside_collaborators", [github_user(n, f"out{n}") for n in (21, 22, 23)])
    invitations = [
        payload("organization-invitation", id=5, login="hisa-dev", email=None),
        payload("organization-invitation", id=6, login=None, email="kita@example.jp"),
    ]
    acme.linked("/orgs/acme/invitations", invitations)
    inventory = ask(GITHUB, acme)
    assert found(inventory, "out23").id == "23"
    invited = found(inventory, "hisa-dev")
    assert (invited.is_invitation, invited.id) == (True, "")
    assert invited.credentials[0][:2] == ("invitation", "5")
    assert found(inventory, "kita@example.jp").is_invitation


def test_an_invitation_to_a_repository_is_open_until_it_expires(acme: Web) -> None:
    open_one, expired = (
        payload("repository-invitation", id=n, invitee=github_user(n, f"guest{n}"), expired=n == 32) for n in (31, 32)
    )
    acme.serve(f"{REPOSITORY}/invitations", [open_one, expired])
    inventory = ask(GITHUB, acme, repos="app")
    assert found(inventory, "guest31").credentials[0].where == "repos/acme/app"
    assert not any(one.login == "guest32" for one in inventory.accounts)


def test_collaborators_of_a_repository_are_no_second_account_of_members(acme: Web) -> None:
    people = [payload("collaborator", id=11, login=LEAVER), payload("collaborator", id=41, login="only-here")]
    acme.serve(f"{REPOSITORY}/collaborators", people)
    inventory = ask(GITHUB, acme, repos="acme/app")
    assert [one.login for one in inventory.accounts].count(LEAVER) == 1
    assert found(inventory, "only-here").state is AccountState.ACTIVE
    asked = [one.query["affiliation"] for one in acme.asked if one.path.endswith("/collaborators")]
    assert asked == ["direct", "outside"]


def test_a_deploy_key_of_a_member_stands_at_the_member(acme: Web) -> None:
    key = deploy_key(7, added_by=LEAVER.upper(), last_used="2026-04-02T00:00:00Z", enabled=True)
    acme.serve(f"{REPOSITORY}/keys", [key])
    created, used = dt.datetime(2025, 5, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
    account = found(ask(GITHUB, acme, repos="app"), LEAVER)
    assert account.credentials == (Credential("deploy-key", "7", True, created, used, "acme/app"),)
    assert account.state is AccountState.ACTIVE


def test_a_deploy_key_outlives_who_added_it(acme: Web) -> None:
    acme.linked(f"{REPOSITORY}/keys", [deploy_key(n, added_by="gone-dev") for n in (7, 8, 9)])
    gone = found(ask(GITHUB, acme, repos="app"), "gone-dev")
    assert (gone.state, gone.id) == (AccountState.DISABLED, "")
    assert [one.id for one in gone.credentials if one.active] == ["7", "8", "9"]


def test_a_deploy_key_of_nobody_is_a_service_that_the_roster_has_to_know(acme: Web) -> None:
    acme.serve(f"{REPOSITORY}/keys", [deploy_key(7, added_by=None), deploy_key(8, added_by=None, enabled=False)])
    inventory = ask(GITHUB, acme, repos="app")
    assert found(inventory, "deploy-key/7").kind is AccountKind.SERVICE
    assert found(inventory, "deploy-key/7").state is AccountState.ACTIVE
    assert found(inventory, "deploy-key/8").state is AccountState.DISABLED


def test_fine_grained_tokens_stand_at_their_owner(acme: Web) -> None:
    grants = [
        payload(
            "organization-programmatic-access-grant",
            owner=github_user(11, LEAVER),
            token_id=n,
            token_expired=n == 2,
            token_last_used_at=None,
        )
        for n in (1, 2)
    ]
    acme.routes.pop("/orgs/acme/personal-access-tokens")
    acme.linked("/orgs/acme/personal-access-tokens", grants)
    inventory = ask(GITHUB, acme)
    assert [(one.id, one.active) for one in found(inventory, LEAVER).credentials] == [("1", True), ("2", False)]
    assert NO_TOKENS not in inventory.notes


def test_tokens_that_only_an_app_may_see_are_a_note(acme: Web) -> None:
    inventory = ask(GITHUB, acme)
    assert inventory.complete
    assert {NO_TOKENS, NO_REPOSITORIES} <= set(inventory.notes)


def test_reviewers_of_an_environment_keep_a_right(acme: Web) -> None:
    rule = {
        "id": 1,
        "node_id": "x",
        "type": "required_reviewers",
        "reviewers": [
            {"type": "User", "reviewer": github_user(11, LEAVER)},
            {"type": "Team", "reviewer": payload("team", id=11)},
        ],
    }
    environment = payload("environment", name="production", protection_rules=[rule])
    acme.linked(f"{REPOSITORY}/environments", [environment], key="environments")
    account = found(ask(GITHUB, acme, repos="app"), LEAVER)
    assert account.residues == (Residue("environment", "acme/app:production"),)


TEAMS = "/orgs/acme/teams"


def test_teams_are_rights_that_are_left(acme: Web) -> None:
    acme.linked(TEAMS, [payload("team", slug=slug) for slug in ("core", "ops", "docs")])
    for slug in ("core", "ops", "docs"):
        people = [payload("team-member", id=number, login=f"u{number}") for number in (21, 22)]
        acme.linked(f"{TEAMS}/{slug}/members", [*people, payload("team-member", id=11, login=LEAVER)])
    inventory = ask(GITHUB, acme, teams="*")
    assert inventory.complete
    account = found(inventory, LEAVER)
    assert account.residues == tuple(Residue("team", f"acme/{slug}") for slug in ("core", "ops", "docs"))
    assert removal(System("github:test", "github", scope={"org": "acme"}), account, "residue").startswith(
        f"gh api -X DELETE orgs/acme/teams/core/memberships/{LEAVER}; "
    )
    assert NO_TEAMS not in inventory.notes


def test_a_team_that_is_named_and_hidden_is_told(acme: Web) -> None:
    inventory = ask(GITHUB, acme, teams="core")
    assert messages(inventory) == {NOT_FOUND}
    assert NO_TEAMS in ask(GITHUB, acme).notes


def test_an_app_is_a_service_that_the_roster_has_to_know(acme: Web) -> None:
    off = "2026-01-05T00:00:00Z"
    apps = [
        payload("installation", id=number, app_slug=slug, suspended_at=suspended)
        for number, slug, suspended in ((5, "batch", None), (6, "old", off), (7, "more", None))
    ]
    acme.linked("/orgs/acme/installations", apps, key="installations")
    inventory = ask(GITHUB, acme)
    app = found(inventory, "app/batch")
    assert (app.id, app.kind, app.state) == ("installation/5", AccountKind.SERVICE, AccountState.ACTIVE)
    assert found(inventory, "app/old").state is AccountState.DISABLED
    assert found(inventory, "app/more").state is AccountState.ACTIVE
    assert removal(System("github:test", "github"), app, "account") == ""
    assert "acct-unregistered-account" in judged(inventory)


def test_apps_that_only_owners_may_see_are_a_note(acme: Web) -> None:
    acme.fail("/orgs/acme/installations", 0, reply=Reply({"message": "Must have admin rights"}, 403))
    inventory = ask(GITHUB, acme)
    assert inventory.complete
    assert NO_INSTALLATIONS in inventory.notes


def test_an_outside_collaborator_without_a_second_factor_is_found(acme: Web) -> None:
    people = [github_user(21, "out21"), github_user(22, "out22")]
    acme.routes["/orgs/acme/outside_collaborators"] = lambda asked: Reply(
        people[:1] if "filter" in asked.query else people
    )
    inventory = ask(GITHUB, acme)
    assert (found(inventory, "out21").mfa, found(inventory, "out22").mfa) == (False, None)


def test_all_repositories_are_asked_but_those_that_are_archived(acme: Web) -> None:
    names = [payload("minimal-repository", name=name, archived=name == "old") for name in ("app", "old", "more")]
    acme.linked("/orgs/acme/repos", names)
    inventory = ask(GITHUB, acme, repos="*")
    paths = {one.path for one in acme.asked}
    assert "/repos/acme/app/keys" in paths
    assert "/repos/acme/old/keys" not in paths
    assert "/repos/acme/more/keys" in paths
    assert not inventory.complete  # of "more" nothing can be read


@pytest.mark.parametrize("name", ["collaborators", "invitations", "keys"])
def test_a_list_of_a_repository_that_is_hidden_is_told(acme: Web, name: str) -> None:
    acme.fail(f"{REPOSITORY}/{name}", 0, reply=Reply(status=403))
    assert messages(ask(GITHUB, acme, repos="app")) == {FORBIDDEN}


def test_environments_that_a_plan_does_not_have_are_a_note(acme: Web) -> None:
    acme.fail(f"{REPOSITORY}/environments", 0, reply=Reply(status=404))
    inventory = ask(GITHUB, acme, repos="app")
    assert inventory.complete
    assert NO_REVIEWERS in inventory.notes


def test_an_organization_has_to_be_named(web: Web) -> None:
    inventory = ask(Vendor("github", "", GITHUB.play), web)
    assert messages(inventory) == {NO_SCOPE}
    assert web.asked == []


def test_names_of_the_roster_cannot_leave_their_place_in_the_path(web: Web) -> None:
    ask(Vendor("github", "", GITHUB.play, {"org": "../user?x="}), web, repos="a/../b")
    assert all(
        one.path.startswith(("/orgs/..%2Fuser%3Fx%3D", "/user", "/repos/..%2Fuser%3Fx%3D/")) for one in web.asked
    )


def test_fields_of_any_type_are_survived(web: Web) -> None:
    GITHUB.play(web)
    web.serve("/orgs/acme/outside_collaborators", [{"id": [1], "login": {"a": 1}}, {}, {"id": True, "login": None}])
    web.serve("/orgs/acme/invitations", [{"id": None, "created_at": "0001-01-01T00:00:00+14:00"}])
    inventory = ask(GITHUB, web)
    assert found(inventory, LEAVER)
    assert messages(inventory) == {CUT_SHORT}


def judged(inventory: Inventory, *accounts: str) -> dict[str, str]:
    """What the rules say of an inventory after the project's end: rule → the command that would help."""
    entries = "\n".join(f"  - {{system: 'github:test', {entry}, person: p-1}}" for entry in accounts)
    text = f"""\
schema: 1
project: {{id: j, start: 2025-04-01, end: 2026-03-31}}
people: [{{id: p-1, devices_returned: 2026-03-31, nda_signed: 2025-04-01}}]
accounts:
{entries or "  []"}
systems: [{{id: 'github:test', adapter: github, scope: {{org: acme}}}}]
"""
    scene = Scene(roster_of(text, "roster.yaml"), [inventory], dt.date(2026, 4, 10))
    return {
        one.rule_id: removal(one.match.system, one.match.account, one.removes)
        for one in problems(scene)
        if one.match is not None
    }


def test_the_leaver_is_found_and_the_command_names_the_organization(acme: Web) -> None:
    found_of = judged(ask(GITHUB, acme), f"id: '11', login: {LEAVER}")
    assert found_of["acct-active-after-end"] == f"gh api -X DELETE orgs/acme/memberships/{LEAVER}"
    assert "acct-mfa-off" in found_of


def test_the_key_of_somebody_who_is_gone_is_found_whether_the_roster_knows_them_or_not(acme: Web) -> None:
    acme.serve(f"{REPOSITORY}/keys", [deploy_key(7, added_by="gone-dev")])
    inventory = ask(GITHUB, acme, repos="app")
    command = "gh api -X DELETE repos/acme/app/keys/7"
    assert judged(inventory, "id: '88', login: Gone-Dev")["acct-credential-left"] == command
    assert judged(inventory)["acct-credential-left"] == command


def test_an_invitation_is_no_account_that_was_registered_again(acme: Web) -> None:
    invitation = payload("repository-invitation", id=5, invitee=github_user(88, "hisa-dev"))
    acme.serve(f"{REPOSITORY}/invitations", [invitation])
    found_of = judged(ask(GITHUB, acme, repos="app"), "id: '88', login: hisa-dev")
    assert found_of["acct-pending-invitation"] == "gh api -X DELETE repos/acme/app/invitations/5"
    assert "acct-login-id-mismatch" not in found_of


def test_a_login_that_was_freed_and_registered_again_is_found(acme: Web) -> None:
    assert "acct-login-id-mismatch" in judged(ask(GITHUB, acme), f"id: '4711', login: {LEAVER}")
