"""The accounts check as a command asks for it: roster, systems, check, reports."""

from __future__ import annotations

import datetime as dt
import gc
import os
import secrets
import sys
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from guard.account import Inventory, Reason
from guard.checks.accounts.check import AccountsCheck
from guard.checks.accounts.completeness import proven
from guard.checks.accounts.evidence import MAX_BYTES, Evidence, counts, read_evidence
from guard.checks.accounts.evidence import text_of as evidence_text
from guard.checks.accounts.period import cutoff, day_of
from guard.checks.accounts.roster import Roster, System
from guard.checks.accounts.roster_file import roster_of
from guard.checks.accounts.roster_text import read, text_of
from guard.checks.accounts.systems.system import NOT_INSTALLED, UNREACHABLE, Access, TokenMissingError
from guard.checks.accounts.systems.table import EXTRAS, adapter
from guard.config.config import ROSTER, Config
from guard.errors import ConfigError, ExitCode, UsageError, where
from guard.messages import N_, translator
from guard.model import Disposition, Finding, Skip, Verdict
from guard.policy.allow import config_acceptance
from guard.policy.policy import Policy
from guard.result import Counts, RunInfo, ScanResult
from guard.run.policy import configuration, policy_of, with_notes, with_policy, with_source
from guard.run.reports import ended, write_file, write_reports
from guard.run.scan_options import ScanOptions
from guard.secret import user_key

#: The variable that holds the key of a project, under which ids stand in shared outputs.
KEY_VARIABLE = "SEKISHO_PROJECT_KEY"
#: Systems that are asked at once, and the seconds that one may take.
AT_ONCE = 8
DEADLINE = 120.0
#: Objects between two collections of garbage: a large roster makes a million that all stay.
_COLLECTED_AT = 50_000
_PICTURES = (".svg", ".html")
#: Adapters that need no network.
LOCAL = frozenset({"csv", "git", "json", "ldif", "linux"})
NOT_ASKED_OFFLINE = N_("the system was not asked (--offline)")


@dataclass(frozen=True, slots=True)
class AccountsOptions:
    """The options of ``sekisho accounts``; ``scan`` are those that every check has."""

    scan: ScanOptions = field(default_factory=ScanOptions)
    roster: Path = Path(ROSTER)
    as_of: dt.date | None = None
    only: tuple[str, ...] = ()
    offline: bool = False
    show_logins: bool | None = None
    since: Path | None = None
    evidence: Path | None = None
    timeline: Path | None = None


