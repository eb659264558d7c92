"""Fields of what a system answered, in the types that they ought to have: a system may answer anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guard.account import Account, AccountState


class Accounts:
    """Accounts as they come in: one that comes twice, from two lists or two pages, is one, with the ways in of both."""

    def __init__(self) -> None:
        self._by_key: dict[str, Account] = {}
        self._keys: dict[str, str] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def put(self, account: Account, key: str = "") -> None:
        """Add an account under its id, or under another key where it has none."""
        key = key or account.id or account.login
        known = self._by_key.get(key)
        if known is not None:
            account = replace(
                known,
                state=max(known.state, account.state, key=_OPENNESS.index),
                last_used=max(filter(None, (known.last_used, account.last_used)), default=None),
                credentials=tuple(dict.fromkeys((*known.credentials, *account.credentials))),
                residues=tuple(dict.fromkeys((*known.residues, *account.residues))),
            )
        self._by_key[key] = account
        if account.login and not account.is_invitation:
            self._keys.setdefault(account.login.casefold(), key)

    def of(self, login: str) -> tuple[str, Account] | None:
        """The key and the account of a login, whatever its case; invitations are none."""
        key = self._keys.get(login.casefold())
        return None if key is None else (key, self._by_key[key])


_FIRST_YEAR: Final = 1971
_LAST_YEAR: Final = 9998
_OPENNESS: Final = (AccountState.DISABLED, AccountState.UNKNOWN, AccountState.ACTIVE)


def record(value: object) -> Mapping[str, Any]:
    """An object; anything else is one without fields."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; anything else has none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def word(value: object) -> str:
    """A string or a number as text; anything else is empty."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (str, int)) else ""


def switch(value: object, *, on: bool = True) -> AccountState:
    """The state that a flag tells: active where it is ``on``, unknown where it is none."""
    if not isinstance(value, bool):
        return AccountState.UNKNOWN
    return AccountState.ACTIVE if value is on else AccountState.DISABLED


def flag(value: object) -> bool | None:
    """A flag; ``None`` where it is none."""
    return value if isinstance(value, bool) else None


def number(value: object) -> int | None:
    """A count; ``None`` where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(value: object) -> dt.datetime | None:
    """A moment of ISO 8601 in UTC, or of milliseconds since 1970; a day is its beginning, ``None`` where it is none."""
    try:
        if isinstance(value, str):
            told = dt.datetime.fromisoformat(value)
            told = told.replace(tzinfo=dt.UTC) if told.tzinfo is None else told.astimezone(dt.UTC)
        elif isinstance(value, int) and not isinstance(value, bool):
            told = dt.datetime.fromtimestamp(value / 1000, dt.UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return told if is_time(told) else None


def is_time(moment: dt.datetime) -> bool:
    """Whether a moment is one: the first and the last of a calendar are what systems write for "never"."""
    return _FIRST_YEAR <= moment.year <= _LAST_YEAR
