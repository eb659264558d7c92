"""Okta: users of an organization. The list leaves out those who were deactivated, and does not say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, moment, record, word
from guard.checks.accounts.systems.inquiry import Inquiry, by_link, inquire, segment
from guard.checks.accounts.systems.system import Access
from guard.messages import N_

NOT_LISTED: Final = N_("Okta leaves deactivated users out of its list: who is not there is switched off, or never was")
#: A user who is locked out or whose password has expired gets in again alone; one who was never activated may yet be.
_STATES: Final = {
    "ACTIVE": AccountState.ACTIVE,
    "DEPROVISIONED": AccountState.DISABLED,
    "LOCKED_OUT": AccountState.ACTIVE,
    "PASSWORD_EXPIRED": AccountState.ACTIVE,
    "PROVISIONED": AccountState.ACTIVE,
    "RECOVERY": AccountState.ACTIVE,
    "SUSPENDED": AccountState.DISABLED,
}


def inventory(system: System, access: Access) -> Inventory:
    """The users of an organization, or of a group of it (``scope: {group}``, its id)."""
    return inquire(system, access, _read, scheme=_scheme)


def _scheme(token: str) -> str:
    """Tokens of OAuth are JSON Web Tokens of three parts; Okta's own have a scheme of its own."""
    return "Bearer" if token.count(".") == 2 else "SSWS"


def _read(inquiry: Inquiry) -> list[Account]:
    group = inquiry.system.scope.get("group")
    path = f"/api/v1/groups/{segment(group)}/users" if group else "/api/v1/users"
    accounts = Accounts()
    for one in inquiry.each(path, {"limit": 200}, by_link):
        accounts.put(_user(one))
    if not group:
        inquiry.note(NOT_LISTED)
    return list(accounts)


def _user(one: Mapping[str, Any]) -> Account:
    profile = record(one.get("profile"))
    return Account(
        word(one.get("id")),
        word(profile.get("login")),
        _STATES.get(word(one.get("status")), AccountState.UNKNOWN),
        AccountKind.UNKNOWN,
        mail=word(profile.get("email")),
        created=moment(one.get("created")),
        last_used=moment(one.get("lastLogin")),
        secret_changed=moment(one.get("passwordChanged")),
        folds=True,
    )
