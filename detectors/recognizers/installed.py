"""A recognizer of an installed package, run so that it can fail without harm to the others."""

from __future__ import annotations

import importlib
from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from detectors.custom import RecognizerFailed
from detectors.plugin import Installed


class InstalledRecognizer(EntityRecognizer):
    """Asks the recognizer of a package, whatever language it was made for, and checks what it answers."""

    COUNTRY_CODE = None

    def __init__(self, installed: Installed, supported_language: str = "ja") -> None:
        self._installed = installed
        self._asked: Any = None
        super().__init__(supported_entities=[installed.entity], supported_language=supported_language)

    def load(self) -> None:
        """Nothing to load: the package is imported with the first text."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None) -> list[RecognizerResult]:
        """Presidio's entry point. Raises ``RecognizerFailed`` for whatever goes wrong in the package."""
        installed = self._installed
        try:
            if self._asked is None:
                self._asked = made(installed.reference)
            results = self._asked.analyze(text, [installed.found], nlp_artifacts) or []
            spans = [self._span(result, len(text)) for result in results if result.entity_type == installed.found]
        except Exception as error:  # the code of strangers: anything
            raise RecognizerFailed(installed.entity, installed.origin, type(error).__name__) from None
        return [self._result(*span) for span in spans]

    @staticmethod
    def _span(result: RecognizerResult, length: int) -> tuple[int, int, float]:
        start, end, score = int(result.start), int(result.end), float(result.score)
        if not (0 <= start < end <= length and 0 <= score <= 1):
            raise ValueError
        return start, end, score

    def _result(self, start: int, end: int, score: float) -> RecognizerResult:
        origin = self._installed.origin
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: origin,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        explanation = AnalysisExplanation(recognizer=origin, original_score=score, pattern_name="installed")
        return RecognizerResult(self._installed.entity, start, end, score, explanation, metadata)


def made(reference: str) -> Any:
    """What the class or function at ``package.module:Name`` makes."""
    module, _, attribute = reference.partition(":")
    found: Any = importlib.import_module(module)
    for name in attribute.split("."):
        found = getattr(found, name)
    return found()
