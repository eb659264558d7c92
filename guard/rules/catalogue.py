"""The catalogue of rules, those of all checks.

Checks take their messages from here and reporters their explanations, so that both speak with one voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guard.messages import Translator
from guard.model import Finding
from guard.rules.accounts import ACCOUNT_RULES, ACCOUNTS
from guard.rules.gate import GATE, GATE_RULES
from guard.rules.personal_data import LOOKS_SYNTHETIC, OF_AN_ORGANISATION, PERSONAL_DATA, PERSONAL_DATA_RULES
from guard.rules.rule import Messages, Rule
from guard.rules.separation import SEPARATION, SEPARATION_RULES

__all__ = [
    "ACCOUNTS",
    "GATE",
    "LOOKS_SYNTHETIC",
    "OF_AN_ORGANISATION",
    "PERSONAL_DATA",
    "RULES",
    "SEPARATION",
    "Messages",
    "Rule",
    "describe",
    "rule",
    "sentence",
]

RULES: Final = (*PERSONAL_DATA_RULES, *SEPARATION_RULES, *ACCOUNT_RULES, *GATE_RULES)

_BY_ID: Final = {rule.id: rule for rule in RULES}


def rule(rule_id: str) -> Rule | None:
    """The rule of this id, ``None`` where the catalogue has none."""
    return _BY_ID.get(rule_id)


def describe(finding: Finding, _: Translator) -> str:
    """The sentence of a finding in the reader's language; rule ids in ``kind`` and ``kinds`` become names."""
    return sentence(finding.message, finding.message_args, _)


#: Arguments that are message ids themselves.
_WORDS: Final = frozenset({"fault", "state"})


def sentence(message: str, args: Mapping[str, str | int], _: Translator) -> str:
    """A message in the reader's language, its placeholders filled."""
    filled = {name: _(str(value)) if name in _WORDS else value for name, value in args.items()}
    for name in ("kind", "kinds"):
        if name in filled:
            filled[name] = _(", ").join(_name(rule_id, _) for rule_id in str(filled[name]).split(","))
    return _(message, **filled)


def _name(rule_id: str, _: Translator) -> str:
    found = rule(rule_id.strip())
    return rule_id.strip() if found is None else _(found.name)
