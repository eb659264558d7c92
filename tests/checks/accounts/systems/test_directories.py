"""Entra ID, Google Workspace, Keycloak and Okta: what each of them leaves out, and what it calls switched off."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.systems.google import ONE_DOMAIN
from guard.checks.accounts.systems.inquiry import NO_STATE, NOT_READ
from guard.checks.accounts.systems.keycloak import NO_CLIENTS
from guard.checks.accounts.systems.okta import NOT_LISTED
from guard.checks.accounts.systems.system import FAILED, FEWER_THAN_TOLD, FORBIDDEN

from .documents import document
from .vendors import LEAVER, TOKEN, VENDORS, ask, entra_user, google_user, keycloak_user, okta_user
from .web import Reply, Web

ENTRA, GOOGLE, KEYCLOAK, OKTA = (VENDORS[name] for name in ("entra", "google", "keycloak", "okta"))
REALM = "/admin/realms/acme"
ON, OFF, UNKNOWN = AccountState.ACTIVE, AccountState.DISABLED, AccountState.UNKNOWN


def found(inventory: Inventory, login: str) -> Account:
    (account,) = [one for one in inventory.accounts if one.login.partition("@")[0] == login]
    return account


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


@pytest.mark.parametrize(("told", "state"), [({"accountEnabled": True}, ON), ({"accountEnabled": False}, OFF)])
def test_entra_tells_who_is_enabled(web: Web, told: dict[str, Any], state: AccountState) -> None:
    web.serve("/v1.0/users", {"value": [entra_user("x", None) | told]})
    assert found(ask(ENTRA, web), "x").state is state


def test_entra_without_the_right_to_states_is_no_whole_answer(web: Web) -> None:
    web.serve("/v1.0/users", {"value": [entra_user("x", None), {"id": "y", "userPrincipalName": "y@example.jp"}]})
    inventory = ask(ENTRA, web)
    assert messages(inventory) == {NO_STATE}
    assert {one.state for one in inventory.accounts} == {UNKNOWN}


def test_entra_counts_more_than_it_gives(web: Web) -> None:
    web.serve("/v1.0/users", {"@odata.count": 3, "value": [entra_user("x", True)]})
    inventory = ask(ENTRA, web)
    assert messages(inventory) == {FEWER_THAN_TOLD}
    assert inventory.reported_total == 3


def test_a_guest_of_entra_is_invited_until_the_guest_accepts(web: Web) -> None:
    guest = {"userType": "Guest", "externalUserState": "PendingAcceptance"}
    accepted = {"userType": "Guest", "externalUserState": "Accepted"}
    web.serve("/v1.0/users", {"value": [entra_user("x", True, **guest), entra_user("y", True, **accepted)]})
    inventory = ask(ENTRA, web)
    assert found(inventory, "x").is_invitation
    assert not found(inventory, "y").is_invitation


def test_a_group_of_entra_can_be_asked_with_the_groups_in_it(web: Web) -> None:
    path = "/v1.0/groups/g1/transitiveMembers/microsoft.graph.user"
    web.serve(path, {"@odata.count": 1, "value": [entra_user("x", True)]})
    inventory = ask(ENTRA, web, group="g1")
    assert inventory.complete
    assert inventory.endpoints == (path,)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"suspended": False}, ON),
        ({"suspended": False, "archived": False}, ON),
        ({"suspended": True}, OFF),
        ({"suspended": False, "archived": True}, OFF),
        ({"suspended": None}, UNKNOWN),
    ],
)
def test_google_suspends_and_archives(web: Web, told: dict[str, Any], state: AccountState) -> None:
    web.serve(GOOGLE.main, {"users": [google_user("x", False) | told]})
    assert found(ask(GOOGLE, web), "x").state is state


def test_google_tells_of_factors_and_of_the_last_login(web: Web) -> None:
    never = google_user("never", False, lastLoginTime="1970-01-01T00:00:00.000Z")
    used = google_user("used", False, lastLoginTime="2026-04-02T00:00:00.000Z", isEnrolledIn2Sv=False)
    web.serve(GOOGLE.main, {"users": [never, used]})
    inventory = ask(GOOGLE, web)
    assert (found(inventory, "never").last_used, found(inventory, "never").mfa) == (None, None)
    assert found(inventory, "used").last_used == dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
    assert found(inventory, "used").mfa is False


def test_one_domain_of_google_is_not_all_of_them(web: Web) -> None:
    web.serve(GOOGLE.main, {"users": [google_user("x", False)]})
    inventory = ask(GOOGLE, web, domain="example.jp")
    assert ONE_DOMAIN in inventory.notes
    assert "customer" not in web.asked[0].query
    ask(GOOGLE, web, customer="C0123")
    assert web.asked[1].query["customer"] == "C0123"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ACTIVE", ON),
        ("PROVISIONED", ON),
        ("PASSWORD_EXPIRED", ON),
        ("LOCKED_OUT", ON),
        ("RECOVERY", ON),
        ("STAGED", UNKNOWN),
        ("SUSPENDED", OFF),
        ("DEPROVISIONED", OFF),
        ("NEW", UNKNOWN),
    ],
)
def test_states_of_okta_say_whether_somebody_gets_in(web: Web, status: str, state: AccountState) -> None:
    web.serve(OKTA.main, [okta_user("x", "ACTIVE") | {"status": status}])
    assert found(ask(OKTA, web), "x").state is state


def test_every_state_that_okta_names_is_known_but_that_of_who_never_came(web: Web) -> None:
    named = document("okta").schema("User")["properties"]["status"]["enum"]
    web.serve(OKTA.main, [okta_user(status.lower(), status) for status in named])
    unknown = {one.login for one in ask(OKTA, web).accounts if one.state is UNKNOWN}
    assert unknown == {"staged@example.jp"}


def test_okta_leaves_out_the_deactivated_and_that_is_said(web: Web) -> None:
    OKTA.play(web)
    assert NOT_LISTED in ask(OKTA, web).notes


def test_okta_has_a_scheme_for_its_own_tokens(web: Web) -> None:
    OKTA.play(web)
    ask(OKTA, web)
    ask(OKTA, web, token="aaa.bbb.ccc")
    schemes = {one.headers["authorization"] for one in web.asked}
    assert schemes == {f"SSWS {TOKEN}", "Bearer aaa.bbb.ccc"}


def test_a_group_of_okta_can_be_asked(web: Web) -> None:
    web.linked("/api/v1/groups/g1/users", [okta_user(f"u{n}", "ACTIVE") for n in range(3)])
    assert len(ask(OKTA, web, group="g1").accounts) == 3


def test_service_accounts_of_keycloak_are_found_by_their_clients(web: Web) -> None:
    KEYCLOAK.play(web)
    account = found(ask(KEYCLOAK, web), "service-account-batch")
    assert (account.kind, account.state) == (AccountKind.SERVICE, ON)
    assert not any("clients/c2" in one.path for one in web.asked)


def test_a_token_that_may_not_view_clients_of_keycloak_is_a_note(web: Web) -> None:
    KEYCLOAK.play(web)
    web.fail(f"{REALM}/clients", 0, reply=Reply(status=403))
    inventory = ask(KEYCLOAK, web)
    assert inventory.complete
    assert NO_CLIENTS in inventory.notes


def test_clients_of_keycloak_that_fail_are_no_note(web: Web) -> None:
    KEYCLOAK.play(web)
    web.fail(f"{REALM}/clients", 0, reply=Reply(status=500))
    assert messages(ask(KEYCLOAK, web)) == {FAILED}


def test_keycloak_counts_more_than_it_lists(web: Web) -> None:
    KEYCLOAK.play(web)
    web.serve(f"{REALM}/users/count", 102)  # the service account is no user who was missing
    inventory = ask(KEYCLOAK, web)
    assert messages(inventory) == {FEWER_THAN_TOLD}
    assert len(inventory.accounts) == inventory.reported_total == 102


def test_a_count_of_keycloak_that_is_forbidden_is_told(web: Web) -> None:
    KEYCLOAK.play(web)
    web.fail(f"{REALM}/users/count", 0, reply=Reply(status=403))
    assert messages(ask(KEYCLOAK, web)) == {FORBIDDEN}


def test_keycloak_is_read_to_the_page_that_is_not_full(web: Web) -> None:
    KEYCLOAK.play(web)
    users = [keycloak_user(f"v{n}", True) for n in range(200)]
    web.routes[f"{REALM}/users"] = lambda asked: Reply(users[int(asked.query["first"]) :][: int(asked.query["max"])])
    web.serve(f"{REALM}/users/count", 200)
    assert ask(KEYCLOAK, web).complete
    assert [one.query["first"] for one in web.asked if one.path == f"{REALM}/users"] == ["0", "100", "200"]


def test_keycloak_tells_when_an_account_was_made(web: Web) -> None:
    KEYCLOAK.play(web)
    assert found(ask(KEYCLOAK, web), LEAVER).created == dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
