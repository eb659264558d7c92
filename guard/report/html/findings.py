"""What was found, by class, by rule and by file; and what was accepted, with the reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Final

from guard.model import Disposition, Finding, Part, Severity, Verdict
from guard.report.bulk import Column, like_this
from guard.report.gate_words import CLASSES
from guard.report.html.charts import Share, bar
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, cut, element, join, listed, quoted, table
from guard.report.html.survey import FileTold, Group, one_of
from guard.report.html.words import CHECKS, SEVERITY_SIGNS, day, named, signed
from guard.report.phrases import DISPOSITIONS, full_place, place, position
from guard.rules.catalogue import describe, sentence

_MAX_RELATED: Final = 5
_SHORT_OID: Final = 10


def findings(edition: Edition) -> Section:
    """What has to be dealt with."""
    _, found = edition.translator, edition.survey
    parts: list[str] = [*_classes(edition)]
    if not edition.result.reported:
        parts.append(element("p", _("Nothing was found that has to be dealt with.")))
    else:
        parts += [_severities(edition), _rules(edition)]
    if found.files:
        parts.append(element("h3", _("By file, the worst first")))
        parts += [_file(file, edition) for file in found.files]
    if found.left_files:
        parts.append(_left(edition))
    return Section("findings", _("What was found"), join(parts))


def _left(edition: Edition) -> Html:
    _, found = edition.translator, edition.survey
    words = _.ngettext(
        "{n} more finding is in {files} more files.",
        "{n} more findings are in {files} more files.",
        found.left_findings,
        files=f"{found.left_files:,}",
    )
    return join((element("p", words, class_="left-out"), edition.more(found.left_findings)))


# By class, severity and rule


def _classes(edition: Edition) -> Iterator[Html]:
    gate, _ = edition.result.gate, edition.translator
    if gate is None:
        return
    names = dict.fromkeys((*CLASSES, *gate.classes))
    rows = ((named(CLASSES, name, _), f"{gate.classes.get(name, 0):,}") for name in names)
    yield table(_("Findings by class of information"), (_("Class"), _("Number")), rows, "numbers narrow")


def _severities(edition: Edition) -> Html:
    """A bar for each kind of check: how many findings of each severity."""
    _ = edition.translator
    counts: dict[str, Counter[Severity]] = {}
    for kind, n in edition.result.verdicts.counts.items():
        if kind.disposition is Disposition.REPORTED:
            rule = edition.options.rule(kind.rule_id)
            counts.setdefault(rule.check if rule else "", Counter())[kind.severity] += n
    severities = list(SEVERITY_SIGNS)
    heads = (_("Check"), *(signed(SEVERITY_SIGNS[one], _) for one in severities), _("Share"))
    rows = (
        (named(CHECKS, check, _), *(f"{own[one]:,}" for one in severities), _bar(own, edition))
        for check, own in sorted(counts.items())
    )
    return table(_("Findings by severity"), heads, rows, "numbers charted")


def _bar(counts: Counter[Severity], edition: Edition) -> Html:
    _ = edition.translator
    shares = [Share(counts[one], sign.look, sign.mark, _(sign.word)) for one, sign in SEVERITY_SIGNS.items()]
    return bar(shares, _(", ").join(f"{share.word} {share.n:,}" for share in shares))


def _rules(edition: Edition) -> Html:
    _ = edition.translator
    counts: dict[str, Counter[Severity]] = {}
    for kind, n in edition.result.verdicts.counts.items():
        if kind.disposition is Disposition.REPORTED:
            counts.setdefault(kind.rule_id, Counter())[kind.severity] += n
    worst_first = sorted(counts.items(), key=lambda one: (-max(one[1]), -one[1].total(), one[0]))
    rows = ((_rule(rule_id, edition), *_told(rule_id, own, edition)) for rule_id, own in worst_first)
    heads = (_("Rule"), _("Number"), _("How to fix it"))
    return table(_("Findings by rule, and what to do"), heads, rows, "rules")


def _rule(rule_id: str, edition: Edition) -> Html:
    return join((element("span", edition.rule_name(rule_id), class_="clause"), code(rule_id, "id")))


def _told(rule_id: str, counts: Counter[Severity], edition: Edition) -> tuple[str, str]:
    rule, _ = edition.options.rule(rule_id), edition.translator
    numbers = listed(
        [join((signed(SEVERITY_SIGNS[one], _), f" {counts[one]:,}")) for one in sorted(counts, reverse=True)],
        "plain",
    )
    return numbers, "" if rule is None else _(rule.fix)


# By file


def _file(file: FileTold, edition: Edition) -> Html:
    _ = edition.translator
    numbers = (
        join((signed(SEVERITY_SIGNS[one], _), f" {file.severities[one]:,}"))
        for one in sorted(file.severities, reverse=True)
    )
    persons = [_.ngettext("{n} person", "{n} persons", file.persons)] if file.persons else []
    head = element(
        "summary", code(file.path, "path"), " ", element("span", join((*numbers, *persons), " "), class_="numbers")
    )
    rows = (_row(entry, edition) for entry in file.entries)
    heads = (_("Place"), _("Severity"), _("What was found there"), _("Line, values masked"))
    told = table(code(file.path), heads, rows, "findings")
    return element("details", head, told, edition.more(file.left), open=True, class_="file")


def _row(entry: Verdict | Column, edition: Edition) -> tuple[str, str, str, str]:
    _, finding = edition.translator, one_of(entry).finding
    what = [element("p", describe(finding, _)), code(finding.rule_id, "id")]
    if isinstance(entry, Column):
        what.append(element("p", like_this(entry, _), class_="aside"))
    if finding.removed:
        what.append(
            element("p", _("taken away again by commit {oid}", oid=finding.removed[:_SHORT_OID]), class_="aside")
        )
    what.append(_related(finding, edition))
    excerpt = code(finding.excerpt.replace("\t", "  "), "excerpt") if finding.excerpt else _("(none)")
    return _place(entry, edition), signed(SEVERITY_SIGNS[finding.severity], _), join(what), excerpt


def _place(entry: Verdict | Column, edition: Edition) -> Html:
    _, finding = edition.translator, one_of(entry).finding
    if isinstance(entry, Column):
        where = _("lines {first} to {last}", first=entry.first_line, last=entry.last_line)
    elif finding.part is Part.PATH or finding.cell:
        where = position(finding, _)
    else:
        where = _("line {line}, column {column}", line=finding.position.line, column=finding.position.column)
    inside = place(finding.origin)
    return join((element("span", cut(where)), code(inside, "inside") if inside else ""))


def _related(finding: Finding, edition: Edition) -> Html:
    """The other places of a finding that has several."""
    _ = edition.translator
    shown: list[str] = [
        join((code(f"{one.path}:{one.line}"), " ", cut(sentence(one.message, dict(one.args), _))))
        for one in finding.related[:_MAX_RELATED]
    ]
    if (more := len(finding.related) - _MAX_RELATED) > 0:
        shown.append(_.ngettext("and {n} more", "and {n} more", more))
    return listed(shown, "related")


# What was accepted


def accepted(edition: Edition) -> Section | None:
    """Findings that somebody said may stay, and those below the severity that fails: none of them is hidden."""
    _, result = edition.translator, edition.result
    groups = edition.survey.accepted
    below = result.count(Disposition.BELOW_THRESHOLD)
    if not groups and not below:
        return None
    heads = (_("Rule"), _("How it was accepted"), _("Reason"), _("Owner and last day"), _("Number"), _("Places"))
    parts: list[str] = [
        element("p", _("These fail nothing, because somebody answers for them. Check that the reasons hold."))
        if groups
        else "",
        table(_("Accepted findings"), heads, (_group(one, edition) for one in groups), "accepted"),
        edition.more(edition.survey.left_accepted),
    ]
    if below:
        least = _(SEVERITY_SIGNS[result.min_severity].word)
        parts.append(
            element(
                "p",
                _.ngettext(
                    "{n} finding is below the severity that fails ({severity}).",
                    "{n} findings are below the severity that fails ({severity}).",
                    below,
                    severity=least,
                ),
            )
        )
    return Section("accepted", _("What was accepted"), join(parts))


def _answerable(group: Group, edition: Edition) -> str:
    """Who answers for it and how long; an allow on the line names neither."""
    _ = edition.translator
    if not group.owner:
        return _("(not said)")
    until = _("up to {day}", day=day(dt.date.fromisoformat(group.expires), _)) if group.expires else ""
    return join((quoted(group.owner, edition.lang), element("span", until, class_="aside")))


def _group(group: Group, edition: Edition) -> tuple[str, ...]:
    _ = edition.translator
    places = [code(f"{full_place(one.finding.origin)}:{position(one.finding, _)}") for one in group.first]
    shown: list[str] = [*places]
    if (more := group.n - len(places)) > 0:
        shown.append(_.ngettext("and {n} more", "and {n} more", more))
    return (
        _rule(group.rule_id, edition),
        _(DISPOSITIONS[group.disposition]),
        quoted(group.reason, edition.lang) if group.reason else _("(no reason)"),
        _answerable(group, edition),
        f"{group.n:,}",
        listed(shown, "plain"),
    )
