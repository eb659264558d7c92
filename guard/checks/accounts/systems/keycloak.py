"""Keycloak: users of a realm, and the service accounts of its clients, which the list of users leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, flag, moment, number, record, records, switch, word
from guard.checks.accounts.systems.http import Answer, Params
from guard.checks.accounts.systems.inquiry import Inquiry, inquire, segment
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import CUT_SHORT, FEWER_THAN_TOLD, Access
from guard.messages import N_

NO_CLIENTS: Final = N_("service accounts of clients were not looked at: the token may not view clients")
_PAGE: Final = 100


def inventory(system: System, access: Access) -> Inventory:
    """The users of a realm (``scope: {realm}``); ``url`` is the server's, with ``/auth`` where it has that."""
    return inquire(system, access, _read, needs=["realm"])


def _read(inquiry: Inquiry) -> list[Account]:
    realm = f"/admin/realms/{segment(inquiry.system.scope['realm'])}"
    accounts = Accounts()
    for one in inquiry.each(f"{realm}/users", *_paged({"briefRepresentation": "true"})):
        accounts.put(_user(one))
    users = len(accounts)
    try:
        total = number(inquiry.get(f"{realm}/users/count").body)
    except Refusal as refusal:
        inquiry.refused(refusal, f"{realm}/users/count")
    else:
        inquiry.total = total
        if total is None or users < total:  # service accounts are not in the count, and must not fill it up
            inquiry.doubt(CUT_SHORT if total is None else FEWER_THAN_TOLD)
    _service_accounts(inquiry, realm, accounts)
    return list(accounts)


def _paged(params: Params) -> tuple[Params, Any]:
    """The parameters of the first page, and how to come to the next: a page that is not full is the last."""
    first: dict[str, str | int] = {**params, "first": 0, "max": _PAGE}

    def following(answer: Answer) -> Params | None:
        if len(records(answer.body)) < _PAGE:
            return None
        first["first"] = int(first["first"]) + _PAGE
        return dict(first)

    return dict(first), following


def _service_accounts(inquiry: Inquiry, realm: str, accounts: Accounts) -> None:
    for client in inquiry.each(f"{realm}/clients", *_paged({}), hidden=NO_CLIENTS):
        if client.get("serviceAccountsEnabled") is not True:
            continue
        path = f"{realm}/clients/{segment(word(client.get('id')))}/service-account-user"
        shown = f"{realm}/clients/{{id}}/service-account-user"
        try:
            accounts.put(_user(record(inquiry.get(path, shown=shown).body)))
        except Refusal as refusal:
            inquiry.refused(refusal, shown)


def _user(one: Mapping[str, Any]) -> Account:
    login = word(one.get("username"))
    return Account(
        word(one.get("id")),
        login,
        switch(one.get("enabled")),
        AccountKind.SERVICE if login.startswith("service-account-") else AccountKind.HUMAN,
        mail=word(one.get("email")),
        created=moment(one.get("createdTimestamp")),
        mfa=flag(one.get("totp")),
        folds=True,
    )
