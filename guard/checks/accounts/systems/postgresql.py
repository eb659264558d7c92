"""PostgreSQL: roles that may log in. Any role may read ``pg_roles``; a password's expiry is no lock (BUG #8376)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.database import answer, connected, rows, url_of, why
from guard.checks.accounts.systems.system import Access

_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
#: Seconds of the epoch and no timestamp: ``infinity`` and the year 10000 are none that Python knows.
_ROLES: Final = (
    "SELECT oid::text, rolname, rolcanlogin, extract(epoch FROM rolvaliduntil)::float8 "
    "FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY oid"
)
_MEMBERS: Final = (
    "SELECT m.rolname, r.rolname FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.roleid "
    "JOIN pg_catalog.pg_roles m ON m.oid = a.member WHERE m.rolname !~ '^pg_' ORDER BY 1, 2"
)
_SELF: Final = (
    "SELECT current_user, (SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user)"
)
#: Roles that come with the server, and those of managed clouds.
_BUILT_IN: Final = frozenset(
    {
        "postgres",
        "rdsadmin",
        "rds_superuser",
        "rds_replication",
        "cloudsqladmin",
        "cloudsqlsuperuser",
        "azuresu",
        "azure_pg_admin",
    }
)


def inventory(system: System, access: Access) -> Inventory:
    """The roles of a server. ``NOLOGIN`` alone is off; ``VALID UNTIL`` in the past is a weak means, nothing more."""
    url = url_of(system, access, _DRIVERS)
    if isinstance(url, Reason):
        return answer(system, access, reasons=[url])
    readonly = ["SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = {int(access.deadline * 1000)}"]
    try:
        with connected(url, readonly, access.deadline, {}) as connection:
            principal, can_write = rows(connection, _SELF)[0]
            groups: defaultdict[str, list[str]] = defaultdict(list)
            for member, role in rows(connection, _MEMBERS):
                groups[member].append(role)
            accounts = [_account(row, groups[row[1]], access.now()) for row in rows(connection, _ROLES)]
    except ModuleNotFoundError:
        raise
    except Exception as error:
        return answer(system, access, reasons=[why(error)], queries=[_ROLES])
    return answer(
        system, access, accounts, principal=str(principal), queries=[_ROLES, _MEMBERS], can_write=bool(can_write)
    )


def _account(row: Any, groups: list[str], now: dt.datetime) -> Account:
    oid, name, can_login, until = row
    is_past = until is not None and until <= now.timestamp()
    return Account(
        str(oid),
        str(name),
        AccountState.ACTIVE if can_login else AccountState.DISABLED,
        AccountKind.BUILT_IN if name in _BUILT_IN else AccountKind.UNKNOWN,
        expires=_moment(until),
        weak=("valid-until",) if can_login and is_past else (),
        residues=tuple(Residue("role", role) for role in groups),
    )


def _moment(seconds: float | None) -> dt.datetime | None:
    """A moment of the epoch; ``None`` for infinity, and for years that Python does not know."""
    try:
        return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
