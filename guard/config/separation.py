"""The part of the configuration file that speaks of environments."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from guard.config.config import SeparationDemands
from guard.config.recognizers import SeverityName, Table
from guard.environment import EnvironmentKind, NamedEnvironment, Zone
from guard.environment_words import WHOLE
from guard.model import Severity

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
#: Read from TOML they are words.
Kind = Annotated[EnvironmentKind, Field(strict=False)]
ZoneName = Annotated[Zone, Field(strict=False)]
Pattern = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


def _not_production(kinds: Sequence[EnvironmentKind]) -> Sequence[EnvironmentKind]:
    if EnvironmentKind.PRODUCTION in kinds:
        raise ValueError("production is what the others are compared with; name the others")
    return kinds


class Named(Table):
    """``[environments.NAME]``; without a ``kind`` the name has to be one."""

    kind: Kind | None = None
    names: list[Word] = []
    paths: list[Pattern] = []
    zone: ZoneName | None = None


class Demands(Table):
    """``[separation]``."""

    compare: Annotated[list[Kind], AfterValidator(_not_production)] = Field(default=[])
    staging: SeverityName = Severity.MEDIUM
    require_account_separation: bool = False

    def plain(self) -> SeparationDemands:
        """The same as a plain value."""
        return SeparationDemands(tuple(self.compare), self.staging, self.require_account_separation)


def environments(table: Mapping[str, Named]) -> tuple[NamedEnvironment, ...]:
    """The environments as plain values; ``KeyError`` with the name of one that has no kind."""
    return tuple(
        NamedEnvironment(name, one.kind or _kind(name), tuple(one.names), tuple(one.paths), one.zone)
        for name, one in table.items()
    )


def _kind(name: str) -> EnvironmentKind:
    """The kind that a name tells, numbered or not: ``prod``, ``honban``, ``dev01``."""
    known = WHOLE | {kind.value: kind for kind in EnvironmentKind}
    word = unicodedata.normalize("NFKC", name).casefold().rstrip("0123456789").rstrip("-_.")
    if word not in known:
        raise KeyError(name)
    return known[word]
