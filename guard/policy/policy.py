"""The policy: what happens to a finding, and what is in scope at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from guard.config import Config
from guard.model import ALLOW_MARK, Disposition, Document, Finding, Sensitive, Severity, Skip, Verdict
from guard.policy.allow import InlineAllows, accepted_skip, config_reason
from guard.policy.glob import matches, touches
from guard.policy.masking import excerpt

#: So many findings of one rule in one file have an excerpt; the rest of a large table has its places alone.
MOST_EXCERPTS = 200
_NOTHING = Sensitive("")


class Policy:
    """Judges findings by the configuration and by what the judged text says itself."""

    def __init__(self, config: Config, min_severity: Severity | None = None) -> None:
        self._config = config
        self.min_severity = min_severity or config.min_severity

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

        From here on the values are gone and the excerpts masked.
        """
        shown: Counter[str] = Counter()
        if ALLOW_MARK not in document.text:
            for finding in findings:
                yield self._verdict(finding, document, None, shown)
            return
        inline = InlineAllows(document)
        for _line, beside in groupby(findings, lambda finding: document.line_of(finding.start)):
            together = list(beside)
            inline.learn(together)
            for finding in together:
                yield self._verdict(finding, document, inline, shown)

    def _verdict(
        self, finding: Finding, document: Document, inline: InlineAllows | None, shown: Counter[str]
    ) -> Verdict:
        severity = max(finding.severity, self._config.severity.get(finding.rule_id, finding.severity))
        text = "" if finding.dropped is not None else _excerpt(finding, document, shown)
        judged = replace(finding, severity=severity, value=_NOTHING, excerpt=text)
        if finding.dropped is not None:
            return Verdict(judged, Disposition.DROPPED, finding.dropped)
        disposition, reason = self._disposition(finding, severity, inline)
        return Verdict(judged, disposition, reason)

    def _disposition(
        self, finding: Finding, severity: Severity, inline: InlineAllows | None
    ) -> tuple[Disposition, str | None]:
        if severity < self.min_severity:
            return Disposition.BELOW_THRESHOLD, None
        reason = None if inline is None else inline.reason(finding)
        if reason is not None:
            return Disposition.ALLOWED_INLINE, reason
        reason = config_reason(finding, self._config.allow)
        if reason is not None:
            return Disposition.ALLOWED_CONFIG, reason
        return Disposition.REPORTED, None


def _excerpt(finding: Finding, document: Document, shown: Counter[str]) -> str:
    """The masked line of a finding; ``shown`` counts by rule how many of the document have one."""
    shown[finding.rule_id] += 1
    return excerpt(document, finding) if shown[finding.rule_id] <= MOST_EXCERPTS else ""
