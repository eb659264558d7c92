"""A permutation loses and repeats nothing; places are never given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.remedy.stand_in.permutation import Keyed, Permutation, Places

KEYS = st.binary(min_size=16, max_size=32)


@given(key=KEYS, size=st.integers(1, 400))
def test_a_permutation_meets_each_number_once(key: bytes, size: int) -> None:
    permutation = Permutation(key, size)
    assert sorted(map(permutation, range(size))) == list(range(size))


@given(key=KEYS, size=st.integers(2, 10**20), data=st.data())
def test_two_numbers_never_become_one(key: bytes, size: int, data: st.DataObject) -> None:
    permutation = Permutation(key, size)
    first, second = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    assert 0 <= permutation(first) < size
    assert (permutation(first) == permutation(second)) == (first == second)


def test_two_keys_map_differently() -> None:
    first, second = Permutation(b"a" * 16, 10**9), Permutation(b"b" * 16, 10**9)
    assert [first(number) for number in range(20)] != [second(number) for number in range(20)]


def test_a_permutation_refuses_what_is_not_in_its_range() -> None:
    with pytest.raises(IndexError):
        Permutation(b"k" * 16, 10)(10)


@given(key=KEYS, texts=st.sets(st.text(), max_size=40), size=st.integers(0, 60))
def test_places_are_given_once_and_all_of_them(key: bytes, texts: set[str], size: int) -> None:
    places = Places(key, size)
    found = [places.of(text) for text in sorted(texts)]
    given_out = [place for place in found if place is not None]
    assert len(set(given_out)) == len(given_out) == min(size, len(texts))
    assert all(0 <= place < size for place in given_out)
    assert found == [places.of(text) for text in sorted(texts)]


@given(key=KEYS, texts=st.lists(st.text(), unique=True, max_size=40))
def test_the_order_of_texts_only_matters_to_those_that_moved(key: bytes, texts: list[str]) -> None:
    there, back = Places(key, 200), Places(key, 200)
    first = {text: there.of(text) for text in texts}
    second = {text: back.of(text) for text in reversed(texts)}
    differing = sum(first[text] != second[text] for text in texts)
    assert differing <= there.moved + back.moved


def test_a_lone_surrogate_has_a_place_as_well() -> None:
    assert Places(b"k" * 16, 10).of("\udc80") is not None


@given(digits=st.text("0123456789", min_size=1, max_size=15), key=KEYS)
def test_digits_keep_their_number_and_their_zero(digits: str, key: bytes) -> None:
    new = Keyed(key).digits("x", digits)
    assert len(new) == len(digits)
    assert new.isdecimal()
    assert (new[0] == "0") == (digits[0] == "0")
