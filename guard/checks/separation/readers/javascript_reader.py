"""Configuration in JavaScript and TypeScript: ``module.exports = {…}``, ``export const environment = {…}``.

What ``process.env.X || "default"`` or ``import.meta.env.X ?? "default"`` asks the environment for is written
``${X:-default}``.
"""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.readers.assignment import Assignments, Kind, Scope
from guard.checks.separation.readers.limits import MALFORMED, MAX_CODE, TOO_LARGE
from guard.checks.separation.setting import Leaf, Reading

_TOKEN: Final = re.compile(
    r"""
      (?:[^\S\r\n]++|/\*.*?(?:\*/|\Z)|//[^\r\n]*+|\ufeff)++
    | (?P<newline>[\r\n]\s*+)
    | (?:'(?P<quoted_label>[^'\\\r\n]*+)'|"(?P<double_label>[^"\\\r\n]*+)"|(?P<label>[A-Za-z_$\x80-\U0010ffff][\w$]*+))\s*+:(?!:)
    | '(?P<single>[^'\\\r\n]*+(?:\\.?+[^'\\\r\n]*+)*+)(?:'|(?P<unclosed>[\r\n]|\Z))
    | "(?P<double>[^"\\\r\n]*+(?:\\.?+[^"\\\r\n]*+)*+)(?:"|(?P<unclosed_double>[\r\n]|\Z))
    | `(?P<template>[^`\\]*+(?:\\.?+[^`\\]*+)*+)(?:`|(?P<unclosed_template>\Z))
    | (?P<regex>(?<=[=(,:]\ )/(?:[^/\\\r\n]|\\.){1,300}+/[a-z]*+)
    | (?P<number>-?\d[\w.]*+)
    | (?P<name>[A-Za-z_$\x80-\U0010ffff][\w$]*+(?:\??\.[A-Za-z_$][\w$]*+)*+)
    | (?P<sign>=>|===?|!==?|<=|>=|\|\||&&|\?\?|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ASKING: Final = frozenset({"process.env", "import.meta.env"})
_ASKED: Final = re.compile(r"(?:process\.env|import\.meta\.env)\.([\w$]+)")
_CONSTANTS: Final = frozenset({"true", "false", "null", "undefined"})
#: A type between a name and what it is given: ``const environment: Environment = {``.
_TYPE: Final = re.compile(r"[\w\s.<>\[\]|,'\"]{0,300}(?==(?![=>]))")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}


def read_exports(text: str) -> Reading:
    """What a module gives to others: ``module.exports = {…}``, ``export default {…}``, ``export const config = {…}``."""
    reading = read_javascript(text)
    return Reading([exported(leaf) for leaf in reading.leaves], reading.broken)


def exported(leaf: Leaf) -> Leaf:
    """What a module exports, without the name of that."""
    return leaf._replace(key=leaf.key[2:]) if leaf.key[:2] == ("module", "exports") else leaf


def read_javascript(text: str) -> Reading:
    """The entries of the objects that are exported or assigned."""
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
            case "label" | "quoted_label" | "double_label" as group:
                at = _label(assignments, text, token, group)
            case "single" | "double" | "template" as group:
                _text(assignments, token[group], token.start(group), is_template=group == "template")
            case "unclosed" | "unclosed_double" | "unclosed_template":
                assignments.broken = MALFORMED
            case "number":
                assignments.add(Kind.LITERAL, token[0], *token.span())
            case "regex":
                assignments.add(Kind.OTHER, token[0], *token.span())
            case "name":
                _name(assignments, token)
            case "sign":
                _sign(assignments, token[0], token.start())
    return assignments.reading()


def _newline(assignments: Assignments, text: str, after: int) -> None:
    """The end of a statement where no semicolon is written: something was assigned, and the next line begins anew."""
    last = assignments.last
    goes_on = last is None or last.kind is Kind.SIGN or text[after : after + 1] in {".", "|", "?", "&", "[", "(", "="}
    if assignments.scope is Scope.STATEMENTS and not goes_on:
        assignments.end_statement()


def _label(assignments: Assignments, text: str, token: re.Match[str], group: str) -> int:
    """A key of an object; in a declaration, the name before its type, which is passed over."""
    if assignments.scope is not Scope.STATEMENTS:
        assignments.key(token.start(), token[group])
        return token.end()
    assignments.add(Kind.NAME, token[group], *token.span(group))
    passed = _TYPE.match(text, token.end())
    return passed.end() if passed else token.end()


def _text(assignments: Assignments, raw: str, start: int, *, is_template: bool) -> None:
    if is_template and "${" in raw:
        assignments.add(Kind.OTHER, raw, start, start + len(raw))
    else:
        value = raw if "\\" not in raw else _unescaped(raw)
        assignments.add(Kind.LITERAL, value, start, start + len(raw))


def _unescaped(raw: str) -> str:
    value = _ESCAPE.sub(_meaning, raw)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meaning(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _name(assignments: Assignments, token: re.Match[str]) -> None:
    name = token[0].replace("?.", ".")
    if name in _CONSTANTS:
        assignments.add(Kind.LITERAL, name, *token.span())
    elif name == "default" and assignments.is_outermost:  # export default {
        assignments.target(())
    elif variable := _ASKED.fullmatch(name):
        assignments.add(Kind.ASKED, variable[1], *token.span())
    elif name not in {"as", "const", "satisfies"} or assignments.last is None:
        assignments.add(Kind.NAME, name, *token.span())
    else:  # what follows is a type
        assignments.end_value()


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
        case "=":
            assignments.assign(at)
        case _:
            assignments.add(Kind.SIGN, sign, at, at + len(sign))


def _open(assignments: Assignments, sign: str, at: int) -> None:
    if sign != "(" and assignments.expects_value:
        assignments.open(Scope.ARRAY, at)
    elif sign == "{":
        assignments.open(Scope.STATEMENTS, at)
    else:
        assignments.open(Scope.ARGUMENTS, at)
