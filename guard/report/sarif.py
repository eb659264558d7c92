"""SARIF 2.1.0 for GitHub code scanning: no value, no author, no excerpt; skips become notifications.

GitHub refuses a file above 10 MB (gzipped) or 25,000 results and keeps 5,000: the worst come first,
and a cut says so. Findings below the failing severity are left out: they fail nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final, TextIO
from urllib.parse import quote

from guard import __version__
from guard.errors import ExitCode
from guard.messages import Translator
from guard.model import Disposition, Finding, Related, Severity, Skip, Verdict
from guard.report.clause import Clause, failing
from guard.report.json_report import utc
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.report.sentence import Sentences, is_in_lines, is_to_the_end_of_a_line, last_line
from guard.result import RunInfo, ScanResult
from guard.rules.catalogue import Rule

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
INFORMATION_URI: Final = "https://github.com/sekisho/sekisho"
FINGERPRINT: Final = "sekisho/v1"
MAX_RESULTS: Final = 25_000
MAX_BYTES: Final = 10_000_000
MAX_LOCATIONS: Final = 1_000
MAX_NOTIFICATIONS: Final = 1_000

_LEVELS: Final = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
_SECURITY_SEVERITY: Final = {
    Severity.LOW: "3.0",
    Severity.MEDIUM: "5.5",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}
_LINK = re.compile(r"([\\\[\]])")

Json = dict[str, object]
_Badness = tuple[bool, int]
Encode = Callable[[object], str]


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write one run; results are streamed, worst first, until a limit of GitHub is reached."""
    encode, _ = encoder(out), options.translator
    driver = {
        "name": "Sekisho",
        "version": __version__,
        "informationUri": INFORMATION_URI,
        "rules": [_rule(rule, _) for rule in options.rules],
    }
    head = (
        f'{{"$schema": {encode(SCHEMA)},\n "version": "2.1.0",\n "runs": [{{\n'
        f'  "tool": {encode({"driver": driver})},\n'
        f'  "language": {encode(_.language)},\n  "automationDetails": {encode({"id": category(result.run)})},\n'
        f'  "columnKind": "unicodeCodePoints",\n  "results": '
    )
    sentences = Sentences(_)
    notifications = [_notification(skip, sentences, result) for skip in _first_skips(result)]
    budget = MAX_BYTES - len(head.encode()) - len(encode(notifications).encode()) - 10_000
    results = _Results(result, options, sentences, encode, budget)
    out.write(head)
    write_array(out, results, indent="   ")
    notifications += [_clause(one) for one in failing(result, _)]
    notifications += _cuts(result, results.left, _)
    out.write(f',\n  "invocations": [{encode(_invocation(result, notifications))}]\n }}]}}\n')


def category(run: RunInfo) -> str:
    """What GitHub keeps apart: a run closes only alerts of its own category, so a range closes none of a history."""
    return f"sekisho/{run.command}/{run.source}/"


class _Results:
    """The encoded results, worst first, within the limits; ``left`` says afterwards how many did not fit."""

    def __init__(
        self, result: ScanResult, options: ReportOptions, sentences: Sentences, encode: Encode, budget: int
    ) -> None:
        self.left = len(result.verdicts) - result.count(Disposition.BELOW_THRESHOLD)
        self._verdicts = result.verdicts
        self._fingerprint = options.fingerprint
        self._sentences = sentences
        self._index = {rule.id: index for index, rule in enumerate(options.rules)}
        self._encode = encode
        self._budget = budget

    def __iter__(self) -> Iterator[str]:
        room = self._room()
        texts: dict[_Badness, list[str]] = {badness: [] for badness in sorted(room)}
        for verdict in self._verdicts:
            fingerprint = self._fingerprint(verdict)  # which counts: it has to see each of them
            badness = _badness(verdict.disposition, verdict.finding.severity)
            if len(texts.get(badness, ())) < room.get(badness, 0):
                texts[badness].append(self._encode(_result(verdict, fingerprint, self._sentences, self._index)))
        for text in chain.from_iterable(texts.values()):
            self._budget -= len(text.encode()) + 5
            if self._budget < 0:
                return
            self.left -= 1
            yield text

    def _room(self) -> dict[_Badness, int]:
        """How many results of each badness fit within the limit, the worst first."""
        wanted: Counter[_Badness] = Counter()
        for kind, n in self._verdicts.counts.items():
            if kind.disposition is not Disposition.BELOW_THRESHOLD:
                wanted[_badness(kind.disposition, kind.severity)] += n
        room, left = {}, MAX_RESULTS
        for badness in sorted(wanted):
            room[badness] = min(left, wanted[badness])
            left -= room[badness]
        return room


def _badness(disposition: Disposition, severity: Severity) -> _Badness:
    """What sorts the worst first: what fails the run, then the more severe."""
    return disposition is not Disposition.REPORTED, -severity


