"""What ``sekisho rules`` and ``sekisho rules ID`` print."""

from __future__ import annotations

from typing import TextIO

from guard.messages import Translator
from guard.report.console import pad, write_text
from guard.report.phrases import SEVERITIES
from guard.rules import RULES, Rule


def write_rules(out: TextIO, translator: Translator) -> None:
    """List all rules: id, the worst severity it reaches, what it finds."""
    _ = translator
    for rule in RULES:
        severity = pad(_(SEVERITIES[rule.severity]), 8)
        write_text(out, f"{pad(rule.id, 16)} {severity}  {_(rule.name)}\n")


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
    )
    write_text(out, f"{rule.id} [{rule.entity}]: {_(rule.name)}\n")
    for heading, text in sections:
        write_text(out, f"\n{heading}\n  {text}\n")
