"""What an audit shows: one accepted finding with the masked lines around it, and how often alarms were false."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from guard.messages import N_, Translator
from guard.model import Severity
from guard.report.console import clip, columns, pad, visible, visible_place
from guard.report.phrases import SEVERITIES

_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_FAINT: Final = "\x1b[2m"
_KEYS: Final = (
    ("y", N_("real")),
    ("n", N_("false alarm")),
    ("s", N_("skip")),
    ("u", N_("undo")),
    ("q", N_("quit")),
    ("?", N_("help")),
)
_HELP: Final = (
    N_("y: it is personal data of a real person. It stays accepted; remove it from the files and from the history."),
    N_("n: it is none: a sample, an invented person, a number that means something else."),
    N_("s: say nothing now; the next audit asks again."),
    N_("u: take the last answer back, and go there again."),
    N_("q: quit. Every answer is kept already."),
)


class Shown(NamedTuple):
    """An accepted finding as people see it: ``place`` with its line, masked ``lines``, how many more there are like it."""

    rule_id: str
    severity: Severity
    message: str
    place: str
    label: str
    lines: Sequence[tuple[str, str, bool]]
    more: int
    grant: str
    judged: str


class Style(NamedTuple):
    """How much a terminal can do."""

    colour: bool
    width: int

    def dress(self, text: str, code: str) -> str:
        """The text in bold or faint, where there is colour."""
        return f"{code}{text}{_RESET}" if self.colour else text


def screen(shown: Shown, number: int, total: int, style: Style, _: Translator) -> Iterator[str]:
    """The lines that one finding is asked with."""
    head = f"[{number:,}/{total:,}] {visible(shown.rule_id)}  {_(SEVERITIES[shown.severity])}"
    yield ""
    yield style.dress(head, _BOLD) + (f"  {visible(shown.message)}" if shown.message else "")
    place = visible_place(shown.place) + (f"  ({visible(shown.label)})" if shown.label else "")
    if shown.more:
        place += "  " + _.ngettext("and {n} more like it", "and {n} more like it", shown.more)
    yield place
    for name, text, is_it in shown.lines:
        line = clip(f"{'>' if is_it else ' '} {name:>6} | {visible(text)}", max(style.width - 1, 20))
        yield line if is_it else style.dress(line, _FAINT)
    if not shown.lines:
        yield "  " + _("(not in the working tree any more)")
    yield visible(shown.grant)
    if shown.judged:
        yield _("So far: {answer}", answer=shown.judged)


def question(style: Style, _: Translator) -> str:
    """What is asked, with the keys."""
    keys = "  ".join(f"{style.dress(f'[{key}]', _BOLD)} {_(what)}" for key, what in _KEYS)
    return _("Real personal data?") + "  " + keys + " "


def help_lines(_: Translator) -> Iterator[str]:
    """What the keys do."""
    for line in _HELP:
        yield "  " + _(line)


def statistics(tallies: Mapping[str, tuple[int, int]], waiting: Mapping[str, int], _: Translator) -> Iterator[str]:
    """How often alarms of each rule were real and false, and how many entries nobody judged."""
    rules = sorted({*tallies, *waiting})
    if not rules:
        yield _("Nothing is accepted.")
        return
    heads = (_("rule"), _("real"), _("false alarm"), _("share of false alarms"), _("not judged"))
    rows = [_row(rule, *tallies.get(rule, (0, 0)), waiting.get(rule, 0)) for rule in rules]
    yield from _table([heads, *rows])


def _row(rule: str, real: int, false: int, waiting: int) -> tuple[str, ...]:
    share = f"{false / (real + false):.0%}" if real + false else "-"
    return visible(rule), f"{real:,}", f"{false:,}", share, f"{waiting:,}"


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        numbers = (" " * (width - columns(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((pad(first, widths[0]), *numbers))
