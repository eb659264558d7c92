"""Personal data in a document: triggers, then Presidio on what they name, then records and severity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from detectors.folding import fold, unescape
from detectors.structure import Field as DetectorField
from detectors.trigger import TriggerSet
from guard.checks.personal_data import sections
from guard.checks.personal_data.line_memory import LineMemory
from guard.interrupt import held_back
from guard.model import Document, Field, Finding, Profile, Skip

if TYPE_CHECKING:
    from detectors.engine import Detection, Detector

#: Entities that lock files name the authors of packages with …
_NOT_IN_LOCK_FILES = frozenset({"EMAIL_ADDRESS", "PERSON"})
#: … and those which a bundle of JavaScript or CSS shows by the hundred without a label.
_ONLY_LABELLED_IN_BUNDLES = frozenset({"JP_MY_NUMBER", "PHONE_NUMBER", "JP_POSTAL_CODE"})


def make_detector() -> Detector:
    """The real detector; importing it brings in Presidio and spaCy, so only a first candidate does."""
    with held_back():
        from detectors.engine import Detector

        return Detector()


class PersonalDataCheck:
    """A ``Check``: one document in, findings out. Presidio is loaded with the first candidate."""

    name = "personal-data"

    def __init__(self, detector: Callable[[], Detector] = make_detector, triggers: TriggerSet | None = None) -> None:
        self._make_detector = detector
        self._detector: Detector | None = None
        self._lines = LineMemory(triggers or TriggerSet())

    def inspect(self, document: Document) -> Iterator[Finding | Skip]:
        """The findings of a document."""
        text = sections.analysed_text(document)
        found = sections.find_sections(document, text, self._lines)
        if not found:
            return
        detections: list[Detection] = []
        fields: list[Field] = []
        for section in found:
            detections += self._detect(text, section)
            fields += section.fields
        yield from self._findings(document, text, _distinct(detections, document.profile), fields)

    def finish(self) -> Iterable[Finding | Skip]:
        """Nothing more: every document stands for itself."""
        return ()

    def _detect(self, text: str, section: sections.Section) -> Iterator[Detection]:
        if self._detector is None:
            self._detector = self._make_detector()
        part = text[section.start : section.end]
        length = len(part)
        fields = [
            DetectorField(f.label, max(0, f.start - section.start), min(length, f.end - section.start), f.record)
            for f in section.fields
        ]
        views = [fold(part)]
        unescaped = unescape(part)
        if unescaped is not None:
            views.append(fold(unescaped.text, unescaped))
        for view in views:
            for detection in self._detector.detect(part, fields, sorted(section.entities), view):
                yield detection._replace(start=detection.start + section.start, end=detection.end + section.start)

    def _findings(
        self, document: Document, text: str, detections: list[Detection], fields: list[Field]
    ) -> Iterator[Finding]:
        from guard.checks.personal_data import records, severity  # need a detection, and so Presidio has been loaded
        from guard.checks.personal_data.finding import companions, finding, message

        placed = records.place(document, text, detections, fields)
        facilities = severity.facility_records(document, text, placed, fields)
        rulings = severity.rulings(document, placed, facilities)
        beside = companions(placed)
        in_scope = sections.scope(document)
        for item, ruling in zip(placed, rulings, strict=True):
            start, end = item.detection.start, item.detection.end
            if in_scope is not None and in_scope.isdisjoint(range(document.line_of(start), document.line_of(end) + 1)):
                continue
            said = message(item, ruling, beside.get(item.record, frozenset()), facilities.get(item.record, False), None)
            yield finding(document, item, ruling, said)


def _distinct(detections: list[Detection], profile: Profile) -> list[Detection]:
    """Each place once: sections overlap in long lines, and the view with escapes resolved sees most again."""
    kept: list[Detection] = []
    for detection in sorted(detections, key=lambda d: (d.start, d.start - d.end, d.entity)):
        if not _is_relaxed(detection, profile) and not any(
            other.entity == detection.entity and other.end > detection.start for other in kept[-12:]
        ):
            kept.append(detection)
    return kept


def _is_relaxed(detection: Detection, profile: Profile) -> bool:
    if profile is Profile.SOURCE:
        return False
    if profile is Profile.LOCK:
        return detection.entity in _NOT_IN_LOCK_FILES
    is_credit = detection.entity == "EMAIL_ADDRESS"  # of who wrote what was bundled
    return is_credit or (detection.entity in _ONLY_LABELLED_IN_BUNDLES and not detection.facts.labelled)
