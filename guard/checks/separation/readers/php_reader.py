"""Configuration in PHP: ``return ['key' => value, …]``, ``$config['key'] = value;`` and ``define('KEY', value);``.

What ``env('X', 'default')`` or ``getenv('X') ?: 'default'`` asks the environment for is written ``${X:-default}``.
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
      (?:\s++|/\*.*?(?:\*/|\Z)|//[^\r\n]*+|\#(?!\[)[^\r\n]*+|<\?(?:php\b|=)?|\?>)++
    | <<<[ \t]*+(?P<quote>["']?)(?P<tag>\w{1,80})(?P=quote)[ \t]*+\r?\n
    | '(?P<single>[^'\\]*+(?:\\.?+[^'\\]*+)*+)(?:'|(?P<unclosed>\Z))
    | "(?P<double>[^"\\]*+(?:\\.?+[^"\\]*+)*+)(?:"|(?P<unclosed_double>\Z))
    | (?P<cast>\([ \t]*+(?:bool|boolean|int|integer|float|string)[ \t]*+\))
    | (?P<number>-?\d[\w.]*+)
    | (?P<name>[$\\]?[A-Za-z_\x80-\U0010ffff][\w\\]*+(?:::\w++)?)
    | (?P<sign>=>|->|\?\?|\?:|\|\||&&|===?|!==?|<=|>=|\.=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ASKING: Final = frozenset({"env", "getenv", "$_env", "$_server", "env::get"})
_TELLING: Final = frozenset({"define", "config::define"})
_CONSTANTS: Final = frozenset({"true", "false", "null"})
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "e": "\x1b", "f": "\f", "v": "\v", "0": "\0"}
_VARIABLE_IN_TEXT: Final = re.compile(r"\$(?:[A-Za-z_]|\{)|\{\$")


def read_php(text: str) -> Reading:
    """The entries of the arrays that are returned or assigned, and the constants that are defined."""
    if len(text) > MAX_CODE:
        return Reading((), TOO_LARGE)
    assignments = Assignments(text, asking=_ASKING, telling=_TELLING)
    at = 0
    while at < len(text) and not assignments.is_stopped:
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        match token.lastgroup:
            case "single" | "double" as group:
                _text(assignments, token[group], token.start(group), is_plain=group == "single")
            case "tag":
                at = read_heredoc(assignments, text, token, _text)
            case "unclosed" | "unclosed_double":
                assignments.stop(MALFORMED)
            case "number":
                assignments.add(Kind.LITERAL, token[0], *token.span())
            case "name":
                _name(assignments, token)
            case "sign":
                _sign(assignments, token[0], token.start())
    return assignments.reading()


def _text(assignments: Assignments, raw: str, start: int, *, is_plain: bool) -> None:
    if not is_plain and _VARIABLE_IN_TEXT.search(raw):
        assignments.add(Kind.OTHER, raw, start, start + len(raw))
    else:
        assignments.add(Kind.LITERAL, _unescaped(raw, is_plain=is_plain), start, start + len(raw))


def _unescaped(raw: str, *, is_plain: bool) -> str:
    if "\\" not in raw:
        return raw
    if is_plain:
        return _ESCAPE.sub(lambda match: match[1] if match[1] in "\\'" else match[0], raw)
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1] if match[1] in '\\"$' else match[0]), raw)


def _name(assignments: Assignments, token: re.Match[str]) -> None:
    name = token[0].lstrip("\\")
    if name.lower() in _CONSTANTS:
        assignments.add(Kind.LITERAL, name.lower(), *token.span())
    elif name == "return" and assignments.is_outermost:
        assignments.end_statement()
        assignments.target(())
    else:
        assignments.add(Kind.NAME, name if name.lower() in _ASKING else name.lstrip("$"), *token.span())


def _sign(assignments: Assignments, sign: str, at: int) -> None:
    match sign:
        case "[" | "(":
            _open(assignments, sign, at)
        case "{":
            assignments.open(Scope.STATEMENTS, at)
        case "]" | ")" | "}":
            assignments.close(at + 1)
        case ",":
            assignments.end_entry()
        case ";":
            assignments.end_statement()
        case "=>":
            assignments.key(at)
        case "=":
            assignments.assign(at)
        case _:
            assignments.add(Kind.SIGN, sign, at, at + len(sign))


def _open(assignments: Assignments, sign: str, at: int) -> None:
    """``[…]`` and ``array(…)`` are arrays; behind a name, brackets hold arguments or an index."""
    last = assignments.last
    if sign == "(" and last is not None and last.kind is Kind.NAME and last.text == "array":
        assignments.drop_last()
        assignments.open(Scope.ARRAY, at)
    elif sign == "[" and (last is None or last.kind is Kind.SIGN):
        assignments.open(Scope.ARRAY, at)
    else:
        assignments.open(Scope.ARGUMENTS, at)
