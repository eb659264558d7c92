"""One place, one number: what its label names is nothing else as well, and a part of a number is none.

Twelve digits under 免許証番号 pass the check digit of a My Number once in eleven times; so do twelve of the sixteen of
a card.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple


class Claim(NamedTuple):
    """A rule's claim to a stretch of text."""

    start: int
    end: int
    is_labelled: bool


def contradicted(claims: Sequence[Claim]) -> list[bool]:
    """For each claim whether it has no label, and touches one that has or lies within a longer one."""
    inner = _inner_spans(claims)
    labelled = sorted((claim.start, claim.end) for claim in claims if claim.is_labelled)
    starts = [start for start, _ in labelled]
    ends = list(accumulate((end for _, end in labelled), max))
    lost = []
    for claim in claims:
        before = bisect_left(starts, claim.end)  # those that start before this one ends
        touches = before > 0 and ends[before - 1] > claim.start
        lost.append(not claim.is_labelled and (touches or (claim.start, claim.end) in inner))
    return lost


def winner(loser: Claim, claims: Sequence[Claim]) -> int:
    """The place among the claims of one that a contradicted claim lost to: a labelled one first, then a longer one."""
    rivals = (
        (not claim.is_labelled, claim.start - claim.end, index)
        for index, claim in enumerate(claims)
        if claim.start < loser.end and loser.start < claim.end and claim != loser
    )
    return min(rivals)[2]


def _inner_spans(claims: Sequence[Claim]) -> set[tuple[int, int]]:
    inner = set()
    farthest = -1
    for start, end in sorted({(claim.start, claim.end) for claim in claims}, key=lambda span: (span[0], -span[1])):
        if end <= farthest:
            inner.add((start, end))
        farthest = max(farthest, end)
    return inner
