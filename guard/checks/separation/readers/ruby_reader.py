"""Configuration in Ruby: ``config.name = value`` of Rails, with hashes, arrays and questions to the environment.

What ``ENV.fetch("X", "default")``, ``ENV.fetch("X") { "default" }`` or ``ENV["X"] || "default"`` asks for is written
``${X:-default}``.
"""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.assignment import Assignments, Kind, Scope
from guard.checks.separation.readers.heredoc import read_heredoc
from guard.checks.separation.readers.limits import MALFORMED, MAX_CODE, TOO_LARGE
from guard.checks.separation.setting import Reading

_TOKEN: Final = re.compile(
    r"""
      (?:[ \t\f\v]++|\\\r?\n|\#[^\r\n]*+|^=begin\b.*?(?:^=end\b[^\r\n]*+|\Z)|^__END__.*|[\r\n]\s*+(?=&?\.\w))++
    | (?P<newline>[\r\n]\s*+)
    | (?:"(?P<quoted_label>[^"\\\r\n\#]*+)"|(?P<label>[A-Za-z_\x80-\U0010ffff]\w*+[?!]?)):(?=\s)
    | '(?P<single>[^'\\]*+(?:\\.?+[^'\\]*+)*+)(?:'|(?P<unclosed>\Z))
    | "(?P<double>[^"\\]*+(?:\\.?+[^"\\]*+)*+)(?:"|(?P<unclosed_double>\Z))
    | <<[~-]?(?P<quote>["']?)(?P<tag>[A-Z]\w{0,80})(?P=quote)[^\r\n]*+(?:\r?\n|\Z)
    | (?P<percent>%r\{(?:[^{}\\]|\\.|\{[^{}]*+\})*+(?:\}|\Z)|%[wWiIqQrxs][\[({][^\])}]*+(?:[\])}]|\Z))
    | (?P<regex>(?<=[=(,<]\ )/(?:[^/\\\r\n]|\\.){1,300}+/[a-z]*+)
    | :"?(?P<symbol>[A-Za-z_]\w*+[?!]?)"?
    | (?P<number>-?\d[\w.]*+)
    | (?P<name>(?:&?\.)?[$@]{0,2}+[A-Za-z_\x80-\U0010ffff]\w*+(?:(?:&?\.|::)[A-Za-z_]\w*+)*+(?:[?!](?!=))?)
    | (?P<sign>=>|\|\|=|\+=|\|\||&&|===?|=~|!=|<=|>=|<<|\*\*|.)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ASKING: Final = frozenset({"env", "env.fetch"})
_CONSTANTS: Final = frozenset({"true", "false", "nil"})
_MODIFIERS: Final = frozenset({"if", "unless", "rescue", "do"})
#: A line that can only be at the beginning of a statement, whatever brackets seem to be open.
_STATEMENT: Final = re.compile(r"(?:[\w]+\.)*config\.[\w.]+\s*(?:=|<<|\+=)\s")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "e": "\x1b", "s": " ", "0": "\0"}


def read_ruby(text: str) -> Reading:
    """What is assigned, wherever it stands."""
    if len(text) > MAX_CODE:
        return Reading((), TOO_LARGE)
    assignments = Assignments(text, asking=_ASKING)
    at = 0
    while at < len(text) and not assignments.is_stopped:
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        match token.lastgroup:
            case "newline":
                _newline(assignments, text, at)
            case "label" | "quoted_label" as group:
                assignments.key(token.start(), token[group])
            case "single" | "double" as group:
                _text(assignments, token[group], token.start(group), is_plain=group == "single")
            case "tag":
                at = read_heredoc(assignments, text, token, _text)
            case "unclosed" | "unclosed_double":
                assignments.stop(MALFORMED)
            case "symbol" | "number" as group:
                assignments.add(Kind.LITERAL, token[group], *token.span(group))
            case "percent" | "regex":
                assignments.add(Kind.OTHER, token[0], *token.span())
            case "name":
                _name(assignments, token)
            case "sign":
                _sign(assignments, token[0], token.start())
    return assignments.reading()


def _newline(assignments: Assignments, text: str, after: int) -> None:
    """The end of a statement, unless a bracket is open or a sign asks for more."""
    if assignments.scope is not Scope.STATEMENTS and not _STATEMENT.match(text, after):
        return
    last = assignments.last
    if last is not None and last.kind is Kind.SIGN:
        return
    assignments.end_statement()


def _text(assignments: Assignments, raw: str, start: int, *, is_plain: bool) -> None:
    if not is_plain and "#{" in raw:
        assignments.add(Kind.OTHER, raw, start, start + len(raw))
    else:
        value = raw if "\\" not in raw else _ESCAPE.sub(lambda match: _meaning(match, is_plain=is_plain), raw)
        assignments.add(Kind.LITERAL, value, start, start + len(raw))


def _meaning(match: re.Match[str], *, is_plain: bool) -> str:
    if is_plain:
        return match[1] if match[1] in "\\'" else match[0]
    return _ESCAPED.get(match[1], match[1])


def _name(assignments: Assignments, token: re.Match[str]) -> None:
    name = token[0].replace("&.", ".").lstrip("@$")
    last = assignments.last
    if name in _CONSTANTS:
        assignments.add(Kind.LITERAL, name, *token.span())
    elif name.startswith(".") and last is not None and last.kind in {Kind.ASKED, Kind.LITERAL}:
        return  # .to_i, .presence, .freeze: another type of the same
    elif name in _MODIFIERS and last is not None:
        assignments.end_value()
    else:
        assignments.add(Kind.NAME, name, *token.span())


def _sign(assignments: Assignments, sign: str, at: int) -> None:
    match sign:
        case "[" | "(" | "{":
            _open(assignments, sign, at)
        case "]" | ")" | "}":
            assignments.close(at + 1)
        case ",":
            assignments.end_entry()
        case ";":
            assignments.end_statement()
        case "=>":
            assignments.key(at)
        case "=" | "||=":
            assignments.assign(at)
        case "<<" | "+=":
            assignments.assign(at, adds=True)
        case _:
            assignments.add(Kind.SIGN, sign, at, at + len(sign))


def _open(assignments: Assignments, sign: str, at: int) -> None:
    last = assignments.last
    if sign != "(" and assignments.expects_value:
        assignments.open(Scope.ARRAY, at)
    elif sign == "{" and (last is None or last.kind is not Kind.ASKED):
        assignments.open(Scope.STATEMENTS, at)
    else:
        assignments.open(Scope.ARGUMENTS, at)
