"""``coverage.json``: what was looked at, how much of it, and what was not."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from guard.account import Reason
from guard.control import Coverage, Seen
from guard.evidence.document import Document, Told, told
from guard.result import ScanResult


class Part(Document):
    """One part of the scope: ``counts`` say how much of it in numbers, ``reasons`` why not all."""

    part: str
    seen: Seen
    counts: dict[str, int]
    reasons: list[Told]

    def coverage(self) -> Coverage:
        """The same as the gate judges it."""
        return Coverage(self.part, self.seen, self.counts, tuple(Reason(one.en) for one in self.reasons))


class Skipped(Document):
    """How much was passed over, by reason; ``incomplete`` of it was in scope, ``accepted`` by the policy."""

    total: int
    incomplete: int
    accepted: int
    by_reason: dict[str, int]


class CoverageFile(Document):
    """The file. ``formats`` and ``encodings`` count the files that were read, ``skipped`` is listed in ``results.json``."""

    schema_version: Literal[1] = 1
    commit: str | None
    parts: list[Part]
    files: int
    blobs: int
    bytes: int
    formats: dict[str, int]
    encodings: dict[str, int]
    skipped: Skipped


def coverage_file(result: ScanResult) -> CoverageFile:
    """What a gate looked at."""
    assert result.gate is not None
    counts = result.counts
    skips = [*result.skips, *(skip for skip, _reason in result.accepted_skips)]
    return CoverageFile(
        commit=result.run.commit,
        parts=[_part(one) for one in result.gate.coverage],
        files=counts.files,
        blobs=counts.blobs,
        bytes=counts.bytes,
        formats=dict(sorted(counts.formats.items())),
        encodings=dict(sorted(counts.encodings.items())),
        skipped=Skipped(
            total=len(skips),
            incomplete=len(result.incomplete),
            accepted=len(result.accepted_skips),
            by_reason=dict(sorted(Counter(skip.reason.value for skip in skips).items())),
        ),
    )


def _part(one: Coverage) -> Part:
    return Part(
        part=one.part,
        seen=one.seen,
        counts=dict(sorted(one.counts.items())),
        reasons=[told(reason) for reason in one.reasons],
    )
