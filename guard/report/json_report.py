"""The JSON report, ``schema_version`` 1: docs/reference/report-v1.schema.json says what every field means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from guard import __version__
from guard.model import Disposition, Finding, Origin, Skip, Verdict
from guard.report.json_text import encoder, write_array
from guard.report.options import ReportOptions
from guard.result import BaselineUse, RunInfo, ScanResult
from guard.rules.catalogue import describe, sentence

Fields = dict[str, object]
_KEPT_PARTS: Final = 1_024


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the report; findings and skips are streamed, one a line, so that reports compare line by line."""
    encode = encoder(out)
    tool = {"name": "sekisho", "version": __version__, "ruleset": result.run.ruleset}
    out.write(f'{{"schema_version": 1,\n "tool": {encode(tool)},\n "run": {encode(_run(result.run))}')
    out.write(',\n "findings": ')
    write_array(out, map(_Findings(encode, options).text, result.verdicts))
    if options.dropped:
        out.write(',\n "dropped": ')
        write_array(out, (encode(_dropped(verdict, options)) for verdict in result.dropped))
    out.write(',\n "skips": ')
    write_array(out, (encode(skip) for skip in _skips(result, options)))
    out.write(f',\n "notes": {encode([options.translator(note) for note in result.notes])}')
    if result.baseline is not None:
        out.write(f',\n "baseline": {encode(_baseline(result.baseline))}')
    if result.separation is not None:
        from guard.report.separation_json import fields

        out.write(f',\n "separation": {encode(fields(result.separation, options.translator))}')
    if result.accounts is not None:
        from guard.report.accounts_json import fields as account_fields

        out.write(f',\n "accounts": {encode(account_fields(result.accounts, options.translator))}')
    if result.gate is not None:
        from guard.report.gate_json import fields as gate_fields

        out.write(f',\n "gate": {encode(gate_fields(result.gate, options.translator))}')
    if result.run.policy is not None and result.run.policy.is_binding:
        from guard.report.approvals import fields as approval_fields

        out.write(f',\n "approvals": {encode(list(approval_fields(result)))}')
    out.write(f',\n "summary": {encode(_summary(result))},\n "exit_code": {int(result.exit_code())}}}\n')


def utc(moment: dt.datetime) -> str:
    """A moment as RFC 3339 text in UTC, to the second; a naive moment is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _run(run: RunInfo) -> Fields:
    told: Fields = {
        "command": run.command,
        "source": run.source,
        "root": run.root,
        "commit": run.commit,
        "policy_ref": run.policy_ref,
        "started": utc(run.started),
        "seconds": round(run.seconds, 3),
    }
    if run.policy is not None:
        from guard.report.gate_json import policy_fields

        told["policy"] = policy_fields(run.policy)
    return told


def _place(origin: Origin) -> Fields:
    return {"path": origin.path, "members": list(origin.members), "commit": origin.commit}


class _Findings:
    """Findings as JSON. Those of a column differ by place and fingerprint alone: the rest is encoded once."""

    def __init__(self, encode: Callable[[object], str], options: ReportOptions) -> None:
        self._encode = encode
        self._options = options
        self._kept: dict[tuple[object, ...], str] = {}

    def text(self, verdict: Verdict) -> str:
        """One finding on one line."""
        finding, encode = verdict.finding, self._encode
        head = (
            *(finding.check, finding.rule_id, finding.entity, finding.severity, finding.confidence),
            *(finding.origin, finding.part),
        )
        said = finding.message, *finding.message_args.items()
        tail = (
            *(verdict.disposition, verdict.reason, verdict.owner, verdict.expires),
            *(finding.controls, finding.explanation),
            *(finding.origin.commit, finding.removed, finding.related),
        )
        parts = (
            self._once(head, lambda: self._head(finding)),
            f'"line": {finding.position.line}, "column": {finding.position.column}',
            f'"end_line": {finding.end_position.line}, "end_column": {finding.end_position.column}',
            f'"cell": {encode(finding.cell)}' if finding.cell else '"cell": null',
            self._once(said, lambda: {"message": describe(finding, self._options.translator)}),
            f'"excerpt": {encode(finding.excerpt)}' if finding.excerpt else '"excerpt": ""',
            f'"fingerprint": {encode(self._options.fingerprint(verdict))}',
            self._once(tail, lambda: self._tail(verdict)),
        )
        return f"{{{', '.join(parts)}}}"

    def _once(self, key: tuple[object, ...], make: Callable[[], Fields]) -> str:
        """A part of a finding, without its braces; the latest are kept."""
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _KEPT_PARTS:
                self._kept.clear()
            kept = self._kept[key] = self._encode(make())[1:-1]
        return kept

    def _head(self, finding: Finding) -> Fields:
        return {
            "check": finding.check,
            "rule_id": finding.rule_id,
            "entity": finding.entity,
            "severity": finding.severity.label,
            "confidence": round(finding.confidence, 3),
            **_place(finding.origin),
            "part": finding.part.value,
        }

    def _tail(self, verdict: Verdict) -> Fields:
        finding, _ = verdict.finding, self._options.translator
        return {
            "disposition": verdict.disposition.value,
            "reason": verdict.reason,
            "owner": verdict.owner,
            "expires": verdict.expires,
            "controls": list(finding.controls),
            **_explanation(finding, self._options),
            "commits": {"introduced": finding.origin.commit, "removed": finding.removed},
            "related": [
                {"path": one.path, "line": one.line, "message": sentence(one.message, dict(one.args), _)}
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
        yield _skip(skip, options, incomplete=result.is_incomplete(skip), accepted=None)
    for skip, reason in result.accepted_skips:
        yield _skip(skip, options, incomplete=False, accepted=reason)


def _skip(skip: Skip, options: ReportOptions, *, incomplete: bool, accepted: str | None) -> Fields:
    return {
        **_place(skip.origin),
        "reason": skip.reason.value,
        "detail": options.translator(skip.detail, **dict(skip.args)),
        "incomplete": incomplete,
        "accepted": accepted,
    }


def _baseline(use: BaselineUse) -> Fields:
    return {
        "file": use.name,
        "entries": use.entries,
        "unused": use.unused,
        "ending": use.ending,
        "first_end": None if use.first_end is None else use.first_end.isoformat(),
        "without_key": use.is_without_key,
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
        **({} if result.baseline is None else {"baseline_unused": result.baseline.unused}),
    }
