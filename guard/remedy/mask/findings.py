"""The places that an earlier JSON report names: only those are replaced, and what has moved since is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from guard.errors import UsageError
from guard.messages import N_
from guard.model import Blob, Finding, Origin, Skip, SkipReason
from guard.remedy.mask.run import Source

NO_REPORT = N_("is no JSON report of `sekisho scan`")
NOT_OF_FILES = N_("is a report about commits or a database, and not about files")
STALE = N_("what the report names in line {line} ({rule}) is not there any more: scan again")
_MAX_BYTES: Final = 256 << 20
_ACCEPTED: Final = frozenset({"allowed-inline", "allowed-config", "baselined"})
_SOURCES: Final = frozenset({"worktree", "index"})

_Place = tuple[object, ...]


class Findings:
    """The findings of a report by place; it notes which of them were found again."""

    def __init__(self, places: dict[_Place, tuple[Origin, int, str]]) -> None:
        self._open = places
        self._places = frozenset(places)
        self._paths = frozenset(origin.path for origin, _line, _rule in places.values())

    def has(self, finding: Finding) -> bool:
        """Whether the report names this finding."""
        first, last, origin = finding.position, finding.end_position, finding.origin
        place = (origin.path, origin.members, finding.part.value, finding.rule_id, finding.cell, *first, *last)
        self._open.pop(place, None)
        return place in self._places

    def only(self, source: Source) -> Source:
        """The files of a source that the report names."""
        return _Some(source, self._paths)

    def stale(self) -> Iterator[Skip]:
        """What the report names and was not found again."""
        for origin, line, rule in self._open.values():
            yield Skip(origin, SkipReason.NOT_CHECKED, STALE, args=(("line", line), ("rule", rule)))


class _Some:
    """Some files of a source."""

    def __init__(self, source: Source, paths: frozenset[str]) -> None:
        self.root = source.root
        self._source = source
        self._paths = paths

    def blobs(self) -> Iterator[Blob | Skip]:
        """Those of these paths."""
        return (one for one in self._source.blobs() if one.origin.path in self._paths)


def read_findings(path: Path, *, allowed_too: bool = False) -> Findings:
    """The findings of a JSON report that were reported. Raises ``UsageError`` where it is none."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        told = json.loads(data) if len(data) <= _MAX_BYTES else None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("schema_version") != 1 or not isinstance(told.get("findings"), list):
        raise UsageError(f"{path}: {NO_REPORT}")
    run = told.get("run")
    if not isinstance(run, dict) or not isinstance(run.get("source"), str) or run["source"] not in _SOURCES:
        raise UsageError(f"{path}: {NOT_OF_FILES}")
    wanted = {"reported"} | (_ACCEPTED if allowed_too else frozenset())
    try:
        return Findings(dict(_place(one) for one in told["findings"] if one["disposition"] in wanted))
    except (KeyError, TypeError):
        raise UsageError(f"{path}: {NO_REPORT}") from None


def _place(told: dict[str, Any]) -> tuple[_Place, tuple[Origin, int, str]]:
    """A finding as it was told. Raises ``KeyError`` or ``TypeError`` where it is none."""
    members, part, cell = told["members"], told.get("part", "content"), told["cell"]
    words = (told["path"], told["rule_id"], part, *members, *(() if cell is None else (cell,)))
    numbers = (told["line"], told["column"], told["end_line"], told["end_column"])
    if not isinstance(members, list) or not all(isinstance(one, str) for one in words):
        raise TypeError(told)
    if not all(isinstance(one, int) for one in numbers):
        raise TypeError(told)
    place = (told["path"], tuple(members), part, told["rule_id"], cell, *numbers)
    return place, (Origin(told["path"], tuple(members)), told["line"], told["rule_id"])
