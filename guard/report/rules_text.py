"""What ``sekisho rules`` and ``sekisho rules ID`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from guard.messages import Translator
from guard.report.console import pad, visible, write_text
from guard.report.phrases import SEVERITIES
from guard.rules.catalogue import Rule
from guard.rules.own import Checked


def write_rules(rules: Sequence[Rule], out: TextIO, translator: Translator) -> None:
    """List rules: id, the worst severity it reaches, what it finds."""
    _ = translator
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        severity = pad(_(SEVERITIES[rule.severity]), 8)
        write_text(out, f"{pad(visible(rule.id), width)}  {severity}  {visible(_(rule.name))}{_origin(rule, _)}\n")


def _origin(rule: Rule, _: Translator) -> str:
    if not rule.origin:
        return ""
    everywhere = "; " + _("no trigger: asked about every text") if rule.asks_everywhere else ""
    return f" ({visible(rule.origin)}{everywhere})"


def write_unknown_rule(rule_id: str, known: Sequence[str], out: TextIO, translator: Translator) -> None:
    """Say that there is no such rule, and which one may be meant."""
    import difflib

    _ = translator
    near = difflib.get_close_matches(rule_id, known, n=1)
    hint = _("; did you mean {rule}?", rule=near[0]) if near else ""
    write_text(out, _("sekisho: no rule {rule}", rule=rule_id) + hint + "\n")


def write_checked(checked: Checked, out: TextIO, translator: Translator) -> None:
    """What ``rules check`` came to; the examples themselves are not told, they may be values."""
    _ = translator
    for failure in checked.failures:
        told = (
            _("counter-example {n} is found", n=failure.number)
            if failure.is_counter_example
            else _("example {n} is not found as it should be", n=failure.number)
        )
        if failure.error:
            number = (
                _("counter-example {n}", n=failure.number)
                if failure.is_counter_example
                else _("example {n}", n=failure.number)
            )
            told = f"{number}: {_(failure.error)}"
        write_text(out, f"{visible(failure.rule_id)}: {visible(told)}\n")
    for rule_id in checked.without_examples:
        told = _("has no examples")
        write_text(out, f"{visible(rule_id)}: {told}\n")
    summary = _(
        "{rules} rules, {examples} examples, {failures} failures",
        rules=checked.rules,
        examples=f"{checked.examples:,}",
        failures=len(checked.failures),
    )
    write_text(out, summary + "\n")


def write_rule(rule: Rule, out: TextIO, translator: Translator) -> None:
    """Explain one rule: what, how severe, why, how to fix, how to allow."""
    _ = translator
    sections = (
        (_("What"), _(rule.description)),
        (_("Severity"), _(rule.severity_text)),
        (_("Why"), _(rule.why)),
        (_("Controls"), ", ".join(rule.controls)),
        (_("How to fix"), _(rule.fix)),
        (_("How to allow"), _(rule.allow, rule=rule.id)),
        (_("Origin"), _origin(rule, _).strip(" ()")),
    )
    write_text(out, f"{rule.id} [{rule.entity}]: {visible(_(rule.name))}\n")
    for heading, text in sections:
        if text:
            write_text(out, f"\n{heading}\n  {visible(text)}\n")
