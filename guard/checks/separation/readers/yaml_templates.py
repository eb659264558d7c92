"""YAML that a template engine fills in first: every template becomes a filler of the same length, so places stay.

Helm and Jinja (``{{ }}``, ``{% %}``), ERB (``<% %>``), tokens of Maven (``@name@``) and of Symfony (``%name%``) all
break a YAML parser where they stand outside quotes; so does a lone comma, which PHP's parser takes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

#: Private characters, which YAML allows and nobody writes: the first of a filler, and the rest of it.
_FIRST: Final = "\ue000"
_REST: Final = "\ue001"
_FILLER: Final = re.compile(f"{_FIRST}{_REST}*")

_CLOSERS: Final = {"{{": "}}", "{%": "%}", "<%": "%>"}
_OPENER: Final = re.compile(
    r"\{\{|\{%|<%|(?<=[\s\[,])@[A-Za-z][\w.\-]{0,200}@|(?<=[:\-,\[][ ])[%`]|(?<=:[ ]),(?=[ \t\r]*(?:\n|\Z))"
)
_SPANS_LINES: Final = ("<%", "{%", "{{-", "{{/*")
_LONGEST: Final = 4_000
#: Templates that put nothing in their place.
_SILENT: Final = re.compile(r"\{%|<%(?![=\-]=?)|\{\{-?\s*(?:/\*|(?:if|else|end|range|with|define|block)\b)")
_BLANK_TO_END: Final = re.compile(r"[ \t\r]*(?:\n|\Z)")


class _Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose templates are filled, and what they were."""

    text: str
    source: str
    _starts: Sequence[int]
    _spans: Sequence[_Span]

    def restored(self, value: str, start: int) -> tuple[str, bool]:
        """A scalar that begins at a place with its templates back in it, and whether it had any."""
        if _FIRST not in value:
            return value, False
        position = bisect_left(self._starts, start)

        def template(match: re.Match[str]) -> str:
            nonlocal position
            if position >= len(self._spans):
                return match[0]
            span = self._spans[position]
            position += 1
            source = self.source[span.start : span.end]
            return "" if _SILENT.match(source) else source

        return _FILLER.sub(template, value), True


def masked(text: str) -> Masked:
    """The text with every template filled, and lines that hold nothing else emptied."""
    if _OPENER.search(text) is None:
        return Masked(text, text, (), ())
    kept: list[_Span] = []
    pieces: list[str] = []
    end = 0
    line_is_blank_to = 0  # what stands before it on its line is blank
    for span in _templates(text):
        newline = text.rfind("\n", end, span.start)
        line_start = line_is_blank_to if newline < 0 else newline + 1
        alone = line_start >= 0 and not text[line_start : span.start].strip()
        pieces.append(text[end : span.start])
        is_silent = _SILENT.match(text, span.start) is not None
        if (alone and _BLANK_TO_END.match(text, span.end)) or (is_silent and not _touches_value(text, span)):
            pieces.append(_blank(text[span.start : span.end]))
        else:
            kept.append(span)
            pieces.append(_filler(text[span.start : span.end]))
        line_is_blank_to = span.end if text.find("\n", span.start, span.end) >= 0 else -1
        end = span.end
    pieces.append(text[end:])
    return Masked("".join(pieces), text, [span.start for span in kept], kept)


def _templates(text: str) -> Iterator[_Span]:
    position = 0
    unclosed: set[str] = set()
    while match := _OPENER.search(text, position):
        closer = _CLOSERS.get(match[0])
        position = match.end()
        if closer is None:
            yield _Span(match.start(), match.end())
        elif closer not in unclosed:
            end = text.find(closer, match.end())
            if end < 0:
                unclosed.add(closer)
            elif end - match.start() <= _LONGEST and _may_span(text, match.start(), end):
                position = end + len(closer)
                yield _Span(match.start(), position)


def _touches_value(text: str, span: _Span) -> bool:
    """Whether a value, or a key, begins with a template: blanks in its place would move what follows."""
    return text[span.end : span.end + 1].strip() != "" and not text[max(span.start - 1, 0) : span.start].strip()


def _may_span(text: str, start: int, end: int) -> bool:
    return text.startswith(_SPANS_LINES, start) or text.find("\n", start, end) < 0


def _filler(template: str) -> str:
    first, newline, rest = template.partition("\n")
    return _FIRST + _REST * (len(first) - 1) + newline + _blank(rest)


def _blank(template: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in template)
