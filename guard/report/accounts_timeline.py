"""The picture: people down, months across, with the end of each project, the life of each account, and what outlives it.

SVG without script or font. A mark is never told by colour alone, and every bar has its words in a ``<title>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from guard.account import AccountsReport, AccountState, Bar
from guard.messages import N_, Translator
from guard.report.console import clip, columns, visible

_ROW: Final = 18
_PERSON_GAP: Final = 8
_LINE: Final = 16
_MONTHS_HEIGHT: Final = 22
_FOOT: Final = 56
_WIDTH: Final = 720
_LETTER: Final = 7.2
_MARGIN: Final = 16
_MAX_PEOPLE: Final = 200
_MAX_PROJECTS: Final = 20
_MAX_MONTHS: Final = 60
_LONGEST_NAME: Final = 28
_GREEN, _RED, _GREY, _AMBER, _INK = "#2f7d4f", "#c62a2f", "#8a8a96", "#b7791f", "#1f1f26"
_FONT: Final = "system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Yu Gothic', sans-serif"
TITLE: Final = N_("People, accounts, and what outlives the project")
NOTHING: Final = N_("No account of the roster was seen.")


class _Axis(NamedTuple):
    """Days to places across the picture."""

    first: dt.date
    last: dt.date
    left: int

    def x(self, day: dt.date) -> float:
        """The place of a day, within the picture."""
        inside = min(max(day, self.first), self.last)
        return round(self.left + (inside - self.first).days / max((self.last - self.first).days, 1) * _WIDTH, 1)


def svg(report: AccountsReport, _: Translator) -> str:
    """The timeline as one SVG element; empty where there is nothing to draw."""
    bars = sorted(report.bars, key=lambda one: (one.person, one.system, one.start or dt.date.min))
    everybody = [(person, list(own)) for person, own in groupby(bars, key=lambda one: one.person)]
    if not everybody:
        return ""
    shown = everybody[:_MAX_PEOPLE]
    ends = sorted(report.projects, key=lambda one: (one[2], one[0]))[:_MAX_PROJECTS]
    names = _width(person for person, _own in shown)
    left = names + _width(bar.system for _person, own in shown for bar in own) + 3 * _MARGIN
    head = _LINE * (len(ends) + 1) + _MONTHS_HEIGHT
    bottom = head + sum(len(own) * _ROW + _PERSON_GAP for _person, own in shown)
    axis = _Axis(*_span(report), left)
    width, height, title = left + _WIDTH + 2 * _MARGIN, bottom + _FOOT, escape(_(TITLE))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}"',
            f'font-family="{_FONT}" font-size="12">',
            f"<title>{title}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *_months(axis, head, bottom),
            *_people(shown, axis, head, names, _),
            *_ends(ends, report.as_of, axis, head, bottom, _),
            *_legend(bottom + 40, len(everybody) - len(shown), _),
            "</svg>\n",
        )
    )


def html(report: AccountsReport, _: Translator, lang: str) -> str:
    """A page of its own with the picture in it."""
    picture = svg(report, _) or f"<p>{escape(_(NOTHING))}</p>"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(_(TITLE))}</title>"
        "<style>body{margin:2rem auto;max-width:80rem;padding:0 1rem}svg{width:100%;height:auto}</style></head>"
        f"<body>\n{picture}</body></html>\n"
    )


def _name(text: str) -> str:
    return escape(visible(clip(text, _LONGEST_NAME)))


def _width(words: Iterator[str]) -> int:
    return int(max(columns(visible(clip(word, _LONGEST_NAME))) for word in words) * _LETTER)


def _span(report: AccountsReport) -> tuple[dt.date, dt.date]:
    """From the first start to a month after the last day that is told, at most five years back from there."""
    days = [report.as_of, *(day for _id, start, end in report.projects for day in (start, end))]
    days += [day for bar in report.bars for day in (bar.start, bar.end) if day is not None]
    last = max(days) + dt.timedelta(days=31)
    return max(min(days), last - dt.timedelta(days=31 * _MAX_MONTHS)), last


def _months(axis: _Axis, head: int, bottom: int) -> Iterator[str]:
    total = (axis.last.year - axis.first.year) * 12 + axis.last.month - axis.first.month
    step = 1 if total <= 11 else 3 if total <= 40 else 6
    month = axis.first.replace(day=1)
    while month <= axis.last:
        if month >= axis.first and (month.month - 1) % step == 0:
            x = axis.x(month)
            yield f'<line x1="{x}" y1="{head - 6}" x2="{x}" y2="{bottom}" stroke="#e4e4ea"/>'
            if x < axis.left + _WIDTH - 7 * _LETTER:
                yield f'<text x="{x + 2}" y="{head - 9}" fill="#55555f">{month:%Y-%m}</text>'
        month = (month + dt.timedelta(days=32)).replace(day=1)


def _ends(
    ends: Sequence[tuple[str, dt.date, dt.date]], as_of: dt.date, axis: _Axis, head: int, bottom: int, _: Translator
) -> Iterator[str]:
    """A broken line for the end of each project, and a full one for the day of judgement."""
    for number, (project, _start, end) in enumerate(ends):
        words = _("end of {project}: {day}", project=clip(project, _LONGEST_NAME), day=end.isoformat())
        yield from _mark(axis, end, words, _LINE * (number + 1), bottom, "#7a1610", ' stroke-dasharray="6 3"')
    words = _("as of {day}", day=as_of.isoformat())
    yield from _mark(axis, as_of, words, bottom + 14, head - 6, _INK, "")


def _mark(axis: _Axis, day: dt.date, words: str, y: float, other_end: float, colour: str, dashes: str) -> Iterator[str]:
    """A line down at a day, its words on the side that has room for them."""
    x = axis.x(day)
    is_right = x + columns(words) * _LETTER > axis.left + _WIDTH + _MARGIN
    place = f'x="{x - 4}" text-anchor="end"' if is_right else f'x="{x + 4}"'
    yield f'<line x1="{x}" y1="{y - 10}" x2="{x}" y2="{other_end}" stroke="{colour}" stroke-width="1.5"{dashes}/>'
    yield f'<text {place} y="{y}" fill="{colour}">{escape(visible(words))}</text>'


def _people(
    by_person: Sequence[tuple[str, list[Bar]]], axis: _Axis, y: int, names: int, _: Translator
) -> Iterator[str]:
    for person, bars in by_person:
        yield f'<text x="{_MARGIN}" y="{y + 12}" font-weight="bold" fill="{_INK}">{_name(person)}</text>'
        for bar in bars:
            system = _name(bar.system)
            yield f'<text x="{2 * _MARGIN + names}" y="{y + 12}" fill="#3a3a44">{system}</text>'
            yield from _bar(bar, axis, y, _)
            y += _ROW
        y += _PERSON_GAP


def _bar(bar: Bar, axis: _Axis, y: int, _: Translator) -> Iterator[str]:
    """An account's life; what is left of it after the last day has its own colour, a frame and a cross."""
    start, end = axis.x(bar.start or axis.first), axis.x(bar.end or axis.last)
    until = start if bar.until is None else min(max(axis.x(bar.until), start), end)
    words = _("active")
    colour, sign = _GREEN, ""
    if bar.state is AccountState.DISABLED:
        colour, words = _GREY, _("switched off")
    elif bar.state is AccountState.UNKNOWN:
        colour, sign, words = _AMBER, "?", _("state unknown")
    first_end = until if bar.outlives else end
    if bar.outlives:
        words = _("outlives the last day")
    yield f"<g><title>{escape(visible(f'{bar.person}, {bar.system}: {words}'))}</title>"
    if first_end > start or not bar.outlives:
        yield _box(start, first_end, y, f'fill="{colour}"')
    if bar.outlives:
        yield _box(first_end, end, y, f'fill="{_RED}" stroke="#5c1013" stroke-width="1.5"')
        sign += "✗"
    if sign:
        yield f'<text x="{end + 4}" y="{y + 13}" fill="{_INK}" font-weight="bold">{sign}</text>'
    yield "</g>"


def _box(start: float, end: float, y: int, look: str) -> str:
    return f'<rect x="{start}" y="{y + 3}" width="{max(end - start, 3):.1f}" height="{_ROW - 7}" {look}/>'


def _legend(y: int, n_hidden: int, _: Translator) -> Iterator[str]:
    x = _MARGIN
    for fill, words in (
        (_GREEN, _("active")),
        (_RED, "✗ " + _("outlives the last day")),
        (_AMBER, "? " + _("state unknown")),
        (_GREY, _("switched off")),
    ):
        yield f'<rect x="{x}" y="{y - 10}" width="18" height="11" fill="{fill}"/>'
        yield f'<text x="{x + 24}" y="{y}" fill="#3a3a44">{escape(words)}</text>'
        x += 48 + int(columns(words) * _LETTER)
    if n_hidden:
        words = _.ngettext("{n} more person is not drawn", "{n} more people are not drawn", n_hidden)
        yield f'<text x="{x}" y="{y}" fill="#7a1610">{escape(words)}</text>'
