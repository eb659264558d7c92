"""Personal data in a document: triggers, then Presidio on what they name, then records and severity."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from detectors.custom import CustomPattern, RecognizerFailed
from detectors.folding import View, fold, unescape
from detectors.lean_import import lean_import
from detectors.plugin import Installed
from detectors.structure import Field as DetectorField
from detectors.trace import Trace
from detectors.trigger import TriggerSet
from guard.checks.personal_data import section_memory, sections
from guard.checks.personal_data.line_memory import LineMemory
from guard.checks.personal_data.section_memory import Seen
from guard.checks.personal_data.versions import Versions
from guard.interrupt import held_back
from guard.model import Document, Finding, Profile, Skip, SkipReason
from guard.rules.own import MARKING, OwnRule

if TYPE_CHECKING:
    from detectors.engine import Detection, Detector
    from detectors.trace import Dropped
    from guard.checks.personal_data.column_evidence import ColumnEvidence
    from guard.checks.personal_data.judgement import Judgement
    from guard.checks.personal_data.roster_fields import OwnField
    from guard.checks.personal_data.window import Window

#: Entities that lock files name the authors of packages with …
_NOT_IN_LOCK_FILES = frozenset({"EMAIL_ADDRESS", "PERSON"})
#: … and those which a bundle of JavaScript or CSS shows by the hundred without a label.
_ONLY_LABELLED_IN_BUNDLES = frozenset({"JP_MY_NUMBER", "PHONE_NUMBER", "JP_POSTAL_CODE"})


def make_detector(own: Sequence[CustomPattern | Installed] = (), names: str = "sekisho") -> Detector:
    """The real detector; importing it brings in Presidio and spaCy, so only a first candidate does."""
    with held_back(), lean_import():
        from detectors.engine import Detector

        return Detector(own, names)


@dataclass(frozen=True, slots=True)
class Explain:
    """What is to be told about findings: the way to each, and what was looked at and is none."""

    findings: bool = False
    dropped: bool = False


def patterns(own: Iterable[OwnRule], markings: Sequence[str]) -> Iterator[CustomPattern | Installed]:
    """What the detector is to look for besides: the project's rules, and its words for a confidential document."""
    for one in own:
        yield one.installed or CustomPattern(
            one.entity, one.pattern, one.words, one.columns, one.check_digit, one.needs_column, one.context
        )
    if markings:
        yield CustomPattern(MARKING, words=tuple(markings))


class PersonalDataCheck:
    """A ``Check``: one document in, findings out. Presidio is loaded with the first candidate."""

    name = "personal-data"

    def __init__(
        self,
        detector: Callable[[Sequence[CustomPattern | Installed], str], Detector] = make_detector,
        triggers: TriggerSet | None = None,
        explain: Explain = Explain(),
        own: Sequence[OwnRule] = (),
        markings: Sequence[str] = (),
        names: str = "sekisho",
    ) -> None:
        """``own`` and ``markings`` are rules and words that the configuration adds, ``names`` its engine for names."""
        self._names = names
        self._make_detector = detector
        self._own = tuple(own)
        self._patterns = tuple(patterns(own, markings))
        self._detector: Detector | None = None
        self._lines = LineMemory(triggers or TriggerSet(own=self._patterns))
        self._versions = Versions()
        self._explain = explain
        self._seen = section_memory.SectionMemory()

    def inspect(self, document: Document) -> Iterator[Finding | Skip]:
        """The findings of a document."""
        text = sections.analysed_text(document)
        found = sections.find_sections(document, text, self._lines)
        if not found:
            return
        failures: dict[str, None] = {}
        work: _Work | None = None
        for section, following in zip(found, [*found.sections[1:], None], strict=True):
            detected, not_taken, failed = self._detect(text, section)
            failures |= dict.fromkeys(failed)
            if work is None:
                work = self._work(document, text, found)
            work.window.add(section, detected, not_taken)
            if following is None or work.window.is_full(following):
                yield from work.judged(following, dropped=self._explain.dropped)
        for failure in failures:
            yield Skip(document.origin, SkipReason.DETECTOR_FAILED, failure)

    def quiet(self, documents: Sequence[Document]) -> list[bool]:
        """For each document whether it is clean by its triggers alone; the lines of all are asked for together."""
        texts = [sections.analysed_text(document) for document in documents]
        stretches = [self._versions.new_lines(d.origin.path, text) for d, text in zip(documents, texts, strict=True)]
        starts = list(accumulate((len(stretch) + 1 for stretch in stretches), initial=0))
        noisy = {bisect_right(starts, start) - 1 for start, _end, _entities in self._lines.spots("\n".join(stretches))}
        found = []
        for number, (document, text) in enumerate(zip(documents, texts, strict=True)):
            if number not in noisy:
                self._versions.keep(document.origin.path, text)
            found.append(number not in noisy and not self._has_labelled(document, text))
        return found

    def _has_labelled(self, document: Document, text: str) -> bool:
        """Whether something is worth a look because of a label alone."""
        if not document.is_structured or not self._lines.triggers.has_label(text):
            return False
        return next(iter(document.fields()), None) is not None and bool(
            sections.find_sections(document, text, self._lines)
        )

    def _work(self, document: Document, text: str, reading: sections.Reading) -> _Work:
        # these need a detection: Presidio is loaded by now
        from guard.checks.personal_data.column_evidence import ColumnEvidence
        from guard.checks.personal_data.judgement import Judgement
        from guard.checks.personal_data.window import Window

        judgement = Judgement(document, text, self._own, explain=self._explain.findings)
        own: tuple[OwnField, ...] = ()
        if document.profile is Profile.ROSTER:
            from guard.checks.personal_data.roster_fields import own_fields

            own = own_fields(text)
        window = Window(document, text, reading.late)
        return _Work(document, text, window, ColumnEvidence(document, text), judgement, own)

    def finish(self) -> Iterable[Finding | Skip]:
        """Nothing more: every document stands for itself."""
        return ()

    def _detect(self, text: str, section: sections.Section) -> tuple[list[Detection], list[Dropped], tuple[str, ...]]:
        """The detections in a section, what was looked at in vain, and which recognizers failed."""
        part = text[section.start : section.end]
        length = len(part)
        records: dict[int, int] = {}
        fields = tuple(
            DetectorField(
                f.label,
                max(0, f.start - section.start),
                min(length, f.end - section.start),
                records.setdefault(f.record, len(records)),
            )
            for f in section.fields
        )
        found, lost, failed = self._detected(part, fields, tuple(sorted(section.entities)))
        at = section.start
        if at == 0:
            return list(found), list(lost), failed
        return (
            [one.moved(at) for one in found],
            [one._replace(start=one.start + at, end=one.end + at) for one in lost],
            failed,
        )

    def _detected(self, part: str, fields: tuple[DetectorField, ...], entities: tuple[str, ...]) -> Seen:
        """The same section comes to the same."""
        key = section_memory.key(part, fields, entities)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._look_at(part, fields, entities)
            self._seen.put(key, seen)
        return seen

    def _look_at(self, part: str, fields: tuple[DetectorField, ...], entities: tuple[str, ...]) -> Seen:
        """Presidio on a section, as it is read and with escapes resolved."""
        if self._detector is None:
            self._detector = self._make_detector(self._patterns, self._names)
        trace = Trace() if self._explain.findings or self._explain.dropped else None
        views = [fold(part)]
        unescaped = unescape(part)
        if unescaped is not None:
            views.append(fold(unescaped.text, unescaped))
        found, failed = _found(self._detector, part, fields, entities, views, trace)
        return Seen(tuple(found), () if trace is None else tuple(trace.dropped), tuple(failed))


