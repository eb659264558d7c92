"""The context that counts in Japanese data: the label of a value, not the words that happen to stand near it.

Presidio's own enhancer counts words between spaces; in unsegmented Japanese its five words are five sentences,
and a column header three thousand rows above is out of its sight.
"""

from __future__ import annotations

from collections.abc import Iterable

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts

from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import NAME_KINDS, Kind
from detectors.overlap import Claim, contradicted, winner
from detectors.passage import Passage
from detectors.recognizer import FACTS_KEY, STEPS_KEY, THRESHOLD, Facts, JapaneseRecognizer
from detectors.trace import Dropped, Reason, Step, Trace

#: A label of the right kind makes a candidate at least this certain.
LABELLED_SCORE = 0.9
#: A label of another kind leaves this share of the score.
CONTRADICTED = 0.5
#: A candidate from the first on is doubtful; beside a name it becomes the second.
DOUBTFUL, BESIDE_NAME = 0.35, 0.6
#: Entities that are digits and little else.
_NUMBERS = frozenset({"JP_MY_NUMBER", "PHONE_NUMBER", "JP_POSTAL_CODE", *ANNOUNCEMENT})


class LabelContextEnhancer(ContextAwareEnhancer):
    """Raises a candidate whose column header, key or label vouches for it; lowers one whose label contradicts it."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=LABELLED_SCORE,
            min_score_with_context_similarity=LABELLED_SCORE,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Presidio's entry point; results of recognizers that are not ours pass through."""
        passage = getattr(nlp_artifacts, "passage", None)
        if passage is None:
            return raw_results
        ours = {r.id: r for r in recognizers if isinstance(r, JapaneseRecognizer)}
        for result in raw_results:
            recognizer = ours.get(result.recognition_metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY])
            if recognizer is not None and recognizer.HEEDS_LABELS:
                _weigh(result, passage, recognizer.KINDS)
        _raise_beside_names(raw_results, passage)
        results = _without_contradicted(raw_results, passage.trace)
        if passage.trace is not None:
            doubtful = (r for r in results if r.score < THRESHOLD and FACTS_KEY in r.recognition_metadata)
            passage.trace.dropped.extend(_dropped(result, Reason.BELOW_THRESHOLD) for result in doubtful)
        return results


def _weigh(result: RecognizerResult, passage: Passage, vouching: Iterable[Kind]) -> None:
    start, end = passage.view.offset(result.start), passage.view.offset(result.end)
    value = passage.value_at(start, end)
    if value is None or not value.kinds:
        return
    kinds = value.kinds
    metadata = result.recognition_metadata
    if not kinds.isdisjoint(vouching):
        facts: Facts = metadata[FACTS_KEY]
        metadata[FACTS_KEY] = facts._replace(labelled=True)
        metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True
        result.score = max(result.score, LABELLED_SCORE)
        _note(result, Reason.LABEL, passage)
    elif kinds == {Kind.OTHER_NUMBER} or (
        kinds.isdisjoint(NAME_KINDS)
        and _is_bare_number(passage.text[start:end])
        and not (Kind.ADDRESS in kinds and (value.start, value.end) != (start, end))
    ):
        result.score *= CONTRADICTED
        _note(result, Reason.OTHER_LABEL, passage)
    if result.analysis_explanation is not None:
        result.analysis_explanation.set_improved_score(result.score)


def _raise_beside_names(results: list[RecognizerResult], passage: Passage) -> None:
    """A bare date or number that could be anything is somebody's when a name stands in its row or on its line."""
    named = {_row(result, passage) for result in results if result.entity_type == "PERSON"}
    for result in results:
        if DOUBTFUL <= result.score < BESIDE_NAME and FACTS_KEY in result.recognition_metadata:
            start, end = passage.view.offset(result.start), passage.view.offset(result.end)
            if passage.kinds_at(start, end) <= {Kind.MAYBE_NAME} and _row(result, passage) in named:
                result.score = BESIDE_NAME
                _note(result, Reason.BESIDE_NAME, passage)


def _note(result: RecognizerResult, reason: Reason, passage: Passage) -> None:
    if passage.trace is not None:
        metadata = result.recognition_metadata
        metadata[STEPS_KEY] = (*metadata.get(STEPS_KEY, ()), Step(reason, round(float(result.score), 3)))


def _dropped(result: RecognizerResult, reason: Reason, won: str | None = None) -> Dropped:
    return Dropped(
        entity=result.entity_type,
        start=result.start,
        end=result.end,
        recognizer=result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY],
        reason=reason,
        score=round(float(result.score), 3),
        pattern=getattr(result.analysis_explanation, "pattern_name", None) or "",
        winner=won,
        steps=result.recognition_metadata.get(STEPS_KEY, ()),
    )


def _without_contradicted(results: list[RecognizerResult], trace: Trace | None) -> list[RecognizerResult]:
    """All but the numbers that another rule knows better: twelve digits under 免許証番号 are no My Number."""
    numbers = [
        r for r in results if r.entity_type in _NUMBERS and r.score >= DOUBTFUL and FACTS_KEY in r.recognition_metadata
    ]
    claims = [Claim(r.start, r.end, r.recognition_metadata[FACTS_KEY].labelled) for r in numbers]
    lost = contradicted(claims)
    if trace is not None:
        for result, claim, is_lost in zip(numbers, claims, lost, strict=True):
            if is_lost:
                won = winner(claim, claims)
                trace.dropped.append(_dropped(result, Reason.CONTRADICTED, numbers[won].entity_type))
    gone = {id(r) for r, is_lost in zip(numbers, lost, strict=True) if is_lost}
    return [result for result in results if id(result) not in gone]


def _row(result: RecognizerResult, passage: Passage) -> tuple[str, int]:
    start, end = passage.view.offset(result.start), passage.view.offset(result.end)
    cell = passage.cell_at(start, end)
    return ("record", cell.record) if cell is not None else ("line", passage.text.count("\n", 0, start))


def _is_bare_number(value: str) -> bool:
    return value.isascii() and value.replace("-", "").replace(" ", "").isdigit()
