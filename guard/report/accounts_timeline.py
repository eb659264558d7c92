"""The picture: people down, months across, with the end of each project, the life of each account, and what outlives it.

SVG without script or font. A mark is never told by colour alone, and every bar has its words in a ``<title>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from guard.account import AccountsReport, AccountState, Bar
from guard.messages import N_, Translator
from guard.report.console import columns

_ROW: Final = 18
_PERSON_GAP: Final = 10
_HEAD: Final = 64
_WIDTH: Final = 720
_LETTER: Final = 7.2
_MARGIN: Final = 16
_MAX_PEOPLE: Final = 200
_MAX_MONTHS: Final = 60
TITLE: Final = N_("People, accounts, and what outlives the project")


def svg(report: AccountsReport, _: Translator) -> str:
    """The timeline as one SVG element; empty where there is nothing to draw."""
    by_person = [(person, list(bars)) for person, bars in groupby(sorted(report.bars), key=lambda bar: bar.person)][
        :_MAX_PEOPLE
    ]
    if not by_person:
        return ""
    first, last = _span(report)
    left = int(max(columns(person) for person, _bars in by_person) * _LETTER) + 2 * _MARGIN
    height = _HEAD + sum(len(bars) * _ROW + _PERSON_GAP for _person, bars in by_person) + 40
    axis = _Axis(first, last, left)
    title = escape(_(TITLE))
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + _WIDTH + _MARGIN} {height}" role="img" '
                f"aria-label=\"{title}\" font-family=\"system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Yu Gothic', sans-serif\" font-size=\"12\">"
            ),
            f"<title>{title}</title>",
            f'<rect width="{left + _WIDTH + _MARGIN}" height="{height}" fill="#ffffff"/>',
            *_months(axis, height - 40),
            *_ends(report, axis, height - 40, _),
            *_people(by_person, axis, _),
            *_legend(height - 18, _),
            "</svg>\n",
        )
    )


class _Axis:
    """Days to places across the picture."""

    def __init__(self, first: dt.date, last: dt.date, left: int) -> None:
        self.first = first
        self.last = last
        self.left = left
        self._days = max((last - first).days, 1)

    def x(self, day: dt.date) -> float:
        """The place of a day, within the picture."""
        inside = min(max(day, self.first), self.last)
        return round(self.left + (inside - self.first).days / self._days * _WIDTH, 1)


def _span(report: AccountsReport) -> tuple[dt.date, dt.date]:
    """From the first start to a month after the last day that is told, at most five years back from there."""
    days = [report.as_of, *(day for _id, start, end in report.projects for day in (start, end))]
    days += [day for bar in report.bars for day in (bar.start, bar.end) if day is not None]
    last = max(days) + dt.timedelta(days=31)
    return max(min(days), last - dt.timedelta(days=31 * _MAX_MONTHS)), last


def _months(axis: _Axis, bottom: int) -> Iterator[str]:
    total = (axis.last.year - axis.first.year) * 12 + axis.last.month - axis.first.month
    step = 1 if total <= 14 else 3 if total <= 40 else 6
    month = axis.first.replace(day=1)
    while month <= axis.last:
        if month >= axis.first and (month.month - 1) % step == 0:
            x = axis.x(month)
            yield f'<line x1="{x}" y1="{_HEAD - 14}" x2="{x}" y2="{bottom}" stroke="#e4e4ea"/>'
            yield f'<text x="{x + 2}" y="{_HEAD - 18}" fill="#55555f">{month:%Y-%m}</text>'
        month = (month + dt.timedelta(days=32)).replace(day=1)


def _ends(report: AccountsReport, axis: _Axis, bottom: int, _: Translator) -> Iterator[str]:
    for number, (project, _start, end) in enumerate(report.projects[:6]):
        x = axis.x(end)
        words = escape(_("end of {project}: {day}", project=project, day=end.isoformat()))
        yield f'<g><title>{words}</title><line x1="{x}" y1="{_HEAD - 14}" x2="{x}" y2="{bottom}" stroke="#b42318" stroke-width="2" stroke-dasharray="6 3"/>'
        yield f'<text x="{x - 3}" y="{16 + number * 12}" text-anchor="end" fill="#7a1610">{words}</text></g>'
    x = axis.x(report.as_of)
    yield f'<line x1="{x}" y1="{_HEAD - 14}" x2="{x}" y2="{bottom}" stroke="#1f1f26"/>'


def _people(by_person: Sequence[tuple[str, list[Bar]]], axis: _Axis, _: Translator) -> Iterator[str]:
    y = _HEAD
    for person, bars in by_person:
        yield f'<text x="{axis.left - _MARGIN}" y="{y + 12}" text-anchor="end" fill="#1f1f26">{escape(person)}</text>'
        for bar in bars:
            yield _bar(bar, axis, y, _)
            y += _ROW
        y += _PERSON_GAP


def _bar(bar: Bar, axis: _Axis, y: int, _: Translator) -> str:
    start, end = axis.x(bar.start or axis.first), axis.x(bar.end or axis.last)
    fill, mark = (
        ("#e5484d", "✗") if bar.outlives else ("#8a8a96", "") if bar.state is AccountState.DISABLED else ("#2f7d4f", "")
    )
    told = (
        _("outlives the last day")
        if bar.outlives
        else _("switched off")
        if bar.state is AccountState.DISABLED
        else _("active")
    )
    words = escape(f"{bar.person}, {bar.system}: {told}")
    return (
        f'<g><title>{words}</title><rect x="{start}" y="{y + 2}" width="{max(end - start, 3):.1f}" height="{_ROW - 5}" rx="3" fill="{fill}"/>'
        f'<text x="{end + 4}" y="{y + 13}" fill="#3a3a44">{mark} {escape(bar.system)}</text></g>'
    )


def _legend(y: int, _: Translator) -> Iterator[str]:
    x = _MARGIN
    for fill, words in (
        ("#2f7d4f", _("active")),
        ("#e5484d", "✗ " + _("outlives the last day")),
        ("#8a8a96", _("switched off")),
    ):
        yield f'<rect x="{x}" y="{y - 10}" width="18" height="12" rx="3" fill="{fill}"/>'
        yield f'<text x="{x + 24}" y="{y}" fill="#3a3a44">{escape(words)}</text>'
        x += 44 + int(columns(words) * _LETTER)
