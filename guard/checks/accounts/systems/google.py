"""Google Workspace through the Directory API: users of a customer, of all its domains unless the roster names one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, flag, moment, switch, word
from guard.checks.accounts.systems.inquiry import Inquiry, by_token, inquire
from guard.checks.accounts.systems.system import Access
from guard.messages import N_

ONE_DOMAIN: Final = N_(
    "one domain of Google Workspace was looked at: users of the customer's other domains are not in it"
)


def inventory(system: System, access: Access) -> Inventory:
    """The users of a customer (``scope: {customer}``, else the token's own), or of one ``domain`` of it."""
    return inquire(system, access, _read, url="https://admin.googleapis.com")


def _read(inquiry: Inquiry) -> list[Account]:
    scope = inquiry.system.scope
    params: dict[str, str | int] = {"projection": "basic", "maxResults": 500}
    if domain := scope.get("domain"):
        params["domain"] = domain
        inquiry.note(ONE_DOMAIN)
    else:
        params["customer"] = scope.get("customer") or "my_customer"
    accounts = Accounts()
    following = by_token(params, "nextPageToken", "pageToken")
    for one in inquiry.each("/admin/directory/v1/users", params, following, key="users"):
        accounts.put(_user(one))
    return list(accounts)


def _user(one: Mapping[str, Any]) -> Account:
    return Account(
        word(one.get("id")),
        word(one.get("primaryEmail")),
        AccountState.DISABLED if one.get("archived") is True else switch(one.get("suspended"), on=False),
        AccountKind.UNKNOWN,
        mail=word(one.get("primaryEmail")),
        created=moment(one.get("creationTime")),
        last_used=moment(one.get("lastLoginTime")),
        mfa=flag(one.get("isEnrolledIn2Sv")),
        folds=True,
    )
