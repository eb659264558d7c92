"""The labelled set is consistent: what a measurement says depends on nothing else."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from quality.generate import DATA, labelled_files, write
from quality.labelled import Label, Text, load
from quality.markup import EITHER, MEASURED, NONE, MarkupError, parse
from quality.notation import MY_NUMBER_WEIGHTS

CORPUS = load()
PERSONAL = {*MEASURED}


def _value(text: Text, label: Label) -> str:
    return text.text[label.start : label.end]


def _lines(text: Text, *, personal: bool) -> set[int]:
    """Lines with a label of personal data, or with a trap."""
    wanted = [
        label
        for label in text.labels
        if (label.entity in PERSONAL and not label.sample if personal else label.entity == NONE)
    ]
    return {line for label in wanted for line in text.lines_of(label.start, label.end)}


def test_the_committed_set_is_what_the_generator_writes(tmp_path: Path) -> None:
    write(labelled_files(), tmp_path)
    written = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    committed = {
        p.relative_to(DATA): p.read_bytes() for p in DATA.rglob("*") if p.is_file() and p.name != ".gitattributes"
    }
    assert sorted(written) == sorted(committed)
    assert [path for path in written if written[path] != committed[path]] == []


def test_every_label_has_a_value_inside_its_file() -> None:
    for text in CORPUS:
        for label in text.labels:
            assert 0 <= label.start < label.end <= len(text.text), text.path
            assert _value(text, label).strip() == _value(text, label) != "", text.path


def test_labels_do_not_overlap_or_repeat() -> None:
    for text in CORPUS:
        for before, after in zip(text.labels, text.labels[1:], strict=False):
            assert before.end <= after.start, (text.path, after.start)


def test_labels_of_numbers_hold_what_their_entity_says() -> None:
    digits = {"JP_MY_NUMBER": 12, "JP_POSTAL_CODE": 7}
    for text in CORPUS:
        for label in text.labels:
            if label.entity in digits:
                assert len(re.findall(r"\d", _value(text, label))) == digits[label.entity], (text.path, label.start)
            if label.entity == "EMAIL_ADDRESS":
                assert _value(text, label).count("@") == 1, (text.path, label.start)


def test_every_my_number_has_its_check_digit() -> None:
    for text in CORPUS:
        for label in text.labels:
            if label.entity == "JP_MY_NUMBER":
                *body, check = (int(digit) for digit in re.findall(r"\d", _value(text, label)))
                remainder = sum(w * d for w, d in zip(MY_NUMBER_WEIGHTS, body, strict=True)) % 11
                assert check == (0 if remainder <= 1 else 11 - remainder), (text.path, label.start)


def test_the_set_has_at_least_1500_lines_and_two_fifths_are_hard_negatives() -> None:
    personal = sum(len(_lines(text, personal=True)) for text in CORPUS)
    traps = sum(len(_lines(text, personal=False) - _lines(text, personal=True)) for text in CORPUS)
    assert personal + traps >= 1500
    assert traps / (personal + traps) >= 0.4


def test_at_least_200_lines_are_written_by_hand() -> None:
    rows = [json.loads(line) for line in (DATA / "files.jsonl").read_text(encoding="utf-8").splitlines()]
    by_hand = {row["file"] for row in rows if row["source"] == "handwritten"}
    texts = [text for text in CORPUS if text.path in by_hand]
    assert sum(len(_lines(text, personal=True) | _lines(text, personal=False)) for text in texts) >= 200


def test_every_entity_is_in_both_halves() -> None:
    counts = Counter((text.split, label.entity) for text in CORPUS for label in text.labels if not label.sample)
    for half in ("dev", "test"):
        for entity in MEASURED:
            assert counts[half, entity] >= (100 if entity in MEASURED[:7] else 40), (half, entity)


def test_every_file_type_is_in_both_halves() -> None:
    types = {text.type for text in CORPUS}
    for half in ("dev", "test"):
        assert {text.type for text in CORPUS if text.split == half} == types


def test_no_file_and_no_labelled_line_comes_twice() -> None:
    assert max(Counter(text.raw for text in CORPUS).values()) == 1
    lines = Counter(
        line
        for text in CORPUS
        for number, line in enumerate(re.split(r"\r\n|\n", text.text), start=1)
        if number in _lines(text, personal=True)
    )
    twice = [line for line, count in lines.items() if count > 1 and len(line) > 30]
    assert twice == []


def test_no_full_name_is_shared_by_the_halves() -> None:
    names: dict[str, set[str]] = {"dev": set(), "test": set()}
    for text in CORPUS:
        for label in text.labels:
            value = re.sub(r"\s", "", _value(text, label))
            if label.entity == "PERSON" and not label.sample and label.style.startswith("kanji"):
                names[text.split].add(value)
    assert names["dev"] & names["test"] == set()


def test_every_label_is_of_a_known_entity() -> None:
    assert {label.entity for text in CORPUS for label in text.labels} <= {*PERSONAL, NONE, EITHER}


def test_markup_becomes_plain_text_and_spans() -> None:
    text, spans = parse("氏名 ⟦P;memo|佐伯 澪⟧ 番号 ⟦M;sample;severity=low|123456789018⟧")
    assert text == "氏名 佐伯 澪 番号 123456789018"
    assert [(text[s.start : s.end], s.entity, s.style, s.sample, s.severity_min) for s in spans] == [
        ("佐伯 澪", "PERSON", "memo", False, None),
        ("123456789018", "JP_MY_NUMBER", "", True, "low"),
    ]


@pytest.mark.parametrize("broken", ["⟦P|佐伯", "佐伯⟧", "⟦NOBODY|佐伯⟧"])
def test_broken_markup_is_refused(broken: str) -> None:
    with pytest.raises(MarkupError):
        parse(broken)
