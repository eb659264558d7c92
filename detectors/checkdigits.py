"""Check digits as pure functions, each with its source; python-stdnum where it has the number."""

from __future__ import annotations

from itertools import pairwise


def is_my_number(digits: str) -> bool:
    """Whether twelve ASCII digits carry the check digit of a My Number.

    行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに
    情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 (平成26年総務省令第85号) 第5条.

    All-same digits (``000000000000`` fits the formula) and running digits are no number that is issued.
    """
    from stdnum.jp import in_

    return len(digits) == 12 and not is_trivial(digits) and bool(in_.is_valid(digits))


def is_trivial(digits: str) -> bool:
    """Whether digits are all the same, or run up or down by one (9 followed by 0 counts as up)."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 9}
