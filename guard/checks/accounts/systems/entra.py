"""Microsoft Entra ID through Graph: users and guests.

``accountEnabled`` is not among the properties that Graph gives unasked, and a token with the right to basic profiles
alone gets it as null: without it nobody is known to be switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, moment, number, record, switch, word
from guard.checks.accounts.systems.http import Answer, Params
from guard.checks.accounts.systems.inquiry import Inquiry, by_field, inquire, segment
from guard.checks.accounts.systems.system import Access

_FIELDS: Final = (
    "id,userPrincipalName,mail,accountEnabled,userType,externalUserState,createdDateTime,lastPasswordChangeDateTime"
)
_PARAMS: Final[Params] = {"$select": _FIELDS, "$top": 999, "$count": "true"}


def inventory(system: System, access: Access) -> Inventory:
    """The users of a tenant, or those of a group and the groups in it (``scope: {group}``, its id)."""
    headers = {"consistencylevel": "eventual"}  # Graph counts for those alone who say that they know this
    return inquire(system, access, _read, url="https://graph.microsoft.com", headers=headers)


def _read(inquiry: Inquiry) -> list[Account]:
    group = inquiry.system.scope.get("group")
    path = f"/v1.0/groups/{segment(group)}/transitiveMembers/microsoft.graph.user" if group else "/v1.0/users"
    accounts = Accounts()

    def following(answer: Answer) -> str | Params | None:
        total = number(record(answer.body).get("@odata.count"))
        inquiry.total = inquiry.total if total is None else total
        return by_field("@odata.nextLink")(answer)

    for one in inquiry.each(path, _PARAMS, following, key="value"):
        accounts.put(_user(one))
    return list(accounts)


def _user(one: Mapping[str, Any]) -> Account:
    is_guest = one.get("userType") == "Guest"
    return Account(
        word(one.get("id")),
        word(one.get("userPrincipalName")),
        switch(one.get("accountEnabled")),
        AccountKind.UNKNOWN,
        mail=word(one.get("mail")),
        created=moment(one.get("createdDateTime")),
        secret_changed=moment(one.get("lastPasswordChangeDateTime")),
        is_invitation=is_guest and one.get("externalUserState") == "PendingAcceptance",
        folds=True,
    )
