"""GitLab Code Quality: a list of objects, one for each finding that is reported and for what was not looked at.

GitLab stops reading at the first object it does not understand, so there is none but these. A finding that is
accepted has no place in the format. Fields: https://docs.gitlab.com/ci/testing/code_quality/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final, TextIO

from guard.model import Disposition, Finding, Severity, Skip
from guard.report.clause import Clause, failing
from guard.report.console import visible
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.report.sentence import Sentences, is_in_lines
from guard.result import ScanResult

_SEVERITIES: Final = {
    Severity.LOW: "minor",
    Severity.MEDIUM: "major",
    Severity.HIGH: "critical",
    Severity.CRITICAL: "blocker",
}

Json = dict[str, object]


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the list; its objects are streamed."""
    encode = encoder(out)
    write_array(out, (encode(one) for one in _objects(result, options)), indent=" ")
    out.write("\n")


def _objects(result: ScanResult, options: ReportOptions) -> Iterator[Json]:
    sentences = Sentences(options.translator)
    for verdict in result.verdicts:
        fingerprint = options.fingerprint(verdict)  # which counts: it has to see each of them
        if verdict.disposition is Disposition.REPORTED:
            yield _finding(verdict.finding, fingerprint, sentences)
    for skip in result.incomplete:
        yield _skip(skip, sentences)
    for clause in failing(result, options.translator):
        yield _clause(clause)


def _finding(finding: Finding, fingerprint: str, sentences: Sentences) -> Json:
    return {
        "description": visible(sentences.finding(finding)),
        "check_name": visible(finding.rule_id),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": _location(finding.origin.path, finding.position.line if is_in_lines(finding) else 1),
    }


def _clause(clause: Clause) -> Json:
    return {
        "description": f"{clause.title}: {clause.text}",
        "check_name": f"clause/{clause.id}",
        "fingerprint": _digest("clause", clause.id),
        "severity": _SEVERITIES[Severity.HIGH],
        "location": _location("", 1),
    }


def _skip(skip: Skip, sentences: Sentences) -> Json:
    return {
        "description": visible(sentences.skip(skip)),
        "check_name": f"not-looked-at/{skip.reason.value}",
        "fingerprint": _digest(skip.reason.value, skip.origin.path, *skip.origin.members, skip.origin.commit or ""),
        "severity": _SEVERITIES[Severity.HIGH],
        "location": _location(skip.origin.path, 1),
    }


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _location(path: str, line: int) -> Json:
    return {"path": visible(path) or ".", "lines": {"begin": line}}
