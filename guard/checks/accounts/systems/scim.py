"""SCIM 2.0 (RFC 7643, 7644): users of any directory that speaks it.

The order of pages is not stable on real servers, so a page can repeat what another had: only as many distinct ids as
``totalResults`` tells prove a whole list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, moment, number, record, records, switch, word
from guard.checks.accounts.systems.http import Answer, Params
from guard.checks.accounts.systems.inquiry import Inquiry, inquire
from guard.checks.accounts.systems.system import CUT_SHORT, Access

_ATTRIBUTES: Final = "id,externalId,userName,active,emails,meta"
_FIRST: Final[Params] = {"count": 100, "attributes": _ATTRIBUTES, "startIndex": 1}


def inventory(system: System, access: Access) -> Inventory:
    """The users of a directory; ``url`` is the address before ``/Users``."""
    return inquire(system, access, _read, headers={"accept": "application/scim+json, application/json"})


def _read(inquiry: Inquiry) -> list[Account]:
    accounts = Accounts()
    came = 0

    def following(answer: Answer) -> Params | None:
        inquiry.total = number(record(answer.body).get("totalResults"))
        got = len(records(record(answer.body).get("Resources")))
        if inquiry.total is None or not got or came >= inquiry.total:
            return None
        return {**_FIRST, "startIndex": came + 1}

    for one in inquiry.each("/Users", _FIRST, following, key="Resources"):
        came += 1
        accounts.put(_user(one))
    if came and inquiry.total is None:
        inquiry.doubt(CUT_SHORT)
    return list(accounts)


def _user(one: Mapping[str, Any]) -> Account:
    mails = records(one.get("emails"))
    first = next((mail for mail in mails if mail.get("primary") is True), mails[0] if mails else {})
    meta = record(one.get("meta"))
    return Account(
        word(one.get("id")) or word(one.get("externalId")),
        word(one.get("userName")),
        switch(one.get("active")),
        AccountKind.UNKNOWN,
        mail=word(first.get("value")),
        created=moment(meta.get("created")),
        folds=True,
    )
