"""The seam between Presidio and the rules for Japanese: one interface, its candidate, and what is told about it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from detectors import marked
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.trace import Reason, Step


class Facts(NamedTuple):
    """What is known of a candidate beside its score; travels in Presidio's ``recognition_metadata``."""

    labelled: bool = False
    check_digit: bool | None = None  # None: the number has none
    sample: bool = False  # from documentation, or an evident dummy
    partial: bool = False  # a lone surname, an address without a number
    public: bool = False  # a facility's or a firm's own


#: Keys of :class:`Facts`, and of the steps of an explanation, in ``RecognizerResult.recognition_metadata``.
FACTS_KEY = "sekisho_facts"
STEPS_KEY = "sekisho_steps"
#: A candidate below this is no detection.
THRESHOLD = 0.5


class Candidate(NamedTuple):
    """Something that a rule found: offsets into ``Passage.text``, a score from 0 to 1, and the rule's name.

    ``doubt`` says why the score is lower than the rule's own.
    """

    start: int
    end: int
    score: float
    pattern: str
    facts: Facts = Facts()
    doubt: Reason | None = None


class Example(NamedTuple):
    """A text and what is to be found in it (nothing: a counter-example). ``label`` puts the text under a header."""

    text: str
    found: tuple[str, ...] = ()
    label: str | None = None


class JapaneseRecognizer(LocalRecognizer):
    """A Presidio recognizer that looks at the folded passage instead of the raw text.

    Within an engine that has :class:`detectors.nlp.SudachiNlpEngine` the passage comes with the artifacts;
    with any other engine it is made here, so the recognizer works wherever Presidio does.
    """

    COUNTRY_CODE: ClassVar[str | None] = "jp"
    ENTITY: ClassVar[str]
    #: Labels that vouch for a value of this entity; the context enhancer raises its score by them.
    KINDS: ClassVar[frozenset[Kind]] = frozenset()
    #: Whether labels that this package knows speak for or against a candidate; a project's rule has labels of its own.
    HEEDS_LABELS: ClassVar[bool] = True
    EXAMPLES: ClassVar[tuple[Example, ...]] = ()

    def __init__(self, supported_language: str = "ja") -> None:
        super().__init__(supported_entities=[self.ENTITY], supported_language=supported_language)

    def load(self) -> None:
        """Nothing to load: data comes in with its first use."""

    @abstractmethod
    def find(self, passage: Passage) -> Iterator[Candidate]:
        """The candidates in a passage."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None) -> list[RecognizerResult]:
        """Presidio's entry point; spans are those of ``text``."""
        passage = getattr(nlp_artifacts, "passage", None)
        if passage is None:
            passage = Passage.of(text)
        if passage.trace is not None:
            passage.trace.enter(self.name, self.ENTITY)
        return [self._result(candidate, passage) for candidate in self.find(passage)]

    def _result(self, candidate: Candidate, passage: Passage) -> RecognizerResult:
        start, end = passage.view.span(candidate.start, candidate.end)
        facts = candidate.facts
        if not facts.sample and marked.is_marked_at(self.ENTITY, passage.text, candidate.start, candidate.end):
            facts = facts._replace(sample=True)
        metadata: dict[str, Any] = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            FACTS_KEY: facts,
        }
        if passage.trace is not None and candidate.doubt is not None:
            metadata[STEPS_KEY] = (Step(candidate.doubt, candidate.score),)
        explanation = AnalysisExplanation(
            recognizer=self.name,
            original_score=candidate.score,
            pattern_name=candidate.pattern,
            validation_result=candidate.facts.check_digit,
        )
        return RecognizerResult(self.ENTITY, start, end, candidate.score, explanation, metadata)
