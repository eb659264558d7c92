"""Any user of Presidio gets Sekisho's stand-ins."""

from __future__ import annotations

import pytest
from presidio_anonymizer import AnonymizerEngine, OperatorConfig
from presidio_anonymizer.entities import InvalidParamError, RecognizerResult

from detectors.engine import analyzer_engine
from guard.remedy.operators import StandIn
from guard.remedy.substitute import Substitutes

TEXT = "氏名：勅使河原 蓮、電話 048-922-0151、マイナンバー 6214-9832-0257"


def anonymized(text: str, results: list[RecognizerResult], params: dict[str, object]) -> str:
    engine = AnonymizerEngine()
    engine.add_anonymizer(StandIn)
    return str(engine.anonymize(text, results, {"DEFAULT": OperatorConfig("sekisho_stand_in", params)}).text)


def test_what_the_analyzer_finds_is_replaced_and_not_found_again() -> None:
    found = analyzer_engine().analyze(TEXT, language="ja")
    results = [RecognizerResult(one.entity_type, one.start, one.end, one.score) for one in found]
    made = anonymized(TEXT, results, {"substitutes": Substitutes(b"0123456789abcdef")})
    assert made.startswith("氏名：")
    assert not any(value in made for value in ("勅使河原", "922", "6214"))
    again = analyzer_engine().analyze(made, language="ja")
    assert {one.entity_type for one in again} == {"PERSON"}
    assert all(one.recognition_metadata["sekisho_facts"].sample for one in again)


def test_what_has_no_stand_in_is_named() -> None:
    results = [RecognizerResult("JP_CONFIDENTIAL_MARKING", 0, 3, 1.0)]
    assert (
        anonymized("部外秘", results, {"substitutes": Substitutes(b"0123456789abcdef")}) == "<JP_CONFIDENTIAL_MARKING>"
    )


def test_it_says_what_it_needs() -> None:
    with pytest.raises(InvalidParamError, match="substitutes"):
        anonymized("部外秘", [RecognizerResult("PERSON", 0, 3, 1.0)], {})
