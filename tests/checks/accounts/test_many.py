"""Many people, projects and accounts cost time in proportion."""

from __future__ import annotations

import datetime as dt
import time

from guard.account import Account, AccountState, Inventory
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import Person, Project, Roster, RosterAccount, System
from guard.checks.accounts.rules.table import problems

PEOPLE, PROJECTS, SYSTEMS, EACH = 500, 20, 10, 2_000


def test_twenty_thousand_accounts_are_judged_in_a_few_seconds() -> None:
    start, end = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
    crowd = Roster(
        tuple(
            Project(f"j-{n}", start, end, members=tuple(f"p-{one}" for one in range(n, PEOPLE, 3)))
            for n in range(PROJECTS)
        ),
        tuple(Person(f"p-{n}", mails=(f"u{n}@corp.example",)) for n in range(PEOPLE)),
        tuple(
            RosterAccount(f"s-{system}", f"{n}", f"u{n}", (f"p-{n % PEOPLE}",))
            for system in range(SYSTEMS)
            for n in range(EACH)
        ),
        tuple(System(f"s-{system}", "csv") for system in range(SYSTEMS)),
    )
    accounts = tuple(Account(f"{n}", f"u{n}", AccountState.ACTIVE) for n in range(EACH))
    told = [Inventory(f"s-{system}", "csv", accounts, complete=True) for system in range(SYSTEMS)]
    began = time.process_time()
    found = list(problems(Scene(crowd, told, dt.date(2026, 4, 10))))
    assert time.process_time() - began < 50
    assert len(found) > SYSTEMS * EACH
