"""The check: a roster and what the systems told in, findings and skips out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from guard.account import AccountsReport, AccountState, Bar, Inventory, SystemReport
from guard.checks.accounts.commands import removal
from guard.checks.accounts.evidence import Evidence, evidence_of, keyed
from guard.checks.accounts.matching import NEVER, Scene
from guard.checks.accounts.period import day_of, last_day
from guard.checks.accounts.roster import Roster
from guard.checks.accounts.rules.problem import Problem
from guard.checks.accounts.rules.table import problems
from guard.messages import N_
from guard.model import Finding, Origin, Position, Skip, SkipReason
from guard.rules.accounts import ACCOUNT_RULES, ACCOUNTS

_RULES: Final = {rule.id: rule for rule in ACCOUNT_RULES}
NO_SYSTEM: Final = N_("the roster names no system to ask (systems)")
NOT_ASKED: Final = N_("the roster has accounts of this system, and does not say how to ask it (systems)")


class AccountsCheck:
    """Judges one roster on one day."""

    def __init__(
        self,
        roster: Roster,
        inventories: Sequence[Inventory],
        as_of: dt.date,
        key: bytes,
        *,
        is_gate: bool = False,
        is_part: bool = False,
    ) -> None:
        """``key`` makes the ids in shared outputs: the same account has the same one as long as the key is the same.

        ``is_part`` says that only some of the roster's systems were meant to be asked.
        """
        self._is_part = is_part
        self._scene = Scene(roster, inventories, as_of, is_gate)
        self._key = key

    @property
    def roster(self) -> Roster:
        """The roster that is judged."""
        return self._scene.roster

    @property
    def inventories(self) -> Sequence[Inventory]:
        """What the systems told."""
        return self._scene.inventories

    def findings(self) -> Iterator[tuple[Finding, str | None]]:
        """Each finding, with the reason of the exception that accepts it."""
        for problem in problems(self._scene):
            yield self._finding(problem), problem.accepted

    def skips(self) -> Iterator[Skip]:
        """One for each reason why a required system was not checked."""
        systems = {one.id: one for one in self._scene.roster.systems}
        for inventory in self._scene.inventories:
            system = systems[inventory.system]
            if system.required and not inventory.complete:
                for reason in inventory.reasons:
                    where = Origin(self._scene.roster.path, (system.id,))
                    yield Skip(where, SkipReason.NOT_CHECKED, reason.message, args=reason.args)
        if self._is_part:
            return
        if not self._scene.inventories:
            yield Skip(Origin(self._scene.roster.path), SkipReason.NOT_CHECKED, NO_SYSTEM)
        for unknown in sorted({one.system for one in self._scene.roster.accounts} - systems.keys()):
            yield Skip(Origin(self._scene.roster.path, (unknown,)), SkipReason.NOT_CHECKED, NOT_ASKED)

    def report(self) -> AccountsReport:
        """What is told besides findings: the systems, the projects, and the bars of the timeline."""
        scene = self._scene
        return AccountsReport(
            scene.as_of,
            tuple(map(_system_report, scene.inventories)),
            tuple((one.id, one.start, last_day(one)) for one in scene.roster.projects),
            tuple(self._bars()),
            len(scene.roster.people),
            sum(len(one.accounts) for one in scene.inventories),
            tuple(dict.fromkeys(note for one in scene.inventories for note in one.notes)),
        )

    def evidence(self, taken: dt.datetime, roster_text: bytes) -> Evidence:
        """What the next run compares with: no login, no name."""
        return evidence_of(self._scene, self._key, taken, roster_text)

    def _finding(self, problem: Problem) -> Finding:
        rule = _RULES[problem.rule_id]
        place = Position(problem.place.line, 1)
        match = problem.match
        args = dict(problem.args)
        command = ""
        if "exception" in args:
            args["exception"] = self._keyed_entry(str(args["exception"]))
        if match is not None:
            args["account"] = self._keyed(match.system.id, match.account.id or match.account.login)
            command = removal(match.system, match.account, problem.removes)
        return Finding(
            check=ACCOUNTS,
            rule_id=rule.id,
            entity=rule.entity,
            severity=problem.severity,
            confidence=1.0,
            origin=Origin(self._scene.roster.path, () if match is None else (match.system.id,)),
            start=problem.place.start,
            end=problem.place.end,
            position=place,
            end_position=place,
            message=problem.message,
            message_args=args,
            controls=rule.controls,
            local=() if match is None else tuple(filter(None, (match.account.login, command))),
        )

    def _keyed(self, system: str, account: str) -> str:
        """An account as shared outputs name it: its system and a keyed digest of its id."""
        return f"{system}/{keyed(self._key, system, account)}"

    def _keyed_entry(self, written: str) -> str:
        """``system/id`` of an exception, keyed; what names no system of the roster is keyed as a whole."""
        systems = {one.id for one in self._scene.roster.systems} | {one.system for one in self._scene.roster.accounts}
        system = max((one for one in systems if written.startswith(f"{one}/")), key=len, default="")
        return self._keyed(system, written[len(system) + 1 :] if system else written)

    def _bars(self) -> Iterator[Bar]:
        scene = self._scene
        for match in scene.matches:
            if match.entry is None or match.by_login:
                continue
            for person in scene.persons_of(match.entry):
                until = scene.allowed_until(person, match.system)
                is_active = match.account.state is not AccountState.DISABLED
                start = day_of(match.account.created) if match.account.created else person.start
                outlives = is_active and until is not None and until < scene.as_of
                end = scene.as_of if is_active else match.entry.removed or until
                last = None if until is None or until == NEVER else until
                yield Bar(person.id, match.system.id, start, end, match.account.state, outlives, last)


def _system_report(inventory: Inventory) -> SystemReport:
    return SystemReport(
        inventory.system,
        inventory.adapter,
        inventory.complete,
        len(inventory.accounts),
        sum(one.state is not AccountState.DISABLED for one in inventory.accounts),
        inventory.pages,
        inventory.reasons,
        inventory.fetched_at,
        inventory.scope,
        inventory.endpoints,
    )
