"""What a repository says that it accepts: a comment on the line, an entry of the configuration."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from guard.config.config import AcceptSkip, Allow
from guard.model import ALLOW_MARK, Document, Finding, Part, Skip
from guard.policy.glob import covers

_INLINE = re.compile(re.escape(ALLOW_MARK) + r"(?P<rule>[a-z0-9\-]{1,40})\]")
_COMMENT_END = re.compile(r"\*/|--%?>|%>|\}\}|#\}|\*\)")
_ONLY_COMMENT = re.compile(r"[ \t]*(?:#|//|--|/\*+|\*|<!--|;|%|'|REM\b|\(\*|\{[{#]|<%[#-]*)?[ \t*!-]*", re.IGNORECASE)
_CELL_FORMATS = frozenset({"csv", "tsv"})
_CELL_END = re.compile(r"[,;\t\"]")
_AROUND_REASON = " \t,;\"'#/*-"
_LINE_BREAK = re.compile(r"[\r\n]")
#: Longer reasons are cut, and a comment that stands alone begins within so many code points of its line.
_MAX_REASON = 300
_MAX_INDENT = 300
#: Digits and addresses have no place in a reason: it is printed, and what it repeats is what was found.
_VALUE_LIKE = re.compile(r"[^\s@]+@[^\s@]+|\d(?:[ \-‐-―−ー－()（）]?\d){6,}")


class InlineAllow(NamedTuple):
    """The reason of an inline allow, and whether it stands alone on its line and so covers the line below."""

    reason: str
    covers_next: bool


class InlineAllows:
    """The inline allows of one document by line and rule, read once; one without a reason is none."""

    def __init__(self, document: Document) -> None:
        self._by_line: dict[tuple[int, str], InlineAllow] = {}
        self._values: defaultdict[int, list[str]] = defaultdict(list)
        self._line_of = document.line_of
        text = document.text
        found = list(_INLINE.finditer(text)) if ALLOW_MARK in text else []
        line, after_comment = 0, False
        for match, following in zip_longest(found, found[1:]):
            if line != (line := document.line_of(match.start())):  # a second mark stands where the first does
                after_comment = _begins_comment(text, document.line_starts[line - 1], match.start())
            stop = match.end() + _MAX_REASON
            rest = text[match.end() : stop if following is None else min(stop, following.start())]
            reason, behind = _reason(rest, is_cell=document.format in _CELL_FORMATS)
            if reason:
                allow = InlineAllow(reason, after_comment and not behind)
                self._by_line.setdefault((line, match["rule"]), allow)
        self._lines = {line for line, _rule in self._by_line}

    def learn(self, findings: Iterable[Finding]) -> None:
        """Hear of all findings on a line before the first is asked for: a reason may repeat what another rule found."""
        for finding in findings:
            line = self._line_of(finding.start)
            if line in self._lines:
                self._values[line].append(finding.value.reveal())

    def all(self) -> Iterator[tuple[int, str, InlineAllow]]:
        """Every allow with its line and its rule."""
        return ((line, rule_id, allow) for (line, rule_id), allow in self._by_line.items())

    def beside(self, finding: Finding) -> tuple[int, InlineAllow] | None:
        """The allow on the finding's line, or standing alone on the line above, with its own line."""
        if finding.part is Part.PATH:
            return None
        line = self._line_of(finding.start)
        for at in (line, line - 1):
            allow = self._by_line.get((at, finding.rule_id))
            if allow is not None:
                return (at, allow) if at == line or allow.covers_next else None
        return None

    def reason(self, finding: Finding, line: int, allow: InlineAllow) -> str:
        """The reason of the allow beside a finding as it may be printed."""
        return without_values(allow.reason, [finding.value.reveal(), *self._values.get(line, ())])


def _begins_comment(text: str, line_start: int, start: int) -> bool:
    return start - line_start <= _MAX_INDENT and _ONLY_COMMENT.fullmatch(text, line_start, start) is not None


def _reason(rest: str, *, is_cell: bool) -> tuple[str, str]:
    """What follows a mark, to the end of its line, comment or cell, and what stands behind that: the judged text."""
    line = _LINE_BREAK.split(rest, maxsplit=1)[0]
    comment, *behind = _COMMENT_END.split(line, maxsplit=1)
    reason = _CELL_END.split(comment, maxsplit=1)[0] if is_cell else comment
    return reason.strip(_AROUND_REASON), "".join(behind).strip()


def without_values(reason: str, values: Iterable[str]) -> str:
    """A reason as it may be printed: without the values found beside it, without long numbers and addresses."""
    reason = reason[:_MAX_REASON]
    for value in sorted(filter(None, values), key=len, reverse=True):
        reason = reason.replace(value, "●")
    return _VALUE_LIKE.sub("●", reason)


class Acceptance(NamedTuple):
    """Why a finding is accepted and, where the policy names them, who answers for it, and its last day."""

    reason: str
    owner: str | None = None
    expires: str | None = None


def config_acceptance(finding: Finding, allows: Sequence[Allow]) -> Acceptance | None:
    """What the first ``[[allow]]`` that covers a finding says."""
    for allow in allows:
        if allow.rule is not None and allow.rule != finding.rule_id:
            continue
        if allow.path is not None and not covers(allow.path, finding.origin.path, finding.origin.members):
            continue
        if allow.value_pattern is not None and not _fits(allow.value_pattern, finding):
            continue
        values = [finding.value.reveal()]
        owner = without_values(allow.owner, values)
        return Acceptance(without_values(allow.reason, values), owner, allow.expires.isoformat())
    return None


def accepted_skip(skip: Skip, accepted: Sequence[AcceptSkip]) -> str | None:
    """The reason of the first ``[[accept-skip]]`` that covers a skip."""
    for entry in accepted:
        if entry.reason_code == skip.reason.value and covers(entry.path, skip.origin.path, skip.origin.members):
            return entry.reason
    return None


def _fits(pattern: str, finding: Finding) -> bool:
    value = unicodedata.normalize("NFKC", finding.value.reveal())
    return _compiled(pattern).fullmatch(value.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2

    return re2.compile(pattern)
