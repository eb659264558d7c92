"""AWS IAM Identity Center: the users of an identity store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.aws_session import Calls, refused
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import NO_SCOPE, Access
from guard.messages import N_

NO_STATE: Final = N_("the system does not tell of any account whether it is active: the token may not read it")
_STATES: Final = {"ENABLED": AccountState.ACTIVE, "DISABLED": AccountState.DISABLED}


def inventory(system: System, access: Access) -> Inventory:
    """The users of the identity store that ``scope`` names (``identity_store``)."""
    store = system.scope.get("identity_store", "")
    if not store:
        return refused(system, access, Reason(NO_SCOPE, (("key", "identity_store"),)))
    try:
        calls = Calls(system, access)
        calls.prove_account(required=False)
    except Refusal as refusal:
        return refused(system, access, refusal.reason)
    accounts: list[Account] = []
    try:
        accounts.extend(
            _account(one) for one in calls.each("identitystore", "list_users", "Users", IdentityStoreId=store)
        )
    except Refusal as refusal:
        calls.reasons[refusal.reason] = None
    if accounts and all(one.state is AccountState.UNKNOWN for one in accounts):
        calls.reasons[Reason(NO_STATE)] = None
    return calls.inventory(accounts)


def _account(user: Mapping[str, Any]) -> Account:
    mails = [one for one in user.get("Emails") or () if isinstance(one, dict)]
    first = next((one for one in mails if one.get("Primary")), mails[0] if mails else {})
    created = user.get("CreatedAt")
    return Account(
        str(user.get("UserId", "")),
        str(user.get("UserName", "")),
        _STATES.get(str(user.get("UserStatus", "")), AccountState.UNKNOWN),
        AccountKind.UNKNOWN,
        str(first.get("Value", "")),
        created=created.astimezone(dt.UTC) if isinstance(created, dt.datetime) else None,
        folds=True,
    )
