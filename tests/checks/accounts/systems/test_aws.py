"""Users of AWS: a real client against moto, and answers that moto cannot give."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from guard.account import Account, AccountKind, AccountState, Inventory, Residue
from guard.checks.accounts.commands import removal
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems import aws_session
from guard.checks.accounts.systems.aws import ROOT, ROOT_KEYS
from guard.checks.accounts.systems.aws_session import NO_CREDENTIALS, WRONG_ACCOUNT
from guard.checks.accounts.systems.identity_center import NO_STATE
from guard.checks.accounts.systems.system import (
    CUT_SHORT,
    FAILED,
    FEWER_THAN_TOLD,
    FORBIDDEN,
    NO_SCOPE,
    REFUSED,
    TIMED_OUT,
    TOO_OFTEN,
    UNREACHABLE,
    UNTRUSTED,
)
from tests.servers import free_ports

from .asking import ask, by_login, why
from .slapd import wait_for

pytestmark = pytest.mark.slow
_ACCOUNT = "123456789012"
_READS = re.compile(r"(?:List|Get)[A-Z]\w+")
_REAL = BaseClient._make_api_call
#: What moto does not have.
_MISSING = {"ListServiceSpecificCredentials": {"ServiceSpecificCredentials": [], "IsTruncated": False}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    (port,) = free_ports(1)
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(120)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "pw-hidden")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))


class Api:
    """The client's calls: counted, and answered here where a test says how."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Any] = dict(_MISSING)

    def __call__(self, client: BaseClient, operation: str, args: dict[str, Any]) -> Any:
        self.asked.append(operation)
        answer = self.answers.get(operation)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(**args)
        return _REAL(client, operation, args) if answer is None else answer

    def refuse(self, operation: str, code: str, status: int = 403) -> None:
        told = {"Error": {"Code": code, "Message": "pw-hidden"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        self.answers[operation] = ClientError(told, operation)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api()
    monkeypatch.setattr(BaseClient, "_make_api_call", lambda client, operation, args: api(client, operation, args))
    return api


@pytest.fixture(scope="module")
def users(url: str) -> None:
    iam = boto3.client(
        "iam", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    for name in ("sato", "ito", "tanaka", "suzuki"):
        iam.create_user(UserName=name)
    iam.create_login_profile(UserName="sato", Password="pw-Sato-1234!")
    iam.create_access_key(UserName="ito")
    key = iam.create_access_key(UserName="tanaka")["AccessKey"]["AccessKeyId"]
    iam.update_access_key(UserName="tanaka", AccessKeyId=key, Status="Inactive")


@pytest.fixture
def told(url: str, users: None, api: Api) -> Inventory:
    return _ask(url)


def _ask(url: str, account: str = _ACCOUNT, deadline: float = 120.0) -> Inventory:
    return ask("aws", settings={"url": url}, scope={"account": account} if account else {}, deadline=deadline)


def _states(told: Inventory) -> dict[str, AccountState]:
    return {one.login: one.state for one in told.accounts}


def test_a_user_is_off_only_without_any_way_in(told: Inventory) -> None:
    assert told.complete
    assert _states(told) == {
        "sato": AccountState.ACTIVE,
        "ito": AccountState.ACTIVE,
        "tanaka": AccountState.DISABLED,
        "suzuki": AccountState.DISABLED,
        ROOT: AccountState.UNKNOWN,  # moto does not tell whether it has a password
    }
    assert told.reported_total == 4
    assert all(one.id.startswith("AIDA") or one.id for one in told.accounts)
    assert ":sts::" in told.principal or ":iam::" in told.principal


def test_the_second_factor_is_told_of_people_with_a_password_alone(told: Inventory) -> None:
    assert {login: one.mfa for login, one in by_login(told).items() if login != ROOT} == {
        "sato": False, "ito": None, "tanaka": None, "suzuki": None,
    }  # fmt: skip


def test_keys_are_credentials_on_or_off(told: Inventory) -> None:
    keys = {login: [(one.kind, one.active) for one in each.credentials] for login, each in by_login(told).items()}
    assert keys.pop(ROOT) == []
    assert keys == {"sato": [], "ito": [("access-key", True)], "tanaka": [("access-key", False)], "suzuki": []}


def test_nothing_but_reading_is_asked(told: Inventory, api: Api) -> None:
    assert {
        "GetCallerIdentity", "ListUsers", "GetLoginProfile", "ListAccessKeys", "GetAccessKeyLastUsed",
        "ListSSHPublicKeys", "ListServiceSpecificCredentials", "ListSigningCertificates", "ListMFADevices",
        "ListGroupsForUser", "GetAccountSummary",
    } == set(api.asked)  # fmt: skip
    assert all(_READS.fullmatch(one) for one in api.asked)


@pytest.mark.parametrize(
    ("operation", "answer", "kind"),
    [
        ("ListSSHPublicKeys", {"SSHPublicKeys": [{"SSHPublicKeyId": "APKA1", "Status": "Active"}]}, "ssh-key"),
        (
            "ListServiceSpecificCredentials",
            {"ServiceSpecificCredentials": [{"ServiceSpecificCredentialId": "ACCA1", "Status": "Active"}]},
            "app-password",
        ),
        ("ListSigningCertificates", {"Certificates": [{"CertificateId": "C1", "Status": "Active"}]}, "certificate"),
    ],
)
def test_every_other_way_in_keeps_a_user_active(
    url: str, users: None, api: Api, operation: str, answer: dict[str, Any], kind: str
) -> None:
    api.answers[operation] = answer
    suzuki = by_login(_ask(url))["suzuki"]
    assert (suzuki.state, [one.kind for one in suzuki.credentials]) == (AccountState.ACTIVE, [kind])


@pytest.mark.parametrize(
    "operation",
    [
        "GetLoginProfile",
        "ListAccessKeys",
        "ListSSHPublicKeys",
        "ListServiceSpecificCredentials",
        "ListSigningCertificates",
    ],
)
def test_a_way_in_that_may_not_be_looked_at_is_no_pass(url: str, users: None, api: Api, operation: str) -> None:
    api.refuse(operation, "AccessDenied")
    told = _ask(url)
    assert why(told) == [FORBIDDEN]
    assert _states(told)["suzuki"] is AccountState.UNKNOWN
    assert "hidden" not in repr(told)


def test_a_second_factor_that_may_not_be_looked_at_is_unknown_and_said(url: str, users: None, api: Api) -> None:
    api.refuse("ListMFADevices", "AccessDenied")
    told = _ask(url)
    assert why(told) == [FORBIDDEN]
    assert by_login(told)["sato"].mfa is None


def test_groups_are_rights_that_are_left_on_every_page(url: str, users: None, api: Api) -> None:
    api.answers["ListGroupsForUser"] = _pages(
        {"Groups": [{"GroupName": "developers"}], "IsTruncated": True, "Marker": "m1"},
        {"Groups": [{"GroupName": "it's"}], "IsTruncated": False},
    )
    tanaka = by_login(_ask(url))["tanaka"]
    assert tanaka.residues == (Residue("group", "developers"), Residue("group", "it's"))
    assert removal(System("aws", "aws"), tanaka, "residue").startswith(
        "aws iam remove-user-from-group --user-name tanaka --group-name developers; "
    )


def test_groups_that_may_not_be_looked_at_are_said_and_take_no_state(url: str, users: None, api: Api) -> None:
    api.refuse("ListGroupsForUser", "AccessDenied")
    told = _ask(url)
    assert why(told) == [FORBIDDEN]
    assert _states(told)["suzuki"] is AccountState.DISABLED


@pytest.mark.parametrize(
    ("password", "keys", "state"),
    [(1, 0, AccountState.ACTIVE), (0, 1, AccountState.ACTIVE), (0, 0, AccountState.DISABLED)],
)
def test_the_root_user_is_told_with_its_ways_in(
    url: str, users: None, api: Api, password: int, keys: int, state: AccountState
) -> None:
    ways = {"AccountPasswordPresent": password, "AccountAccessKeysPresent": keys, "AccountMFAEnabled": 1}
    api.answers["GetAccountSummary"] = {"SummaryMap": ways}
    told = _ask(url)
    root = by_login(told)[ROOT]
    assert (root.id, root.kind, root.state, root.mfa) == (_ACCOUNT, AccountKind.BUILT_IN, state, True)
    assert len(root.credentials) == keys
    assert (ROOT_KEYS in told.notes) is bool(keys)
    assert removal(System("aws", "aws"), root, "account") == ""


def test_fewer_users_than_the_account_tells_of_are_no_whole_list(url: str, users: None, api: Api) -> None:
    api.answers["GetAccountSummary"] = {"SummaryMap": {"Users": 5}}
    told = _ask(url)
    assert why(told) == [FEWER_THAN_TOLD]
    assert told.reported_total == 5


def test_a_summary_that_may_not_be_looked_at_is_said(url: str, users: None, api: Api) -> None:
    api.refuse("GetAccountSummary", "AccessDenied")
    told = _ask(url)
    assert why(told) == [FORBIDDEN]
    assert ROOT not in by_login(told)


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("AccessDenied", 403, FORBIDDEN),
        ("SomethingNew", 403, FORBIDDEN),
        ("Throttling", 400, TOO_OFTEN),
        ("ServiceFailure", 500, FAILED),
        ("ExpiredToken", 403, REFUSED),
    ],
)
def test_a_list_of_users_that_fails_is_incomplete(
    url: str, users: None, api: Api, code: str, status: int, reason: str
) -> None:
    api.refuse("ListUsers", code, status)
    assert reason in why(_ask(url))


def test_an_answer_that_is_none_of_aws_is_cut_short(url: str, users: None, api: Api) -> None:
    api.answers["ListUsers"] = ResponseParserError("pw-hidden")
    told = _ask(url)
    assert CUT_SHORT in why(told)
    assert "hidden" not in repr(told)


def _pages(*answers: dict[str, Any]) -> Any:
    marks = {f"m{number}": answer for number, answer in enumerate(answers)}

    def answer(**args: str) -> dict[str, Any]:
        return marks[args.get("Marker", args.get("NextToken", "m0"))]

    return answer


def _user(number: int) -> dict[str, Any]:
    return {"UserName": f"u{number}", "UserId": f"AIDA{number}", "CreateDate": dt.datetime(2025, 4, 1, tzinfo=dt.UTC)}


def test_a_page_with_fewer_users_than_it_could_have_is_not_the_last(url: str, api: Api) -> None:
    api.answers["ListUsers"] = _pages(
        {"Users": [_user(0)], "IsTruncated": True, "Marker": "m1"},
        {"Users": [], "IsTruncated": True, "Marker": "m2"},
        {"Users": [_user(1)], "IsTruncated": False},
    )
    _no_ways(api)
    told = _ask(url)
    assert [one.login for one in told.accounts] == ["u0", "u1", ROOT]
    assert told.complete


@pytest.mark.parametrize(
    "second", [{"Users": [], "IsTruncated": True}, {"Users": [], "IsTruncated": True, "Marker": "m1"}]
)
def test_pages_that_go_nowhere_are_incomplete_and_what_was_read_is_kept(
    url: str, api: Api, second: dict[str, Any]
) -> None:
    api.answers["ListUsers"] = _pages({"Users": [_user(0)], "IsTruncated": True, "Marker": "m1"}, second)
    _no_ways(api)
    told = _ask(url)
    assert [one.login for one in told.accounts] == ["u0", ROOT]
    assert CUT_SHORT in why(told)


def _no_ways(api: Api) -> None:
    api.refuse("GetLoginProfile", "NoSuchEntity", 404)
    for operation, key in (
        ("ListAccessKeys", "AccessKeyMetadata"), ("ListSSHPublicKeys", "SSHPublicKeys"),
        ("ListSigningCertificates", "Certificates"), ("ListMFADevices", "MFADevices"), ("ListGroupsForUser", "Groups"),
    ):  # fmt: skip
        api.answers[operation] = {key: [], "IsTruncated": False}
    api.answers["GetAccountSummary"] = {"SummaryMap": {}}


def test_the_wrong_account_is_not_asked_for_its_users(url: str, users: None, api: Api) -> None:
    told = _ask(url, account="999999999999")
    assert WRONG_ACCOUNT in why(told)
    assert told.accounts == ()
    assert api.asked == ["GetCallerIdentity"]


def test_without_an_account_in_the_roster_nothing_is_asked(url: str, api: Api) -> None:
    assert NO_SCOPE in why(_ask(url, account=""))
    assert api.asked == []


def test_without_credentials_nothing_is_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert NO_CREDENTIALS in why(_ask(url))


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://127.0.0.1:1", UNREACHABLE), ("http://aws.example.jp", UNTRUSTED), ("https://", UNREACHABLE)],
)
def test_what_cannot_be_asked_is_incomplete_and_says_why(
    url: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws_session, "_TRIES", 1)
    told = _ask(url)
    assert reason in why(told)
    assert "hidden" not in repr(told)


