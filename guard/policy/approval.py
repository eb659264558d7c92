"""The inline allows that the trusted policy has: what a change writes beside its own data is no permission.

An allow of the judged text counts where the policy's version of the same file has it too: the same rule and reason,
on a line that holds the same data. So an allow may move with its line and be formatted anew, and it covers nothing
that was not there when it was approved. In a history that holds for every version: what the policy's version of
a file still has is accepted in older ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from guard.messages import N_
from guard.model import ALLOW_MARK, Document, Finding
from guard.policy.allow import InlineAllow, InlineAllows
from guard.rules.catalogue import GATE, rule
from guard.rules.gate import ALLOW_ADDED

#: The documents in a file as the policy has it; none where it has no such file.
Documents = Callable[[str], Iterable[Document]]
#: Characters of approved lines that are kept for one file, and that are searched for the findings of one document.
MOST_KEPT: Final = 16 << 20
MOST_SEARCHED: Final = 256 << 20
#: Files whose allows are kept at once, and characters of them.
_MOST_FILES: Final = 20_000
_MOST_HELD: Final = 64 << 20
NOT_APPROVED: Final = N_("allow[{rule}] is not in the trusted policy and does not count: {reason}")


class _Lines(NamedTuple):
    """The lines that allows with one rule and reason cover, blanks made one."""

    whole: set[str]
    texts: list[str]


_Key = tuple[tuple[str, ...], str, str]
_OfFile = dict[_Key, _Lines]


class ApprovedAllows:
    """The inline allows of the trusted policy, read file by file as they are asked for; it can be sent to other processes."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._files: dict[str, _OfFile] = {}
        self._held = 0

    def __reduce__(self) -> tuple[type[ApprovedAllows], tuple[Documents]]:
        return ApprovedAllows, (self._documents,)

    def of(self, document: Document) -> Approval:
        """What is approved in a document."""
        path = document.origin.path
        if path not in self._files:
            if len(self._files) >= _MOST_FILES or self._held >= _MOST_HELD:
                self._files.clear()
                self._held = 0
            approved = self._files[path] = _of_file(self._documents(path))
            self._held += sum(len(text) for lines in approved.values() for text in lines.texts)
        return Approval(document, self._files[path])


class Approval:
    """Says of the inline allows of one document which the policy has."""

    def __init__(self, document: Document, approved: _OfFile) -> None:
        self._document = document
        self._approved = approved
        self._left = MOST_SEARCHED
        self._line: tuple[int, str] = (0, "")

    def covers(self, rule_id: str, allow: InlineAllow, start: int, end: int) -> bool:
        """Whether an allow counts for what stands between two offsets of the document."""
        lines = self._approved.get((self._document.origin.members, rule_id, allow.reason))
        if lines is None:
            return False
        number = self._document.line_of(start)
        if self._line[0] != number:  # a line can be long, and hold many findings
            self._line = (number, _plain(self._document.line(number)))
        if self._line[1] in lines.whole:
            return True
        value = _plain(self._document.text[start:end].partition("\n")[0])
        if not value:
            return False
        self._left -= sum(map(len, lines.texts))
        return self._left >= 0 and any(value in text for text in lines.texts)


def _of_file(documents: Iterable[Document]) -> _OfFile:
    found: _OfFile = {}
    left = MOST_KEPT
    for document in documents:
        for line, rule_id, allow in InlineAllows(document).all():
            for covered in (line, line + 1) if allow.covers_next else (line,):
                text = _plain(document.line(covered))
                left -= len(text)
                if left < 0:
                    return found
                lines = found.setdefault((document.origin.members, rule_id, allow.reason), _Lines(set(), []))
                if text not in lines.whole:
                    lines.whole.add(text)
                    lines.texts.append(text)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def unapproved(document: Document, line: int, rule_id: str, reason: str) -> Finding:
    """That an allow stands beside a finding and does not count; ``reason`` is one that may be printed."""
    start = document.line_starts[line - 1] + max(document.line(line).find(ALLOW_MARK), 0)
    end = start + len(ALLOW_MARK)
    known = rule(ALLOW_ADDED)
    assert known is not None
    return Finding(
        check=GATE,
        rule_id=ALLOW_ADDED,
        entity=known.entity,
        severity=known.severity,
        confidence=1.0,
        origin=document.origin,
        start=start,
        end=end,
        position=document.position(start),
        end_position=document.position(end),
        message=NOT_APPROVED,
        message_args={"rule": rule_id, "reason": reason},
        controls=known.controls,
    )