def run_accounts(options: AccountsOptions) -> ExitCode:
    """Ask the systems, judge, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    if options.timeline is not None and options.timeline.suffix not in _PICTURES:
        raise UsageError(f"cannot write {options.timeline}: name it .svg or .html")
    options = replace(options, scan=with_policy(options.scan, started.date(), roster=options.roster))
    config = configuration(options.scan, started.date())
    check = gathered(options, started)
    result = judged(check, options, config, started)
    refused = write_reports(result, options.scan, config)
    refused += _write_evidence(check, options, started)
    refused += _draw(options, result)
    return ended(result, refused)


def gathered(
    options: AccountsOptions, started: dt.datetime, *, is_gate: bool = False, reach: Set[str] | None = None
) -> AccountsCheck:
    """The roster and what its systems tell; raises ``ConfigError`` for a roster that is not valid.

    ``reach`` names the adapters that may be used at all: other systems are no part of the run.
    """
    gc.set_threshold(_COLLECTED_AT)
    roster = roster_of(*_roster_text(options))
    earlier = {} if options.since is None else counts(earlier_evidence(options.since))
    chosen = [one for one in _chosen(roster, options) if reach is None or one.adapter in reach]
    asked = [one for one in chosen if not options.offline or one.adapter in LOCAL]
    as_of = options.as_of or day_of(started)
    inventories = ask(asked, access_of(options.roster), earlier, min(cutoff(as_of), started))
    inventories += [
        Inventory(one.id, one.adapter, reasons=(Reason(NOT_ASKED_OFFLINE),)) for one in chosen if one not in asked
    ]
    return AccountsCheck(
        roster, inventories, as_of, _key(), is_gate=is_gate, is_part=bool(options.only) or reach is not None
    )


def _roster_text(options: AccountsOptions) -> tuple[str, str]:
    """The text of the roster that counts, and its name. Raises ``ConfigError``."""
    words = options.scan.trusted
    if words is None or not words.is_binding:
        return read(options.roster), options.roster.as_posix()
    if words.roster.data is None:
        raise ConfigError("there is no roster in the policy, or none that is signed", file=words.roster.name)
    return text_of(words.roster.data, words.roster.name), words.roster.name


def judged(check: AccountsCheck, options: AccountsOptions, config: Config, started: dt.datetime) -> ScanResult:
    """The findings and skips of a check as a result."""
    policy = policy_of(options.scan, config)
    verdicts = [_verdict(finding, accepted, policy, config, options) for finding, accepted in check.findings()]
    skips, accepted_skips = _skips(check, policy)
    report = check.report()
    seconds = (dt.datetime.now(dt.UTC) - started).total_seconds()
    result = ScanResult.build(
        with_source(
            RunInfo("accounts", "systems", ".", started, seconds=seconds, folder=Path.cwd().name), options.scan
        ),
        verdicts,
        skips,
        Counts(files=1, blobs=len(report.systems)),
        policy.min_severity,
        accepted_skips=accepted_skips,
        notes=report.notes,
        accounts=report,
    )
    return with_notes(result, options.scan, config)


def access_of(roster: Path) -> Access:
    """What adapters may use: tokens, and the folder of the roster."""
    return Access(_secret, roster.resolve().parent, environ=os.environ, deadline=DEADLINE)


def earlier_evidence(path: Path) -> Evidence:
    """The evidence of an earlier run. Raises ``UsageError``."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}: is larger than {MAX_BYTES} bytes")
    return read_evidence(data, path.name)


def _write_evidence(check: AccountsCheck, options: AccountsOptions, started: dt.datetime) -> list[str]:
    """Write the evidence where it was asked for; what cannot be written is told in the messages returned."""
    if options.evidence is None:
        return []
    try:
        words = options.scan.trusted
        roster = words.roster.data if words is not None and words.is_binding else None
        text = evidence_text(check.evidence(started, roster or options.roster.read_bytes()))
        options.evidence.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return [f"cannot write {options.evidence}: {error.strerror}"]
    return []


def _draw(options: AccountsOptions, result: ScanResult) -> list[str]:
    """Write the picture where it was asked for; what cannot be written is told in the messages returned."""
    if options.timeline is None or result.accounts is None:
        return []
    from guard.report.accounts_timeline import html, svg

    _ = translator(options.scan.lang)
    is_page = options.timeline.suffix == ".html"
    text = html(result.accounts, _, _.language) if is_page else svg(result.accounts, _)
    if not text:
        return [f"{options.timeline}: there is nothing to draw"]
    return write_file(options.timeline, text)


def ask(
    systems: Sequence[System],
    access: Access,
    earlier: Mapping[str, int] = MappingProxyType({}),
    judged_at: dt.datetime | None = None,
) -> list[Inventory]:
    """What the systems tell, several asked at once; each answer comes with every reason not to believe it.

    ``earlier`` are the accounts that each system had in the last evidence; ``judged_at`` is when an answer must not be too old.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        told = pool.map(lambda system: _asked(system, access), systems)
        return [
            proven(inventory, system, access.now(), earlier.get(system.id), judged_at)
            for system, inventory in zip(systems, told, strict=True)
        ]


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
    severity = policy.severity(finding)
    judged = replace(finding, severity=severity, local=finding.local if show else ())
    if accepted is not None:
        return Verdict(judged, Disposition.ALLOWED_CONFIG, accepted)
    allowed = config_acceptance(finding, config.allow)
    if allowed is not None:
        return Verdict(judged, Disposition.ALLOWED_CONFIG, *allowed)
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
