"""What is known of a blob does not depend on the order in which commits are told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.sources.life import Clock, Life, Moment
from guard.sources.past import DIGEST, Extent, Past, Rows, clean_facts, clean_row
from guard.sources.walk import Commit

MOMENTS = st.tuples(st.integers(0, 5), st.sampled_from("abc"))
PUTS = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), MOMENTS), min_size=1, max_size=6)
TAKES = st.lists(MOMENTS, max_size=4)


def told(puts: list[tuple[bytes, Moment]], takes: list[Moment]) -> tuple[object, ...]:
    life = Life(*puts[0])
    for path, moment in puts[1:]:
        life.put(path, moment)
    for moment in takes:
        life.take(moment)
    return life.path, life.first, life.last, life.gone, life.further or {}, life.removed


@given(PUTS, TAKES, st.randoms())
def test_the_order_of_telling_is_no_matter(puts, takes, random) -> None:  # type: ignore[no-untyped-def]
    others = random.sample(puts, len(puts)), random.sample(takes, len(takes))
    assert told(puts, takes) == told(*others)


def test_a_commit_that_moves_a_blob_does_not_remove_it() -> None:
    life = Life(b"a", (1, "x"))
    life.take((2, "y"))
    assert life.removed == "y"
    life.put(b"b", (2, "y"))
    assert life.removed is None


def commit(oid: str, made: int, *parents: str) -> Commit:
    return Commit(oid, made, parents, [], [], [])


def test_a_clock_that_went_back_puts_no_commit_before_its_parent() -> None:
    clock = Clock()
    assert [clock.moment(one)[0] for one in (commit("a", 9), commit("b", 5, "a"), commit("c", 7, "b"))] == [9, 10, 11]
    later = Clock(clock.corrected)
    later.know([("b", 5)])
    assert later.moment(commit("c", 7, "b")) == (11, "c")


@given(st.lists(st.lists(st.binary(min_size=4, max_size=4), max_size=8), max_size=4))
def test_records_that_were_added_are_found_and_no_others(parts: list[list[bytes]]) -> None:
    rows = Rows(4)
    for part in parts:
        rows = rows.with_more(part)
    whole = {row for part in parts for row in part}
    assert rows.data == b"".join(sorted(whole))
    assert {row for part in parts for row in part if rows.find(row[:2])} == whole
    assert rows.find(b"none!") is None


def test_a_clean_row_tells_what_was_put_into_it() -> None:
    assert clean_facts(clean_row("ab" * 20, (1_600_000_000, "x"), True)) == (1_600_000_000, True)
    assert clean_facts(clean_row("ab" * 32, (-5, "x"), False)) == (0, False)


def test_a_past_comes_back_as_it_was() -> None:
    life = Life(b"\xff/a", (1, "x"), (3, "z"), (2, "y"), {b"b": (2, "y")})
    past = Past(
        Extent(("x",), ("n",), "s"),
        Rows(28, clean_row("ab" * 20, (1, "x"), False)),
        Rows(DIGEST, bytes(16)),
        Rows(DIGEST, bytes(32)),
        {"cd" * 20: life},
        {b"\xff": (1, "x")},
        {"00": (1, "x")},
        {"x": 5},
        {b"module"},
    )
    back = Past.loads(past.dumps())
    assert back.dumps() == past.dumps()
    assert told_of(back.lives["cd" * 20]) == told_of(life)


def told_of(life: Life) -> tuple[object, ...]:
    return life.path, life.first, life.last, life.gone, life.further
