"""The inline allows that stand beside findings and that the trusted policy does not have: what somebody has to approve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from guard.messages import Translator
from guard.model import Disposition, Finding
from guard.report.console import visible, visible_place
from guard.result import ScanResult
from guard.rules.gate import ALLOW_ADDED

#: How many of them are shown to people; the JSON report has all.
MAX_SHOWN: Final = 50

Fields = dict[str, object]


def approvals(result: ScanResult) -> Iterator[Finding]:
    """Those that are reported, in the order of the report."""
    if any(kind.rule_id == ALLOW_ADDED for kind in result.verdicts.counts):
        for verdict in result.verdicts:
            if verdict.finding.rule_id == ALLOW_ADDED and verdict.disposition is Disposition.REPORTED:
                yield verdict.finding


def fields(result: ScanResult) -> Iterator[Fields]:
    """The same for programs; a reason holds no value that was found."""
    for finding in approvals(result):
        yield {
            "path": finding.origin.path,
            "members": list(finding.origin.members),
            "commit": finding.origin.commit,
            "line": finding.position.line,
            "rule": finding.message_args["rule"],
            "reason": finding.message_args["reason"],
        }


def lines(result: ScanResult, _: Translator) -> Iterator[str]:
    """The same for people."""
    waiting = list(approvals(result))
    if not waiting:
        return
    yield _("Inline allows for somebody to approve:")
    for finding in waiting[:MAX_SHOWN]:
        yield f"  {visible_place(finding.origin.path)}:{finding.position.line}  {told(finding)}"
    if (n := len(waiting) - MAX_SHOWN) > 0:
        yield "  " + _.ngettext(
            "… and {n} more (the JSON report has all)", "… and {n} more (the JSON report has all)", n
        )
    yield ""


def told(finding: Finding) -> str:
    """The rule that an allow names, and its reason."""
    return visible(f"{finding.message_args['rule']}: {finding.message_args['reason']}")
