"""MariaDB and MySQL: accounts are pairs of a user and a host; whether one is locked stands in a table of its own.

Never ``information_schema.user_privileges``: without the right to see more it answers with the own row alone, and no error.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.database import answer, connected, rows, url_of, why
from guard.checks.accounts.systems.system import Access

_MARIADB: Final = (
    "SELECT user, host, json_value(priv, '$.account_locked'), json_value(priv, '$.is_role'), "
    "json_value(priv, '$.password_last_changed') FROM mysql.global_priv ORDER BY user, host"
)
_MYSQL: Final = "SELECT user, host, account_locked, 'false', UNIX_TIMESTAMP(password_last_changed) FROM mysql.user ORDER BY user, host"
_SELF: Final = "SELECT CURRENT_USER(), VERSION()"
_BUILT_IN: Final = frozenset(
    {"mariadb.sys", "mysql.sys", "mysql.session", "mysql.infoschema", "rdsadmin", "debian-sys-maint"}
)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def inventory(system: System, access: Access) -> Inventory:
    """The accounts of a server; an account without a name is anybody's."""
    url = url_of(system, access)
    if not isinstance(url, str):
        return answer(system, access, reasons=[url])
    driver = url.split("://", 1)
    query = _MARIADB
    try:
        with connected(f"mysql+pymysql://{driver[-1]}", "START TRANSACTION READ ONLY") as connection:
            principal, version = rows(connection, _SELF)[0]
            query = _MARIADB if "mariadb" in str(version).lower() else _MYSQL
            accounts = [_account(row) for row in rows(connection, query) if f"{row[0]}@{row[1]}" != principal]
    except ModuleNotFoundError:
        raise
    except Exception as error:
        return answer(system, access, reasons=[why(error)], queries=[query])
    return answer(system, access, accounts, principal=str(principal), queries=[query])


def _account(row: Any) -> Account:
    user, host, locked, is_role, changed = (_text(cell) for cell in row)
    is_off = locked.lower() in {"1", "true", "y"} or is_role.lower() in {"1", "true"}
    is_built_in = user in _BUILT_IN or (user in {"root", "mysql"} and host in _LOCAL)
    return Account(
        f"{user}@{host}",
        f"{user}@{host}",
        AccountState.DISABLED if is_off else AccountState.ACTIVE,
        AccountKind.BUILT_IN if is_built_in else AccountKind.UNKNOWN,
        secret_changed=_moment(changed),
        shared_by=1 if user else 2,
    )


def _text(cell: object) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else "" if cell is None else str(cell)


def _moment(seconds: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(float(seconds), dt.UTC) if seconds and float(seconds) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
