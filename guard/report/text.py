"""The report for people: findings by file, what was not looked at, what to do next, and one line of summary.

A clean run is that one line. Everything that comes from a repository passes ``visible`` on its way out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, TextIO

from guard.errors import ExitCode
from guard.messages import Translator
from guard.model import Disposition, Finding, Severity, Skip, SkipReason, Verdict
from guard.report.bulk import Column, gather, like_this
from guard.report.console import clip, columns, pad, visible, visible_place, write_text
from guard.report.options import ReportOptions
from guard.report.phrases import DISPOSITIONS, SEVERITIES, SKIP_REASONS, full_place, place, position
from guard.report.summary import summary_line, verdict_word
from guard.result import ScanResult
from guard.rules.catalogue import ACCOUNTS, PERSONAL_DATA, describe, sentence
from guard.rules.gate import ALLOW_ADDED

#: How many findings of one rule are shown for one file, and how many skips of one reason.
MAX_PER_RULE: Final = 10
MAX_PER_REASON: Final = 20
#: How many other places of one finding are shown.
MAX_RELATED: Final = 8

#: The columns of a rule's id; more where one that is shown is longer.
_RULE_WIDTH: Final = 14

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_COLOURS: Final = {
    Severity.LOW: "\x1b[36m",
    Severity.MEDIUM: "\x1b[33m",
    Severity.HIGH: "\x1b[31m",
    Severity.CRITICAL: "\x1b[1;31m",
}
_VERDICT_COLOURS: Final = {ExitCode.CLEAN: "\x1b[32m", ExitCode.FOUND: "\x1b[31m"}


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the report; quiet leaves out all but findings, what was not looked at, and the last line."""
    for line in _lines(result, replace(options, rule_width=_rule_width(result, options))):
        write_text(out, line + "\n")


def _rule_width(result: ScanResult, options: ReportOptions) -> int:
    """So wide that what stands behind the ids of rules stands in one column."""
    shown = {kind.rule_id for kind in result.verdicts.counts} if options.verbosity > 0 else result.reported.rules
    return max((_RULE_WIDTH, *(columns(visible(rule_id)) for rule_id in shown)))


