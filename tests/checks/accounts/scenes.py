"""Rosters and inventories of made-up people, for the tests of the accounts check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from guard.account import Account, AccountState, Inventory
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import Roster
from guard.checks.accounts.roster_file import roster_of
from guard.checks.accounts.rules.problem import Problem
from guard.checks.accounts.rules.table import problems

ACTIVE, DISABLED, UNKNOWN = AccountState.ACTIVE, AccountState.DISABLED, AccountState.UNKNOWN

#: The example of the design as it stands.
EXAMPLE = """\
schema: 1
project: {id: jumin-2025, client: ○○市, start: 2025-04-01, end: 2026-03-31, timezone: Asia/Tokyo, removal_deadline_days: 0, phase: development}   # phase: development|acceptance|maintenance|closed
handover: {to: jumin-hoshu-2026, from: 2026-04-01, contract: "2026-H-12", members: [p-004]}            # maintenance phase = a new contract, names its people
people: [{id: p-001, mail: sato@example.jp, employer: 再委託A, roles: [developer], from: 2025-04-01, to: 2025-12-26, devices_returned: 2025-12-26}]
accounts:
  - {system: github:acme, id: "583231", login: sato-dev, person: p-001}
  - {system: ldap:corp, id: "entryUUID 43c8…", login: dev1, person: p-001}
  - {system: aws:123456789012, id: AIDA…, login: svc-batch, kind: service, owner: p-004, secret_rotated: 2026-03-30}
systems: [{id: github:acme, adapter: github, required: true, scope: {org: acme}, canary: audit-bot, min_accounts: 3, max_age: 24h}]
exceptions: [{account: "github:acme/583231", reason: 瑕疵対応, approver: 情報システム課 ○○, approved: 2026-03-20, expires: 2026-04-30}]   # both approver and expires compulsory; max 90 d; expired = finding
"""

#: One project until 2026-03-31, two people, one system.
SMALL = """\
schema: 1
project: {id: jumin, start: 2025-04-01, end: 2026-03-31}
people:
  - {id: p-1, mail: hanako@corp.example, name: 見本花子, nda_signed: 2025-04-01}
  - {id: p-2, mail: rokuro@corp.example, nda_signed: 2025-04-01}
accounts:
  - {system: corp, id: "11", login: hanako, person: p-1}
  - {system: corp, id: "12", login: rokuro, person: p-2}
systems:
  - {id: corp, adapter: csv, path: export.csv}
"""

IN_TIME = dt.date(2025, 10, 1)
LAST_DAY = dt.date(2026, 3, 31)
AFTER = dt.date(2026, 4, 10)


def roster(text: str = SMALL, *changes: tuple[str, str]) -> Roster:
    return roster_of(changed(text, *changes), "sekisho-roster.yaml")


def changed(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def account(number: str = "11", login: str = "hanako", state: AccountState = ACTIVE, **more: Any) -> Account:
    return Account(number, login, state, **more)


def inventory(*accounts: Account, system: str = "corp", **more: Any) -> Inventory:
    return Inventory(system, "csv", accounts, **{"complete": True, **more})


def found(
    people: Roster, *accounts: Account, as_of: dt.date = AFTER, is_gate: bool = False, **more: Any
) -> list[Problem]:
    return list(problems(Scene(people, [inventory(*accounts, **more)], as_of, is_gate)))


def rules(people: Roster, *accounts: Account, as_of: dt.date = AFTER, is_gate: bool = False, **more: Any) -> set[str]:
    """The ids of the rules that say something, without what leavers always owe."""
    told = found(people, *accounts, as_of=as_of, is_gate=is_gate, **more)
    return {one.rule_id.removeprefix("acct-") for one in told} - {"device-not-returned"}
