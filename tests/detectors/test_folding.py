from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from detectors.folding import fold, unescape

JAPANESE = st.text(
    alphabet="山田髙﨑濵德太郎ｶﾞﾊﾟｱｰーァヴカ\u3099゙１２３－ー―‐−0123 　㍻㈱①\ufe00\U000e0100\u200b𠮷abc\n",
    max_size=40,
)


def test_full_width_digits_and_every_dash_fold_to_ascii() -> None:
    assert fold("０９０－１２３４―５６７８").text == "090-1234-5678"
    assert fold("０３ー１２３４ー５６７８").text == "03-1234-5678"


def test_long_vowel_mark_stays_in_words() -> None:
    assert fold("データー").text == "データー"
    assert fold("マイナンバー７３９２１５８４６０３８").text == "マイナンバー739215846038"
    assert fold("タワー１２").text == "タワー12"


def test_kanji_variants_and_variation_selectors_fold_to_the_common_form() -> None:
    assert fold("髙橋 﨑山 濵田 德川 𠮷田").text == "高橋 崎山 浜田 徳川 吉田"
    view = fold("葛\U000e0100城 太郎")
    assert view.text == "葛城 太郎"
    assert view.span(0, 2) == (0, 3)


def test_half_width_kana_with_sound_marks_maps_back_to_both_characters() -> None:
    view = fold("ﾔﾏﾀﾞ ﾀﾛｳ")
    assert view.text == "ヤマダ タロウ"
    assert view.span(2, 3) == (2, 4)
    assert view.span(0, 7) == (0, 8)


def test_era_sign_is_written_out_and_maps_back_to_one_character() -> None:
    view = fold("x㍻元年")
    assert view.text == "x平成元年"
    assert view.span(1, 3) == (1, 2)
    assert view.span(2, 4) == (1, 3)


def test_what_is_invisible_is_gone_and_does_not_move_a_span() -> None:
    view = fold("090\u200b-1234-5678、x")
    assert view.text == "090-1234-5678、x"
    assert view.span(0, 13) == (0, 14)


def test_escapes_are_resolved_with_their_place() -> None:
    source = r'{"n": "\u5c71\u7530 &#22826;&#x90ce; %E5%B1%B1 \xe5\xb1\xb1"}'
    view = unescape(source)
    assert view is not None
    assert "山田 太郎 山 山" in view.text
    start = view.text.index("太郎")
    first, last = view.span(start, start + 2)
    assert source[first:last] == "&#22826;&#x90ce;"


def test_fold_of_an_unescaped_view_maps_back_to_the_source() -> None:
    source = r"tel=\uff10\uff19\uff10-1234-5678"
    view = unescape(source)
    assert view is not None
    folded = fold(view.text, view)
    assert folded.text == "tel=090-1234-5678"
    assert folded.span(4, 17) == (4, len(source))


def test_text_without_escapes_has_no_second_view() -> None:
    assert unescape("100% of a & b \\n") is None


@given(JAPANESE)
def test_every_span_of_the_view_maps_into_the_source_in_order(text: str) -> None:
    view = fold(text)
    last = 0
    for index in range(len(view.text)):
        start, end = view.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last or start == last
        last = start


@given(JAPANESE)
def test_characters_that_do_not_change_map_to_themselves(text: str) -> None:
    view = fold(text)
    for index, char in enumerate(view.text):
        start, end = view.span(index, index + 1)
        if char.isascii() and char.isalpha():
            assert text[start:end].strip("\ufe00\U000e0100\u200b") == char


@given(JAPANESE)
def test_offset_finds_the_character_again(text: str) -> None:
    view = fold(text)
    for index in range(len(view.text)):
        start, _ = view.span(index, index + 1)
        assert view.offset(start) <= index


@given(st.text(max_size=60))
def test_folding_is_nfkc_for_letters_and_digits(text: str) -> None:
    for char in text:
        if "Ａ" <= char <= "ｚ" or "０" <= char <= "９":
            assert fold(char).text == unicodedata.normalize("NFKC", char)
