"""Presidio's ``NlpEngine`` on SudachiPy: fast, offline, no model to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from detectors.passage import Passage
from detectors.structure import Field

_PUNCTUATION = frozenset("、。，．・：；？！「」『』（）()[]{}<>,.:;?!'\"`-_/|\\ 　\n\t")


class JapaneseArtifacts(NlpArtifacts):
    """Artifacts that carry the passage: folded text, labelled fields, words.

    Presidio's own fields (tokens, lemmas, keywords) stay empty: our recognizers and our context enhancer read
    the passage, and filling them would cost a spaCy document for every text.
    """

    def __init__(self, passage: Passage, engine: NlpEngine, language: str) -> None:
        self.passage = passage
        super().__init__(
            entities=[],
            tokens=[],
            tokens_indices=[],
            lemmas=[],
            nlp_engine=engine,
            language=language,
            scores=[],
        )


class SudachiNlpEngine(NlpEngine):
    """What ``AnalyzerEngine`` asks for its artifacts; words are only looked up when a recognizer wants them."""

    engine_name = "sudachi"
    is_available = True

    def load(self) -> None:
        """Nothing to do: the dictionary is opened with the first word that is looked up."""

    def is_loaded(self) -> bool:
        """Always ready."""
        return True

    def process_text(self, text: str, language: str) -> JapaneseArtifacts:
        """The artifacts of a plain text."""
        return JapaneseArtifacts(Passage.of(text), self, language)

    def process_fields(self, text: str, fields: Iterable[Field], language: str = "ja") -> JapaneseArtifacts:
        """The artifacts of a text whose values have labels: pass them to ``analyze(nlp_artifacts=…)``."""
        return JapaneseArtifacts(Passage.of(text, fields), self, language)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Each text with its artifacts."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Japanese has none in Presidio's sense."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Whether a word is a punctuation mark."""
        return word in _PUNCTUATION

    def get_supported_entities(self) -> list[str]:
        """The engine finds words, not entities."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Japanese only."""
        return ["ja"]
