"""The recognizer itself: any Presidio program can use it."""

import re

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from detectors.folding import fold

_CARD = re.compile(r"(?<![0-9A-Za-z])AC-([0-9]{6})-([0-9])(?![0-9A-Za-z])")


class StaffCardRecognizer(EntityRecognizer):
    """``AC-482019-6``: the last digit is the sum of the six modulo 9."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["ACME_STAFF_CARD"], supported_language="ja")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None) -> list[RecognizerResult]:
        """Cards with a right check digit; full-width digits are folded, and the spans are those of ``text``."""
        view = fold(text)
        return [
            RecognizerResult("ACME_STAFF_CARD", *view.span(*match.span()), 0.9)
            for match in _CARD.finditer(view.text)
            if sum(map(int, match[1])) % 9 == int(match[2])
        ]
