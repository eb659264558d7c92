"""What a rule of the accounts check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from guard.account import AccountState
from guard.checks.accounts.matching import Match, Scene
from guard.checks.accounts.roster import Place
from guard.messages import N_
from guard.model import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a line of the roster.

    ``args`` hold ids of the roster and of systems, days and numbers; ``match`` is the account, from which a report makes a
    keyed id and, where it may show logins, the command that would remove it: it, or what ``removes`` names of it, which is
    nothing where to remove is no remedy. ``accepted`` is the reason of an exception.
    """

    rule_id: str
    severity: Severity
    place: Place
    message: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    match: Match | None = None
    accepted: str | None = None
    removes: str = "account"


#: The states of an account as messages say them.
STATES: Final = {
    AccountState.ACTIVE: N_("active"),
    AccountState.UNKNOWN: N_("of unknown state"),
    AccountState.DISABLED: N_("switched off"),
}

#: A rule: everything in, problems out.
RuleFunction = Callable[[Scene], Iterator[Problem]]
