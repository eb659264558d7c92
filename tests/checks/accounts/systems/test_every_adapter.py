"""What holds for every adapter that speaks HTTP, whoever the vendor is."""

from __future__ import annotations

import gzip
import io
import logging
import time
import traceback

import pytest

from guard.account import AccountState, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.http import MAX_BYTES, OVERSIZED, Line, Refusal
from guard.checks.accounts.systems.inquiry import BAD_TOKEN, NO_STATE, NOT_READ, ROUND
from guard.checks.accounts.systems.origin import ELSEWHERE, NOT_A_URL
from guard.checks.accounts.systems.system import (
    CUT_SHORT,
    FAILED,
    FORBIDDEN,
    NO_TOKEN,
    NO_URL,
    NOT_FOUND,
    PAGE_FAILED,
    REFUSED,
    TIMED_OUT,
    TOO_OFTEN,
    UNREACHABLE,
    UNTRUSTED,
)

from .vendors import LEAVER, OFF, STAYS, TOKEN, VENDORS, Vendor, ask, ask_system
from .web import Reply, Web

EVERY = pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)
#: Lists of GitHub and GitLab that name the next page in a header that a test can forge.
#: Those that name the address of the next page.
LINKING = ("github", "gitlab", "okta")
LINKED = pytest.mark.parametrize("vendor", [VENDORS[name] for name in LINKING], ids=LINKING)


def states(inventory: Inventory) -> dict[str, AccountState]:
    return {one.login: one.state for one in inventory.accounts}


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


