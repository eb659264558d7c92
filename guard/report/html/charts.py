"""Small pictures: bars whose parts stand for numbers that also stand beside them in words.

SVG without script, font or text: a narrow screen would make letters in it too small to be read. Colours are those of
the page's style; the attributes are for programs that do not know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from guard.report.html.element import Html, element, join

_COLOURS: Final = {
    "bad": "#b42318",
    "unknown": "#8a5a00",
    "recorded": "#1d4f91",
    "good": "#1a6b3c",
    "outside": "#6b6b76",
    "critical": "#8f1d1d",
    "high": "#c4320a",
    "medium": "#b98900",
    "low": "#7d8797",
}
_WIDTH: Final = 1000
_HEIGHT: Final = 20
_GAP: Final = 3
#: What is there is seen, however few of many it is.
_LEAST: Final = 8


class Share(NamedTuple):
    """A part of a bar: how many, the class of its colour, its mark, and what it stands for."""

    n: int
    look: str
    mark: str
    word: str


def bar(shares: Sequence[Share], words: str) -> Html:
    """One bar of parts; ``words`` says the same to those who do not see it. Nothing where nothing was counted."""
    shown = [share for share in shares if share.n]
    if not shown:
        return Html("")
    room = _WIDTH - _GAP * (len(shown) - 1) - _LEAST * len(shown)
    total = sum(share.n for share in shown)
    x = 0.0
    boxes = []
    for share in shown:
        width = _LEAST + room * share.n / total
        boxes.append(
            element(
                "rect",
                x=f"{x:.1f}",
                width=f"{width:.1f}",
                height=str(_HEIGHT),
                class_=share.look,
                fill=_COLOURS[share.look],
            )
        )
        x += width + _GAP
    return element(
        "svg",
        *boxes,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        class_="bar",
        role="img",
        aria_label=words,
    )


def legend(shares: Sequence[Share]) -> Html:
    """Each part of a bar with its mark, word and number; those that are none, too."""
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", share.mark, class_="mark", aria_hidden="true"),
                element("span", share.word, class_="what"),
                element("strong", f"{share.n:,}"),
                class_=f"sign {share.look}",
            )
            for share in shares
        ),
        class_="legend",
    )


def chart(shares: Sequence[Share], words: str) -> Html:
    """A bar with its legend."""
    return element("div", join((bar(shares, words), legend(shares))), class_="chart")
