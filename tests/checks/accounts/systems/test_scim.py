"""SCIM against a real server, and against one that does what RFC 7644 forbids."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from guard.account import AccountState, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.inquiry import NO_STATE, NOT_READ
from guard.checks.accounts.systems.system import CUT_SHORT, FEWER_THAN_TOLD, REFUSED
from tests.servers import free_ports

from .vendors import LEAVER, OFF, TOKEN, VENDORS, ask, ask_system, scim_user
from .web import Asked, Reply, Route, Web

SCIM = VENDORS["scim"]
PEOPLE = 230


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


@pytest.fixture(scope="session")
def directory() -> Iterator[str]:
    """The address of a scim2-server with people on three pages."""
    (port,) = free_ports(1)
    program = "from scim2_server.testserver.cli import main; main()"
    command = [sys.executable, "-c", program, "--port", str(port), "--bearer-token", TOKEN]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _filled(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(120)


def _filled(url: str) -> str:
    transport = httpx.HTTPTransport(retries=0)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(transport=transport, headers=headers, base_url=url, timeout=120) as client:
        for _attempt in range(3_000):
            try:
                client.get("/Users")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        for number in range(PEOPLE):
            login = {0: LEAVER, 1: OFF}.get(number, f"person{number}")
            user = {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "userName": login,
                "active": None if number == 2 else number != 1,
                "emails": [{"value": f"{login}@example.jp", "primary": True}],
            }
            client.post("/Users", json=user).raise_for_status()
    return url


@pytest.mark.slow
def test_a_real_directory_is_read_to_its_end(directory: str) -> None:
    inventory = ask_system(System("scim:real", "scim", settings={"url": directory}))
    assert inventory.reasons == ()
    assert inventory.complete
    assert inventory.reported_total == len(inventory.accounts) == PEOPLE
    assert inventory.pages > 1
    found = {one.login: one for one in inventory.accounts}
    assert found[LEAVER].state is AccountState.ACTIVE
    assert found[OFF].state is AccountState.DISABLED
    assert found["person2"].state is AccountState.UNKNOWN  # nobody told
    assert found[LEAVER].mail == f"{LEAVER}@example.jp"
    assert found[LEAVER].created is not None
    assert len({one.id for one in inventory.accounts}) == PEOPLE


@pytest.mark.slow
def test_a_real_directory_refuses_a_wrong_token(directory: str) -> None:
    inventory = ask_system(System("scim:real", "scim", settings={"url": directory}), token="wrong")
    assert messages(inventory) == {REFUSED}
    assert inventory.accounts == ()


def _pages(total: object, *pages: list[dict[str, Any]]) -> Route:
    def route(asked: Asked) -> Reply:
        start = int(asked.query["startIndex"])
        seen = 1
        for page in pages:
            if seen == start:
                return Reply({"totalResults": total, "Resources": page})
            seen += len(page)
        return Reply({"totalResults": total, "Resources": []})

    return route


def test_pages_that_repeat_an_account_leave_another_out(web: Web) -> None:
    one, two = scim_user("one", True), scim_user("two", True)
    web.routes[SCIM.main] = _pages(4, [one, two], [two, scim_user("four", True)])
    inventory = ask(SCIM, web)
    assert messages(inventory) == {FEWER_THAN_TOLD}
    assert [account.login for account in inventory.accounts] == ["one", "two", "four"]


def test_a_directory_that_ends_before_its_total_is_not_whole(web: Web) -> None:
    web.routes[SCIM.main] = _pages(45, [scim_user("one", True)])
    assert messages(ask(SCIM, web)) == {FEWER_THAN_TOLD}


@pytest.mark.parametrize("total", [None, "many", -1, True])
def test_a_directory_without_a_total_cannot_be_believed(web: Web, total: object) -> None:
    web.routes[SCIM.main] = _pages(total, [scim_user("one", True)])
    assert messages(ask(SCIM, web)) == {CUT_SHORT}


def test_a_directory_that_tells_no_states_is_no_proof(web: Web) -> None:
    web.routes[SCIM.main] = _pages(1, [scim_user("one", None)])
    assert messages(ask(SCIM, web)) == {NO_STATE}


def test_an_account_without_id_and_name_is_one_that_cannot_be_read(web: Web) -> None:
    web.routes[SCIM.main] = _pages(2, [scim_user("one", True), {"active": True}])
    assert messages(ask(SCIM, web)) == {CUT_SHORT}
