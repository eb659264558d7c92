"""MariaDB and MySQL: accounts are pairs of a user and a host; whether one is locked stands in a table of its own.

Never ``information_schema.user_privileges``: without the right to see more it answers with the own row alone, and no error.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.database import answer, connected, rows, url_of, why
from guard.checks.accounts.systems.system import FORBIDDEN, Access
from guard.messages import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_ROLES: Final = N_("roles were not looked at: the table of them is not open to this user")
_DRIVERS: Final = {"mariadb": "mysql+pymysql", "mysql": "mysql+pymysql"}
_MARIADB: Final = (
    "SELECT user, host, json_value(priv, '$.account_locked'), json_value(priv, '$.is_role'), "
    "json_value(priv, '$.password_last_changed') FROM mysql.global_priv ORDER BY user, host"
)
_MYSQL: Final = "SELECT user, host, account_locked, 'false', UNIX_TIMESTAMP(password_last_changed) FROM mysql.user ORDER BY user, host"
_MARIADB_ROLES: Final = "SELECT user, host, role FROM mysql.roles_mapping ORDER BY user, host, role"
_MYSQL_ROLES: Final = "SELECT to_user, to_host, from_user FROM mysql.role_edges ORDER BY to_user, to_host, from_user"
_SELF: Final = "SELECT CURRENT_USER(), VERSION()"
_BUILT_IN: Final = frozenset(
    {"mariadb.sys", "mysql.sys", "mysql.session", "mysql.infoschema", "rdsadmin", "debian-sys-maint"}
)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def inventory(system: System, access: Access) -> Inventory:
    """The accounts of a server; an account without a name is anybody's."""
    url = url_of(system, access, _DRIVERS)
    if isinstance(url, Reason):
        return answer(system, access, reasons=[url])
    queries: list[str] = []
    notes: list[str] = []
    seconds = max(2, int(access.deadline))
    arguments = {"read_timeout": seconds, "write_timeout": seconds}
    try:
        with connected(url, ["START TRANSACTION READ ONLY"], access.deadline, arguments) as connection:
            principal, version = (_text(cell) for cell in rows(connection, _SELF)[0])
            is_mariadb = "mariadb" in version.lower()
            queries += (_MARIADB, _MARIADB_ROLES) if is_mariadb else (_MYSQL, _MYSQL_ROLES)
            told = rows(connection, queries[0])
            roles = _roles(connection, queries[1], notes)
    except ModuleNotFoundError:
        raise
    except Exception as error:
        return answer(system, access, reasons=[why(error)], queries=queries)
    accounts = [_account(row, roles) for row in told]
    return answer(system, access, accounts, principal=principal, queries=queries, notes=notes)


def _roles(connection: Connection, query: str, notes: list[str]) -> dict[str, list[str]]:
    """The roles of each account; to see them is a right of its own, and without it a note."""
    from sqlalchemy.exc import SQLAlchemyError

    found: defaultdict[str, list[str]] = defaultdict(list)
    try:
        for row in rows(connection, query):
            user, host, role = (_text(cell) for cell in row)
            found[f"{user}@{host}"].append(role)
    except SQLAlchemyError as error:
        if why(error).message != FORBIDDEN:
            raise
        notes.append(NO_ROLES)
    return found


def _account(row: Any, roles: Mapping[str, list[str]]) -> Account:
    user, host, locked, is_role, changed = (_text(cell) for cell in row)
    is_off = locked.lower() in {"1", "true", "y"} or is_role.lower() in {"1", "true"}
    is_built_in = user in _BUILT_IN or (user in {"root", "mysql"} and host in _LOCAL)
    return Account(
        f"{user}@{host}",
        f"{user}@{host}",
        AccountState.DISABLED if is_off else AccountState.ACTIVE,
        AccountKind.BUILT_IN if is_built_in else AccountKind.UNKNOWN,
        secret_changed=_moment(changed),
        residues=tuple(Residue("role", role) for role in roles.get(f"{user}@{host}", ())),
        shared_by=1 if user or is_off else 2,
    )


def _text(cell: object) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else "" if cell is None else str(cell)


def _moment(seconds: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(float(seconds), dt.UTC) if seconds and float(seconds) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
