"""Directories that speak LDAP: OpenLDAP, 389-DS, FreeIPA, Active Directory, Samba.

A directory answers "success" with no entry where a rule of it hides them, and ldap3 says nothing of a limit that cut a
list short: the result code of every page is looked at here, and an empty list is never a whole one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from guard.account import Account, AccountState, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.ldap_entry import ATTRIBUTES, account_of
from guard.checks.accounts.systems.ldap_line import REFERRAL, bound, reason_of, reason_of_code
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import CUT_SHORT, PAGE_FAILED, SIZE_LIMIT, TIMED_OUT, Access
from guard.messages import N_

NO_BASE: Final = N_("the roster does not say where in the directory the accounts are (base_dn)")
NO_FLAVOUR: Final = N_("the roster names a kind of directory that there is not (flavour)")
BAD_FILTER: Final = N_("the filter of the roster cannot be read")
NO_STATE: Final = N_("the system does not tell of any account whether it is active: the token may not read it")
NO_ID: Final = N_("the directory shows no identifier (entryUUID, objectGUID) of some accounts: it hides attributes")

_PEOPLE: Final = (
    "(|(objectClass=person)(objectClass=posixAccount)(objectClass=account)(objectClass=simpleSecurityObject))"
)
_DOMAIN: Final = (
    "(|(&(objectCategory=person)(objectClass=user))(objectClass=msDS-ManagedServiceAccount)"
    "(objectClass=msDS-GroupManagedServiceAccount))"
)
_FILTERS: Final = {
    "openldap": _PEOPLE,
    "389-ds": _PEOPLE,
    "freeipa": _PEOPLE,
    "active-directory": _DOMAIN,
    "samba": _DOMAIN,
}
_DOMAIN_CAPABILITY: Final = b"1.2.840.113556.1.4.800"
_PAGED: Final = "1.2.840.113556.1.4.319"
_PAGE: Final = 200
_MAX_PAGES: Final = 10_000
#: Parts of a domain that hold no accounts, and to which each search of the whole domain is referred.
_NO_ACCOUNTS: Final = ("/cn=configuration,", "/dc=domaindnszones,", "/dc=forestdnszones,")
_SUCCESS: Final = 0


class _Reading:
    """What was read so far, and every reason why it is not all."""

    def __init__(self, system: System, access: Access) -> None:
        self.system = system
        self.access = access
        self.until = time.monotonic() + access.deadline
        self.accounts: dict[str, Account] = {}
        self.reasons: dict[Reason, None] = {}
        self.pages = 0
        self.base = ""
        self.filter = ""

    def inventory(self) -> Inventory:
        """All of it, and whether it is all."""
        accounts = tuple(self.accounts.values())
        if accounts and all(one.state is AccountState.UNKNOWN for one in accounts):
            self.reasons[Reason(NO_STATE)] = None
        if not all(one.id for one in accounts):
            self.reasons[Reason(NO_ID)] = None
        return Inventory(
            self.system.id,
            self.system.adapter,
            accounts,
            complete=not self.reasons,
            reasons=tuple(self.reasons),
            principal=self.system.settings.get("bind_dn", "") or "anonymous",
            scope=self.base,
            pages=self.pages,
            fetched_at=self.access.now(),
            endpoints=(self.filter,) if self.filter else (),
        )


def inventory(system: System, access: Access) -> Inventory:
    """The accounts below ``base_dn`` of a directory, as ``bind_dn`` sees them; its password is the system's token."""
    from ldap3.core.exceptions import LDAPException, LDAPInvalidFilterError

    reading = _Reading(system, access)
    try:
        connection = bound(system, access)
        try:
            _read(connection, reading)
        finally:
            with suppress(LDAPException, OSError):
                connection.unbind()
    except Refusal as refusal:
        reading.reasons[refusal.reason] = None
    except LDAPInvalidFilterError:
        reading.reasons[Reason(BAD_FILTER)] = None
    except (LDAPException, OSError) as error:
        reading.reasons[reason_of(error)] = None
    if reading.reasons and reading.pages:
        reading.reasons[Reason(PAGE_FAILED)] = None
    return reading.inventory()


