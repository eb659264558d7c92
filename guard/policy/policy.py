"""The policy: what happens to a finding, and what is in scope at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from guard.config.config import Config
from guard.model import ALLOW_MARK, Disposition, Document, Finding, Sensitive, Severity, Skip, Verdict
from guard.policy.allow import Acceptance, InlineAllow, InlineAllows, accepted_skip, config_acceptance
from guard.policy.approval import Approval, ApprovedAllows, unapproved
from guard.policy.glob import covers, matches, touches
from guard.policy.masking import excerpt
from guard.policy.places import Places

if TYPE_CHECKING:
    from guard.policy.identity import Identifier

#: So many findings of one rule in one file have an excerpt; the rest of a large table has its places alone.
MOST_EXCERPTS = 200
_NOTHING = Sensitive("")


class Policy:
    """Judges findings by the configuration and by what the judged text says itself."""

    def __init__(
        self,
        config: Config,
        min_severity: Severity | None = None,
        identifier: Identifier | None = None,
        *,
        may_lower: bool = False,
        approved: ApprovedAllows | None = None,
    ) -> None:
        """``identifier`` gives findings the identity by which a baseline knows them; without a baseline there is none.

        ``may_lower``: the configuration may make a severity lower. ``approved`` are the inline allows that count, where
        not all do.
        """
        self._config = config
        self.min_severity = min_severity or config.min_severity
        self.identifier = identifier
        self.may_lower = may_lower
        self.approved = approved

    def excluded(self, path: str) -> str | None:
        """The reason why a path is out of scope, ``None`` where it is in scope."""
        config = self._config
        if config.include and not any(matches(rule.path, path) for rule in config.include):
            return "not in scan.include"
        return next((rule.reason for rule in config.exclude if matches(rule.path, path)), None)

    def is_special(self, path: str) -> bool:
        """Whether the configuration treats a path apart: excluded, or with findings that are allowed there."""
        return self.excluded(path) is not None or any(
            allow.path is not None and touches(allow.path, path) for allow in self._config.allow
        )

    def accepted(self, skip: Skip) -> str | None:
        """The reason why a skip is accepted, ``None`` where it is not."""
        return accepted_skip(skip, self._config.accept_skip)

    def judge(self, findings: Iterable[Finding], document: Document) -> Iterator[Verdict]:
        """The verdicts on the findings of a document, which come in the order of its text.

        From here on the values are gone, the excerpts masked, and the places those that may be told.
        """
        shown: Counter[str] = Counter()
        places = self.places()
        if ALLOW_MARK not in document.text:
            for finding in findings:
                yield self._verdict(finding, document, None, shown, places)
            return
        inline = _Inline(document, self.approved)
        for _line, beside in groupby(findings, lambda finding: document.line_of(finding.start)):
            together = list(beside)
            inline.allows.learn(together)
            for finding in together:
                yield self._verdict(finding, document, inline, shown, places)
            for refused in inline.take_refused():
                yield self.judge_placed(replace(refused, **places.told(refused)._asdict()))

    def places(self) -> Places:
        """Where the findings of one document are said to stand."""
        return Places()

    def judge_placed(self, finding: Finding) -> Verdict:
        """The verdict on a finding that is about no text of a document: nothing inline can allow it."""
        severity = self.severity(finding)
        disposition, accepted = self._disposition(finding, severity, None)
        judged = replace(finding, severity=severity, value=_NOTHING, label=_NOTHING)
        return Verdict(judged, disposition, *(accepted or ()))

    def severity(self, finding: Finding) -> Severity:
        """How bad a finding is by the configuration, which makes it less bad only where it may."""
        asked = self._config.severity.get(finding.rule_id, finding.severity)
        for one in self._config.severity_of:
            if one.rule == finding.rule_id and covers(one.path, finding.origin.path, finding.origin.members):
                asked = one.severity
                break
        return asked if self.may_lower else max(finding.severity, asked)

    def _verdict(
        self, finding: Finding, document: Document, inline: _Inline | None, shown: Counter[str], places: Places
    ) -> Verdict:
        severity = self.severity(finding)
        text = "" if finding.dropped is not None else _excerpt(finding, document, shown)
        identity = None if self.identifier is None or finding.dropped else self.identifier(finding, document)
        start, end, position, end_position = places.told(finding)
        judged = replace(
            finding,
            severity=severity,
            value=_NOTHING,
            label=_NOTHING,
            excerpt=text,
            identity=identity,
            start=start,
            end=end,
            position=position,
            end_position=end_position,
        )
        if finding.dropped is not None:
            return Verdict(judged, Disposition.DROPPED, finding.dropped)
        disposition, accepted = self._disposition(finding, severity, inline)
        return Verdict(judged, disposition, *(accepted or ()))

    def _disposition(
        self, finding: Finding, severity: Severity, inline: _Inline | None
    ) -> tuple[Disposition, Acceptance | None]:
        if severity < self.min_severity:
            return Disposition.BELOW_THRESHOLD, None
        reason = None if inline is None else inline.reason(finding)
        if reason is not None:
            return Disposition.ALLOWED_INLINE, Acceptance(reason)
        allowed = config_acceptance(finding, self._config.allow)
        if allowed is not None:
            return Disposition.ALLOWED_CONFIG, allowed
        if inline is not None:
            inline.refuse(finding)
        return Disposition.REPORTED, None


class _Inline:
    """The inline allows of a document: those that count, and those that stand beside a finding and do not."""

    def __init__(self, document: Document, approved: ApprovedAllows | None) -> None:
        self.allows = InlineAllows(document)
        self._document = document
        self._approved = approved
        self._approval: Approval | None = None
        self._told: set[tuple[int, str]] = set()
        self._refused: list[Finding] = []

    def reason(self, finding: Finding) -> str | None:
        """The reason of the allow that covers a finding, ``None`` where none does that counts."""
        beside = self.allows.beside(finding)
        if beside is None or not self._counts(finding, beside[1]):
            return None
        return self.allows.reason(finding, *beside)

    def refuse(self, finding: Finding) -> None:
        """Note the allow beside a finding that is reported all the same."""
        beside = self.allows.beside(finding)
        if beside is not None and (beside[0], finding.rule_id) not in self._told:
            self._told.add((beside[0], finding.rule_id))
            reason = self.allows.reason(finding, *beside)
            self._refused.append(unapproved(self._document, beside[0], finding.rule_id, reason))

    def take_refused(self) -> list[Finding]:
        """What was noted since the last time, as findings of their own."""
        refused, self._refused = self._refused, []
        return refused

    def _counts(self, finding: Finding, allow: InlineAllow) -> bool:
        if self._approved is None:
            return True
        if self._approval is None:
            self._approval = self._approved.of(self._document)
        return self._approval.covers(finding.rule_id, allow, finding.start, finding.end)


def _excerpt(finding: Finding, document: Document, shown: Counter[str]) -> str:
    """The masked line of a finding; ``shown`` counts by rule how many of the document have one."""
    shown[finding.rule_id] += 1
    return excerpt(document, finding) if shown[finding.rule_id] <= MOST_EXCERPTS else ""
