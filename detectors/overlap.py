"""One place, one number: what its label names is nothing else as well.

Twelve digits under 免許証番号 pass the check digit of a My Number once in eleven times, ten digits under 介護保険被保険者番号
are a telephone number somewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

_Found = TypeVar("_Found")


def contradicted(
    found: Sequence[_Found], span: Callable[[_Found], tuple[int, int]], is_labelled: Callable[[_Found], bool]
) -> list[_Found]:
    """Those without a label of their own that touch one with a label."""
    sure = sorted(span(item) for item in found if is_labelled(item))
    ends = _running_maximum([end for _, end in sure])
    starts = [start for start, _ in sure]
    lost = []
    for item in found:
        start, end = span(item)
        before = bisect_left(starts, end)
        if not is_labelled(item) and before and ends[before - 1] > start:
            lost.append(item)
    return lost


def _running_maximum(values: Sequence[int]) -> list[int]:
    highest: list[int] = []
    for value in values:
        highest.append(max(value, highest[-1]) if highest else value)
    return highest
