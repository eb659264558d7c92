"""By which words this clone is judged: the configuration and what it accepts, the baseline, the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from guard.checks.accounts.roster_file import load_roster
from guard.config.config import BASELINE, ROSTER, Config
from guard.doctor.diagnosis import Diagnosis, Grade
from guard.errors import ConfigError, SekishoError
from guard.messages import N_
from guard.policy.baseline_file import read_baseline
from guard.run.policy import configuration
from guard.run.scan_options import ScanOptions
from guard.sources.repository import Repository

TOPIC: Final = "policy"
CONFIGURED: Final = N_("{file}: findings from {severity} on fail; {excluded} exclusions, {allowed} allows")
DEFAULTS: Final = N_("there is no sekisho.toml: the defaults hold")
BROKEN: Final = N_("{problem}")
MEND: Final = N_("until it is mended every command ends with exit 2")
SOON: Final = N_("the allow for {what} ends on {day}")
NO_TRIGGER: Final = N_("the rule {rule} has no trigger: it is asked about every text, which takes time")
ACCEPTED: Final = N_("{file}: {n} accepted findings")
NO_BASELINE: Final = N_("there is no baseline")
REGISTERED: Final = N_("{file}: {people} people, {systems} systems")
NO_ROSTER: Final = N_("there is no roster: development IDs are not checked (`sekisho accounts bootstrap` drafts one)")
ON_SERVER: Final = N_("a push is judged by the policy of {branch} as it stood before the push")
FIRST_PUSH: Final = N_(
    "the first push is judged by the defaults, and what its lines allow counts: let an administrator make it"
)
#: Days before the end of an allow that it is named.
_NEAR: Final = 14


def look(repository: Repository, today: dt.date) -> Iterator[Diagnosis]:
    """Configuration, baseline and roster of the working tree; a bare repository has them in its main branch."""
    if repository.is_bare:
        yield _on_server(repository)
        return
    root = repository.root
    try:
        config = configuration(ScanOptions(), today)
    except ConfigError as error:
        yield _broken(error)
    else:
        yield from _configuration(config, today)
    yield _baseline(root / BASELINE, today)
    yield _roster(root / ROSTER)


def _on_server(repository: Repository) -> Diagnosis:
    branch = repository.line("symbolic-ref", "--quiet", "--short", "HEAD")
    if branch is None or repository.head() is None:
        return Diagnosis(TOPIC, Grade.NOTE, FIRST_PUSH)
    return Diagnosis(TOPIC, Grade.GOOD, ON_SERVER, (("branch", branch),))


def _configuration(config: Config, today: dt.date) -> Iterator[Diagnosis]:
    if config.source is None:
        yield Diagnosis(TOPIC, Grade.NOTE, DEFAULTS)
        return
    told = (
        ("file", config.source),
        ("severity", config.min_severity.label),
        ("excluded", str(len(config.exclude))),
        ("allowed", str(len(config.allow))),
    )
    yield Diagnosis(TOPIC, Grade.GOOD, CONFIGURED, told)
    for allow in config.allow:
        if allow.expires <= today + dt.timedelta(_NEAR):
            what = allow.rule or allow.path or "value-pattern"
            yield Diagnosis(TOPIC, Grade.NOTE, SOON, (("what", what), ("day", allow.expires.isoformat())))
    for rule in config.recognizers:
        if rule.rule().asks_everywhere:
            yield Diagnosis(TOPIC, Grade.NOTE, NO_TRIGGER, (("rule", rule.id),))


def _broken(error: SekishoError) -> Diagnosis:
    return Diagnosis(TOPIC, Grade.BAD, BROKEN, (("problem", str(error)),), MEND)


def _baseline(file: Path, today: dt.date) -> Diagnosis:
    if not file.is_file():
        return Diagnosis(TOPIC, Grade.GOOD, NO_BASELINE)
    try:
        accepted = read_baseline(file.read_bytes(), file.name, today)
    except OSError as error:
        return _broken(ConfigError(f"cannot be read: {error.strerror}", file=file.name))
    except ConfigError as error:
        return _broken(error)
    return Diagnosis(TOPIC, Grade.GOOD, ACCEPTED, (("file", file.name), ("n", f"{len(accepted.entries):,}")))


def _roster(file: Path) -> Diagnosis:
    if not file.is_file():
        return Diagnosis(TOPIC, Grade.NOTE, NO_ROSTER)
    try:
        roster = load_roster(file)
    except SekishoError as error:
        return _broken(error)
    told = (("file", file.name), ("people", str(len(roster.people))), ("systems", str(len(roster.systems))))
    return Diagnosis(TOPIC, Grade.GOOD, REGISTERED, told)
