"""The figures as Markdown tables, which also read well in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quality.corpora import AddressRow, NameRow
from quality.markup import CRITICAL, MEASURED
from quality.scoring import Report, Score, wilson

_EXAMPLES = 3
_CLASSES = 40


@dataclass(slots=True)
class Measured:
    """All figures of one system."""

    name: str
    report: Report
    not_looked_at: list[str]
    addresses: list[AddressRow] = field(default_factory=list)
    names: list[NameRow] = field(default_factory=list)


def markdown(measured: Sequence[Measured], split: str, severity: str, *, misses: bool = False) -> str:
    """The whole report."""
    scope = "all files" if split == "all" else f"{split} half"
    parts = [f"# Quality of detection: {scope}, findings from {severity} up"]
    for one in measured:
        parts += ["", f"## {one.name}", ""]
        if one.not_looked_at:
            parts += [f"It did not look at {len(one.not_looked_at)} of the files.", ""]
        parts += _per_entity(one.report)
        parts += ["", *_per_type(one.report), "", *_per_trait(one.report)]
        parts += ["", *_apart(one.report), *_negatives(one.report)]
        if misses:
            parts += ["", *_misses(one.report)]
    if len(measured) > 1:
        parts += ["", "## Side by side: recall / precision of spans", "", *_side_by_side(measured)]
    parts += _corpora(measured)
    return "\n".join(parts) + "\n"


def _share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    low, high = wilson(part, whole)
    return f"{part / whole:.3f} [{low:.3f}–{high:.3f}]"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _row(label: str, entity: str, score: Score) -> list[str]:
    measure = f"F2 {_number(score.f(2))}" if entity in CRITICAL else _number(score.f())
    return [
        label,
        str(score.hit),
        str(score.wrong),
        str(score.missed),
        _share(score.right, score.right + score.wrong),
        _share(score.hit, score.hit + score.missed),
        measure,
    ]


_HEAD = ("TP", "FP", "FN", "precision [95 %]", "recall [95 %]", "F1")


def _per_entity(report: Report) -> list[str]:
    spans = [_row(f"{entity}, spans", entity, report.spans[entity, "*"]) for entity in MEASURED]
    lines = [_row(f"{entity}, lines", entity, report.lines[entity, "*"]) for entity in MEASURED]
    exact = [_row(f"{entity}, exact spans", entity, report.exact[entity]) for entity in MEASURED]
    return _table(("entity", *_HEAD), [row for rows in zip(spans, lines, exact, strict=True) for row in rows])


def _per_type(report: Report) -> list[str]:
    rows = []
    for (entity, group), score in sorted(
        report.spans.items(), key=lambda item: (item[0][1], MEASURED.index(item[0][0]))
    ):
        if group != "*" and score.hit + score.missed + score.wrong:
            rows.append(_row(f"{group}: {entity}", entity, score))
    return _table(("type", *_HEAD), rows)


def _per_trait(report: Report) -> list[str]:
    counts: dict[tuple[str, str, str], Score] = {}
    for (entity, trait, value, is_hit), count in report.traits.items():
        score = counts.setdefault((entity, trait, value), Score())
        score.add(Score(hit=count) if is_hit else Score(missed=count))
    ranked = sorted(counts.items(), key=lambda item: (MEASURED.index(item[0][0]), *item[0][1:]))
    rows = [[*key, str(score.hit + score.missed), _share(score.hit, score.hit + score.missed)] for key, score in ranked]
    return _table(("entity", "trait", "value", "labels", "recall [95 %]"), rows)


def _apart(report: Report) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for (entity, kind, _state), count in report.apart.items():
        counts[entity, kind] += count
    rows = [
        [
            f"{entity}, {kind}",
            str(total),
            *(str(report.apart[entity, kind, state]) for state in ("low", "above-low", "missed")),
        ]
        for (entity, kind), total in sorted(counts.items())
    ]
    return [
        *_table(("counted apart: to be found, and low", "labels", "low or unrated", "above low", "missed"), rows),
        "",
    ]


def _negatives(report: Report) -> Iterator[str]:
    megabytes = report.negative_bytes / 1e6
    total = sum(report.on_negatives.values())
    if megabytes:
        parts = ", ".join(f"{entity} {count}" for entity, count in report.on_negatives.most_common())
        rate = f"{total} findings, {total / megabytes:.0f} per MB"
        yield f"Negative files ({report.negative_bytes} bytes): {rate} ({parts or 'none'})."
    for entity in MEASURED:
        met, short = report.severity[entity, True], report.severity[entity, False]
        if met + short:
            yield f"Severity at least as labelled, {entity}: {met} of {met + short}."


def _misses(report: Report) -> Iterator[str]:
    missed: dict[tuple[str, ...], list[str]] = {}
    for text, label in report.missed:
        key = (label.entity, label.style or "–", label.script, text.type)
        missed.setdefault(key, []).append(f"`{text.text[label.start : label.end]}` ({text.path})")
    yield "Missed, by class (generated data only):"
    yield ""
    yield from _examples(("entity", "style", "script", "type"), missed)
    wrong: dict[tuple[str, ...], list[str]] = {}
    for text, finding, trap in report.wrong:
        wrong.setdefault((finding.entity, trap, text.type), []).append(
            f"`{_one_line(text.text[finding.start : finding.end])}` ({text.path})"
        )
    yield ""
    yield "Wrong, by trap:"
    yield ""
    yield from _examples(("entity", "trap", "type"), wrong)


def _examples(head: Sequence[str], classes: dict[tuple[str, ...], list[str]]) -> list[str]:
    ranked = sorted(classes.items(), key=lambda item: (-len(item[1]), item[0]))[:_CLASSES]
    return _table(
        (*head, "count", "examples"), [[*key, str(len(found)), ", ".join(found[:_EXAMPLES])] for key, found in ranked]
    )


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "⏎").replace("|", "¦")


def _side_by_side(measured: Sequence[Measured]) -> list[str]:
    def pair(score: Score) -> str:
        return f"{_number(score.recall)} / {_number(score.precision)}"

    return _table(
        ("entity", *(one.name for one in measured)),
        [[entity, *(pair(one.report.spans[entity, "*"]) for one in measured)] for entity in MEASURED],
    )


def _corpora(measured: Sequence[Measured]) -> Iterator[str]:
    with_addresses = [one for one in measured if one.addresses]
    if with_addresses:
        yield from ("", "## Addresses of geolonia: recall by half of the span (whole span)", "")
        by_system = [{(row.layout, row.notation): row for row in one.addresses} for one in with_addresses]
        keys = sorted(by_system[0], key=lambda key: (key[0], -by_system[0][key].total))
        rows = [
            [
                f"{layout}: {notation}",
                str(by_system[0][layout, notation].total),
                *(_address(rows[layout, notation]) for rows in by_system),
            ]
            for layout, notation in keys
        ]
        yield from _table(("class", "count", *(one.name for one in with_addresses)), rows)
    with_names = [one for one in measured if one.names]
    if with_names:
        yield from ("", "## Names of ner-wikipedia", "")
        rows = [
            [one.name, row.rule, _share(row.right, row.reported), _share(row.hit, row.wanted)]
            for one in with_names
            for row in one.names
        ]
        yield from _table(("system", "rule", "precision [95 %]", "recall [95 %]"), rows)


def _address(row: AddressRow) -> str:
    return f"{row.found / row.total:.3f} ({row.whole / row.total:.3f})"
