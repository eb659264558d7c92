"""From the leaves of a file to the settings of an environment: the values that flow through this check.

``text → reader → Leaf → layout → Layer → resolve → Setting → facts → rules → Finding``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import NOTHING_NAMED, Named
from guard.environment import Environment


class Leaf(NamedTuple):
    """One scalar of a file.

    ``key`` is the path of keys as written, positions in a list as ``"0"``, ``"1"``, …; ``value`` is what the program
    would read, escapes and quotes resolved, or the source text where it ``is_expression`` (``var.name``, ``env("X")``);
    ``start`` and ``end`` are code points of the text, ``end`` exclusive; ``part`` counts the documents of a file
    from 0 (``---`` in YAML, ``#---`` in properties); ``default`` is the literal that an expression falls back to,
    ``None`` where it has none (``${HOST:db.example.jp}``, ``env("X", default="…")``).
    """

    key: tuple[str, ...]
    value: str
    start: int
    end: int
    is_expression: bool = False
    part: int = 0
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a text. ``broken`` says what it could not read, without any value; ``None``: all was read."""

    leaves: Sequence[Leaf]
    broken: str | None = None


#: A reader of one format. It executes nothing, never raises, and is linear in its text.
Reader = Callable[[str], Reading]


class Provenance(enum.StrEnum):
    """How an environment comes by a setting."""

    EXPLICIT = "explicit"  # written for it
    INHERITED = "inherited"  # written for all, or for the one it builds on
    DEFAULT = "default"  # what the code falls back to when nobody sets it


class Layer(NamedTuple):
    """A file, or a section of one, as one ecosystem reads it.

    Layers of one ``stack`` are read together (one application, one module, one chart): those without an
    environment by all of its environments, the others by theirs; a higher ``rank`` wins over a lower one.
    ``leaves`` have the keys that the program sees: the section's own name is gone. ``replaces`` says that
    this layer takes the place of lower ones instead of lying on top of them. ``because`` is a message id.
    """

    stack: str
    layout: str
    environment: Environment | None
    rank: int
    path: str
    leaves: Sequence[Leaf]
    part: str = ""
    replaces: bool = False
    because: str = ""


class Setting(NamedTuple):
    """What one environment reads under one key.

    ``text`` is what stands there once the configuration has answered its own references (``${DB_HOST}`` where it
    sets ``DB_HOST``), ``literal`` the same where nothing is left open: no reference, no placeholder, not empty.
    """

    environment: Environment
    key: tuple[str, ...]
    leaf: Leaf
    path: str
    provenance: Provenance
    layout: str
    stack: str
    text: str = ""
    literal: str | None = None

    @property
    def name(self) -> str:
        """The key path as reports write it."""
        return ".".join(self.key)

    @property
    def is_answered(self) -> bool:
        """Whether the value is written somewhere else, and only asked for here."""
        return self.text != self.leaf.value and self.text != self.leaf.default


#: Keys are words of a program, and can be anything in a hostile file.
_MAX_KEY: Final = 120


def shortened(key: str) -> str:
    """A key or a name as a report shows it."""
    return f"{key[:_MAX_KEY]}…" if len(key) > _MAX_KEY else key


@dataclass(slots=True)
class Tree:
    """The files that a layout may look at: their texts by path (``/`` between folders), each parsed once for a reader.

    ``named`` is what the configuration says of environments, for the functions of ``environment_names``.
    """

    texts: Mapping[str, str]
    named: Named = NOTHING_NAMED
    _readings: dict[tuple[str, Reader], Reading] = field(default_factory=dict)

    def reading(self, path: str, reader: Reader) -> Reading:
        """What a reader gets out of a file."""
        known = self._readings.get((path, reader))
        if known is None:
            known = self._readings[path, reader] = reader(self.texts[path])
        return known

    def broken(self) -> dict[str, str]:
        """The files that no reader could read whole, with the reason of the one that came furthest."""
        best: dict[str, Reading] = {}
        for (path, _reader), reading in self._readings.items():
            if path not in best or len(reading.leaves) > len(best[path].leaves) or reading.broken is None:
                best[path] = reading
        return {path: reading.broken for path, reading in best.items() if reading.broken is not None}


#: A layout: finds its files in the tree and says which environment reads which of them, in which order.
Layout = Callable[[Tree], Sequence[Layer]]
