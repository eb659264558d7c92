"""The picture: kinds of things down, kinds of environments across, shared cells marked; SVG without script or font.

A mark is never told by colour alone, every cell has its words in a ``<title>``, and the picture has a text of its own
for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple

from guard.environment import Cell, EnvironmentKind, Separation, State
from guard.messages import N_, Translator
from guard.report.console import columns
from guard.report.separation_text import KINDS, THINGS

_CELL_WIDTH: Final = 128
_CELL_HEIGHT: Final = 44
_HEAD: Final = 56
_LETTER: Final = 7.2
_MARGIN: Final = 16
_LEGEND: Final = 96


class _Look(NamedTuple):
    """How a cell is drawn: colour of the ground, of the frame and of the mark; its sign."""

    ground: str
    frame: str
    ink: str
    sign: str


_SHARED: Final = _Look("#fde8e8", "#b42318", "#7a1610", "✗")
_WAIVED: Final = _Look("#fff4d6", "#9a6700", "#5f4000", "!")
_UNKNOWN: Final = _Look("#f1f1f4", "#6b6b76", "#3a3a44", "?")
_APART: Final = _Look("#e6f4ea", "#1a7f37", "#0f4f22", "✓")
_NOTHING: Final = _Look("#ffffff", "#d0d0d7", "#6b6b76", "–")
_LEGENDS: Final = (
    (_SHARED, N_("shared with production")),
    (_WAIVED, N_("shared, and accepted with a reason")),
    (_UNKNOWN, N_("not known: decided at deploy time, or not in the repository")),
    (_APART, N_("apart from production")),
    (_NOTHING, N_("nothing of this kind")),
)


def svg(separation: Separation, _: Translator) -> str:
    """The matrix as one SVG element; empty where there is nothing to draw."""
    kinds = [kind for kind in EnvironmentKind if any(cell.kind is kind for cell in separation.cells)]
    things = list(dict.fromkeys(cell.thing for cell in separation.cells))
    if not kinds or not things:
        return ""
    left = int(max(columns(_(THINGS[thing])) for thing in things) * _LETTER) + 2 * _MARGIN
    width = max(left + len(kinds) * _CELL_WIDTH + _MARGIN, 520)
    height = _HEAD + len(things) * _CELL_HEIGHT + _LEGEND + len(_LEGENDS) * 6
    title = _("Environments and what they share with production")
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
            "font-family=\"system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Yu Gothic', sans-serif\" font-size=\"13\">"
        ),
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_heads(kinds, left, _),
        *_rows(separation, things, kinds, left, _),
        *_legend(left, _HEAD + len(things) * _CELL_HEIGHT + 20, _),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def html(separation: Separation, _: Translator, lang: str) -> str:
    """A page of its own with the picture in it."""
    title = escape(_("Environments and what they share with production"))
    nothing = escape(_("No environment is known."))
    picture = svg(separation, _) or f"<p>{nothing}</p>"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>body{{margin:2rem auto;max-width:70rem;padding:0 1rem}}svg{{width:100%;height:auto}}</style></head>"
        f"<body>\n{picture}</body></html>\n"
    )


def _heads(kinds: list[EnvironmentKind], left: int, _: Translator) -> Iterator[str]:
    for at, kind in enumerate(kinds):
        x = left + at * _CELL_WIDTH + _CELL_WIDTH / 2
        weight = ' font-weight="bold"' if kind is EnvironmentKind.PRODUCTION else ""
        yield f'<text x="{x}" y="{_HEAD - 18}" text-anchor="middle"{weight} fill="#1f1f26">{escape(_(KINDS[kind]))}</text>'


def _rows(
    separation: Separation, things: list[str], kinds: list[EnvironmentKind], left: int, _: Translator
) -> Iterator[str]:
    cells = {(cell.thing, cell.kind): cell for cell in separation.cells}
    states = {(one.thing, one.other): one.state for one in separation.answers}
    for row, thing in enumerate(things):
        y = _HEAD + row * _CELL_HEIGHT
        name = escape(_(THINGS[thing]))
        yield f'<text x="{left - _MARGIN}" y="{y + _CELL_HEIGHT / 2 + 4}" text-anchor="end" fill="#1f1f26">{name}</text>'
        for at, kind in enumerate(kinds):
            cell = cells.get((thing, kind), Cell(thing, kind, 0, 0))
            yield _cell(cell, _look(cell, states, kinds), left + at * _CELL_WIDTH, y, _)


def _look(cell: Cell, states: Mapping[tuple[str, EnvironmentKind], State], kinds: list[EnvironmentKind]) -> _Look:
    others = [kind for kind in kinds if kind is not EnvironmentKind.PRODUCTION]
    asked = others if cell.kind is EnvironmentKind.PRODUCTION else [cell.kind]
    found = {states.get((cell.thing, kind)) for kind in asked}
    if State.VIOLATION in found:
        return _SHARED
    if State.WAIVED in found:
        return _WAIVED
    if not cell.known and not cell.unresolved:
        return _UNKNOWN if State.UNKNOWN in found else _NOTHING
    return _APART if State.APART in found and cell.known else _UNKNOWN


def _cell(cell: Cell, look: _Look, x: int, y: int, _: Translator) -> str:
    counted = _.ngettext("{n} written", "{n} written", cell.known)
    if cell.unresolved:
        counted += ", " + _.ngettext("{n} at deploy time", "{n} at deploy time", cell.unresolved)
    words = f"{_(THINGS[cell.thing])}, {_(KINDS[cell.kind])}: {counted}"
    if cell.shared:
        words += "; " + _("shared with: {kinds}", kinds=", ".join(_(KINDS[kind]) for kind in cell.shared))
    number = " ".join(filter(None, (str(cell.known or ""), f"(+{cell.unresolved})" if cell.unresolved else "")))
    stroke = 2 if look in {_SHARED, _WAIVED} else 1
    middle = x + _CELL_WIDTH / 2
    return (
        f'<g><title>{escape(words)}</title><rect x="{x + 3}" y="{y + 3}" width="{_CELL_WIDTH - 6}" height="{_CELL_HEIGHT - 6}" '
        f'rx="5" fill="{look.ground}" stroke="{look.frame}" stroke-width="{stroke}"/>'
        f'<text x="{middle}" y="{y + _CELL_HEIGHT / 2 + 5}" text-anchor="middle" fill="{look.ink}">'
        f'<tspan font-weight="bold">{look.sign}</tspan> {escape(number)}</text></g>'
    )


def _legend(left: int, top: int, _: Translator) -> Iterator[str]:
    for at, (look, words) in enumerate(_LEGENDS):
        y = top + at * 22
        yield f'<rect x="{_MARGIN}" y="{y}" width="22" height="16" rx="3" fill="{look.ground}" stroke="{look.frame}"/>'
        yield f'<text x="{_MARGIN + 11}" y="{y + 13}" text-anchor="middle" font-weight="bold" fill="{look.ink}">{look.sign}</text>'
        yield f'<text x="{_MARGIN + 32}" y="{y + 13}" fill="#3a3a44">{escape(_(words))}</text>'