def test_a_deadline_that_is_over_is_no_end_of_the_list(url: str, users: None, api: Api) -> None:
    assert TIMED_OUT in why(_ask(url, deadline=-1))


def _center(url: str, **scope: str) -> Inventory:
    return ask("identity-center", settings={"url": url}, scope={"identity_store": "d-1234567890", **scope})


def test_identity_center_tells_users_with_their_state(url: str, api: Api) -> None:
    api.answers["ListUsers"] = _pages(
        {"Users": [{"UserId": "1", "UserName": "sato", "UserStatus": "ENABLED", "Emails": [{"Value": "sato@example.jp"}]}],
         "NextToken": "m1"},
        {"Users": [{"UserId": "2", "UserName": "ito", "UserStatus": "DISABLED"}, {"UserId": "3", "UserName": "kato"}]},
    )  # fmt: skip
    told = _center(url, account=_ACCOUNT)
    assert told.complete
    assert (told.accounts[0].mail, told.pages) == ("sato@example.jp", 2)
    assert _states(told) == {
        "sato": AccountState.ACTIVE, "ito": AccountState.DISABLED, "kato": AccountState.UNKNOWN,
    }  # fmt: skip
    assert set(api.asked) == {"GetCallerIdentity", "ListUsers"}


def test_identity_center_without_any_state_is_incomplete(url: str, api: Api) -> None:
    api.answers["ListUsers"] = {"Users": [{"UserId": "1", "UserName": "sato"}]}
    assert why(_center(url)) == [NO_STATE]


def test_identity_center_of_another_account_is_not_asked(url: str, api: Api) -> None:
    assert WRONG_ACCOUNT in why(_center(url, account="999999999999"))


def test_identity_center_needs_its_store(url: str) -> None:
    assert NO_SCOPE in why(ask("identity-center", settings={"url": url}))


def test_a_real_client_lists_an_identity_store(url: str) -> None:
    client = boto3.client(
        "identitystore", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    client.create_user(
        IdentityStoreId="d-1234567890", UserName="sato", DisplayName="x", Name={"GivenName": "x", "FamilyName": "y"}
    )
    accounts: tuple[Account, ...] = _center(url).accounts
    assert [one.login for one in accounts] == ["sato"]
