"""The short way of a clean text into the cache and back leads where the long one does."""

from __future__ import annotations

from collections import Counter

import pytest

from guard import entry, plain
from guard.examine import Outcome
from guard.model import Origin, Skip, SkipReason
from guard.result import Counts


def counts(blobs: int, formats: dict[str, int], encodings: dict[str, int]) -> Counts:
    return Counts(0, blobs, 3500, Counter(), Counter(formats), Counter(encodings))


OUTCOMES = [
    Outcome(counts=counts(1, {"code": 1}, {"utf-8": 1})),
    Outcome(counts=counts(1, {"code": 1}, {"utf-16-le": 1})),
    Outcome(counts=counts(2, {"code": 2}, {"utf-8": 2})),
    Outcome(counts=counts(2, {"code": 1, "csv": 1}, {"utf-8": 2})),
    Outcome(counts=counts(1, {'x"y': 1}, {"utf-8": 1})),
    Outcome(),
    Outcome(notes={"a note": None}),
    Outcome(skips=[Skip(Origin("a"), SkipReason.NO_EXTRACTOR, "image", can_hold_text=False)]),
]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_written_and_read_as_any_plain_value(outcome: Outcome) -> None:
    data = entry.dumps(outcome)
    assert data == plain.dumps(outcome)
    assert entry.loads(data) == plain.loads(Outcome, data) == outcome


def test_many_skips_are_packed_and_come_back() -> None:
    skips = [Skip(Origin(f"a{number}"), SkipReason.NO_EXTRACTOR, "image", can_hold_text=False) for number in range(500)]
    data = entry.dumps(Outcome(skips=skips))
    assert len(data) * 10 < len(plain.dumps(Outcome(skips=skips)))
    assert entry.loads(data) == Outcome(skips=skips)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"x\x01nothing", b'[[],[],[0,1,-1,{},{"code":1},{"utf-8":"1"}],{}]', b"\xff"]
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        entry.loads(data)
