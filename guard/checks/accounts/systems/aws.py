"""AWS IAM: users, each of the ways in that a user can have, the groups that give them rights, and the root user.

Not the credential report: it is up to four hours old, and it knows neither service-specific credentials nor more than
two keys. A user is off only when every way in was looked at, and none is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.aws_session import Calls, refused
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import FEWER_THAN_TOLD, NOT_FOUND, Access
from guard.messages import N_

ROOT_KEYS: Final = N_(
    "the root user of the AWS account has access keys: they open everything, and AWS advises to have none"
)
ROOT: Final = "<root_account>"
_AT_ONCE: Final = 8
_OFF: Final = frozenset({"Inactive", "Expired"})
#: Ways in beside password and access keys: operation, field of the answer, kind, field of the id.
_LISTS: Final = (
    ("list_ssh_public_keys", "SSHPublicKeys", "ssh-key", "SSHPublicKeyId"),
    ("list_service_specific_credentials", "ServiceSpecificCredentials", "app-password", "ServiceSpecificCredentialId"),
    ("list_signing_certificates", "Certificates", "certificate", "CertificateId"),
)
_Told = TypeVar("_Told")


def inventory(system: System, access: Access) -> Inventory:
    """The users of the account that ``scope`` names, with the credentials of the environment."""
    try:
        calls = Calls(system, access)
        calls.prove_account(required=True)
        calls.client("iam")
    except Refusal as refusal:
        return refused(system, access, refusal.reason)
    users: list[Mapping[str, Any]] = []
    try:
        users.extend(calls.each("iam", "list_users", "Users"))
    except Refusal as refusal:
        calls.reasons[refusal.reason] = None
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        accounts = list(pool.map(lambda user: _account(calls, user), users))
    summary = _asked(calls, lambda: calls.ask("iam", "get_account_summary").get("SummaryMap") or {})
    if summary is None:
        return calls.inventory(accounts)
    calls.total = summary.get("Users")
    if len(users) < (calls.total or 0):
        calls.reasons[Reason(FEWER_THAN_TOLD)] = None
    return calls.inventory([*accounts, _root(calls, summary)])


def _root(calls: Calls, summary: Mapping[str, int]) -> Account:
    """The root user, which no list has, under the name that AWS gives it in its reports."""
    ways = [summary.get(name) for name in ("AccountPasswordPresent", "AccountAccessKeysPresent")]
    keys = bool(ways[1])
    if keys:
        calls.notes[ROOT_KEYS] = None
    return Account(
        calls.account,
        ROOT,
        _state(None if way is None else bool(way) for way in ways),
        AccountKind.BUILT_IN,
        mfa=None if (told := summary.get("AccountMFAEnabled")) is None else bool(told),
        credentials=(Credential("access-key", "root", True, where=calls.account),) if keys else (),
    )


def _account(calls: Calls, user: Mapping[str, Any]) -> Account:
    name = str(user.get("UserName", ""))
    password = _asked(calls, partial(_has_password, calls, name))
    listed = [
        _asked(calls, partial(_access_keys, calls, name)),
        *(_asked(calls, partial(_listed, calls, name, *one)) for one in _LISTS),
    ]
    factors = _asked(calls, lambda: list(calls.each("iam", "list_mfa_devices", "MFADevices", UserName=name)))
    groups = _asked(calls, lambda: list(calls.each("iam", "list_groups_for_user", "Groups", UserName=name)))
    credentials = tuple(one for some in listed for one in some or ())
    ways = [password, *(None if some is None else any(one.active for one in some) for some in listed)]
    return Account(
        str(user.get("UserId", "")),
        name,
        _state(ways),
        created=_moment(user.get("CreateDate")),
        last_used=_moment(user.get("PasswordLastUsed")),
        mfa=bool(factors) if password and factors is not None else None,
        credentials=credentials,
        residues=tuple(Residue("group", str(one.get("GroupName", ""))) for one in groups or ()),
        folds=True,
    )


def _state(ways: Iterable[bool | None]) -> AccountState:
    """Active with one way in; off only where each of them was seen, and none is open."""
    told = list(ways)
    if any(told):
        return AccountState.ACTIVE
    return AccountState.UNKNOWN if None in told else AccountState.DISABLED


def _asked(calls: Calls, question: Callable[[], _Told]) -> _Told | None:
    """The answer, or ``None`` and a reason why the list is not whole."""
    try:
        return question()
    except Refusal as refusal:
        calls.reasons[refusal.reason] = None
        return None


def _has_password(calls: Calls, name: str) -> bool:
    """Whether a user can log in to the console; AWS answers "no such entity" for a user without a password."""
    try:
        calls.ask("iam", "get_login_profile", UserName=name)
    except Refusal as refusal:
        if refusal.reason.message == NOT_FOUND:
            return False
        raise
    return True


def _access_keys(calls: Calls, name: str) -> list[Credential]:
    """The access keys of a user, each with its last use."""
    return [
        Credential(
            "access-key",
            key_id := str(key.get("AccessKeyId", "")),
            key.get("Status") not in _OFF,
            _moment(key.get("CreateDate")),
            _asked(calls, partial(_last_used, calls, key_id)),
        )
        for key in calls.each("iam", "list_access_keys", "AccessKeyMetadata", UserName=name)
    ]


def _last_used(calls: Calls, key_id: str) -> dt.datetime | None:
    told = calls.ask("iam", "get_access_key_last_used", AccessKeyId=key_id).get("AccessKeyLastUsed") or {}
    return _moment(told.get("LastUsedDate"))


def _listed(calls: Calls, name: str, operation: str, key: str, kind: str, id_field: str) -> list[Credential]:
    return [
        Credential(
            kind,
            str(one.get(id_field, "")),
            one.get("Status") not in _OFF,
            _moment(one.get("UploadDate") or one.get("CreateDate")),
            where=str(one.get("ServiceName", "")),
        )
        for one in calls.each("iam", operation, key, UserName=name)
    ]


def _moment(value: object) -> dt.datetime | None:
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else None
