"""The seam between the check and the systems: what an adapter is given, and what it gives back.

An adapter only reads. It never raises for what a system does: an error, a refusal, a page that fails, an answer that is
cut short make the inventory incomplete with a reason, and what was read is kept. Tokens come from the environment or
the keyring through ``Access``, and no reason, note or exception ever holds one, nor a login.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from guard.account import Inventory
from guard.checks.accounts.roster import System
from guard.messages import N_

#: Reasons why an inventory is incomplete; further ones belong to the adapter that knows them.
NO_TOKEN = N_("no token: set {variable} in the environment or in the keyring")
REFUSED = N_("the system refuses: the token is wrong or has expired (401)")
FORBIDDEN = N_("the system forbids it: the token may not read this (403)")
NOT_FOUND = N_("the system knows no such place, or hides it from this token (404)")
TOO_OFTEN = N_("the system asks to wait longer than the deadline (429)")
FAILED = N_("the system failed (5xx)")
UNREACHABLE = N_("the system cannot be reached")
UNTRUSTED = N_("the certificate of the system cannot be trusted, or the connection is not encrypted")
TIMED_OUT = N_("the system did not answer in time")
CUT_SHORT = N_("an answer was cut short or cannot be read")
PAGE_FAILED = N_("a later page failed: what was read before it is kept")
FEWER_THAN_TOLD = N_("the system tells of more accounts than it gave")
SIZE_LIMIT = N_("the system stopped at a limit of its own")
NO_SCOPE = N_("the roster does not say what to ask for (scope: {key})")
NO_URL = N_("the roster does not say where the system is (url)")
NOT_INSTALLED = N_("a package is missing: pip install 'sekisho[{extra}]'")


class TokenMissingError(Exception):
    """There is no token; ``variable`` is the name under which it was looked for."""

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable


@dataclass(frozen=True, slots=True)
class Access:
    """What an adapter may use besides its settings.

    ``secret`` gives the token that a variable of the environment or the keyring holds, and raises ``TokenMissingError``;
    ``root`` is the folder of the roster, for exports and local files; ``deadline`` the seconds that one system may take in all.
    """

    secret: Callable[[str], str]
    root: Path = Path()
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    environ: Mapping[str, str] = field(default_factory=dict)
    deadline: float = 120.0


class Adapter(Protocol):
    """Asks one kind of system. A module of this folder has one, named ``inventory``."""

    def __call__(self, system: System, access: Access, /) -> Inventory:
        """All accounts of the system, and whether that is all of them."""
        ...


def token_variable(system: System) -> str:
    """The name of the environment variable that holds a system's token: ``token_env`` of its settings, or ``SEKISHO_<ID>_TOKEN``."""
    named = system.settings.get("token_env")
    if named:
        return named
    return "SEKISHO_" + "".join(char if char.isalnum() else "_" for char in system.id.upper()) + "_TOKEN"
