"""The policy: what happens to a finding, and what is in scope at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from guard.config import Config
from guard.model import Disposition, Document, Finding, Origin, Sensitive, Severity, Skip, Verdict
from guard.policy.allow import InlineAllows, accepted_skip, config_reason
from guard.policy.glob import matches
from guard.policy.masking import excerpt

#: So many findings of one rule in one file have an excerpt; the rest of a large table has its places alone.
MOST_EXCERPTS = 200
_NOTHING = Sensitive("")


class Policy:
    """Judges findings by the configuration and by what the judged text says itself."""

    def __init__(self, config: Config, min_severity: Severity | None = None) -> None:
        self._config = config
        self.min_severity = min_severity or config.min_severity
        self._excerpts: Counter[tuple[Origin, str]] = Counter()

    def excluded(self, path: str) -> str | None:
        """The reason why a path is out of scope, ``None`` where it is in scope."""
        config = self._config
        if config.include and not any(matches(rule.path, path) for rule in config.include):
            return "not in scan.include"
        return next((rule.reason for rule in config.exclude if matches(rule.path, path)), None)

    def is_special(self, path: str) -> bool:
        """Whether the configuration treats a path apart: excluded, or with findings that are allowed there."""
        return self.excluded(path) is not None or any(
            allow.path is not None and matches(allow.path, path) for allow in self._config.allow
        )

    def accepted(self, skip: Skip) -> str | None:
        """The reason why a skip is accepted, ``None`` where it is not."""
        return accepted_skip(skip, self._config.accept_skip)

    def judge(self, findings: Sequence[Finding], document: Document) -> Iterator[Verdict]:
        """The verdicts on the findings of a document. From here on the values are gone and the excerpts masked."""
        inline = InlineAllows(document, findings)
        for finding in findings:
            yield self._verdict(finding, document, inline)

    def _verdict(self, finding: Finding, document: Document, inline: InlineAllows) -> Verdict:
        severity = max(finding.severity, self._config.severity.get(finding.rule_id, finding.severity))
        judged = replace(finding, severity=severity, value=_NOTHING, excerpt=self._excerpt(finding, document))
        if finding.dropped is not None:
            return Verdict(judged, Disposition.DROPPED, finding.dropped)
        disposition, reason = self._disposition(finding, severity, inline)
        return Verdict(judged, disposition, reason)

    def _excerpt(self, finding: Finding, document: Document) -> str:
        place = (finding.origin, finding.rule_id)
        self._excerpts[place] += 1
        return excerpt(document, finding) if self._excerpts[place] <= MOST_EXCERPTS else ""

    def _disposition(
        self, finding: Finding, severity: Severity, inline: InlineAllows
    ) -> tuple[Disposition, str | None]:
        if severity < self.min_severity:
            return Disposition.BELOW_THRESHOLD, None
        reason = inline.reason(finding)
        if reason is not None:
            return Disposition.ALLOWED_INLINE, reason
        reason = config_reason(finding, self._config.allow)
        if reason is not None:
            return Disposition.ALLOWED_CONFIG, reason
        return Disposition.REPORTED, None
