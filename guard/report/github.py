"""GitHub Actions: one annotation a file as workflow commands, and the job summary in Markdown.

GitHub shows ten errors and ten warnings of a step; the job summary holds the full list, up to 1 MiB.
Escaping follows actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from itertools import groupby
from typing import Final, NamedTuple, TextIO

from guard.messages import Translator
from guard.model import Finding, Severity
from guard.report.approvals import MAX_SHOWN, approvals, told
from guard.report.baseline_text import sentences
from guard.report.bulk import Column, gather, like_this
from guard.report.clause import clauses, failing
from guard.report.console import visible, write_text
from guard.report.gate_words import judged_by
from guard.report.options import ReportOptions
from guard.report.phrases import SEVERITIES, SKIP_REASONS, full_place, position
from guard.report.sentence import is_in_lines, last_line
from guard.report.summary import summary_line
from guard.report.tally import CLASSES, tally
from guard.result import ScanResult
from guard.rules.catalogue import describe

#: How many annotations of a level GitHub shows for one step.
MAX_ANNOTATIONS: Final = 10
#: The size of a job summary that GitHub still takes.
MAX_SUMMARY_BYTES: Final = 1024 * 1024

_BAR = 20
_MAX_PATHS = 5
_MAX_SKIP_ROWS = 1_000
_MAX_ROWS = MAX_SUMMARY_BYTES // 100  # no row is shorter
_TAIL_BYTES = 1_000
# Marks emphasis, code, links, mentions, references, tables, math; ``.`` and ``:`` make links of www.x and http://x.
_MARKDOWN = re.compile(r"[!#$*.:@\[\\\]^_`|~]")


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the annotations, worst first, and the summary line as plain text."""
    _ = options.translator
    files = _files(result)
    errors = [_annotation("error", file, _) for file in files if file.worst.severity >= Severity.HIGH]
    warnings = [_annotation("warning", file, _) for file in files if file.worst.severity < Severity.HIGH]
    errors = [*_clauses(result, _), *_not_looked_at(result, _), *errors]
    for line in [*_cut(errors, "error", _), *_cut(warnings, "warning", _)]:
        write_text(out, line + "\n")
    write_text(out, summary_line(result, _) + "\n")


# Annotations


class _File(NamedTuple):
    """The first of the worst findings of a file, and how many there are of each rule, those of the worst first."""

    worst: Finding
    kinds: Counter[str]


def _files(result: ScanResult) -> list[_File]:
    """The files with reported findings in the order of their worst."""
    files: list[_File] = []
    for _path, group in groupby(result.reported, key=lambda verdict: verdict.finding.origin.path):
        worst: Finding | None = None
        kinds: defaultdict[Severity, Counter[str]] = defaultdict(Counter)
        for verdict in group:
            finding = verdict.finding
            kinds[finding.severity][finding.rule_id] += 1
            if worst is None or finding.severity > worst.severity:
                worst = finding
        assert worst is not None
        by_rule: Counter[str] = Counter()
        for severity in sorted(kinds, reverse=True):
            by_rule.update(kinds[severity])
        files.append(_File(worst, by_rule))
    return sorted(files, key=lambda file: -file.worst.severity)


def _annotation(level: str, file: _File, _: Translator) -> str:
    first = file.worst
    listed = ", ".join(f"{visible(rule_id)} ×{n:,}" for rule_id, n in file.kinds.most_common())
    title = _("Sekisho: {severity}", severity=_(SEVERITIES[first.severity]))
    message = f"{visible(describe(first, _))} ({listed})"
    return _command(level, message, file=visible(first.origin.path), **_lines(first), title=title)


def _lines(finding: Finding) -> dict[str, str]:
    """The place of an annotation, where the finding has lines of the file itself."""
    if not is_in_lines(finding):
        return {}
    place = {"line": str(finding.position.line), "endLine": str(last_line(finding))}
    if finding.position.line == last_line(finding):  # GitHub takes columns within one line only
        place["col"] = str(finding.position.column)
    if finding.position.line == finding.end_position.line:
        place["endColumn"] = str(finding.end_position.column)
    return place


