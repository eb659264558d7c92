"""Points and a straight line through them as SVG: panels side by side, nothing but text, lines and circles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

WIDTH, HEIGHT = 300, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 24, 40, 44


@dataclass(frozen=True)
class Panel:
    """One plot: where it is from, what the axes count, the points and the line (start and slope)."""

    title: str
    across: str
    up: str
    points: Sequence[tuple[float, float]]
    start: float
    slope: float


def svg(panels: Sequence[Panel]) -> str:
    """The panels beside each other."""
    width = WIDTH * len(panels)
    body = "\n".join(text for number, panel in enumerate(panels) for text in _panel(panel, number * WIDTH))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="11">\n<rect width="{width}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _panel(panel: Panel, at: float) -> Iterator[str]:
    most_across, most_up = (_round_up(max(values)) for values in zip(*panel.points, strict=True))

    def x(value: float) -> float:
        return round(at + _LEFT + value / most_across * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - value / most_up * (HEIGHT - _TOP - _BOTTOM), 1)

    yield _text(at + WIDTH / 2, 18, panel.title, size=13)
    yield _text(at + WIDTH / 2, HEIGHT - 8, panel.across)
    yield _text(at + _LEFT, _TOP - 9, panel.up, anchor="start")
    for step in range(5):
        across, up = most_across * step / 4, most_up * step / 4
        yield f'<path d="M{x(0)} {y(up)}H{x(most_across)}" stroke="#ddd"/>'
        yield _text(x(0) - 6, y(up) + 4, f"{up:,g}", anchor="end")
        yield _text(x(across), y(0) + 16, f"{across:,g}")
    last = max(size for size, _ in panel.points)
    ends = f"M{x(0)} {y(max(0.0, panel.start))}L{x(last)} {y(panel.start + panel.slope * last)}"
    yield f'<path d="{ends}" stroke="#999" stroke-dasharray="4 3" fill="none"/>'
    for size, cost in panel.points:
        yield f'<circle cx="{x(size)}" cy="{y(cost)}" r="3.5" fill="#06c"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "middle", size: int = 11) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'


def _round_up(value: float) -> float:
    """The next number that four steps divide well."""
    if value <= 0:
        return 1.0
    power: float = 10.0 ** floor(log10(value))
    return next(power * factor for factor in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if power * factor >= value * (1 - 1e-9))
