"""What the adapters of databases share: a read-only connection through SQLAlchemy, and reasons for what fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from guard.account import Account, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import (
    FORBIDDEN,
    NO_TOKEN,
    REFUSED,
    UNREACHABLE,
    UNTRUSTED,
    Access,
    TokenMissingError,
    token_variable,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOOPBACK: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_TIMEOUT: Final = 15


def answer(
    system: System,
    access: Access,
    accounts: Sequence[Account] = (),
    reasons: Sequence[Reason] = (),
    principal: str = "",
    queries: Sequence[str] = (),
    can_write: bool | None = None,
) -> Inventory:
    """An inventory of a database: one page, whole unless there is a reason."""
    return Inventory(
        system.id,
        system.adapter,
        tuple(accounts),
        complete=not reasons,
        reasons=tuple(reasons),
        principal=principal,
        scope=system.scope.get("host", ""),
        pages=0 if reasons and not accounts else 1,
        fetched_at=access.now(),
        can_write=can_write,
        endpoints=tuple(queries),
    )


def url_of(system: System, access: Access) -> str | Reason:
    """The URL of a database with its password: from the variable that the roster names, never from the roster."""
    variable = token_variable(system)
    try:
        url = access.secret(variable)
    except TokenMissingError as error:
        return Reason(NO_TOKEN, (("variable", error.variable),))
    parts = urlsplit(url)
    if (parts.hostname or "") not in _LOOPBACK and not _is_encrypted(url):
        return Reason(UNTRUSTED)
    return url


def _is_encrypted(url: str) -> bool:
    """Whether the URL asks for TLS, or goes through a socket of this machine."""
    query = urlsplit(url).query.lower()
    asks = ("sslmode=require", "sslmode=verify", "ssl_ca=", "ssl=true", "ssl_mode=", "host=/", "unix_socket=")
    return any(one in query for one in asks)


def connected(url: str, readonly: str) -> Connection:
    """An open connection whose transaction is read-only by ``readonly``; raises what the driver raises."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": _TIMEOUT})
    connection = engine.connect()
    connection.execute(text(readonly))
    return connection


def rows(connection: Connection, query: str) -> list[Any]:
    """All rows of a query."""
    from sqlalchemy import text

    return list(connection.execute(text(query)))


def why(error: Exception) -> Reason:
    """What an error of a driver comes to; its message is dropped, it can hold logins and addresses."""
    said = str(error).lower()
    if any(
        word in said
        for word in ("password authentication failed", "access denied for user", "no password supplied", "1045")
    ):
        return Reason(REFUSED)
    if any(word in said for word in ("permission denied", "command denied", "access denied", "1142", "1044")):
        return Reason(FORBIDDEN)
    if "ssl" in said or "certificate" in said:
        return Reason(UNTRUSTED)
    return Reason(UNREACHABLE)