def _clauses(result: ScanResult, _: Translator) -> Iterator[str]:
    """One annotation for all clauses that cost a gate its pass: the job summary has their reasons."""
    if found := failing(result, _):
        title = _.ngettext("Sekisho: {n} clause without a pass", "Sekisho: {n} clauses without a pass", len(found))
        yield _command("error", ", ".join(one.id for one in found), title=title)


def _not_looked_at(result: ScanResult, _: Translator) -> Iterator[str]:
    if not result.incomplete:
        return
    reasons = Counter(skip.reason.value for skip in result.incomplete)
    paths = [full_place(skip.origin) for skip in result.incomplete[:_MAX_PATHS]]
    if len(result.incomplete) > _MAX_PATHS:
        paths.append("…")
    listed = ", ".join(f"{reason} ×{n:,}" for reason, n in reasons.most_common())
    title = _.ngettext("Sekisho: {n} NOT LOOKED AT", "Sekisho: {n} NOT LOOKED AT", len(result.incomplete))
    yield _command("error", f"{listed}: {', '.join(paths)}", title=title)


def _cut(lines: list[str], level: str, _: Translator) -> list[str]:
    if len(lines) <= MAX_ANNOTATIONS:
        return lines
    n = len(lines) - MAX_ANNOTATIONS + 1
    more = _.ngettext(
        "{n} more file with findings: see the job summary",
        "{n} more files with findings: see the job summary",
        n,
    )
    return [*lines[: MAX_ANNOTATIONS - 1], _command(level, more, title="Sekisho")]


