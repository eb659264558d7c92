"""Stretches of a text, in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.checks.personal_data.spots import Spots

STRETCHES = st.tuples(st.integers(0, 9), st.integers(0, 9))
ENTITIES = st.frozensets(st.sampled_from(["PERSON", "PHONE_NUMBER"]))


@given(st.lists(st.tuples(STRETCHES, ENTITIES)))
def test_stretches_come_once_and_in_order_whatever_order_they_were_put_in(
    put: list[tuple[tuple[int, int], frozenset[str]]],
) -> None:
    spots = Spots()
    known: dict[tuple[int, int], frozenset[str]] = {}
    for (start, end), entities in put:
        assert spots.get(start, end) == known.get((start, end), frozenset())
        spots.put(start, end, entities)
        known[start, end] = entities
    assert list(spots) == [(*stretch, entities) for stretch, entities in sorted(known.items())]
    assert bool(spots) == bool(known)
