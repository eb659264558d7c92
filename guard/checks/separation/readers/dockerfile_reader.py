"""Dockerfiles: instructions by stage, variables by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guard.checks.separation.readers.interpolation import interpolated
from guard.checks.separation.readers.limits import MALFORMED, MAX_LENGTH, MAX_NODES, TOO_LARGE, TOO_MANY
from guard.checks.separation.setting import Leaf, Reading

_LINE: Final = re.compile(r"[^\n]*+(?:\n|\Z)")
_INSTRUCTION: Final = re.compile(r"[ \t\ufeff]*+([A-Za-z]++)[ \t]++(?=\S)")
_CONTINUED: Final = re.compile(r"[\\`][ \t]*+\r?\n?\Z")
_HEREDOC: Final = re.compile(r"<<-?[\"']?([A-Za-z_]\w*)")
_STAGE_NAME: Final = re.compile(r"\sAS\s+([\w.\-]+)\s*$", re.IGNORECASE)
_PAIR: Final = re.compile(
    r"""(?<![\w.\-])([A-Za-z_][\w.\-]{0,200})=("(?:[^"\\]|\\[\s\S])*+"|'[^']*+'|(?:[^\s\\]|\\[^\n])*+)"""
)
_OLD_PAIR: Final = re.compile(r"([A-Za-z_][\w.]*+)[ \t]++(\S[^\n]*+)")
_JOINT: Final = re.compile(r"(?<![ \t])[ \t]*+\\[ \t]*+\r?\n\s*+")
_PAIRS: Final = frozenset({"ENV", "ARG", "LABEL"})


class _Instruction(NamedTuple):
    """One instruction with its continuation lines; ``start`` is where its arguments begin."""

    name: str
    source: str
    start: int


def read_dockerfile(text: str) -> Reading:
    """``stage.0.COPY`` for instructions, ``stage.0.ENV.NAME`` for variables, ``stage.0.AS`` for the name of a stage."""
    if len(text) > MAX_LENGTH:
        return Reading((), TOO_LARGE)
    leaves: list[Leaf] = []
    stage = -1
    for instruction in _instructions(text):
        if instruction.name == "FROM":
            stage += 1
        leaves += _leaves(("stage", str(stage)) if stage >= 0 else ("global",), instruction)
        if len(leaves) > MAX_NODES:
            return Reading(leaves, TOO_MANY)
    return Reading(leaves, None if stage >= 0 or not text.strip() else MALFORMED)


def _instructions(text: str) -> Iterator[_Instruction]:
    name, start, end = "", 0, 0
    terminators: list[str] = []
    position = 0
    while position < len(text):
        match = _LINE.match(text, position)
        assert match is not None
        line, position = match[0], match.end()
        if terminators:
            if line.strip() == terminators[0]:
                terminators.pop(0)
            end = position
        elif not name:
            opening = _INSTRUCTION.match(line)
            if opening is None:
                continue
            name, start, end = opening[1].upper(), match.start() + opening.end(), position
        elif not line.strip() or line.lstrip().startswith("#"):
            continue  # between continued lines these say nothing
        else:
            end = position
        if not terminators and name in {"RUN", "COPY", "ADD"} and "<<" in line[:2000]:
            terminators = _HEREDOC.findall(line[:2000])
        if not terminators and not _CONTINUED.search(line[-80:]):
            yield _Instruction(name, text[start:end].rstrip(), start)
            name = ""
    if name:
        yield _Instruction(name, text[start:end].rstrip(), start)


def _leaves(stage: tuple[str, ...], instruction: _Instruction) -> Iterator[Leaf]:
    name, source, start = instruction
    if name in _PAIRS:
        old = _OLD_PAIR.match(source)
        pairs = list(_PAIR.finditer(source)) or ([old] if old is not None else [])
        for pair in pairs:
            yield _variable((*stage, name, pair[1]), pair, start)
        if pairs or name != "ARG":
            return
        yield Leaf((*stage, name, source), f"${{{source}}}", start, start + len(source), True)
        return
    value = _JOINT.sub(" ", source)
    waits, default = interpolated(value)
    yield Leaf((*stage, name), value, start, start + len(source), waits, 0, default)
    named = _STAGE_NAME.search(source) if name == "FROM" else None
    if named is not None:
        yield Leaf((*stage, "AS"), named[1], start + named.start(1), start + named.end(1))


def _variable(key: tuple[str, ...], pair: re.Match[str], start: int) -> Leaf:
    value, begin, end = pair[2], start + pair.start(2), start + pair.end(2)
    if value[:1] in {"'", '"'} and len(value) > 1:
        value, begin, end = value[1:-1], begin + 1, end - 1
    waits, default = interpolated(value)
    if key[-2] == "ARG":  # whoever builds the image may say something else
        return Leaf(key, f"${{{key[-1]}:-{value}}}", begin, end, True, 0, default if waits else value)
    return Leaf(key, value, begin, end, waits, 0, default)
