"""What a verdict rests on: coverage of systems, classes of information, the second factor, programs and their versions."""

from __future__ import annotations

import datetime as dt
import getpass
import platform
import re
from pathlib import Path

import pytest

from guard.account import Account, AccountsReport, AccountState, Inventory, Reason, SystemReport
from guard.checks.accounts.roster_file import roster_of
from guard.control import Answer, Coverage, PolicyKind, PolicySource, Seen
from guard.environment import Answer as SeparationAnswer
from guard.environment import EnvironmentKind, Separation, State
from guard.gate.coverage import of_accounts
from guard.gate.question import second_factor, separation_known
from guard.gate.toolchain import toolchain
from guard.model import Origin, Severity, Skip, SkipReason
from guard.result import Counts, RunInfo, ScanResult, blocks_a_gate
from guard.rules.information_class import counted
from guard.sources.repository import opened
from tests.checks.accounts.scenes import changed
from tests.conftest import Checkout
from tests.gate.delivery import ROSTER

TRUSTED = PolicySource(PolicyKind.PROTECTED_REF, "origin/main")
OWN = PolicySource(PolicyKind.JUDGED_TREE)
WHY = Reason("no right to see all")


def coverage(
    system: SystemReport, *changes: tuple[str, str], accepted: bool = False, policy: PolicySource = TRUSTED
) -> dict[str, Coverage]:
    roster = roster_of(changed(ROSTER, *changes), "sekisho-roster.yaml")
    skip = Skip(Origin(roster.path, (system.system,)), SkipReason.NOT_CHECKED, WHY.message)
    run = RunInfo("accounts", "systems", ".", dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    result = ScanResult.build(
        run,
        (),
        (),
        Counts(),
        Severity.MEDIUM,
        accepted_skips=[(skip, "asked by hand")] if accepted else [],
        accounts=AccountsReport(dt.date(2026, 4, 1), (system,)),
    )
    return {one.part: one for one in of_accounts(result, roster, policy)}


def told(*, complete: bool, accounts: int = 2) -> SystemReport:
    return SystemReport("corp", "csv", complete, accounts, accounts, 1, () if complete else (WHY,))


def test_a_system_that_told_everything_is_whole() -> None:
    assert coverage(told(complete=True))["accounts:corp"].seen is Seen.WHOLE


@pytest.mark.parametrize(("accounts", "seen"), [(2, Seen.PARTLY), (0, Seen.NOT)])
def test_a_system_that_did_not_is_told_with_its_reasons(accounts: int, seen: Seen) -> None:
    found = coverage(told(complete=False, accounts=accounts))["accounts:corp"]
    assert (found.seen, found.reasons) == (seen, (WHY,))


def test_a_system_that_is_not_required_is_no_part_of_accounts() -> None:
    found = coverage(told(complete=False), ("path: export.csv", "path: export.csv, required: false"))
    assert "accounts:corp" not in found
    assert found["accounts-optional:corp"].seen is Seen.PARTLY


def test_a_system_that_the_policy_accepts_unasked_counts_and_says_so() -> None:
    found = coverage(told(complete=False), accepted=True)["accounts:corp"]
    assert found.seen is Seen.WHOLE
    assert found.reasons[0] == WHY
    assert len(found.reasons) == 2


@pytest.mark.parametrize(
    ("skip", "policy", "blocks"),
    [
        (Skip(Origin("a"), SkipReason.NO_EXTRACTOR), TRUSTED, True),
        (Skip(Origin("a"), SkipReason.NO_EXTRACTOR, can_hold_text=False), TRUSTED, False),
        (Skip(Origin("a"), SkipReason.EXCLUDED), TRUSTED, False),
        (Skip(Origin("a"), SkipReason.EXCLUDED), OWN, True),
        (Skip(Origin("a"), SkipReason.ENCRYPTED), TRUSTED, True),
    ],
)
def test_what_blocks_a_gate(skip: Skip, policy: PolicySource, blocks: bool) -> None:
    assert blocks_a_gate(skip, policy) is blocks


def test_findings_are_counted_by_class() -> None:
    reported = {
        "jp-my-number": 2,
        "person-name": 3,
        "jp-confidential-marking": 1,
        "acme-own-rule": 4,
        "sep-db": 9,
        "acct-shared-id": 9,
    }
    assert counted(reported) == {"specific-personal": 2, "personal": 3, "other": 5}


@pytest.mark.parametrize(
    ("factors", "answer"),
    [((), Answer.UNKNOWN), ((None, None), Answer.UNKNOWN), ((True, None), Answer.GOOD), ((False,), Answer.GOOD)],
)
def test_a_second_factor_is_known_where_a_system_tells(factors: tuple[bool | None, ...], answer: Answer) -> None:
    accounts = tuple(Account(str(n), f"u{n}", AccountState.ACTIVE, mfa=mfa) for n, mfa in enumerate(factors))
    assert second_factor([Inventory("corp", "csv", accounts)]).answer is answer


@pytest.mark.parametrize(
    ("states", "answer"),
    [
        ((), Answer.UNKNOWN),
        ((State.APART, State.UNKNOWN), Answer.UNKNOWN),
        ((State.APART, State.WAIVED, State.VIOLATION), Answer.GOOD),
    ],
)
def test_no_question_about_separation_passes_without_an_answer(states: tuple[State, ...], answer: Answer) -> None:
    answers = tuple(SeparationAnswer("database", EnvironmentKind.DEVELOPMENT, state) for state in states)
    assert separation_known(Separation(answers=answers)).answer is answer


def test_the_environment_names_programs_and_no_place(checkout: Checkout) -> None:
    with opened(checkout.root) as repository:
        found = toolchain(repository)
    assert found.keys() >= {"sekisho", "python", "git", "presidio-analyzer", "spacy", "name-model", "os"}
    text = " ".join(found.values())
    assert not re.search(r"[/\\]", text)
    for place in (platform.node(), getpass.getuser(), Path.home().name):
        assert place not in text.split()
