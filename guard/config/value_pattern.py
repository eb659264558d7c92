"""Whether a ``value-pattern`` keeps a secret: one that fits few values, or spells one out, publishes it.

Patterns are RE2; Python's own parser reads their structure, and what it does not know cannot be checked.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

#: A pattern that fits fewer values than this gives the value away.
FEWEST_CANDIDATES = 10_000
MAX_LENGTH = 1_000

_ANY_CHARACTER = 100
_MOST_REPEATS = 8
_NEARLY_ONE = 3
#: What is fixed in a pattern and would be a value by itself; a name only where hardly anything else is asked for.
_NUMBER_OR_ADDRESS = re.compile(r"\d(?:[\s\-.()]?\d){6,}|[^\s@●]@[^\s@●]+\.\w")
_NAME = re.compile(r"[^\x00-\x7f●]{2}")


class _Reading(NamedTuple):
    """How many texts a part of a pattern fits (capped), the fewest it can be held to, and what is fixed in it."""

    most: int
    fewest: int
    text: str


def check(pattern: str) -> None:
    """Raise ``ValueError`` for what is no RE2 expression, cannot be checked, or gives a value away."""
    import re2

    from detectors.custom import said_by_re2

    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"longer than {MAX_LENGTH} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(f"not a valid RE2 expression: {said_by_re2(error)}") from None
    try:
        reading = _read(_parse(pattern))
    except (re.error, RecursionError, OverflowError):
        raise ValueError(
            "uses an expression that cannot be checked; write character classes such as [0-9] or [^@] instead"
        ) from None
    named = reading.fewest < FEWEST_CANDIDATES and _NAME.search(reading.text)
    if reading.most < FEWEST_CANDIDATES or named or _NUMBER_OR_ADDRESS.search(reading.text):
        raise ValueError("is itself a value, or nearly one: it would publish what it allows; name a path instead")


def _parse(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("error", FutureWarning)
        from re import _parser as parser  # type: ignore[attr-defined]

        try:
            return parser.parse(pattern)
        except FutureWarning as error:  # [[:digit:]], which RE2 reads in another way than Python
            raise re.error(str(error)) from None


def _read(tree: Any) -> _Reading:
    most, fewest, texts = 1, 1, []
    for operator, argument in tree:
        part = _read_one(str(operator), argument)
        most = min(FEWEST_CANDIDATES, most * part.most)
        fewest = min(FEWEST_CANDIDATES, fewest * part.fewest)
        texts.append(part.text)
    return _Reading(most, fewest, "".join(texts))


def _read_one(operator: str, argument: Any) -> _Reading:
    match operator:
        case "LITERAL":
            return _Reading(1, 1, chr(argument))
        case "IN":
            return _read_class(argument)
        case "ANY" | "NOT_LITERAL":
            return _Reading(_ANY_CHARACTER, _ANY_CHARACTER, "●")
        case "BRANCH":  # one alternative that is a value is enough
            return min(map(_read, argument[1]))
        case "SUBPATTERN":
            return _read(argument[-1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _read_repeat(*argument)
    return _Reading(1, 1, "")


def _read_class(members: Sequence[tuple[Any, Any]]) -> _Reading:
    size = 0
    first = "●"
    for kind, argument in members:
        match str(kind):
            case "NEGATE":
                return _Reading(_ANY_CHARACTER, _ANY_CHARACTER, "●")
            case "RANGE":
                size += argument[1] - argument[0] + 1
                first = chr(argument[0])
            case "CATEGORY":
                size += 10
            case _:
                size += 1
                first = chr(argument)
    return _Reading(size, size, first if size <= _NEARLY_ONE else "●")


def _read_repeat(low: Any, high: Any, tree: Any) -> _Reading:
    inner = _read(tree)
    least, most = min(int(low), _MOST_REPEATS), min(int(high), _MOST_REPEATS)
    return _Reading(
        min(FEWEST_CANDIDATES, inner.most**most + (least == 0)),
        min(FEWEST_CANDIDATES, inner.fewest**least),
        inner.text * max(1, min(int(low), 2 * _MOST_REPEATS)),
    )
