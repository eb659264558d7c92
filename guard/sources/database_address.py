"""The URL of a database: which program speaks to it, and what of it may be shown."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from guard.errors import UsageError
from guard.messages import N_

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_FROM_ENVIRONMENT = "env:"
#: What a URL may begin with, and the SQLAlchemy name of the driver that is used then.
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite+pysqlite",
}
_MODULES = {"psycopg": "psycopg", "pymysql": "pymysql", "pysqlite": "sqlite3"}
NEEDS_EXTRA = N_("a database needs what `pip install 'sekisho[database]'` installs")
_NO_URL = N_("this is no URL of a database: write postgresql://, mysql://, mariadb:// or sqlite://, or env:NAME")
_NO_VARIABLE = N_("the environment variable that --database names is not set")


def address(text: str) -> URL:
    """The URL with the driver of the extra ``database``; ``env:NAME`` reads it from an environment variable.

    No message repeats the URL: what is wrong with it may be its password.
    """
    if text.startswith(_FROM_ENVIRONMENT):
        text = os.environ.get(text.removeprefix(_FROM_ENVIRONMENT), "").strip()
        if not text:
            raise UsageError(_NO_VARIABLE)
    try:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError:
        raise UsageError(NEEDS_EXTRA) from None
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is no number
        raise UsageError(_NO_URL) from None
    system, _, driver = url.drivername.partition("+")
    known = _DRIVERS.get(system)
    if known is None or driver not in {"", known.partition("+")[2]}:
        raise UsageError(_NO_URL)
    _require(known.partition("+")[2])
    return url.set(drivername=known)


def _require(driver: str) -> None:
    try:
        importlib.import_module(_MODULES[driver])
    except ImportError:
        raise UsageError(NEEDS_EXTRA) from None


def shown(url: URL) -> str:
    """The URL without user, password and query; of a file its name, so that no report tells where somebody works."""
    system = url.drivername.partition("+")[0]
    database = Path(url.database or "").name if system == "sqlite" else url.database
    bare = url.set(drivername=system, database=database, query={})._replace(username=None, password=None)
    return bare.render_as_string()


def without_secrets(url: URL, message: str) -> str:
    """The first line of a driver's message, in which the password can stand in no form that it has in the URL."""
    line = message.strip().partition("\n")[0]
    secrets = {str(url.password or ""), *_words(url.query.get("password")), *_words(url.query.get("passwd"))}
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        line = line.replace(secret, "•••")
    return line


def _words(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else value
