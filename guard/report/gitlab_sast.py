"""GitLab's security report (SAST): findings as vulnerabilities, what was not looked at as messages of the scan.

An incomplete run is a failed scan, whose missing findings GitLab does not take for resolved. No source is quoted.
Fields: https://gitlab.com/gitlab-org/security-products/security-report-schemas (``sast-report-format.json``)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, TextIO

from guard import __version__
from guard.errors import ExitCode
from guard.messages import Translator
from guard.model import Disposition, Finding, Origin
from guard.report.clause import failing
from guard.report.console import visible
from guard.report.json_report import utc
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.report.phrases import place
from guard.report.sarif import INFORMATION_URI
from guard.report.sentence import Sentences, is_in_lines
from guard.report.summary import summary_line
from guard.result import ScanResult
from guard.rules import Rule

#: Every field that is written has been there since this version, which GitLab 16 to 18 take.
VERSION: Final = "15.0.7"
SCHEMA: Final = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas"
    f"/-/raw/v{VERSION}/dist/sast-report-format.json"
)
MAX_MESSAGES: Final = 1_000
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
    write_array(out, (encode(one) for one in _vulnerabilities(result, options)))
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


def _vulnerabilities(result: ScanResult, options: ReportOptions) -> Iterator[Json]:
    _, sentences = options.translator, Sentences(options.translator)
    rules = {rule.id: _rule(rule, _) for rule in options.rules}
    for verdict in result.verdicts:
        fingerprint = options.fingerprint(verdict)  # which counts: it has to see each of them
        if verdict.disposition is Disposition.REPORTED:
            finding = verdict.finding
            told = rules.get(finding.rule_id) or {"name": visible(finding.rule_id)[:_MAX_NAME]}
            yield told | _vulnerability(finding, fingerprint, sentences, _)


def _rule(rule: Rule, _: Translator) -> Json:
    """What GitLab shows of a rule; only the name may not be longer than GitLab takes."""
    return {"name": _(rule.name)[:_MAX_NAME], "solution": _(rule.fix)[:_MAX_SOLUTION]}


def _vulnerability(finding: Finding, fingerprint: str, sentences: Sentences, _: Translator) -> Json:
    rule_id, path = visible(finding.rule_id), visible(finding.origin.path)
    lines = (finding.position.line, finding.end_position.line) if is_in_lines(finding) else (1, 1)
    where: Json = {"file": path, "start_line": lines[0], "end_line": lines[1]}
    return {
        "id": _uuid(fingerprint),
        "description": _MARKDOWN.sub(r"\\\1", visible(sentences.finding(finding))),
        "severity": finding.severity.label.capitalize(),
        "identifiers": [{"type": "sekisho_rule", "name": f"Sekisho {rule_id}", "value": rule_id}],
        "location": where,
        "tracking": {
            "type": "source",
            "items": [where | {"signatures": [{"algorithm": "hash", "value": fingerprint}]}],
        },
        "details": _details(finding, _),
    }


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
