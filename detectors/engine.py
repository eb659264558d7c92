"""Presidio's ``AnalyzerEngine`` wired for Japanese, and its results as typed detections."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult

from detectors.context import LabelContextEnhancer
from detectors.custom import CustomPattern
from detectors.folding import View, fold
from detectors.nlp import JapaneseArtifacts, SudachiNlpEngine
from detectors.passage import Passage
from detectors.plugin import Installed
from detectors.recognizer import FACTS_KEY, STEPS_KEY, THRESHOLD, Facts
from detectors.registry import REGISTRY
from detectors.structure import Field
from detectors.trace import Step, Trace

LANGUAGE = "ja"

# Presidio announces every recognizer and every missing configuration; a hook's output is not the place.
logging.getLogger("presidio-analyzer").addHandler(logging.NullHandler())


class Detection(NamedTuple):
    """One detection in the text that was analysed: offsets in code points, score from 0 to 1.

    ``base`` is the score that the recognizer gave; ``steps`` lead from there to ``score`` where a trace was kept.
    """

    entity: str
    start: int
    end: int
    score: float
    recognizer: str
    pattern: str
    facts: Facts
    base: float = 0.0
    steps: tuple[Step, ...] = ()

    def moved(self, by: int) -> Detection:
        """The same in a text that begins so much earlier."""
        start, end = self.start + by, self.end + by
        return Detection(
            self.entity, start, end, self.score, self.recognizer, self.pattern, self.facts, self.base, self.steps
        )


def analyzer_engine(own: Iterable[CustomPattern | Installed] = (), names: str = "sekisho") -> AnalyzerEngine:
    """A Presidio engine with the Japanese recognizers, for any Presidio user.

    ``analyzer_engine().analyze(text, language="ja")`` needs nothing else of this package. ``own`` are rules of
    a project, ``names`` is the engine for names that no rule knows.
    """
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    for registration in REGISTRY:
        options = {"engine": names} if registration.names else {}
        registry.add_recognizer(registration.recognizer_class()(supported_language=LANGUAGE, **options))
    for custom in own:
        registry.add_recognizer(custom_recognizer(custom, LANGUAGE))
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=SudachiNlpEngine(),
        supported_languages=[LANGUAGE],
        default_score_threshold=THRESHOLD,
        context_aware_enhancer=LabelContextEnhancer(),
    )


def custom_recognizer(custom: CustomPattern | Installed, language: str) -> EntityRecognizer:
    """The recognizer of a project's rule; imported with the first."""
    if isinstance(custom, Installed):
        from detectors.recognizers.installed import InstalledRecognizer

        return InstalledRecognizer(custom, language)
    from detectors.recognizers.custom import CustomRecognizer

    return CustomRecognizer(custom, language)


class Detector:
    """The engine for texts with structure: fields in, detections out."""

    def __init__(self, own: Iterable[CustomPattern | Installed] = (), names: str = "sekisho") -> None:
        """As :func:`analyzer_engine`."""
        self._engine = analyzer_engine(own, names)
        self._nlp = SudachiNlpEngine()

    def detect(
        self,
        text: str,
        fields: Iterable[Field] = (),
        entities: Sequence[str] | None = None,
        view: View | None = None,
        trace: Trace | None = None,
    ) -> list[Detection]:
        """The detections in a text, sorted by place.

        ``fields`` and the detections are in the coordinates of ``text``; ``view`` is another reading of it
        (with escapes resolved), by default its folding. ``trace`` takes down what is no detection, and why.
        """
        passage = Passage(view or fold(text), fields, trace)
        results = self._engine.analyze(
            text,
            LANGUAGE,
            entities=None if entities is None else sorted(entities),
            return_decision_process=True,
            nlp_artifacts=JapaneseArtifacts(passage, self._nlp, LANGUAGE),
        )
        return sorted(map(_detection, results), key=lambda found: (found.start, found.end, found.entity))


def _detection(result: RecognizerResult) -> Detection:
    metadata = result.recognition_metadata
    explanation = result.analysis_explanation
    return Detection(
        entity=result.entity_type,
        start=result.start,
        end=result.end,
        score=round(float(result.score), 3),
        recognizer=metadata[RecognizerResult.RECOGNIZER_NAME_KEY],
        pattern=getattr(explanation, "pattern_name", None) or "",
        facts=metadata.get(FACTS_KEY, Facts()),
        base=round(float(getattr(explanation, "original_score", result.score)), 3),
        steps=metadata.get(STEPS_KEY, ()),
    )