@EVERY
def test_whoever_left_is_found_active_over_all_pages_and_the_list_is_whole(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    inventory = ask(vendor, web)
    assert inventory.reasons == ()
    assert inventory.complete
    found = states(inventory)
    assert found[vendor.login(LEAVER)] is AccountState.ACTIVE
    assert found[vendor.login(STAYS)] is AccountState.ACTIVE
    if vendor.has_state:
        assert found[vendor.login(OFF)] is AccountState.DISABLED
    assert [one.path for one in web.asked].count(vendor.main) >= 2
    assert vendor.main.removeprefix(vendor.base) in inventory.endpoints
    assert inventory.pages == len(web.asked) - sum(one.path.endswith("personal-access-tokens") for one in web.asked)


@EVERY
def test_only_get_is_sent_and_the_token_stands_in_no_address(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    ask(vendor, web)
    assert {one.method for one in web.asked} == {"GET"}
    assert all(TOKEN in one.headers["authorization"] for one in web.asked)
    assert not any(TOKEN in one.target for one in web.asked)


@EVERY
@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401),
        Reply(status=500),
        Reply([], cut=True),
        Reply(resets=True),
        Reply(b'{"token": "' + TOKEN.encode()),
    ],
    ids=["401", "500", "cut", "reset", "garbage"],
)
def test_no_token_and_no_login_is_told_when_it_fails(
    vendor: Vendor, web: Web, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vendor.play(web)
    web.fail(vendor.main, 0, reply=reply)
    inventory = ask(vendor, web)
    assert not inventory.complete
    told = repr((inventory, inventory.reasons, inventory.notes)) + caplog.text
    assert TOKEN not in told
    assert not any(login in repr((inventory.reasons, inventory.notes)) for login in (LEAVER, OFF, STAYS))


@EVERY
def test_a_second_page_that_fails_is_told_and_the_first_is_kept(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    web.fail(vendor.main, 2, reply=Reply(status=500))
    inventory = ask(vendor, web)
    assert not inventory.complete
    assert {FAILED, PAGE_FAILED} <= messages(inventory)
    assert vendor.login(LEAVER) in states(inventory)
    assert vendor.login(STAYS) not in states(inventory)


@EVERY
@pytest.mark.parametrize(("status", "reason"), [(403, FORBIDDEN), (404, NOT_FOUND), (500, FAILED)], ids=str)
def test_a_hidden_list_is_no_whole_list(vendor: Vendor, web: Web, status: int, reason: str) -> None:
    vendor.play(web)
    web.fail(vendor.main, 0, reply=Reply(status=status))
    inventory = ask(vendor, web)
    assert not inventory.complete
    assert reason in messages(inventory)
    assert Reason(NOT_READ, (("path", vendor.main.removeprefix(vendor.base)),)) in inventory.reasons


@EVERY
def test_a_token_that_is_wrong_is_told(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    for path in web.routes:
        web.fail(path, 0, reply=Reply(status=401))
    found = ask(vendor, web)
    assert REFUSED in messages(found)
    assert not found.complete
    assert found.accounts == ()


@EVERY
@pytest.mark.parametrize(
    "reply",
    [Reply([{"id": 1, "login": "x"}], cut=True), Reply(b'[{"id": 1, "lo'), Reply("no list"), Reply(b"[" * 200_000)],
    ids=["connection", "json", "shape", "depth"],
)
def test_an_answer_that_is_cut_short_is_no_whole_list(vendor: Vendor, web: Web, reply: Reply) -> None:
    vendor.play(web)
    web.fail(vendor.main, 0, reply=reply)
    inventory = ask(vendor, web)
    assert not inventory.complete
    assert CUT_SHORT in messages(inventory)


@EVERY
def test_a_system_that_asks_to_wait_is_asked_again_when_it_said(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    web.fail(vendor.main, 2, reply=Reply(status=429, headers={"Retry-After": "1"}))
    began = time.monotonic()
    inventory = ask(vendor, web)
    assert inventory.complete
    assert time.monotonic() - began >= 1
    assert vendor.login(STAYS) in states(inventory)


@EVERY
def test_nobody_waits_longer_than_the_deadline(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    web.fail(vendor.main, 2, reply=Reply(status=429, headers={"Retry-After": "3600"}))
    inventory = ask(vendor, web)  # an hour is what it would take
    assert {TOO_OFTEN, PAGE_FAILED} <= messages(inventory)


@EVERY
@pytest.mark.parametrize("reply", [Reply(hangs=True), Reply(drips=True)], ids=["hangs", "drips"])
def test_the_deadline_ends_an_answer_that_does_not_come(vendor: Vendor, web: Web, reply: Reply) -> None:
    vendor.play(web)
    web.fail(vendor.main, 0, reply=reply)
    began = time.monotonic()
    inventory = ask(vendor, web, deadline=0.6)
    assert time.monotonic() - began < 120  # so long it would hang, or drip
    assert not inventory.complete
    assert TIMED_OUT in messages(inventory)


@EVERY
def test_a_system_without_a_token_is_not_asked(vendor: Vendor, web: Web) -> None:
    system = System("a:b", vendor.name, scope=vendor.scope, settings={"url": web.url})
    assert messages(ask_system(system, token=None)) == {NO_TOKEN}
    assert messages(ask_system(system, token="two words")) == {BAD_TOKEN}
    assert web.asked == []


@EVERY
def test_a_token_is_not_sent_in_the_clear_or_with_a_login_in_the_address(vendor: Vendor) -> None:
    for url, reason in (
        ("http://192.0.2.1/", UNTRUSTED),
        ("http://localhost.example.jp/", UNTRUSTED),
        ("https://minami:pw@example.jp/", NOT_A_URL),
        ("ftp://example.jp/", NOT_A_URL),
        ("https://[", NOT_A_URL),
    ):
        inventory = ask_system(System("a:b", vendor.name, scope=vendor.scope, settings={"url": url}))
        assert messages(inventory) == {reason}
        assert "minami" not in repr(inventory)


@EVERY
def test_a_redirect_to_another_host_is_not_followed(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    for target in ("http://localhost:9/x", "//192.0.2.1/x", "https://example.jp/"):
        web.fail(vendor.main, 0, reply=Reply(status=302, headers={"Location": target}))
        assert ELSEWHERE in messages(ask(vendor, web))


@EVERY
def test_a_redirect_on_the_same_host_is_followed(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    web.fail(vendor.main, 1, reply=Reply(status=301, headers={"Location": "/moved"}))
    web.routes["/moved"] = web.routes[vendor.main]
    ask(vendor, web)
    assert "/moved" in {one.path for one in web.asked}


@LINKED
@pytest.mark.parametrize("link", ["http://127.0.0.1:9/x", "https://evil.example/x", "//u:p@127.0.0.1/x"])
def test_a_next_page_on_another_host_is_not_read(vendor: Vendor, web: Web, link: str) -> None:
    vendor.play(web)
    web.fail(vendor.main, 1, reply=Reply([], headers={"Link": f'<{link}>; rel="next"'}))
    assert {ELSEWHERE, PAGE_FAILED} <= messages(ask(vendor, web))


@LINKED
def test_a_next_page_with_a_login_in_its_address_is_not_read(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    link = web.url.replace("//", "//u:p@") + vendor.main
    web.fail(vendor.main, 1, reply=Reply([], headers={"Link": f'<{link}?page=2>; rel="next"'}))
    assert {ELSEWHERE, PAGE_FAILED} <= messages(ask(vendor, web))
    assert all(TOKEN in one.headers["authorization"] for one in web.asked)


@LINKED
def test_pages_that_go_round_come_to_an_end(vendor: Vendor, web: Web) -> None:
    vendor.play(web)
    link = {"Link": f'<{web.url}{vendor.main}?page=1>; rel="next"'}
    web.fail(vendor.main, 0, reply=Reply([], headers=link))
    inventory = ask(vendor, web)
    assert ROUND in messages(inventory)
    assert len(web.asked) < 40


def test_a_broken_connection_is_tried_again(web: Web) -> None:
    vendor = VENDORS["okta"]
    vendor.play(web)
    web.fail(vendor.main, 1, reply=Reply(resets=True))
    assert ask(vendor, web).complete


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_system_that_is_busy_is_tried_again_and_not_for_ever(web: Web, status: int) -> None:
    vendor = VENDORS["okta"]
    vendor.play(web)
    web.fail(vendor.main, 0, reply=Reply(status=status, headers={"Retry-After": "0"}))
    assert FAILED in messages(ask(vendor, web))
    assert len(web.asked) == 4


def test_what_is_no_passing_failure_is_not_tried_again(web: Web) -> None:
    vendor = VENDORS["okta"]
    vendor.play(web)
    web.fail(vendor.main, 0, reply=Reply(status=500))
    ask(vendor, web)
    assert len(web.asked) == 1


def test_an_answer_without_end_is_not_read_to_its_end(web: Web) -> None:
    vendor = VENDORS["okta"]
    web.serve(vendor.main, b"[" + b" " * MAX_BYTES + b"]")
    assert messages(ask(vendor, web)) == {OVERSIZED}


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (gzip.compress(b"[" + b" " * MAX_BYTES + b"]"), "gzip", {OVERSIZED}),
        (b"no gzip at all", "gzip", {CUT_SHORT}),
        (b"[]", "br", {CUT_SHORT}),
        (gzip.compress(b"[]"), "gzip", set()),
    ],
    ids=["bomb", "broken", "not asked for", "fine"],
)
def test_what_is_packed_is_unpacked_within_bounds(web: Web, body: bytes, encoding: str, expected: set[str]) -> None:
    vendor = VENDORS["okta"]
    web.serve(vendor.main, body, {"Content-Encoding": encoding})
    assert messages(ask(vendor, web)) == expected


def test_nobody_there_is_unreachable() -> None:
    system = System("okta:x", "okta", settings={"url": "http://127.0.0.1:9"})
    assert messages(ask_system(system)) == {UNREACHABLE}
    system = System("okta:x", "okta", settings={"url": "https://nobody.invalid"})
    assert messages(ask_system(system)) == {UNREACHABLE}
    assert messages(ask_system(System("okta:x", "okta"))) == {NO_URL}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_nothing_but_get_can_be_sent_on_a_line(web: Web, method: str) -> None:
    with Line(web.url, {"authorization": f"Bearer {TOKEN}"}, 5, True) as line, pytest.raises(Refusal) as refused:
        line._client.request(method, web.url)
    assert web.asked == []
    printed = io.StringIO()
    traceback.print_exception(refused.value, file=printed)
    assert TOKEN not in printed.getvalue()


def test_nothing_can_be_sent_to_another_host_on_a_line(web: Web) -> None:
    with Line(web.url, {}, 5, True) as line, pytest.raises(Refusal):
        line._client.get("http://localhost:9/")


def test_a_proxy_of_the_environment_sees_nothing_of_this_machine(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    VENDORS["okta"].play(web)
    assert ask(VENDORS["okta"], web).complete


def test_a_record_that_is_none_is_told_and_the_others_are_kept(web: Web) -> None:
    web.serve("/api/v1/users", ["x", {"id": "1", "status": "ACTIVE", "profile": {"login": "a"}}])
    inventory = ask(VENDORS["okta"], web)
    assert messages(inventory) == {CUT_SHORT}
    assert [one.login for one in inventory.accounts] == ["a"]


def test_states_that_nobody_tells_are_no_states(web: Web) -> None:
    web.serve("/api/v1/users", [{"id": "1", "profile": {"login": "a"}}, {"id": "2", "profile": None}])
    inventory = ask(VENDORS["okta"], web)
    assert messages(inventory) == {NO_STATE}
    assert {one.state for one in inventory.accounts} == {AccountState.UNKNOWN}


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1445412480"}, 0),
        ({"RateLimit-Reset": "1"}, 1),
        ({}, 0),
    ],
    ids=str,
)
def test_systems_say_in_many_ways_when_they_answer_again(web: Web, headers: dict[str, str], least: int) -> None:
    vendor = VENDORS["okta"]
    vendor.play(web)
    web.fail(vendor.main, 1, reply=Reply(status=429, headers=headers))
    began = time.monotonic()
    assert ask(vendor, web).complete
    assert least <= time.monotonic() - began < least + 60


@pytest.mark.parametrize(
    "headers", [{"X-Rate-Limit-Reset": "99999999999"}, {"Retry-After": "Wed, 21 Oct 2999 07:28:00 GMT"}], ids=str
)
def test_a_far_moment_is_not_waited_for(web: Web, headers: dict[str, str]) -> None:
    vendor = VENDORS["okta"]
    web.serve(vendor.main, [], headers, status=429)
    assert messages(ask(vendor, web)) == {TOO_OFTEN}
    assert len(web.asked) == 1