def _read(connection: Any, reading: _Reading) -> None:
    """Page after page, until the server gives no cookie for another."""
    settings = reading.system.settings
    root = _root(connection)
    flavour = settings.get("flavour", "").lower() or _flavour(root)
    if flavour not in _FILTERS:
        raise Refusal(Reason(NO_FLAVOUR))
    reading.base = settings.get("base_dn", "") or reading.system.scope.get("base_dn", "") or _only_base(root)
    reading.filter = settings.get("filter", "") or _FILTERS[flavour]
    cookie: bytes | None = None
    for _page in range(_MAX_PAGES):
        left = int(reading.until - time.monotonic())
        if left < 1:
            raise Refusal(Reason(TIMED_OUT))
        connection.search(
            reading.base,
            reading.filter,
            attributes=list(ATTRIBUTES),
            time_limit=left,
            paged_size=_PAGE,
            paged_cookie=cookie,
            paged_criticality=True,
        )
        _take(connection.response or (), reading)
        code = connection.result["result"]
        if code != _SUCCESS:  # ldap3 raises for none of the limits, whatever it is told
            raise Refusal(reason_of_code(code))
        reading.pages += 1
        cookie = _cookie(connection.result)
        if not cookie:
            return
    raise Refusal(Reason(SIZE_LIMIT))


def _take(response: Sequence[Mapping[str, Any]], reading: _Reading) -> None:
    now = reading.access.now()
    for one in response:
        if one.get("type") == "searchResRef":
            if any(is_elsewhere(uri) for uri in one.get("uri", ())):
                reading.reasons[Reason(REFERRAL)] = None
            continue
        entry = _entry(one)
        if entry is None:
            reading.reasons[Reason(CUT_SHORT)] = None
        else:
            account = account_of(entry, now)
            reading.accounts[account.id or str(one.get("dn"))] = account


def is_elsewhere(uri: str) -> bool:
    """Whether a referral may hide accounts: it does not where it points to a domain's own settings."""
    return not any(part in f"{uri},".lower() for part in _NO_ACCOUNTS)


def _entry(one: Mapping[str, Any]) -> dict[str, list[bytes]] | None:
    """Attributes by name in lower case, without options (``;binary``)."""
    told = one.get("raw_attributes")
    if one.get("type") != "searchResEntry" or told is None:
        return None
    return {str(name).lower().partition(";")[0]: list(values) for name, values in told.items() if values}


def _cookie(result: Mapping[str, Any]) -> bytes | None:
    """What asks for the next page; a server that answers without paging has given everything."""
    control = (result.get("controls") or {}).get(_PAGED) or {}
    return (control.get("value") or {}).get("cookie") or None


def _root(connection: Any) -> dict[str, list[bytes]]:
    """What the server says of itself; nothing where it hides that, too."""
    wanted = ["objectClass", "vendorName", "supportedCapabilities", "namingContexts", "defaultNamingContext"]
    connection.search("", "(objectClass=*)", search_scope="BASE", attributes=wanted)
    told = [_entry(one) for one in connection.response or ()]
    return next((one for one in told if one is not None), {})


def _flavour(root: Mapping[str, Sequence[bytes]]) -> str:
    if _DOMAIN_CAPABILITY in root.get("supportedcapabilities", ()):
        return "active-directory"
    return "389-ds" if any(b"389" in one for one in root.get("vendorname", ())) else "openldap"


def _only_base(root: Mapping[str, Sequence[bytes]]) -> str:
    """The base of a directory that has only one."""
    bases = root.get("defaultnamingcontext", ()) or root.get("namingcontexts", ())
    if len(bases) != 1:
        raise Refusal(Reason(NO_BASE))
    return bases[0].decode("utf-8", "replace")
