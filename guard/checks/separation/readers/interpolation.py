"""Placeholders inside values: what the program fills in when it starts, and what it falls back to.

One place for the notations of all ecosystems, since files mix them: ``${VAR:-x}`` of shells and Compose,
``${name:x}`` of Spring, ``${{ }}`` of GitHub, ``{{ }}`` of Jinja and Helm, ``<%= %>`` of ERB, ``%env(X)%`` of Symfony,
``#{ }`` of Spring and Azure, ``@name@`` of Maven, ``$(NAME)`` of Kubernetes.
"""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(r"\$[{(A-Z_]|\{[{%]|<%|#\{|%\S|@[\w.\-]+@")

#: Placeholders without another one inside. Bounded, so that an opening without an end costs no more than a line.
_INNERMOST: Final = re.compile(
    r"(?<!\$)\$\{(?P<braced>[^{}]{0,2000})\}"
    r"|\$?\{\{(?P<template>[^{}]{0,2000})\}\}"
    r"|\{%[^{}]{0,2000}%\}"
    r"|<%[=\-]?(?P<erb>[^%]{0,2000})%>"
    r"|\#\{[^{}]{0,2000}\}"
    r"|\$\([A-Za-z_][\w.\-]{0,200}\)"
    r"|%env\([^()]{0,200}\)%"
)
_WHOLE: Final = re.compile(r"\$[A-Z_][A-Z0-9_]*|%[A-Za-z_][\w.\-]*%|@[A-Za-z][\w.\-]*@")

#: ``${self:custom.stage}``: what stands before the colon is a place to look in, and no name with a fallback.
PLACES: Final = frozenset(
    "aws azure cf custom env file git local opt param pathParameters resource s3 script secret secrets secretsmanager"
    " self sls ssm stageVariables str sys terraform vault".split()
)
_BRACED_FALLBACK: Final = re.compile(r"\s*([\w.\-\[\]]+?)(?::-|:(?![?+\-=])|(?<=[A-Z0-9_])-)(.*)", re.DOTALL)
_QUOTED_FALLBACK: Final = re.compile(
    r"""(?:,|\|\||\bor\b|\bdefault\b\s*\(?)\s*(?:"([^"]*)"|'([^']*)')\s*\)?(?:\s*\|\s*\w+)?\s*$"""
)
_ERB_BLOCK: Final = re.compile(r"""\{\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\}\s*$""")
_DEEPEST: Final = 5


def interpolated(value: str) -> tuple[bool, str | None]:
    """Whether a value is filled in later, and what it comes to when nobody does: ``None`` where that is not written."""
    if _MARK.search(value) is None:
        return False, None
    if _WHOLE.fullmatch(value):
        return True, None
    if _INNERMOST.search(value) is None:
        return False, None
    return True, _default(value)


def _default(value: str) -> str | None:
    for _ in range(_DEEPEST):
        pieces: list[str] = []
        end = 0
        for match in _INNERMOST.finditer(value):
            fallback = _fallback(match)
            if fallback is None:
                return None
            pieces += value[end : match.start()], fallback
            end = match.end()
        if not pieces:
            return value
        value = "".join((*pieces, value[end:]))
    return None


def _fallback(match: re.Match[str]) -> str | None:
    inner = match["braced"]
    if inner is not None:
        named = _BRACED_FALLBACK.fullmatch(inner)
        if named is not None and named[1] not in PLACES:
            return named[2]
    else:
        inner = match["template"] or match["erb"] or ""
    quoted = _QUOTED_FALLBACK.search(inner[-400:]) or _ERB_BLOCK.search(inner[-400:])
    return next((group for group in quoted.groups() if group is not None), None) if quoted else None
