"""Excerpts: words of the trade and punctuation; a mask says that something stands there, never how long it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.model import Document, Finding, Origin, Position, Severity
from guard.policy.masking import excerpt, masked, trade_words


def shown(text: str, value: str) -> str:
    document = Document(Origin("a.txt"), text)
    start = text.index(value)
    return excerpt(
        document,
        Finding(
            *("personal-data", "person-name", "PERSON", Severity.HIGH, 1.0, document.origin, start, start + len(value)),
            *(Position(1, 1), Position(1, 1), ""),
        ),
    )


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("name = '佐伯 蓮', tel = '03-1234-5678'", "佐伯 蓮", "name = '●●●', tel = '***-***-***'"),
        ("氏名：佐伯 蓮 様", "佐伯 蓮", "氏名：●●● 様"),
        ("佐伯 蓮,昭和60年4月1日,令和元年5月1日", "佐伯 蓮", "●●●,●●●***年***月***日,●●●***年***月***日"),
        ("tel 090-4417-2286 山田", "090-4417-2286", "tel *** ●●●"),
        ("上\n佐伯 蓮\n下", "佐伯 蓮", "●●●"),
        ("x" * 40 + " 佐伯 蓮" + ", 1" * 40, "佐伯 蓮", f"●●● ●●●{', ***' * 12}, **…"),
        (", x" * 40 + " 佐伯 蓮", "佐伯 蓮", f"…●{', ●●●' * 6} ●●●"),
        ("佐伯 蓮,昭和60年 4月 1日", "佐伯 蓮", "●●●,●●●***年***月***日"),
        ("続柄: 本人 氏名: 佐伯 蓮 seiho: true", "佐伯 蓮", "続柄: ●●● 氏名: ●●● ●●●: ●●●"),
    ],
)
def test_what_a_reader_sees(text: str, value: str, line: str) -> None:
    assert shown(text, value) == line


@given(st.text(max_size=40), st.text(min_size=1, max_size=20), st.text(max_size=40))
def test_an_excerpt_never_fails_and_shows_no_digit(before: str, value: str, after: str) -> None:
    line = shown(f"{before}{value}{after}", value)
    assert not any(character.isdigit() for character in line if character.isdecimal())


@given(st.integers(1, 30), st.integers(1, 30))
def test_masks_have_one_length(letters: int, digits: int) -> None:
    assert masked("佐" * letters + " " + "7" * digits) == "●●● ***"


def test_words_of_the_trade_in_labels_of_programs() -> None:
    assert trade_words("people[3].phoneNumber") == ["phone"]
    assert trade_words("residents.name_kana") == ["residents", "name_kana"]
    assert trade_words("送付先住所") == ["住所"]
    assert trade_words("山田太郎") == []
