"""Whether a list of accounts may be believed: proof of sight, because the dangerous failure is a short list without an error.

Three controls stand beside what the adapter says itself: an account that must be seen (the canary), a floor and a
largest drop since the last evidence, and the total that the system itself tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guard.account import Inventory, Reason
from guard.checks.accounts.matching import folded
from guard.checks.accounts.period import JAPAN
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import FEWER_THAN_TOLD
from guard.messages import N_

NO_CANARY: Final = N_("the account that has to be seen (canary) is not in the list: the list is not whole")
BELOW_FLOOR: Final = N_("fewer accounts than the roster says there must be (min_accounts)")
NOT_ALL: Final = N_("the system does not vouch that this is all")
NOTHING: Final = N_("the list is empty: a system without a single account was not seen")
DROPPED: Final = N_("far fewer accounts than at the last evidence (max_drop)")
STALE: Final = N_("the answer is older than the roster allows (max_age)")
NO_DATE: Final = N_("the export has no date (source_date), so nobody knows how old it is")
FROM_TOMORROW: Final = N_("the export has a date in the future")


def proven(
    inventory: Inventory,
    system: System,
    now: dt.datetime,
    earlier: int | None = None,
    judged_at: dt.datetime | None = None,
) -> Inventory:
    """The inventory with every reason not to believe it.

    ``earlier`` is the number of accounts in the last evidence; ``judged_at`` the moment for which an answer must not
    be too old, where it is not now: a day that has gone by is judged by what was exported then.
    """
    doubts = _doubts(inventory, system, now, earlier, judged_at or now)
    reasons = tuple(dict.fromkeys((*inventory.reasons, *doubts)))
    if not inventory.complete and not reasons:
        reasons = (Reason(NOT_ALL),)
    return replace(inventory, complete=inventory.complete and not reasons, reasons=reasons)


def _doubts(
    inventory: Inventory, system: System, now: dt.datetime, earlier: int | None, judged_at: dt.datetime
) -> Iterator[Reason]:
    seen = len({account.id or account.login for account in inventory.accounts})
    if system.adapter != "git":  # a repository has no accounts, only people who committed
        if not seen and not inventory.reasons:
            yield Reason(NOTHING)
        elif 0 < seen < system.min_accounts:
            yield Reason(BELOW_FLOOR)
    if system.canary and not any(_is_canary(system.canary, inventory, at) for at in range(len(inventory.accounts))):
        yield Reason(NO_CANARY)
    if inventory.reported_total is not None and seen < inventory.reported_total:
        yield Reason(FEWER_THAN_TOLD)
    if earlier is not None and seen < earlier * (1 - system.max_drop):
        yield Reason(DROPPED)
    yield from _age(inventory, system, now, judged_at)


def _is_canary(canary: str, inventory: Inventory, at: int) -> bool:
    account = inventory.accounts[at]
    return canary in {account.id, account.login} or (
        account.folds and folded(canary, account) == folded(account.login, account)
    )


def _is_export(system: System) -> bool:
    """Whether an answer is as old as what somebody once took: an export, or a copy of a host's files."""
    return system.adapter in {"csv", "json", "ldif"} or (
        system.adapter == "linux" and system.settings.get("root", "/") != "/"
    )


def _age(inventory: Inventory, system: System, now: dt.datetime, judged_at: dt.datetime) -> Iterator[Reason]:
    if _is_export(system):
        if system.source_date is None and inventory.source_date is None:
            yield Reason(NO_DATE)
            return
        taken = inventory.source_date
        if system.source_date is not None:  # a day: the export may have been taken until its end
            taken = dt.datetime.combine(system.source_date + dt.timedelta(days=1), dt.time(), JAPAN)
            if taken - dt.timedelta(days=1) > now:
                yield Reason(FROM_TOMORROW)
        if taken is not None and judged_at - taken > system.max_age:
            yield Reason(STALE)
    elif inventory.fetched_at is not None and now - inventory.fetched_at > system.max_age:
        yield Reason(STALE)
