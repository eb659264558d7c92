"""GitLab's security report (SAST): findings as vulnerabilities, what was not looked at as messages of the scan.

An incomplete run is a failed scan, whose missing findings GitLab does not take for resolved. No source is quoted.
Fields: https://gitlab.com/gitlab-org/security-products/security-report-schemas (``sast-report-format.json``)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TextIO

from guard import __version__
from guard.errors import ExitCode
from guard.messages import Translator
from guard.model import Disposition, Finding, Origin, Verdict
from guard.report.clause import failing
from guard.report.console import visible
from guard.report.json_report import utc
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.report.phrases import place
from guard.report.sarif import INFORMATION_URI
from guard.report.sentence import Sentences, is_in_lines, last_line
from guard.report.summary import summary_line
from guard.result import ScanResult
from guard.rules.catalogue import Rule

#: Every field that is written has been there since this version, which GitLab 16 to 18 take.
VERSION: Final = "15.0.7"
SCHEMA: Final = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas"
    f"/-/raw/v{VERSION}/dist/sast-report-format.json"
)
MAX_MESSAGES: Final = 1_000
_KEPT: Final = 1_024
_MAX_NAME: Final = 255
_MAX_SOLUTION: Final = 7_000
#: What GitLab takes as Markdown where a name of a file could hold it.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>@#$|~!&])")
_TOOL: Final = {
    "id": "sekisho",
    "name": "Sekisho",
    "url": INFORMATION_URI,
    "vendor": {"name": "Sekisho"},
    "version": __version__,
}

Json = dict[str, object]


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the report; vulnerabilities are streamed in the order of the report."""
    encode = encoder(out)
    out.write(
        f'{{"version": {encode(VERSION)},\n "schema": {encode(SCHEMA)},\n "scan": {encode(_scan(result, options))}'
    )
    out.write(',\n "vulnerabilities": ')
    write_array(out, _Vulnerabilities(encode, options).texts(result.verdicts))
    out.write("}\n")


def _scan(result: ScanResult, options: ReportOptions) -> Json:
    end = result.run.started + dt.timedelta(seconds=result.run.seconds)
    is_complete = result.exit_code() in {ExitCode.CLEAN, ExitCode.FOUND}
    return {
        "analyzer": _TOOL,
        "scanner": _TOOL,
        "type": "sast",
        "status": "success" if is_complete else "failure",
        "start_time": utc(result.run.started).removesuffix("Z"),
        "end_time": utc(end).removesuffix("Z"),
        "messages": list(_messages(result, options)),
    }


def _messages(result: ScanResult, options: ReportOptions) -> Iterator[Json]:
    _, sentences = options.translator, Sentences(options.translator)
    yield {"level": "info", "value": summary_line(result, _)}
    for clause in failing(result, _):
        yield {"level": "warn", "value": f"{clause.id} {clause.title}: {clause.text}"}
    for skip in result.incomplete[:MAX_MESSAGES]:
        yield {"level": "warn", "value": f"{visible(skip.origin.path) or '.'}: {visible(sentences.skip(skip))}"}
    if (n := len(result.incomplete) - MAX_MESSAGES) > 0:
        more = _.ngettext("… and {n} more (the JSON report has all)", "… and {n} more (the JSON report has all)", n)
        yield {"level": "warn", "value": more}


class _Vulnerabilities:
    """Findings as JSON. Those of a column differ by place and fingerprint alone: the rest is encoded once."""

    def __init__(self, encode: Callable[[object], str], options: ReportOptions) -> None:
        self._encode = encode
        self._fingerprint = options.fingerprint
        self._translator = _ = options.translator
        self._sentences = Sentences(_)
        self._rules = {rule.id: _rule(rule, _) for rule in options.rules}
        self._kept: dict[tuple[object, ...], str] = {}

    def texts(self, verdicts: Iterable[Verdict]) -> Iterator[str]:
        """One a line, of what is reported."""
        for verdict in verdicts:
            fingerprint = self._fingerprint(verdict)  # which counts: it has to see each of them
            if verdict.disposition is Disposition.REPORTED:
                yield self._text(verdict.finding, fingerprint)

    def _text(self, finding: Finding, fingerprint: str) -> str:
        first, last = (finding.position.line, last_line(finding)) if is_in_lines(finding) else (1, 1)
        where = f'"file": {self._encode(visible(finding.origin.path))}, "start_line": {first}, "end_line": {last}'
        signature = f'{{"algorithm": "hash", "value": {self._encode(fingerprint)}}}'
        return (
            f'{{"id": {self._encode(_uuid(fingerprint))}, {self._head(finding)}, "location": {{{where}}}, '
            f'"tracking": {{"type": "source", "items": [{{{where}, "signatures": [{signature}]}}]}}}}'
        )

    def _head(self, finding: Finding) -> str:
        """What does not depend on the line, without its braces; the latest are kept."""
        sentence = self._sentences.finding(finding)
        key = finding.rule_id, finding.severity, finding.origin.members, finding.origin.commit, sentence
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            rule_id, _ = visible(finding.rule_id), self._translator
            told = dict(self._rules.get(finding.rule_id) or {"name": rule_id[:_MAX_NAME]})
            told |= {
                "description": _MARKDOWN.sub(r"\\\1", visible(sentence)),
                "severity": finding.severity.label.capitalize(),
                "identifiers": [{"type": "sekisho_rule", "name": f"Sekisho {rule_id}", "value": rule_id}],
                "details": _details(finding, _),
            }
            kept = self._kept[key] = self._encode(told)[1:-1]
        return kept


def _rule(rule: Rule, _: Translator) -> Json:
    """What GitLab shows of a rule; only the name may not be longer than GitLab takes."""
    return {"name": _(rule.name)[:_MAX_NAME], "solution": _(rule.fix)[:_MAX_SOLUTION]}


def _details(finding: Finding, _: Translator) -> Json:
    """Where a finding is that the files of the branch do not show: inside of a file, in an earlier commit."""
    details: Json = {}
    if inside := place(Origin("", finding.origin.members)):
        details["inside"] = {"name": _("inside the file"), "type": "text", "value": inside}
    if finding.origin.commit:
        details["commit"] = {"name": _("commit"), "type": "commit", "value": finding.origin.commit}
    return details


def _uuid(fingerprint: str) -> str:
    """The 32 digits of a fingerprint in the shape that GitLab asks for."""
    return "-".join((fingerprint[:8], fingerprint[8:12], fingerprint[12:16], fingerprint[16:20], fingerprint[20:]))
