"""The labelled set as the harness reads it: texts, and where personal data stands in them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Label:
    """A row of ``labels.jsonl``; offsets are code points of the decoded text, ``end`` exclusive."""

    start: int
    end: int
    entity: str
    style: str = ""
    script: str = ""
    sample: bool = False
    severity_min: str | None = None


@dataclass(frozen=True)
class Text:
    """A file of a corpus: decoded, with its labels in order."""

    path: str
    text: str
    raw: bytes
    type: str = ""
    kind: str = "positive"
    split: str = ""
    encoding: str = "utf-8"
    header: str = ""
    about: str = ""
    labels: tuple[Label, ...] = field(default=())

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line starts; CR LF, LF and CR end one."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @property
    def is_bare(self) -> bool:
        """Whether this is a table without headers or columns: no label stands beside its values."""
        return self.header == "none" and self.type in {"csv", "tsv", "sql", "fixed"}

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, both from 1."""
        return self.line_starts[line - 1] + column - 1

    def lines_of(self, start: int, end: int) -> range:
        """The lines, from 1, that a span touches."""
        return range(bisect_right(self.line_starts, start), bisect_right(self.line_starts, max(start, end - 1)) + 1)


def load(root: Path = DATA, split: str = "all") -> list[Text]:
    """The files of one half (``dev``, ``test``) or of the whole set (``all``)."""
    labels: dict[str, list[Label]] = defaultdict(list)
    for row in _rows(root / "labels.jsonl"):
        labels[row.pop("file")].append(Label(**row))
    return [
        _read(root, row, labels[row["file"]]) for row in _rows(root / "files.jsonl") if split in {"all", row["split"]}
    ]


def _read(root: Path, about: dict[str, Any], labels: list[Label]) -> Text:
    raw = (root / about["file"]).read_bytes()
    return Text(
        path=about["file"],
        text=raw.decode(about["encoding"]),
        raw=raw,
        type=about["type"],
        kind=about["kind"],
        split=about["split"],
        encoding=about["encoding"],
        header=about["header"],
        about=about["about"],
        labels=tuple(sorted(labels, key=lambda label: label.start)),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
