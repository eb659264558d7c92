"""JUnit XML for GitLab and Jenkins: a finding is a failure, what was not looked at an error, what is accepted skipped.

The first test case is the run itself, so that a clean run is no empty file, which Jenkins takes for a broken build.
GitLab reads the attribute ``type`` as the name of a data type and refuses some: ours all begin with ``sekisho.``.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from guard import __version__
from guard.control import ControlState
from guard.errors import ExitCode
from guard.model import Disposition, Skip, Verdict
from guard.report.clause import Clause, clauses
from guard.report.console import visible
from guard.report.json_report import utc
from guard.report.json_text import is_unicode
from guard.report.options import ReportOptions
from guard.report.phrases import DISPOSITIONS, full_place, position
from guard.report.sentence import Sentences, is_in_lines
from guard.report.summary import summary_line
from guard.result import ScanResult

#: What XML 1.0 cannot hold, in any spelling, and ``visible`` leaves: two that are no characters.
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_PREFIX: Final = "sekisho"


class _Case(NamedTuple):
    """One test case; ``outcome`` is the name of an element, empty where it passed."""

    classname: str
    name: str
    place: dict[str, str]
    outcome: str = ""
    type_: str = ""
    message: str = ""


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write one suite; test cases are streamed, their counts are known before."""
    ascii_only = not is_unicode(out)
    counts = _attributes(_counts(result, options), ascii_only=ascii_only)
    name = _attributes({"name": f"{_PREFIX} {result.run.command}"}, ascii_only=ascii_only)
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{name}{counts}>\n')
    out.write(f'<testsuite{name}{counts} timestamp="{utc(result.run.started).removesuffix("Z")}">\n<properties>\n')
    for key, value in _properties(result).items():
        named = _attributes({"name": key, "value": value}, ascii_only=ascii_only)
        out.write(f"<property{named}/>\n")
    out.write("</properties>\n")
    out.writelines(_element(case, ascii_only=ascii_only) for case in _cases(result, options))
    out.write("</testsuite>\n</testsuites>\n")


def _counts(result: ScanResult, options: ReportOptions) -> dict[str, str]:
    outcomes = Counter(map(_clause_outcome, clauses(result, options.translator)))
    failures, findings = len(result.reported), len(result.verdicts)
    errors, skips = len(result.incomplete), len(result.skips) + len(result.accepted_skips)
    return {
        "tests": str(1 + findings + skips + outcomes.total()),
        "failures": str(failures + outcomes["failure"]),
        "errors": str(errors + int(_is_broken(result)) + outcomes["error"]),
        "skipped": str(findings - failures + skips - errors + outcomes["skipped"]),
        "time": f"{result.run.seconds:.3f}",
    }


def _is_broken(result: ScanResult) -> bool:
    return result.exit_code() not in {ExitCode.CLEAN, ExitCode.FOUND}


def _properties(result: ScanResult) -> dict[str, str]:
    run = result.run
    told = {"version": __version__, "source": run.source, "exit-code": str(int(result.exit_code()))}
    return told | ({"commit": run.commit} if run.commit else {})


def _cases(result: ScanResult, options: ReportOptions) -> Iterator[_Case]:
    _, sentences = options.translator, Sentences(options.translator)
    run = _Case(f"{_PREFIX}.{result.run.command}", _("everything in scope was looked at"), {})
    if _is_broken(result):
        kind = "interrupted" if result.interrupted else "incomplete"
        run = run._replace(outcome="error", type_=kind, message=summary_line(result, _))
    yield run
    for clause in clauses(result, _):
        kind = f"clause.{clause.state.value}"
        name = f"{clause.id} {clause.title}".rstrip()
        yield _Case(f"{_PREFIX}.clause", name, {}, _clause_outcome(clause), kind, clause.text)
    for verdict in result.verdicts:
        yield _finding(verdict, sentences, options)
    for skip in result.skips:
        yield _skip(skip, "error" if result.is_incomplete(skip) else "skipped", sentences.skip(skip))
    for skip, reason in result.accepted_skips:
        yield _skip(skip, "skipped", _("{sentence} ({where})", sentence=sentences.skip(skip), where=reason))


def _clause_outcome(clause: Clause) -> str:
    if clause.is_failing:
        return "failure" if clause.state is ControlState.VIOLATED else "error"
    return "" if clause.state in {ControlState.MET, ControlState.RECORDED} else "skipped"


def _finding(verdict: Verdict, sentences: Sentences, options: ReportOptions) -> _Case:
    finding, _ = verdict.finding, options.translator
    message = sentences.finding(finding)
    if verdict.disposition is not Disposition.REPORTED:
        accepted = _(DISPOSITIONS[verdict.disposition])
        accepted = f"{accepted}: {verdict.reason}" if verdict.reason else accepted
        message = _("{sentence} ({where})", sentence=message, where=accepted)
    where = {"file": finding.origin.path}
    if is_in_lines(finding):
        where["line"] = str(finding.position.line)
    return _Case(
        f"{_PREFIX}.{finding.check}.{finding.rule_id}",
        f"{full_place(finding.origin)} {position(finding, _)}",
        where,
        "failure" if verdict.disposition is Disposition.REPORTED else "skipped",
        f"{finding.severity.label}.{finding.rule_id}",
        message,
    )


def _skip(skip: Skip, outcome: str, message: str) -> _Case:
    where = {"file": skip.origin.path} if skip.origin.path else {}
    return _Case(f"{_PREFIX}.not-looked-at", full_place(skip.origin), where, outcome, skip.reason.value, message)


def _element(case: _Case, *, ascii_only: bool) -> str:
    head = _attributes({"classname": case.classname, "name": case.name, **case.place}, ascii_only=ascii_only)
    if not case.outcome:
        return f"<testcase{head}/>\n"
    told = _attributes({"type": f"{_PREFIX}.{case.type_}", "message": case.message}, ascii_only=ascii_only)
    text = _text(case.message, ascii_only=ascii_only)
    return f"<testcase{head}><{case.outcome}{told}>{text}</{case.outcome}></testcase>\n"


def _attributes(values: dict[str, str], *, ascii_only: bool) -> str:
    return "".join(f' {name}="{_text(value, ascii_only=ascii_only)}"' for name, value in values.items())


def _text(text: str, *, ascii_only: bool) -> str:
    """Text as XML 1.0 holds it: what it cannot hold, and what does not show, as a written escape."""
    shown = _NO_CHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", visible(text))
    escaped = html.escape(shown)
    return escaped.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii_only else escaped
