"""The JSON report, ``schema_version`` 1: docs/reference/report-v1.schema.json says what every field means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TextIO

from guard import __version__
from guard.model import Disposition, Finding, Origin, Skip, Verdict
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.result import RunInfo, ScanResult, is_incomplete
from guard.rules import describe, sentence

Fields = dict[str, object]


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the report; findings and skips are streamed, one a line, so that reports compare line by line."""
    encode = encoder(out)
    tool = {"name": "sekisho", "version": __version__, "ruleset": result.run.ruleset}
    out.write(f'{{"schema_version": 1,\n "tool": {encode(tool)},\n "run": {encode(_run(result.run))}')
    out.write(',\n "findings": ')
    write_array(out, (encode(_finding(verdict, options)) for verdict in result.verdicts))
    if options.dropped:
        out.write(',\n "dropped": ')
        write_array(out, (encode(_dropped(verdict, options)) for verdict in result.dropped))
    out.write(',\n "skips": ')
    write_array(out, (encode(skip) for skip in _skips(result, options)))
    out.write(f',\n "notes": {encode([options.translator(note) for note in result.notes])}')
    if result.separation is not None:
        from guard.report.separation_json import fields

        out.write(f',\n "separation": {encode(fields(result.separation, options.translator))}')
    out.write(f',\n "summary": {encode(_summary(result))},\n "exit_code": {int(result.exit_code())}}}\n')


def utc(moment: dt.datetime) -> str:
    """A moment as RFC 3339 text in UTC, to the second; a naive moment is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _run(run: RunInfo) -> Fields:
    return {
        "command": run.command,
        "source": run.source,
        "root": run.root,
        "commit": run.commit,
        "policy_ref": run.policy_ref,
        "started": utc(run.started),
        "seconds": round(run.seconds, 3),
    }


def _place(origin: Origin) -> Fields:
    return {"path": origin.path, "members": list(origin.members), "commit": origin.commit}


def _finding(verdict: Verdict, options: ReportOptions) -> Fields:
    finding = verdict.finding
    return {
        "check": finding.check,
        "rule_id": finding.rule_id,
        "entity": finding.entity,
        "severity": finding.severity.label,
        "confidence": round(finding.confidence, 3),
        **_place(finding.origin),
        "part": finding.part.value,
        "line": finding.position.line,
        "column": finding.position.column,
        "end_line": finding.end_position.line,
        "end_column": finding.end_position.column,
        "cell": finding.cell,
        "message": describe(finding, options.translator),
        "excerpt": finding.excerpt,
        "fingerprint": options.fingerprint(verdict),
        "disposition": verdict.disposition.value,
        "reason": verdict.reason,
        "controls": list(finding.controls),
        **_explanation(finding, options),
        "commits": {"introduced": finding.origin.commit, "removed": finding.removed},
        "related": [
            {"path": one.path, "line": one.line, "message": sentence(one.message, dict(one.args), options.translator)}
            for one in finding.related
        ],
    }


def _explanation(finding: Finding, options: ReportOptions) -> Fields:
    """Present only where it was asked for."""
    if not finding.explanation:
        return {}
    told = [
        {"step": step.code, "message": sentence(step.message, dict(step.args), options.translator), "score": step.score}
        for step in finding.explanation
    ]
    return {"explanation": told}


def _dropped(verdict: Verdict, options: ReportOptions) -> Fields:
    """A candidate that is no finding: its place and why."""
    finding = verdict.finding
    return {
        "rule_id": finding.rule_id,
        "entity": finding.entity,
        "score": round(finding.confidence, 3),
        **_place(finding.origin),
        "part": finding.part.value,
        "line": finding.position.line,
        "column": finding.position.column,
        "cell": finding.cell,
        "reason": options.translator(verdict.reason or ""),
        **_explanation(finding, options),
    }


def _skips(result: ScanResult, options: ReportOptions) -> Iterator[Fields]:
    for skip in result.skips:
        yield _skip(skip, options, incomplete=is_incomplete(skip), accepted=None)
    for skip, reason in result.accepted_skips:
        yield _skip(skip, options, incomplete=False, accepted=reason)


def _skip(skip: Skip, options: ReportOptions, *, incomplete: bool, accepted: str | None) -> Fields:
    return {
        **_place(skip.origin),
        "reason": skip.reason.value,
        "detail": options.translator(skip.detail),
        "incomplete": incomplete,
        "accepted": accepted,
    }


def _summary(result: ScanResult) -> Fields:
    return {
        "reported": result.count(Disposition.REPORTED),
        "baselined": result.count(Disposition.BASELINED),
        "allowed": result.count(Disposition.ALLOWED_INLINE, Disposition.ALLOWED_CONFIG),
        "below_threshold": result.count(Disposition.BELOW_THRESHOLD),
        "persons": result.counts.persons.total(),
        "files": result.counts.files,
        "blobs": result.counts.blobs,
        "bytes": result.counts.bytes,
        "skipped": len(result.skips) + len(result.accepted_skips),
    }
