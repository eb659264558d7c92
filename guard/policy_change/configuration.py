"""Two configurations, as values: what the later one lets through that the earlier one does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from guard.config.config import PYPROJECT, SECTION, Config
from guard.config.place import Location, line_of
from guard.environment import EnvironmentKind, Zone
from guard.messages import N_
from guard.model import Severity
from guard.policy_change.change import Change
from guard.rules.catalogue import rule

ALLOW: Final = N_("findings are allowed: rule {rule}, path {pattern}")
ALLOW_LONGER: Final = N_("an allow holds longer, until {until}: rule {rule}, path {pattern}")
EXCLUDE: Final = N_("{pattern} is no longer looked at (scan.exclude)")
INCLUDE: Final = N_("fewer files are looked at (scan.include)")
SKIP: Final = N_("it is accepted that something cannot be looked at: {pattern} ({reason_code})")
SKIP_LONGER: Final = N_("an accept-skip holds longer, until {until}: {pattern} ({reason_code})")
MIN_SEVERITY: Final = N_("min-severity was {before} and is {after}: what is below no longer fails")
SEVERITY: Final = N_("findings of {rule} are {after} at most")
SEVERITY_OF: Final = N_("findings of {rule} in {pattern} are {after} at most")
RAISED: Final = N_("findings of {rule} are no longer made more severe")
RULE_GONE: Final = N_("the project's rule {rule} is gone")
RULE_CHANGED: Final = N_("the project's rule {rule} finds something else")
MARKINGS: Final = N_("fewer words mark a confidential document: {before} before, {after} now")
NAMES: Final = N_("names are looked for by another engine: {before} before, {after} now")
OCR: Final = N_("text in images is no longer read (scan.ocr)")
ENVIRONMENT_GONE: Final = N_("the environment {name} is no longer described")
ENVIRONMENT_CHANGED: Final = N_("the environment {name} is described in another way")
COMPARE: Final = N_("fewer environments are compared with production (separation.compare)")
STAGING: Final = N_("staging may share more with production (separation.staging)")
ACCOUNTS: Final = N_("production may share an account with others (separation.require-account-separation)")
TERMS: Final = N_("the clauses that a gate judges come from another file (gate.terms)")
OTHER: Final = N_("the configuration is changed; nothing of it becomes weaker")

_ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Written:
    """A configuration file: its path, its text, and what it says. Without a file the text is empty."""

    path: str
    text: str
    config: Config

    def line(self, *location: str | int) -> int:
        """The line of a key, or of the nearest table around it."""
        prefix: Location = SECTION if self.path.endswith(PYPROJECT) else ()
        return line_of(self.text, location, prefix) or 1


def config_changes(before: Config, after: Written) -> Iterator[Change]:
    """What became weaker, each for itself; one low change where the configurations differ and nothing did."""
    if replace(before, source=None) == replace(after.config, source=None):
        return
    weaker = [change for compare in COMPARISONS.values() for change in compare(before, after)]
    yield from weaker or [Change(after.path, Severity.LOW, OTHER)]


def _nothing(_before: Config, _after: Written) -> Iterator[Change]:
    """A limit: below it nothing is passed over in silence, the run says that it is incomplete."""
    return iter(())


def _min_severity(before: Config, after: Written) -> Iterator[Change]:
    old, new = before.min_severity, after.config.min_severity
    if new > old:
        said = (("before", old.label), ("after", new.label))
        yield Change(after.path, Severity.HIGH, MIN_SEVERITY, said, after.line("min-severity"))


def _exclude(before: Config, after: Written) -> Iterator[Change]:
    known = {one.path for one in before.exclude}
    for at, one in enumerate(after.config.exclude):
        if one.path not in known:
            line = after.line("scan", "exclude", at, "path")
            yield Change(after.path, Severity.HIGH, EXCLUDE, (("pattern", one.path),), line)


def _include(before: Config, after: Written) -> Iterator[Change]:
    old, new = {one.path for one in before.include}, {one.path for one in after.config.include}
    if new and (not old or old - new):
        yield Change(after.path, Severity.HIGH, INCLUDE, (), after.line("scan", "include"))


def _allow(before: Config, after: Written) -> Iterator[Change]:
    ends = _ends(((one.rule, one.path, one.value_pattern), one.expires) for one in before.allow)
    for at, one in enumerate(after.config.allow):
        end = ends.get((one.rule, one.path, one.value_pattern))
        said = (("rule", one.rule or _ANY), ("pattern", one.path or _ANY))
        if end is None:
            severity = Severity.MEDIUM if one.rule and one.path else Severity.HIGH
            yield Change(after.path, severity, ALLOW, said, after.line("allow", at))
        elif one.expires > end:
            longer = (*said, ("until", one.expires.isoformat()))
            yield Change(after.path, Severity.MEDIUM, ALLOW_LONGER, longer, after.line("allow", at, "expires"))


def _accept_skip(before: Config, after: Written) -> Iterator[Change]:
    ends = _ends(((one.path, one.reason_code), one.expires) for one in before.accept_skip)
    for at, one in enumerate(after.config.accept_skip):
        end = ends.get((one.path, one.reason_code))
        said = (("pattern", one.path), ("reason_code", one.reason_code))
        if end is None:
            yield Change(after.path, Severity.MEDIUM, SKIP, said, after.line("accept-skip", at))
        elif one.expires > end:
            longer = (*said, ("until", one.expires.isoformat()))
            yield Change(after.path, Severity.MEDIUM, SKIP_LONGER, longer, after.line("accept-skip", at, "expires"))


def _ends(entries: Any) -> dict[Any, Any]:
    """The last day of each; of two that say the same the later one."""
    ends: dict[Any, Any] = {}
    for key, end in entries:
        ends[key] = max(end, ends.get(key, end))
    return ends


def _severity(before: Config, after: Written) -> Iterator[Change]:
    for rule_id, new in after.config.severity.items():
        known = rule(rule_id)
        old = before.severity.get(rule_id, Severity.CRITICAL if known is None else known.severity)
        if new < old:
            hides = new < after.config.min_severity
            said = (("rule", rule_id), ("after", new.label))
            severity = Severity.HIGH if hides else Severity.MEDIUM
            yield Change(after.path, severity, SEVERITY, said, after.line("severity", rule_id))
    for rule_id in sorted(before.severity.keys() - after.config.severity.keys()):
        known = rule(rule_id)
        if known is not None and before.severity[rule_id] >= known.severity:
            yield Change(after.path, Severity.MEDIUM, RAISED, (("rule", rule_id),), after.line("severity"))


def _severity_of(before: Config, after: Written) -> Iterator[Change]:
    for at, one in enumerate(after.config.severity_of):
        known = rule(one.rule)
        worst = Severity.CRITICAL if known is None else known.severity
        if one not in before.severity_of and one.severity < after.config.severity.get(one.rule, worst):
            said = (("rule", one.rule), ("pattern", one.path), ("after", one.severity.label))
            severity = Severity.HIGH if one.severity < after.config.min_severity else Severity.MEDIUM
            yield Change(after.path, severity, SEVERITY_OF, said, after.line("severity-of", at))
    for was in before.severity_of:
        if was not in after.config.severity_of and was.severity >= Severity.HIGH:
            yield Change(after.path, Severity.MEDIUM, RAISED, (("rule", was.rule),), after.line("severity-of"))


def _recognizers(before: Config, after: Written) -> Iterator[Change]:
    now = {one.id: one for one in after.config.recognizers}
    for one in before.recognizers:
        said = (("rule", one.id),)
        if one.id not in now:
            yield Change(after.path, Severity.HIGH, RULE_GONE, said)
        elif replace(now[one.id], origin="") != replace(one, origin=""):
            yield Change(after.path, Severity.MEDIUM, RULE_CHANGED, said, after.line("recognizer"))


def _markings(before: Config, after: Written) -> Iterator[Change]:
    if set(before.markings) - set(after.config.markings):
        said = (("before", len(before.markings)), ("after", len(after.config.markings)))
        yield Change(after.path, Severity.MEDIUM, MARKINGS, said, after.line("markings", "words"))


def _names_engine(before: Config, after: Written) -> Iterator[Change]:
    if before.names_engine != after.config.names_engine:
        said = (("before", before.names_engine), ("after", after.config.names_engine))
        yield Change(after.path, Severity.MEDIUM, NAMES, said, after.line("names", "engine"))


def _ocr(before: Config, after: Written) -> Iterator[Change]:
    if before.ocr and not after.config.ocr:
        yield Change(after.path, Severity.MEDIUM, OCR, (), after.line("scan", "ocr"))


def _environments(before: Config, after: Written) -> Iterator[Change]:
    now = {one.name: one for one in after.config.environments}
    for one in before.environments:
        said = (("name", one.name),)
        new = now.get(one.name)
        lost_zone = one.zone is Zone.MY_NUMBER and (new is None or new.zone is not one.zone)
        severity = Severity.HIGH if lost_zone else Severity.MEDIUM
        if new is None:
            yield Change(after.path, severity, ENVIRONMENT_GONE, said, after.line("environments"))
        elif new != one:
            yield Change(after.path, severity, ENVIRONMENT_CHANGED, said, after.line("environments", one.name))


def _separation(before: Config, after: Written) -> Iterator[Change]:
    old, new = before.separation, after.config.separation
    every = frozenset(EnvironmentKind)
    if frozenset(old.compare or every) - frozenset(new.compare or every):
        yield Change(after.path, Severity.MEDIUM, COMPARE, (), after.line("separation", "compare"))
    if new.staging < old.staging:
        yield Change(after.path, Severity.MEDIUM, STAGING, (), after.line("separation", "staging"))
    if old.require_account_separation and not new.require_account_separation:
        line = after.line("separation", "require-account-separation")
        yield Change(after.path, Severity.MEDIUM, ACCOUNTS, (), line)


def _gate_terms(before: Config, after: Written) -> Iterator[Change]:
    if before.gate_terms != after.config.gate_terms:
        yield Change(after.path, Severity.MEDIUM, TERMS, (), after.line("gate", "terms"))


#: Every field of a configuration with what compares it; a test holds it against ``Config``.
COMPARISONS: Final[Mapping[str, Callable[[Config, Written], Iterator[Change]]]] = MappingProxyType(
    {
        "source": _nothing,
        "min_severity": _min_severity,
        "max_file_size": _nothing,
        "max_archive_bytes": _nothing,
        "max_archive_members": _nothing,
        "max_archive_depth": _nothing,
        "max_archive_ratio": _nothing,
        "container_timeout": _nothing,
        "container_memory": _nothing,
        "ocr": _ocr,
        "include": _include,
        "exclude": _exclude,
        "allow": _allow,
        "accept_skip": _accept_skip,
        "severity": _severity,
        "severity_of": _severity_of,
        "recognizers": _recognizers,
        "markings": _markings,
        "names_engine": _names_engine,
        "environments": _environments,
        "separation": _separation,
        "gate_terms": _gate_terms,
    }
)
