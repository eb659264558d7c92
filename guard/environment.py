"""Environments, and how far they are known to be apart: what the separation check tells the reports.

No value of a setting is in here: keys, files and lines alone.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final, NamedTuple


class EnvironmentKind(enum.StrEnum):
    """What an environment is for. ``NON_PRODUCTION`` stands for all that are not production at once."""

    PRODUCTION = "prod"
    STAGING = "stg"
    TEST = "test"
    DEVELOPMENT = "dev"
    MAINTENANCE = "maint"
    NON_PRODUCTION = "nonprod"


class Zone(enum.StrEnum):
    """Which of the networks of a municipality an environment belongs to."""

    MY_NUMBER = "mynumber"
    LGWAN = "lgwan"
    INTERNET = "internet"


class Environment(NamedTuple):
    """One environment: its name as the repository writes it (``prod``, ``prd-v030``, ``本番``), and its kind."""

    name: str
    kind: EnvironmentKind

    @property
    def is_production(self) -> bool:
        """Whether it is where the system runs."""
        return self.kind is EnvironmentKind.PRODUCTION


#: What a sample file belongs to: no environment, and yet no place for what production uses.
SAMPLE_ENVIRONMENT: Final = Environment("sample", EnvironmentKind.NON_PRODUCTION)


class NamedEnvironment(NamedTuple):
    """What a configuration says of an environment: its kind, further names, patterns of the paths that are its own."""

    name: str
    kind: EnvironmentKind
    names: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    zone: Zone | None = None


class Evidence(NamedTuple):
    """Where a setting stands: path, line from 1, key path joined by ``.``; ``environment`` as it is named there."""

    path: str
    line: int
    key: str
    environment: str


class State(enum.StrEnum):
    """What is known about one question: is this kind of thing apart between these two environments."""

    VIOLATION = "violation"
    APART = "apart"
    UNKNOWN = "unknown"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its state: a kind of thing (``database``, ``credential``, …) between production and another kind.

    ``evidence`` holds the places that show it, production first; ``reason`` why it is unknown (a message id) or waived.
    """

    thing: str
    other: EnvironmentKind
    state: State
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """A file, or a part of one, and what it was taken for; ``environment`` is ``None`` for what all of them read.

    ``layout`` is the convention that knows it (``spring``, ``terraform``, …), ``because`` a message id.
    """

    path: str
    part: str
    layout: str
    environment: Environment | None
    because: str = ""


@dataclass(slots=True)
class Coverage:
    """How much of one environment could be seen."""

    environment: Environment
    files: int = 0
    settings: int = 0
    facts: int = 0
    unresolved: int = 0
    unparsed: list[str] = field(default_factory=list)


class Cell(NamedTuple):
    """What one kind of environment uses of one kind of thing: how many are written down, how many come at deploy time.

    ``shared`` are the kinds of environments that use one of them too, as far as that counts.
    """

    thing: str
    kind: EnvironmentKind
    known: int
    unresolved: int
    shared: tuple[EnvironmentKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Separation:
    """All that a run of the check tells besides its findings."""

    environments: tuple[Environment, ...] = ()
    classified: tuple[Classified, ...] = ()
    unclassified: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    answers: tuple[Answer, ...] = ()
    cells: tuple[Cell, ...] = ()
