"""What was replaced is looked at once more where that can tell something, and everywhere as soon as it does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guard.checks.personal_data import PersonalDataCheck
from guard.config.config import Config
from guard.extract.container import ContainerExtractor
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin
from guard.policy.policy import Policy
from guard.remedy.mask import masker as masker_module
from guard.remedy.mask.masker import Masker
from guard.remedy.mask.plan import Labelled, Planner, Stand
from guard.remedy.mask.second_look import SAMPLED, Edited, Triggers, excerpt, lines_to_look_at
from guard.run.policy import limits_of
from tests.remedy.masking import masked

HEADER = "No,氏名,電話番号,備考\n"
ROWS = 200


def table(remark: dict[int, str] | None = None) -> str:
    rows = (f"{n},勅使河原 蓮,048-922-{7000 + n},{(remark or {}).get(n, '')}\n" for n in range(ROWS))
    return HEADER + "".join(rows)


def looked_at(text: str, monkeypatch: pytest.MonkeyPatch) -> frozenset[int]:
    """The lines of a file that are looked at again after it was masked."""
    told: list[frozenset[int]] = []

    def watched(edited: Edited, triggers: Triggers, refused: Sequence[int]) -> frozenset[int]:
        told.append(lines_to_look_at(edited, triggers, refused))
        return told[-1]

    monkeypatch.setattr(masker_module, "lines_to_look_at", watched)
    assert masked("people.csv", text.encode()).content is not None
    assert len(told) == 1
    return told[0]


def test_of_rows_that_are_replaced_as_a_whole_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(table(), monkeypatch) == frozenset(range(2, 2 + SAMPLED))


def test_a_row_with_something_left_in_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = looked_at(table({150: "折り返しは090-3456-7812まで", 170: "在庫なし"}), monkeypatch)
    assert 152 in lines
    assert 172 not in lines


def test_a_row_in_quotes_over_several_lines_is_looked_at_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = looked_at(table({150: '"一行目\n担当の勅使河原 蓮さん"'}), monkeypatch)
    assert {152, 153} <= lines
    assert 154 not in lines


class _Unmarked:
    """Stand-ins that are as real as what they stand for."""

    knows_better = False

    def of_record(self, values: Sequence[Labelled]) -> Sequence[Stand]:
        news = {"PERSON": "五十嵐 心愛", "PHONE_NUMBER": "048-925-3316"}
        return [Stand(news[one.finding.entity]) for one in values]


def test_what_is_not_marked_is_seen_in_the_first_of_its_kind_and_then_everywhere() -> None:
    config = Config()
    policy = Policy(config)
    planner = Planner(PersonalDataCheck(), policy, _Unmarked())
    masker = Masker(ContainerExtractor(limits_of(config), config.max_file_size), planner, policy.min_severity)
    told = masker.mask(Blob(Origin("people.csv"), table().encode))
    assert told.left_count == 2 * ROWS


def test_a_scan_of_some_rows_finds_what_one_of_all_finds_there() -> None:
    text = table({1: "勅使河原 蓮様", 2: "090-3456-7812", 150: "五十嵐 心愛さんへ"})
    document = next(iter(TextExtractor().extract(Blob(Origin("people.csv"), text.encode))))
    assert isinstance(document, Document)
    check = PersonalDataCheck()
    lines = frozenset({3, 4, 5, 152})
    found = [one for one in check.inspect(document) if isinstance(one, Finding) and one.position.line in lines]
    part = excerpt(document, lines)
    again = [part.placed(one) for one in check.inspect(part.document) if isinstance(one, Finding)]
    assert [(one.rule_id, one.position) for one in again] == [(one.rule_id, one.position) for one in found]
    assert len(part.document.line_starts) < ROWS
