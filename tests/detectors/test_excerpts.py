"""What the rules for names see of a line: all of a short one, of a long one what is around the matches."""

from __future__ import annotations

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.excerpts import Lines
from detectors.trigger import TriggerSet

TRIGGERS = TriggerSet()


def excerpts(text: str, expression: str, number: int = 0) -> list[str]:
    lines = Lines(text.encode())
    return list(lines.excerpts(number, lines.spans(re2.compile(expression.encode()))[number]))


def test_a_short_line_is_seen_as_a_whole() -> None:
    assert excerpts("一行目\n氏名:渡辺\n三行目", "氏名", 1) == ["氏名:渡辺"]


def test_of_a_long_line_only_what_is_around_a_match_is_seen() -> None:
    text = "a" * 9000 + "name" + "b" * 9000
    (seen,) = excerpts(text, "name")
    assert "name" in seen
    assert len(seen) < 3000


def test_matches_far_from_each_other_are_seen_apart_and_near_ones_together() -> None:
    gap = "-" * 10_000
    assert len(excerpts(f"name1{gap}name2 name3", "name[0-9]")) == 2


def test_what_a_very_long_match_covers_is_seen_as_well() -> None:
    text = "name" + "a" * 6000 + "name" + "b" * 6000 + "渡"
    assert sum("name" in seen for seen in excerpts(text, "name.*渡")) == 2


@settings(deadline=None)
@given(st.lists(st.sampled_from(["あ", "é", "a", "𠮷", "N"]), max_size=60), st.integers(0, 7000), st.integers(0, 7000))
def test_no_character_is_cut(pieces: list[str], before: int, behind: int) -> None:
    text = "渡" * before + "".join(pieces) + "N" + "𠮷" * behind
    for seen in excerpts(text, "N"):
        assert seen in text


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9000), st.integers(0, 9000))
def test_an_announced_name_is_triggered_wherever_in_a_line_it_stands(before: int, behind: int) -> None:
    text = "x;" * before + 'author: "Watanabe Kokoa"' + ";y" * behind
    assert "PERSON" in TRIGGERS.lines(text).get(0, frozenset())
