"""The flow itself: blobs in, a result out. No I/O of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from guard.errors import where
from guard.model import (
    Blob,
    Check,
    Document,
    Extractor,
    Finding,
    Origin,
    Part,
    Severity,
    Skip,
    SkipReason,
    Source,
    Verdict,
)
from guard.policy.policy import Policy
from guard.progress import Progress
from guard.result import Counts, RunInfo, ScanResult


class Scan:
    """One run: what it has seen so far is a result at any moment, so that an interrupt loses nothing."""

    def __init__(self, extractor: Extractor, checks: Sequence[Check], policy: Policy, progress: Progress) -> None:
        self._extractor = extractor
        self._checks = checks
        self._policy = policy
        self._progress = progress
        self._verdicts: list[Verdict] = []
        self._skips: list[Skip] = []
        self._accepted: list[tuple[Skip, str]] = []
        self._counts = Counts()
        self._notes: dict[str, None] = {}
        self._looked_at = False

    def run(self, source: Source, info: RunInfo, *, must_hold_something: bool) -> ScanResult:
        """Look at everything the source has.

        ``must_hold_something``: a scan that was asked to look and found nothing to look at is not a clean one.
        """
        began = time.monotonic()
        interrupted = False
        try:
            self._look(source)
        except KeyboardInterrupt:
            interrupted = True
        if must_hold_something and not self._looked_at and not interrupted:
            self._skip(Skip(Origin(info.root), SkipReason.NOTHING_SCANNED, self._nothing()))
        return ScanResult.build(
            replace(info, seconds=time.monotonic() - began),
            self._verdicts,
            self._skips,
            self._counts,
            self._policy.min_severity,
            accepted_skips=self._accepted,
            notes=self._notes,
            interrupted=interrupted,
        )

    def _look(self, source: Source) -> None:
        last_path: str | None = None
        for item in source.blobs():
            if isinstance(item, Skip):
                self._skip(item)
                continue
            path = item.origin.path
            reason = self._policy.excluded(path)
            if reason is not None:
                self._skip(Skip(item.origin, SkipReason.EXCLUDED, reason))
                continue
            self._counts.files += path != last_path
            last_path = path
            try:
                self._blob(item)
            except Exception as error:
                self._skip(Skip(item.origin, SkipReason.DETECTOR_FAILED, where(error)))
        for check in self._checks:
            for found in check.finish():
                if isinstance(found, Skip):
                    self._skip(found)

    def _blob(self, blob: Blob) -> None:
        if blob.is_new_path:
            path_text = Document(blob.origin, blob.origin.path, format="path", part=Part.PATH)
            self._document(path_text)
        size = 0
        for document in self._extractor.extract(blob):
            if isinstance(document, Skip):
                self._skip(document)
                continue
            self._looked_at = True
            size += document.size
            self._counts.blobs += 1
            self._counts.formats[document.format] += 1
            self._counts.encodings[document.encoding] += 1
            if document.note:
                self._notes[document.note] = None
            self._document(document)
        self._counts.bytes += size
        self._progress.advance(size, blob.origin.path)

    def _document(self, document: Document) -> None:
        findings: list[Finding] = []
        for check in self._checks:
            for found in check.inspect(document):
                if isinstance(found, Skip):
                    self._skip(found)
                else:
                    findings.append(found)
        if findings:
            self._verdicts.extend(self._policy.judge(findings, document))
            persons = {_person(f) for f in findings if f.entity == "PERSON" and f.severity > Severity.LOW}
            self._counts.persons[document.origin.path] += len(persons)

    def _skip(self, skip: Skip) -> None:
        reason = self._policy.accepted(skip)
        if reason is None:
            self._skips.append(skip)
        else:
            self._accepted.append((skip, reason))

    def _nothing(self) -> str:
        return f"{self._counts.files} files" if self._counts.files else ""


def _person(finding: Finding) -> object:
    """What tells two persons apart: the record of a table or an object, in running text the name."""
    return finding.record if finding.record is not None and finding.record >= 0 else finding.value