def _lines(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    _ = options.translator
    yield from _findings(result, options)
    if options.dropped:
        yield from _dropped(result, options)
    yield from _not_looked_at(result, _)
    if options.verbosity >= 0:
        yield from _not_read(result, _)
    if options.verbosity > 0:
        yield from _left_out(result, _)
    if result.separation is not None and options.verbosity >= 0:
        from guard.report.separation_text import lines

        yield from lines(result.separation, _, whole=options.show_map)
    if result.accounts is not None and options.verbosity >= 0:
        from guard.report.accounts_text import lines as account_lines

        yield from account_lines(result.accounts, _)
    if result.gate is not None:
        from guard.report.gate_text import lines as gate_lines

        yield from gate_lines(result.gate, options)
    if result.run.policy is not None:
        yield from _policy(result, options)
    if options.verbosity >= 0:
        yield from _notes(result, _)
        yield from _next_steps(result, options)
    code = result.exit_code()
    word = _dress(verdict_word(result, _), _VERDICT_COLOURS.get(code, _COLOURS[Severity.CRITICAL]), options)
    yield summary_line(result, _, word)


def _policy(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    """What waits for an approval, and whose words the run was judged by where those are not the tree's own."""
    from guard.report.approvals import lines as approval_lines
    from guard.report.gate_words import judged_by

    yield from approval_lines(result, options.translator)
    policy = result.run.policy
    if policy is not None and policy.is_binding and result.gate is None and options.verbosity >= 0:
        yield judged_by(policy, options.translator)


def _dress(text: str, code: str, options: ReportOptions) -> str:
    return f"{code}{text}{_RESET}" if options.colour else text


# Findings


def _findings(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    shown: Iterable[Verdict] = result.verdicts if options.verbosity > 0 else result.reported
    if options.verbosity <= 0 and result.run.policy is not None:  # what waits for an approval has a list of its own
        shown = (verdict for verdict in shown if verdict.finding.rule_id != ALLOW_ADDED)
    if result.accounts is not None and options.verbosity == 0:
        shown = filter(_is_shown_of_a_roster, result.verdicts)
    for path, group in groupby(shown, key=lambda verdict: verdict.finding.origin.path):
        yield _heading(path, result.counts.persons[path], options)
        yield from _file(group, options)
        yield ""


def _is_shown_of_a_roster(verdict: Verdict) -> bool:
    """Reminders about accounts are low, and are there to be read."""
    is_reminder = verdict.disposition is Disposition.BELOW_THRESHOLD and verdict.finding.check == ACCOUNTS
    return is_reminder or verdict.disposition is Disposition.REPORTED


def _heading(path: str, persons: int, options: ReportOptions) -> str:
    heading = _dress(visible_place(path), _BOLD, options)
    if not persons:
        return heading
    counted = options.translator.ngettext("{n} person", "{n} persons", persons)
    return f"{heading} ({counted})"


def _file(verdicts: Iterable[Verdict], options: ReportOptions) -> Iterator[str]:
    """The findings of one file."""
    if options.verbosity > 0:
        yield from _one_by_one(verdicts, options)
        return
    told = gather(verdicts, MAX_PER_RULE, lambda verdict: verdict.finding.rule_id)
    shown, left = _worst_of_each_rule(told.single)
    yield from _one_by_one(shown, options)
    where = place(shown[-1].finding.origin) if shown else ""
    for column in told.columns:
        if where != (where := place(column.worst.finding.origin)):
            yield f"  [{where}]"
        yield from _column(column, options)
    for rule_id, n in told.left.items():
        left[str(rule_id)] += n
    for rule_id, n in sorted(left.items()):
        yield "  " + options.translator.ngettext(
            "… and {n} more of {rule} in this file (the JSON report has all)",
            "… and {n} more of {rule} in this file (the JSON report has all)",
            n,
            rule=visible(rule_id),
        )


def _one_by_one(verdicts: Iterable[Verdict], options: ReportOptions) -> Iterator[str]:
    """Findings; those of one line share its excerpt, which follows the last of them."""
    before: Finding | None = None
    where = ""
    for verdict in verdicts:
        finding = verdict.finding
        if before is not None and before.excerpt and _line_of(before) != _line_of(finding):
            yield _excerpt(before, options)
        if where != (where := place(finding.origin)):
            yield f"  [{where}]"
        yield _finding(verdict, options)
        yield from (f"      > {visible(line)}" for line in finding.local)
        yield from _related(finding, options)
        yield from _explanation(finding, options)
        before = finding
    if before is not None and before.excerpt:
        yield _excerpt(before, options)


def _column(column: Column, options: ReportOptions) -> Iterator[str]:
    """The findings of one column in two lines: the worst of them, how many and where, the excerpt of the worst."""
    finding = column.worst.finding
    yield _finding(column.worst, options, lines=f"{column.first_line}-{column.last_line}")
    yield f"      = {like_this(column, options.translator)}"
    yield from _explanation(finding, options)
    if finding.excerpt:
        yield _excerpt(finding, options)


def _excerpt(finding: Finding, options: ReportOptions) -> str:
    return "      | " + clip(visible(finding.excerpt.replace("\t", "  ")), max(options.width - 8, 20))


def _related(finding: Finding, options: ReportOptions) -> Iterator[str]:
    """The other places of a finding that has several."""
    for one in finding.related[:MAX_RELATED]:
        told = visible(sentence(one.message, dict(one.args), options.translator))
        yield f"      = {visible_place(one.path)}:{one.line}  {told}"
    if (more := len(finding.related) - MAX_RELATED) > 0:
        yield "      = " + options.translator.ngettext("and {n} more", "and {n} more", more)


def _explanation(finding: Finding, options: ReportOptions) -> Iterator[str]:
    """The way to a score and a severity, where it was asked for."""
    for step in finding.explanation:
        score = "" if step.score is None else f" → {step.score:.2f}"
        yield f"      . {visible(sentence(step.message, dict(step.args), options.translator))}{score}"


def _dropped(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    """What was looked at and is no finding, by file."""
    _ = options.translator
    yield _("Looked at, and no finding:")
    for verdict in result.dropped:
        finding = verdict.finding
        where = f"{full_place(finding.origin)}:{position(finding, _)}"
        score = f" ({finding.confidence:.2f})" if finding.confidence else ""
        yield f"  {where}  {visible(finding.rule_id)}{score}: {visible(_(verdict.reason or ''))}"
        yield from _explanation(finding, options)
    if not result.dropped:
        yield "  " + _("nothing")
    yield ""


def _line_of(finding: Finding) -> tuple[object, ...]:
    return (finding.origin, finding.part, finding.position.line, finding.excerpt)


def _worst_of_each_rule(verdicts: Sequence[Verdict]) -> tuple[list[Verdict], Counter[str]]:
    """The worst ``MAX_PER_RULE`` verdicts of each rule in their old order, and how many are left out."""
    taken: Counter[str] = Counter()
    left: Counter[str] = Counter()
    kept: list[int] = []
    for index in sorted(range(len(verdicts)), key=lambda i: -verdicts[i].finding.severity):
        rule_id = verdicts[index].finding.rule_id
        if taken[rule_id] < MAX_PER_RULE:
            taken[rule_id] += 1
            kept.append(index)
        else:
            left[rule_id] += 1
    return [verdicts[index] for index in sorted(kept)], left


def _finding(verdict: Verdict, options: ReportOptions, lines: str | None = None) -> str:
    _, finding = options.translator, verdict.finding
    severity = _dress(pad(_(SEVERITIES[finding.severity]), 8), _COLOURS[finding.severity], options)
    message = visible(describe(finding, _))
    line = f"  {pad(lines or position(finding, _), 8)} {severity}  {pad(visible(finding.rule_id), options.rule_width)}  {message}"
    if verdict.disposition is Disposition.REPORTED:
        return line
    why = f": {visible(verdict.reason)}" if verdict.reason else ""
    return f"{line} [{_(DISPOSITIONS[verdict.disposition])}{why}]"


# What was not looked at


def _not_looked_at(result: ScanResult, _: Translator) -> Iterator[str]:
    if result.incomplete:
        yield _("NOT LOOKED AT (the run is incomplete):")
        yield from _skips(result.incomplete, _)
        yield ""


def _not_read(result: ScanResult, _: Translator) -> Iterator[str]:
    """Files that may hold text and that nothing reads: they do not fail a scan, but are no secret either."""
    unread = [skip for skip in result.skips if not result.is_incomplete(skip) and _is_worth_a_look(skip)]
    if unread:
        yield _("Not read, though it may hold text (does not fail the scan):")
        yield from _skips(unread, _)
        yield ""


def _is_worth_a_look(skip: Skip) -> bool:
    return skip.reason is SkipReason.NO_EXTRACTOR and skip.can_hold_text


def _left_out(result: ScanResult, _: Translator) -> Iterator[str]:
    rest = [skip for skip in result.skips if not result.is_incomplete(skip) and not _is_worth_a_look(skip)]
    if rest:
        yield _("Left out:")
        yield from _skips(rest, _)
        yield ""
    if result.accepted_skips:
        yield _("Not looked at, and accepted:")
        for skip, reason in result.accepted_skips:
            yield f"  {full_place(skip.origin)}: {skip.reason}: {visible(reason)}"
        yield ""


def _skips(skips: Iterable[Skip], _: Translator) -> Iterator[str]:
    by_reason: dict[SkipReason, list[Skip]] = {}
    for skip in skips:
        by_reason.setdefault(skip.reason, []).append(skip)
    for reason, group in sorted(by_reason.items()):
        yield f"  {reason} ({len(group):,}): {_(SKIP_REASONS[reason])}"
        for skip in group[:MAX_PER_REASON]:
            detail = f": {visible(_(skip.detail, **dict(skip.args)))}" if skip.detail else ""
            yield f"    {full_place(skip.origin)}{detail}"
        if (n := len(group) - MAX_PER_REASON) > 0:
            more = _.ngettext("… and {n} more (the JSON report has all)", "… and {n} more (the JSON report has all)", n)
            yield f"    {more}"


# Notes, and what to do next


def _notes(result: ScanResult, _: Translator) -> Iterator[str]:
    notes = [_(note) for note in result.notes]
    if result.baseline is not None:
        from guard.report.baseline_text import sentences

        notes += sentences(result.baseline, _)
    for note in notes:
        yield _("note: {text}", text=visible(note))
    if notes:
        yield ""


#: What replaces the findings of a source in one step.
_REPLACING: Final = {"index": "sekisho mask --staged", "worktree": "sekisho mask PATH …"}


def _next_steps(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    _ = options.translator
    rules = result.reported.rules
    steps = list(_gate_steps(result, _))
    if not rules and not result.incomplete and not steps:
        return
    yield _("What to do next:")
    for rule_id in rules:
        if (known := options.rule(rule_id)) is not None:
            yield f"  {pad(rule_id, options.rule_width)}  {visible(_(known.fix))}"
    command = _REPLACING.get(result.run.source)
    if command is not None and any(known.check == PERSONAL_DATA for known in map(options.rule, rules) if known):
        yield "  " + _("`{command}` replaces personal data by values that are marked as made up.", command=command)
    of_accounts = [rule_id for rule_id in rules if rule_id.startswith("acct-")]
    if of_accounts:
        yield "  " + _(
            "If an account may stay for a while, write an exception with reason, approver and expiry into the roster. "
            "`sekisho rules ID` explains a rule."
        )
    if len(of_accounts) < len(rules):
        yield "  " + _(
            "If a finding may stay, write `sekisho: allow[rule-id] reason` in a comment on its line or on "
            "the line above. `sekisho rules ID` explains a rule."
        )
    if result.incomplete:
        yield "  " + _(
            "Make what was not looked at readable, or accept it with a reason: `[[accept-skip]]` in sekisho.toml."
        )
    yield from (f"  {step}" for step in steps)
    yield ""


def _gate_steps(result: ScanResult, _: Translator) -> Iterator[str]:
    if result.gate is not None:
        from guard.report.gate_text import next_steps

        yield from next_steps(result.gate, _)
