"""The policy: what happens to a finding, and what is in scope at all."""

from __future__ import annotations

from dataclasses import replace

from guard.config import Config
from guard.model import Disposition, Document, Finding, Sensitive, Severity, Skip, Verdict
from guard.policy.allow import InlineAllows, accepted_skip, config_reason
from guard.policy.glob import matches
from guard.policy.masking import excerpt

_NOTHING = Sensitive("")


class Policy:
    """Judges findings by the configuration and by what the judged text says itself."""

    def __init__(self, config: Config, min_severity: Severity | None = None) -> None:
        self._config = config
        self.min_severity = min_severity or config.min_severity
        self._inline: tuple[Document, InlineAllows] | None = None

    def excluded(self, path: str) -> str | None:
        """The reason why a path is out of scope, ``None`` where it is in scope."""
        config = self._config
        if config.include and not any(matches(rule.path, path) for rule in config.include):
            return "not in scan.include"
        return next((rule.reason for rule in config.exclude if matches(rule.path, path)), None)

    def accepted(self, skip: Skip) -> str | None:
        """The reason why a skip is accepted, ``None`` where it is not."""
        return accepted_skip(skip, self._config.accept_skip)

    def judge(self, finding: Finding, document: Document) -> Verdict:
        """The verdict on a finding. From here on the value is gone and the excerpt is masked."""
        severity = max(finding.severity, self._config.severity.get(finding.rule_id, finding.severity))
        disposition, reason = self._disposition(finding, severity, document)
        judged = replace(finding, severity=severity, value=_NOTHING, excerpt=excerpt(document, finding))
        return Verdict(judged, disposition, reason)

    def _disposition(self, finding: Finding, severity: Severity, document: Document) -> tuple[Disposition, str | None]:
        if severity < self.min_severity:
            return Disposition.BELOW_THRESHOLD, None
        reason = self._inline_allows(document).reason(finding)
        if reason is not None:
            return Disposition.ALLOWED_INLINE, reason
        reason = config_reason(finding, self._config.allow)
        if reason is not None:
            return Disposition.ALLOWED_CONFIG, reason
        return Disposition.REPORTED, None

    def _inline_allows(self, document: Document) -> InlineAllows:
        """The allows of a document, kept until the next one: a line can be long and hold thousands of findings."""
        if self._inline is None or self._inline[0] is not document:
            self._inline = document, InlineAllows(document)
        return self._inline[1]
