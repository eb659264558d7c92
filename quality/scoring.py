"""How findings are judged against labels.

A label is found where findings of its entity cover at least half of it; a finding is right where labels of its
entity cover at least half of it. So an address reported in two pieces counts as found, and a whole line reported
as one name does not. What falls on a sample or on an undecided span counts neither way.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from quality.labelled import Label, Text
from quality.markup import EITHER, MEASURED, NONE, SEVERITIES

Z95 = 1.959963984540054


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a system reports: offsets in the decoded text, ``severity`` where the system has one."""

    path: str
    start: int
    end: int
    entity: str
    severity: str | None = None


@dataclass(slots=True)
class Score:
    """Counts of one entity. ``right`` and ``wrong`` count findings, ``hit`` and ``missed`` labels."""

    hit: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0

    def add(self, other: Score) -> None:
        """Add the counts of another score."""
        self.hit += other.hit
        self.missed += other.missed
        self.right += other.right
        self.wrong += other.wrong

    @property
    def precision(self) -> float | None:
        """Share of the findings that are right; ``None`` where nothing was found."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of the labels that were found."""
        return _ratio(self.hit, self.hit + self.missed)

    def f(self, beta: float = 1.0) -> float | None:
        """F measure; ``beta`` 2 weighs recall four times as much."""
        precision, recall = self.precision, self.recall
        if recall is None:
            return None
        weighted = beta**2 * (precision or 0.0) + recall
        return 0.0 if weighted == 0 else (1 + beta**2) * (precision or 0.0) * recall / weighted