def _command(name: str, message: str, **properties: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# The job summary


def write_summary(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the job summary: what was not looked at, all findings worst first, and how to fix them."""
    left = MAX_SUMMARY_BYTES - _TAIL_BYTES
    uncounted: Counter[Hashable] = Counter()
    lines = _summary(result, options, uncounted)
    for line in lines:
        left -= len(line.encode("utf-8", "backslashreplace")) + 1
        if left < 0:
            n = 1 + sum(1 for _line in lines) + uncounted.total()
            cut = options.translator.ngettext(
                "{n} line is cut here; the JSON report has all.",
                "{n} lines are cut here; the JSON report has all.",
                n,
            )
            write_text(out, f"\n{cut}\n")
            return
        write_text(out, line + "\n")


def _summary(result: ScanResult, options: ReportOptions, uncounted: Counter[Hashable]) -> Iterator[str]:
    """The lines of the summary; the findings last, since they are what a limit may cut.

    ``uncounted`` takes up how many findings have no line because no summary could hold so many.
    """
    _ = options.translator
    yield f"### {markdown(summary_line(result, _))}"
    yield from _judged_by(result, _)
    yield from _chart(result, options)
    yield from _clause_rows(result, _)
    yield from _skips(result, _)
    if result.reported:
        yield _heading(_("What to do next:"))
        for rule_id in result.reported.rules:
            if (known := options.rule(rule_id)) is not None:
                yield f"- {code(rule_id)}: {markdown(_(known.fix))}"
        yield from _approvals(result, _)
        yield _heading(_("Findings"))
        yield _row(_("severity"), _("file"), _("place"), _("rule"), _("message"))
        yield "| --- | --- | --- | --- | --- |"
        told = gather(result.reported, _MAX_ROWS, lambda verdict: verdict.finding.severity)
        uncounted.update(told.left)
        rows = [(one.finding, _finding(one.finding, _)) for one in told.single]
        rows += [(column.worst.finding, _column(column, _)) for column in told.columns]
        yield from (row for _worst, row in sorted(rows, key=lambda pair: -pair[0].severity))


def _approvals(result: ScanResult, _: Translator) -> Iterator[str]:
    """The inline allows that count only once somebody approves them."""
    waiting = list(approvals(result))
    if not waiting:
        return
    yield _heading(_("Inline allows for somebody to approve:"))
    for finding in waiting[:MAX_SHOWN]:
        yield f"- {code(full_place(finding.origin))}:{finding.position.line} {markdown(told(finding))}"
    if (n := len(waiting) - MAX_SHOWN) > 0:
        more = _.ngettext("… and {n} more (the JSON report has all)", "… and {n} more (the JSON report has all)", n)
        yield f"- {markdown(more)}"


def _judged_by(result: ScanResult, _: Translator) -> Iterator[str]:
    """Whose words the run was judged by, and what is to be known of them."""
    if result.run.policy is not None:
        yield f"\n{markdown(judged_by(result.run.policy, _))}"
    notes = [_(note) for note in result.notes]
    notes += [] if result.baseline is None else sentences(result.baseline, _)
    if notes:
        yield ""
        yield from (f"- {markdown(note)}" for note in notes)


def _clause_rows(result: ScanResult, _: Translator) -> Iterator[str]:
    """The clauses of a gate, those without a pass first."""
    rows = sorted(clauses(result, _), key=lambda one: not one.is_failing)
    if rows:
        yield _heading(_("Verdict by clause"))
        yield _row(_("clause"), "", _("verdict"))
        yield "| --- | --- | --- |"
        for one in rows:
            text = markdown(one.text)
            yield _row(code(one.id), markdown(one.title), f"**{text}**" if one.is_failing else text)


def _chart(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    """Classes of information down, severities across, and a bar: text, so that every GitHub and every reader has it."""
    _, counted = options.translator, tally(result, options)
    if not counted:
        return
    severities = sorted(Severity, reverse=True)
    longest = max(counts.total() for counts in counted.values())
    yield ""
    yield _row(_("class of information"), *(_(SEVERITIES[severity]) for severity in severities), _("total"), "")
    yield f"| --- |{' ---: |' * (len(severities) + 1)} --- |"
    for name, counts in counted.items():
        total = counts.total()
        numbers = (f"{counts[severity]:,}" for severity in severities)
        yield _row(markdown(_(CLASSES[name])), *numbers, f"{total:,}", "█" * max(1, _BAR * total // longest))


def _skips(result: ScanResult, _: Translator) -> Iterator[str]:
    if not result.incomplete:
        return
    yield _heading(_("NOT LOOKED AT (the run is incomplete):"))
    yield _row(_("file"), _("reason"), _("detail"))
    yield "| --- | --- | --- |"
    for skip in result.incomplete[:_MAX_SKIP_ROWS]:
        reason = f"{skip.reason}: {_(SKIP_REASONS[skip.reason])}"
        yield _row(code(full_place(skip.origin)), markdown(reason), markdown(_(skip.detail, **dict(skip.args))))
    if (n := len(result.incomplete) - _MAX_SKIP_ROWS) > 0:
        more = _.ngettext("… and {n} more (the JSON report has all)", "… and {n} more (the JSON report has all)", n)
        yield _row(more, "", "")


def _finding(finding: Finding, _: Translator) -> str:
    return _finding_row(finding, position(finding, _), describe(finding, _), _)


def _column(column: Column, _: Translator) -> str:
    """Many findings of one column in one row, with the sentence of the worst of them."""
    told = f"{describe(column.worst.finding, _)} ({like_this(column, _)})"
    return _finding_row(column.worst.finding, f"{column.first_line}-{column.last_line}", told, _)


def _finding_row(finding: Finding, where: str, message: str, _: Translator) -> str:
    return _row(
        markdown(_(SEVERITIES[finding.severity])),
        code(full_place(finding.origin)),
        code(where),
        code(finding.rule_id),
        markdown(message),
    )


def _heading(text: str) -> str:
    return f"\n#### {markdown(text)}\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def markdown(text: str) -> str:
    """Text as GitHub Markdown that shows exactly it: no markup, link, mention or HTML can come out of it."""
    escaped = html.escape(visible(text), quote=False)
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", escaped)


def code(text: str) -> str:
    """Text in a code element, where GitHub makes no mentions and no links of it."""
    return f"<code>{markdown(text)}</code>"
