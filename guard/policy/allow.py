"""What a repository says that it accepts: a comment on the line, an entry of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from guard.config import AcceptSkip, Allow
from guard.model import ALLOW_MARK, Document, Finding, Part, Skip
from guard.policy.glob import matches

_INLINE = re.compile(re.escape(ALLOW_MARK) + r"(?P<rule>[a-z0-9\-]{1,40})\][ \t]*(?P<reason>[^\r\n]*)")
_COMMENT_END = re.compile(r"[ \t]*(?:\*/|-->|--%>|%>|\}\}|#\}|\*\))?[ \t]*$")
_ONLY_COMMENT = re.compile(r"^[ \t]*(?:#|//|--|/\*+|\*|<!--|;|%|'|REM\b|\(\*|\{[{#]|<%[#-]*)?[ \t*!-]*$", re.IGNORECASE)


class InlineAllow(NamedTuple):
    """An inline allow: the rule, its reason, and whether it stands alone and so covers the line below."""

    rule: str
    reason: str
    covers_next: bool


def inline_allows(line: str) -> Iterator[InlineAllow]:
    """The allows on a line that carry a reason; one without a reason is none."""
    for match in _INLINE.finditer(line):
        reason = _COMMENT_END.sub("", match["reason"].partition(ALLOW_MARK)[0]).strip()
        if reason:
            yield InlineAllow(match["rule"], reason, _ONLY_COMMENT.match(line[: match.start()]) is not None)


def inline_reason(finding: Finding, document: Document) -> str | None:
    """The reason of an allow on the finding's line, or standing alone on the line above."""
    if finding.part is Part.PATH or ALLOW_MARK not in document.text:
        return None
    line = finding.position.line
    for number in (line, line - 1):
        for allow in inline_allows(document.line(number)):
            if allow.rule == finding.rule_id and (number == line or allow.covers_next):
                return allow.reason
    return None


def config_reason(finding: Finding, allows: Sequence[Allow]) -> str | None:
    """The reason of the first ``[[allow]]`` that covers a finding."""
    for allow in allows:
        if allow.rule is not None and allow.rule != finding.rule_id:
            continue
        if allow.path is not None and not matches(allow.path, finding.origin.path):
            continue
        if allow.value_pattern is not None and not _fits(allow.value_pattern, finding):
            continue
        return allow.reason
    return None


def accepted_skip(skip: Skip, accepted: Sequence[AcceptSkip]) -> str | None:
    """The reason of the first ``[[accept-skip]]`` that covers a skip."""
    for entry in accepted:
        if entry.reason_code == skip.reason.value and matches(entry.path, skip.origin.path):
            return entry.reason
    return None


def _fits(pattern: str, finding: Finding) -> bool:
    return _compiled(pattern).fullmatch(finding.value.reveal()) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2

    return re2.compile(pattern)
