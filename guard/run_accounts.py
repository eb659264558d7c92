"""The accounts check as a command asks for it: roster, systems, check, reports."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from guard.account import Inventory, Reason
from guard.checks.accounts.check import AccountsCheck
from guard.checks.accounts.completeness import proven
from guard.checks.accounts.period import day_of
from guard.checks.accounts.roster import Roster, System
from guard.checks.accounts.roster_file import load_roster
from guard.checks.accounts.systems.system import NOT_INSTALLED, UNREACHABLE, Access, TokenMissingError
from guard.checks.accounts.systems.table import EXTRAS, adapter
from guard.config import Config
from guard.errors import ExitCode, UsageError, where
from guard.messages import N_
from guard.model import Disposition, Finding, Severity, Skip, Verdict
from guard.policy.allow import config_reason
from guard.policy.policy import Policy
from guard.report.console import visible, write_text
from guard.result import Counts, RunInfo, ScanResult, worst
from guard.run import ScanOptions, configuration, write_reports
from guard.secret import user_key

#: The variable that holds the key of a project, under which ids stand in shared outputs.
KEY_VARIABLE = "SEKISHO_PROJECT_KEY"
#: Systems that are asked at once, and the seconds that one may take.
AT_ONCE = 8
DEADLINE = 120.0
#: Adapters that need no network.
LOCAL = frozenset({"csv", "git", "json", "ldif", "linux"})
NOT_ASKED_OFFLINE = N_("the system was not asked (--offline)")


@dataclass(frozen=True, slots=True)
class AccountsOptions:
    """The options of ``sekisho accounts``; ``scan`` are those that every check has."""

    scan: ScanOptions = field(default_factory=ScanOptions)
    roster: Path = Path("sekisho-roster.yaml")
    as_of: dt.date | None = None
    only: tuple[str, ...] = ()
    offline: bool = False
    show_logins: bool | None = None


def run_accounts(options: AccountsOptions) -> ExitCode:
    """Ask the systems, judge, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    config = configuration(options.scan, started.date())
    result = check_accounts(options, config, started)
    refused = write_reports(result, options.scan, config)
    for message in refused:
        write_text(sys.stderr, f"sekisho: {visible(message)}\n")
    return worst((result.exit_code(), *(ExitCode.USAGE for _message in refused)))


def check_accounts(
    options: AccountsOptions, config: Config, started: dt.datetime, *, is_gate: bool = False
) -> ScanResult:
    """Everything from the roster to the result; raises ``ConfigError`` for a roster that is not valid."""
    began = time.monotonic()
    as_of = options.as_of or day_of(started)
    roster = load_roster(options.roster)
    chosen = _chosen(roster, options)
    asked = [one for one in chosen if not options.offline or one.adapter in LOCAL]
    inventories = ask(asked, Access(_secret, options.roster.resolve().parent, environ=os.environ, deadline=DEADLINE))
    inventories += [
        Inventory(one.id, one.adapter, reasons=(Reason(NOT_ASKED_OFFLINE),)) for one in chosen if one not in asked
    ]
    check = AccountsCheck(roster, inventories, as_of, _key(), is_gate=is_gate, is_part=bool(options.only))
    minimum = None if options.scan.min_severity is None else Severity[options.scan.min_severity.upper()]
    policy = Policy(config, minimum)
    verdicts = [_verdict(finding, accepted, policy, config, options) for finding, accepted in check.findings()]
    skips, accepted_skips = _skips(check, policy)
    report = check.report()
    return ScanResult.build(
        RunInfo("accounts", "systems", ".", started, seconds=time.monotonic() - began),
        verdicts,
        skips,
        Counts(files=1, blobs=len(inventories)),
        policy.min_severity,
        accepted_skips=accepted_skips,
        notes=report.notes,
        accounts=report,
    )


def ask(systems: Sequence[System], access: Access) -> list[Inventory]:
    """What the systems tell, several asked at once; each answer comes with every reason not to believe it."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        told = pool.map(lambda system: _asked(system, access), systems)
        return [proven(inventory, system, access.now()) for system, inventory in zip(systems, told, strict=True)]


def _asked(system: System, access: Access) -> Inventory:
    """The answer of one system; a defect of an adapter costs this system and no other."""
    try:
        return adapter(system.adapter)(system, access)
    except ModuleNotFoundError:
        return Inventory(
            system.id, system.adapter, reasons=(Reason(NOT_INSTALLED, (("extra", EXTRAS.get(system.adapter, "all")),)),)
        )
    except Exception as error:
        return Inventory(system.id, system.adapter, reasons=(Reason(UNREACHABLE),), notes=(where(error),))


def _chosen(roster: Roster, options: AccountsOptions) -> list[System]:
    """The systems that the run is about: all, or those that were named."""
    known = {one.id: one for one in roster.systems}
    unknown = [one for one in options.only if one not in known]
    if unknown:
        raise UsageError(f"no system {unknown[0]} in {options.roster.name}; known: {', '.join(known)}")
    return [one for one in roster.systems if not options.only or one.id in options.only]


def _secret(variable: str) -> str:
    """A token, from the environment or from the keyring of the system where that package is there."""
    value = os.environ.get(variable)
    if value:
        return value
    try:
        import keyring
        import keyring.errors
    except ModuleNotFoundError:
        raise TokenMissingError(variable) from None
    try:
        found = keyring.get_password("sekisho", variable)
    except keyring.errors.KeyringError:
        found = None
    if not found:
        raise TokenMissingError(variable)
    return str(found)


def _key() -> bytes:
    """The key of ids in shared outputs: the project's own, else this user's, else one for this run alone."""
    named = os.environ.get(KEY_VARIABLE)
    return named.encode() if named else user_key() or secrets.token_bytes(32)


def _verdict(
    finding: Finding, accepted: str | None, policy: Policy, config: Config, options: AccountsOptions
) -> Verdict:
    show = _is_private(options) if options.show_logins is None else options.show_logins
    severity = max(finding.severity, config.severity.get(finding.rule_id, finding.severity))
    judged = replace(finding, severity=severity, local=finding.local if show else ())
    if accepted is not None:
        return Verdict(judged, Disposition.ALLOWED_CONFIG, accepted)
    reason = config_reason(finding, config.allow)
    if reason is not None:
        return Verdict(judged, Disposition.ALLOWED_CONFIG, reason)
    return Verdict(judged, Disposition.BELOW_THRESHOLD if severity < policy.min_severity else Disposition.REPORTED)


def _is_private(options: AccountsOptions) -> bool:
    """Whether the only text goes to somebody's terminal."""
    to_file = options.scan.output is not None or any(format_ == "text" for format_, _file in options.scan.reports)
    return sys.stdout.isatty() and not to_file


def _skips(check: AccountsCheck, policy: Policy) -> tuple[list[Skip], list[tuple[Skip, str]]]:
    skips: list[Skip] = []
    accepted: list[tuple[Skip, str]] = []
    for skip in check.skips():
        reason = policy.accepted(skip)
        if reason is None:
            skips.append(skip)
        else:
            accepted.append((skip, reason))
    return skips, accepted