def _rule(rule: Rule, _: Translator) -> Json:
    why, fix, allow = _(rule.why), _(rule.fix), _(rule.allow, rule=rule.id)
    return {
        "id": rule.id,
        "name": rule.entity,
        "shortDescription": {"text": _(rule.name)},
        "fullDescription": {"text": _(rule.description)},
        "help": {"text": f"{why}\n\n{fix}\n\n{allow}", "markdown": f"{why}\n\n**{fix}**\n\n{allow}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["security", "privacy", rule.check, *rule.controls],
            "precision": "high",
            "security-severity": _SECURITY_SEVERITY[rule.severity],
        },
    }


def _result(verdict: Verdict, fingerprint: str, sentences: Sentences, index: Mapping[str, int]) -> Json:
    finding = verdict.finding
    result: Json = {"ruleId": finding.rule_id}
    if finding.rule_id in index:
        result["ruleIndex"] = index[finding.rule_id]
    result["level"] = _LEVELS[finding.severity]
    result["message"] = _text(sentences.finding(finding))
    result["locations"] = [_location(finding)]
    if finding.related:
        result["relatedLocations"] = [_related(one, sentences) for one in finding.related[: MAX_LOCATIONS - 1]]
    if fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: fingerprint}
    if verdict.disposition is not Disposition.REPORTED:
        result["suppressions"] = [_suppression(verdict)]
    result["properties"] = {
        "severity": finding.severity.label,
        "confidence": round(finding.confidence, 3),
        "commit": finding.origin.commit,
    }
    return result


def _text(sentence: str) -> Json:
    return {"text": _LINK.sub(r"\\\1", sentence)}  # SARIF 3.11.6: brackets would be an embedded link


def _suppression(verdict: Verdict) -> Json:
    kind = "inSource" if verdict.disposition is Disposition.ALLOWED_INLINE else "external"
    return {"kind": kind, "status": "accepted", "justification": verdict.reason or verdict.disposition.value}


def _location(finding: Finding) -> Json:
    location: Json = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(finding.origin.path)},
            "region": _region(finding),
        }
    }
    if finding.origin.members:
        name = "/".join(finding.origin.members)
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "member"}]
    return location


def _related(related: Related, sentences: Sentences) -> Json:
    place = {"artifactLocation": {"uri": uri(related.path)}, "region": {"startLine": related.line}}
    return {"physicalLocation": place, "message": _text(sentences.related(related))}


def _region(finding: Finding) -> Json:
    """The place in the file; the file's beginning where the finding has no line of its own in it."""
    if not is_in_lines(finding):
        return {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    region: Json = {
        "startLine": finding.position.line,
        "startColumn": finding.position.column,
        "endLine": last_line(finding),
    }
    if is_to_the_end_of_a_line(finding):  # which is what a region without an end column means (SARIF 2.1.0, 3.30.8)
        return region
    return region | {"endColumn": finding.end_position.column}


def uri(path: str) -> str:
    """A relative, percent-encoded reference; bytes of a file name that are no UTF-8 keep their values."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return quote(raw, safe="/")


def _first_skips(result: ScanResult) -> list[Skip]:
    return sorted(result.skips, key=lambda skip: not result.is_incomplete(skip))[:MAX_NOTIFICATIONS]


def _notification(skip: Skip, sentences: Sentences, result: ScanResult) -> Json:
    notification: Json = {
        "descriptor": {"id": skip.reason.value},
        "level": "error" if result.is_incomplete(skip) else "note",
        "message": _text(sentences.skip(skip)),
    }
    if skip.origin.path:
        artifact = {"uri": uri(skip.origin.path)}
        notification["locations"] = [{"physicalLocation": {"artifactLocation": artifact}}]
    return notification


def _clause(clause: Clause) -> Json:
    text = f"{clause.title}: {clause.text}"
    return {"descriptor": {"id": f"clause/{clause.id}"}, "level": "error", "message": _text(text)}


def _cuts(result: ScanResult, n_results: int, _: Translator) -> list[Json]:
    """What the limits left out of this file, said in it."""
    cuts = []
    if n_results:
        cuts.append(
            _.ngettext(
                "{n} result left out to keep within GitHub's limits; the JSON report has all",
                "{n} results left out to keep within GitHub's limits; the JSON report has all",
                n_results,
            )
        )
    if (n_skips := len(result.skips) - MAX_NOTIFICATIONS) > 0:
        cuts.append(
            _.ngettext(
                "{n} notification left out; the JSON report has all",
                "{n} notifications left out; the JSON report has all",
                n_skips,
            )
        )
    return [{"descriptor": {"id": "cut"}, "level": "warning", "message": {"text": text}} for text in cuts]


def _invocation(result: ScanResult, notifications: list[Json]) -> Json:
    end = result.run.started + dt.timedelta(seconds=result.run.seconds)
    code = result.exit_code()
    told: Json = {
        "executionSuccessful": code in {ExitCode.CLEAN, ExitCode.FOUND},
        "exitCode": int(code),
        "startTimeUtc": utc(result.run.started),
        "endTimeUtc": utc(end),
        "toolExecutionNotifications": notifications,
    }
    if result.run.policy is not None:
        from guard.report.gate_json import policy_fields

        told["properties"] = {"policy": policy_fields(result.run.policy)}
    return told
