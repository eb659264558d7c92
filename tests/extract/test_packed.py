"""Packed rows are the rows that were packed, and what is none of them is refused."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.packed import Packed, pack
from guard.extract.piece import Text
from guard.extract.wire import Frame, decode, encode
from guard.model import Field, Place

NUMBERS = st.integers(0, 1 << 40)


def row(text: str | None, numbers: Sequence[int]) -> tuple[str | None, list[int]]:
    return text, [*numbers]


@given(st.lists(st.tuples(st.none() | st.text(), st.tuples(NUMBERS, NUMBERS))))
def test_rows_come_back_in_their_order(rows: list[tuple[str | None, tuple[int, int]]]) -> None:
    texts, numbers = pack(rows)
    assert len(texts) == len(set(texts))
    packed = Packed(row, 3, texts, numbers)
    expected = [(text, list(two)) for text, two in rows]
    assert list(packed) == expected
    assert [packed[at] for at in range(len(packed))] == expected
    assert list(packed[1:]) == expected[1:]


@pytest.mark.parametrize("numbers", [[0], [1, 0, 0], [-1, 0, 0], [0, 0, 0, 0]])
def test_what_is_no_row_is_refused(numbers: list[int]) -> None:
    with pytest.raises(ValueError):
        Packed(row, 3, ["a"], array("q", numbers).tobytes())


def test_fields_and_places_travel_with_their_text() -> None:
    fields = (Field("氏名", 0, 2, 1, 0), Field("氏名", 3, 5, 2, 0))
    places = (Place(0, 1, 1, "名簿!A2"), Place(3, 2))
    header, payload = encode(("a.db",), Text("", "佐伯\n田中", "table", fields, places))
    _chain, piece = decode(Frame(dict(header), payload))
    assert isinstance(piece, Text)
    assert (piece.text, tuple(piece.fields), tuple(piece.places)) == ("佐伯\n田中", fields, places)
