"""How tests of adapters ask one: a system of the roster, what its variables hold, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from guard.account import Account, Inventory
from guard.checks.accounts.completeness import proven
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import Access, TokenMissingError
from guard.checks.accounts.systems.table import adapter

NOW = dt.datetime(2026, 4, 10, 3, 0, tzinfo=dt.UTC)
VARIABLE = "SEKISHO_S_TOKEN"


def ask(
    name: str,
    secret: str | None = None,
    *,
    root: Path = Path(),
    now: dt.datetime = NOW,
    deadline: float = 120.0,
    environ: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    scope: Mapping[str, str] | None = None,
    canary: str = "",
    taken: dt.date | None = None,
) -> Inventory:
    """What an adapter tells, with every reason not to believe it."""

    def told(variable: str) -> str:
        if secret is None or variable != VARIABLE:
            raise TokenMissingError(variable)
        return secret

    system = System("s", name, settings=settings or {}, scope=scope or {}, canary=canary, source_date=taken)
    access = Access(told, root, lambda: now, environ or {}, deadline)
    return proven(adapter(name)(system, access), system, now)


def by_login(inventory: Inventory) -> dict[str, Account]:
    return {one.login: one for one in inventory.accounts}


def why(inventory: Inventory) -> list[str]:
    """The messages of the reasons; an inventory with one is never complete."""
    assert inventory.complete is not bool(inventory.reasons)
    return [one.message for one in inventory.reasons]
