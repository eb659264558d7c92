"""What a pipeline is worth on lines that it was not trained on; the labelled set of ``quality/`` measures the product."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.folding import fold
from detectors.name_model import document, pipeline
from detectors.name_words import words
from training.fit import examples
from training.lines import Line

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Figures:
    """Names by their exact spans, and lines without any, before any gate; times of one core."""

    right: int
    reported: int
    wanted: int
    lines_without_names: int
    false_alarms: int
    characters_per_second: float
    load_seconds: float
    size: int

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.reported), self.right / max(1, self.wanted)
        return (
            f"precision {precision:.3f}, recall {recall:.3f} (exact spans, {self.wanted} names); "
            f"{self.false_alarms} of {self.lines_without_names} lines without names flagged; "
            f"{self.characters_per_second:,.0f} characters/s; loads in {self.load_seconds:.2f} s; {self.size:,} bytes"
        )


def evaluate(path: Path, lines: Sequence[Line]) -> Figures:
    """Measure the pipeline in a folder on made lines."""
    import spacy  # so that loading the model is measured and not importing spaCy

    assert spacy
    started = time.perf_counter()
    nlp = pipeline(path)
    loaded = time.perf_counter() - started
    right = reported = wanted = without = flagged = 0
    for example in examples(nlp.vocab, lines):
        expected = {(span.start, span.end) for span in example.reference.ents}
        found = {(span.start, span.end) for span in nlp.get_pipe("ner")(example.predicted).ents}
        right, reported, wanted = right + len(found & expected), reported + len(found), wanted + len(expected)
        without += not expected
        flagged += bool(found and not expected)
    seconds = _seconds(nlp, [fold(line.text).text for line in lines])
    return Figures(
        right=right,
        reported=reported,
        wanted=wanted,
        lines_without_names=without,
        false_alarms=flagged,
        characters_per_second=sum(len(line.text) for line in lines) / seconds,
        load_seconds=loaded,
        size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and file.suffix != ".md"),
    )


def _seconds(nlp: Language, texts: Sequence[str]) -> float:
    """How long the texts take, cutting them into words included."""
    started = time.perf_counter()
    documents = (document(nlp.vocab, found) for text in texts if (found := words(text)))
    for _ in nlp.get_pipe("ner").pipe(documents, batch_size=64):
        pass
    return time.perf_counter() - started