@dataclass(frozen=True, slots=True)
class _Work:
    """A document on its way from detections to findings."""

    document: Document
    text: str
    window: Window
    evidence: ColumnEvidence
    judgement: Judgement
    own: tuple[OwnField, ...] = ()

    def judged(self, following: sections.Section | None, *, dropped: bool) -> Iterator[Finding]:
        """The findings of the records that have ended before the next section; of all, where there is none."""
        from guard.checks.personal_data.records import place

        window = self.window
        kept, relaxed = _distinct(window.detections, self.document.profile, self.own)
        kept, others = self.evidence.divide(kept)
        placed = place(self.document, self.text, kept, window.fields)
        start, fields = window.start, window.fields
        if following is None:
            end, lost = len(self.text) + 1, [*window.lost, *others]
        elif (cut := window.cut(placed, following)) is None:
            return
        else:
            window.lost += others
            lost = window.release(placed, cut)
            placed, end = placed[: cut.complete], cut.at
        yield from self.judgement.findings(placed, fields, (start, end))
        if dropped:
            yield from self.judgement.dropped(placed, lost, relaxed)


def _found(
    detector: Detector,
    part: str,
    fields: Sequence[DetectorField],
    entities: Sequence[str],
    views: Sequence[View],
    trace: Trace | None,
) -> tuple[list[Detection], list[str]]:
    """What is detected in all views; a recognizer of a package that fails is left out and costs the others nothing."""
    asked = list(entities)
    failed: list[str] = []
    while asked:
        try:
            return [one for view in views for one in detector.detect(part, fields, asked, view, trace)], failed
        except RecognizerFailed as failure:
            failed.append(str(failure))
            asked.remove(failure.entity)
    return [], failed


def _distinct(
    detections: list[Detection], profile: Profile, own: Sequence[OwnField] = ()
) -> tuple[list[Detection], list[Detection]]:
    """Each place once, and apart from them what is relaxed in this kind of file.

    Sections overlap in long lines, and the view with escapes resolved sees most again.
    """
    kept: list[Detection] = []
    relaxed: list[Detection] = []
    for detection in sorted(detections, key=lambda d: (d.start, d.start - d.end, d.entity)):
        if _is_relaxed(detection, profile, own):
            relaxed.append(detection)
        elif not any(other.entity == detection.entity and other.end > detection.start for other in kept[-12:]):
            kept.append(detection)
    return kept, relaxed


def _is_relaxed(detection: Detection, profile: Profile, own: Sequence[OwnField]) -> bool:
    if profile is Profile.SOURCE:
        return False
    if profile is Profile.ROSTER:
        at = bisect_right(own, detection.start, key=lambda one: one.start) - 1
        return at >= 0 and detection.entity == own[at].entity and detection.end <= own[at].end
    if profile is Profile.LOCK:
        return detection.entity in _NOT_IN_LOCK_FILES
    is_credit = detection.entity == "EMAIL_ADDRESS"  # of who wrote what was bundled
    return is_credit or (detection.entity in _ONLY_LABELLED_IN_BUNDLES and not detection.facts.labelled)
