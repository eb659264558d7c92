"""What the adapters of databases share: a read-only connection through SQLAlchemy, and reasons for what fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from guard.account import Account, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import (
    FORBIDDEN,
    NO_TOKEN,
    REFUSED,
    TIMED_OUT,
    UNREACHABLE,
    UNTRUSTED,
    Access,
    TokenMissingError,
    token_variable,
)
from guard.messages import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine import URL

BAD_URL: Final = N_("what {variable} holds is no URL of this kind of database")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_VERIFIED: Final = frozenset({"require", "verify-ca", "verify-full"})
_CONNECT_SECONDS: Final = 15
_REFUSED: Final = frozenset({"1045", "1698", "28P01", "28000"})
_FORBIDDEN: Final = frozenset({"1044", "1142", "1143", "1227", "42501"})
_TOO_SLOW: Final = frozenset({"57014", "1969", "3024"})
#: What libpq says before there is a session, and so without a code.
_REFUSALS: Final = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "not permitted to log in",
)


def answer(
    system: System,
    access: Access,
    accounts: Sequence[Account] = (),
    reasons: Sequence[Reason] = (),
    principal: str = "",
    queries: Sequence[str] = (),
    can_write: bool | None = None,
    notes: Sequence[str] = (),
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
        notes=tuple(notes),
    )


def url_of(system: System, access: Access, drivers: Mapping[str, str]) -> URL | Reason:
    """The URL of a database with its password: from the variable that the roster names, never from the roster.

    ``drivers`` are the schemes that the adapter takes, each with SQLAlchemy's name of its driver.
    """
    variable = token_variable(system)
    try:
        told = access.secret(variable).strip()
    except TokenMissingError as error:
        return Reason(NO_TOKEN, (("variable", error.variable),))
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(told)
    except (ArgumentError, ValueError):  # a port that is no number
        return Reason(BAD_URL, (("variable", variable),))
    driver = drivers.get(url.drivername.partition("+")[0])
    if driver is None:
        return Reason(BAD_URL, (("variable", variable),))
    return url.set(drivername=driver) if _is_private(url) else Reason(UNTRUSTED)


def _is_private(url: URL) -> bool:
    """Whether nobody on the way can listen: TLS is demanded, or the server is on this machine."""
    told = {key: value if isinstance(value, str) else "" for key, value in url.query.items()}
    if told.get("sslmode", "") in _VERIFIED or told.get("ssl_ca") or told.get("ssl_capath"):
        return True
    host = told.get("host") or url.host or ""
    return bool(not host or host.startswith("/") or host in _LOOPBACK or "unix_socket" in told)


def connected(url: URL, readonly: Sequence[str], seconds: float, arguments: Mapping[str, Any]) -> Connection:
    """An open connection whose transaction is read-only by the statements ``readonly``; raises what the driver raises."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": max(2, min(_CONNECT_SECONDS, int(seconds))), **arguments},
    )
    connection = engine.connect()
    for statement in readonly:
        connection.execute(text(statement))
    return connection


def rows(connection: Connection, query: str) -> list[Any]:
    """All rows of a query."""
    from sqlalchemy import text

    return list(connection.execute(text(query)))


def why(error: Exception) -> Reason:
    """What an error of a driver comes to; its message is dropped, it can hold logins and addresses."""
    driver = getattr(error, "orig", None) or error
    codes = {str(getattr(driver, "sqlstate", "")), *(str(one) for one in getattr(driver, "args", ())[:1])}
    said = str(driver).lower()
    if codes & _REFUSED or any(word in said for word in _REFUSALS):
        return Reason(REFUSED)
    if codes & _FORBIDDEN:
        return Reason(FORBIDDEN)
    if codes & _TOO_SLOW or "timeout expired" in said or "timed out" in said:
        return Reason(TIMED_OUT)
    if "ssl" in said or "certificate" in said:
        return Reason(UNTRUSTED)
    return Reason(UNREACHABLE)