@dataclass(slots=True)
class Report:
    """All counts of one system on one corpus; keys are (entity, group), the group a file type or ``*``."""

    spans: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    lines: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    exact: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    context: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    apart: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    severity: Counter[tuple[str, bool]] = field(default_factory=Counter)
    traits: Counter[tuple[str, str, str, bool]] = field(default_factory=Counter)
    on_negatives: Counter[str] = field(default_factory=Counter)
    negative_bytes: int = 0
    missed: list[tuple[Text, Label]] = field(default_factory=list)
    wrong: list[tuple[Text, Found, str]] = field(default_factory=list)


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share."""
    if total == 0:
        return 0.0, 1.0
    share = successes / total
    centre = share + Z95**2 / (2 * total)
    half = Z95 * math.sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    scale = 1 + Z95**2 / total
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def judge(corpus: Sequence[Text], findings: Iterable[Found]) -> Report:
    """Judge the findings of one system on a corpus."""
    by_path: dict[str, list[Found]] = defaultdict(list)
    for finding in findings:
        if finding.entity in MEASURED:
            by_path[finding.path].append(finding)
    report = Report()
    for text in corpus:
        _judge_text(text, by_path.get(text.path, []), report)
    return report


def _judge_text(text: Text, findings: Sequence[Found], report: Report) -> None:
    undecided = [label for label in text.labels if label.entity == EITHER]
    wrong = 0
    for entity in MEASURED:
        found = [f for f in findings if f.entity == entity]
        wanted = [label for label in text.labels if label.entity == entity and not label.sample]
        apart = [label for label in text.labels if label.entity == entity and label.sample]
        counted = [f for f in found if covers_half(f, wanted) or not covers_half(f, [*wanted, *apart, *undecided])]
        score = _score_spans(text, wanted, counted, report)
        wrong += score.wrong
        for group in ("*", text.type):
            report.spans[entity, group].add(score)
            report.lines[entity, group].add(_score_lines(text, wanted, counted))
        if not text.is_bare:
            report.context[entity].add(score)
        report.exact[entity].add(_score_exact(wanted, counted))
        _note_apart(apart, found, report)
    if text.kind == "negative":
        report.negative_bytes += len(text.raw)
        report.on_negatives.update(f.entity for t, f, _ in report.wrong[len(report.wrong) - wrong :] if t is text)


def _score_spans(text: Text, wanted: Sequence[Label], counted: Sequence[Found], report: Report) -> Score:
    score = Score()
    for label in wanted:
        is_hit = covers_half(label, counted)
        for trait, value in (("style", label.style), ("script", label.script), ("header", text.header)):
            report.traits[label.entity, trait, value, is_hit] += 1
        if is_hit:
            score.hit += 1
            _note_severity(label, counted, report)
        else:
            score.missed += 1
            report.missed.append((text, label))
    for finding in counted:
        if covers_half(finding, wanted):
            score.right += 1
        else:
            score.wrong += 1
            report.wrong.append((text, finding, _trap(text, finding)))
    return score


def _score_lines(text: Text, wanted: Sequence[Label], counted: Sequence[Found]) -> Score:
    labelled = {line for label in wanted for line in text.lines_of(label.start, label.end)}
    reported = {line for finding in counted for line in text.lines_of(finding.start, finding.end)}
    both = len(labelled & reported)
    return Score(hit=both, missed=len(labelled) - both, right=both, wrong=len(reported) - both)


def _score_exact(wanted: Sequence[Label], counted: Sequence[Found]) -> Score:
    labelled = {(label.start, label.end) for label in wanted}
    reported = {(finding.start, finding.end) for finding in counted}
    both = len(labelled & reported)
    return Score(hit=both, missed=len(labelled) - both, right=both, wrong=len(reported) - both)


def covers_half(span: _Placed, others: Iterable[_Placed]) -> bool:
    """Whether the others cover at least half of the span."""
    pieces = sorted(
        (max(span.start, o.start), min(span.end, o.end)) for o in others if o.start < span.end and o.end > span.start
    )
    covered, reached = 0, span.start
    for start, end in pieces:
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered * 2 >= span.end - span.start


def _trap(text: Text, finding: Found) -> str:
    """The class of the trap that a wrong finding stands on, or what else stands there."""
    touching = [label for label in text.labels if label.start < finding.end and label.end > finding.start]
    if not touching:
        return "unmarked"
    label = max(touching, key=lambda label: min(label.end, finding.end) - max(label.start, finding.start))
    return label.style if label.entity == NONE else label.entity


def _note_apart(apart: Sequence[Label], found: Sequence[Found], report: Report) -> None:
    for label in apart:
        worst = _worst(label, found)
        state = "missed" if not covers_half(label, found) else "low" if worst in {"low", None} else "above-low"
        report.apart[label.entity, "office" if label.style == "office" else "documented", state] += 1


def _note_severity(label: Label, found: Sequence[Found], report: Report) -> None:
    worst = _worst(label, found)
    if label.severity_min and worst:
        report.severity[label.entity, SEVERITIES.index(worst) >= SEVERITIES.index(label.severity_min)] += 1


def _worst(label: Label, found: Sequence[Found]) -> str | None:
    severities = [f.severity for f in found if f.severity and f.start < label.end and f.end > label.start]
    return max(severities, key=SEVERITIES.index, default=None)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def as_json(report: Report) -> Mapping[str, object]:
    """The counts as JSON values."""

    def rows(scores: Mapping[tuple[str, str], Score]) -> list[dict[str, object]]:
        return [
            {
                "entity": entity,
                "type": group,
                "true_positives": score.hit,
                "false_positives": score.wrong,
                "false_negatives": score.missed,
                "right_findings": score.right,
                "precision": score.precision,
                "precision_95": wilson(score.right, score.right + score.wrong),
                "recall": score.recall,
                "recall_95": wilson(score.hit, score.hit + score.missed),
                "f1": score.f(),
                "f2": score.f(2),
            }
            for (entity, group), score in sorted(scores.items())
            if score.hit + score.missed + score.wrong
        ]

    return {
        "spans": rows(report.spans),
        "lines": rows(report.lines),
        "context": rows({(entity, "*"): score for entity, score in report.context.items()}),
        "exact_spans": rows({(entity, "*"): score for entity, score in report.exact.items()}),
        "apart": [{"entity": e, "kind": k, "state": s, "count": n} for (e, k, s), n in sorted(report.apart.items())],
        "severity": [
            {"entity": e, "as_high_as_wanted": ok, "count": n} for (e, ok), n in sorted(report.severity.items())
        ],
        "traits": [
            {"entity": entity, "trait": trait, "value": value, "found": is_hit, "count": count}
            for (entity, trait, value, is_hit), count in sorted(report.traits.items())
        ],
        "negative_files": {"bytes": report.negative_bytes, "findings": dict(sorted(report.on_negatives.items()))},
    }
