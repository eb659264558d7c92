"""Reported findings counted by class of information (§2 of the terms: 特定個人情報 > 個人情報 > その他) and severity.

The classes are those of ``guard.gate.information_class``; what other checks find is about no information.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guard.messages import N_
from guard.model import Disposition, Severity
from guard.report.options import ReportOptions
from guard.result import ScanResult
from guard.rules import PERSONAL_DATA, rule

SPECIFIC_PERSONAL: Final = "specific-personal"
PERSONAL: Final = "personal"
OTHER: Final = "other"
NO_INFORMATION: Final = "no-information"

#: The classes, the gravest first.
CLASSES: Final = MappingProxyType(
    {
        SPECIFIC_PERSONAL: N_("specific personal information (My Number)"),
        PERSONAL: N_("personal information"),
        OTHER: N_("other"),
        NO_INFORMATION: N_("configuration, accounts, policy"),
    }
)
_SPECIFIC: Final = frozenset({"jp-my-number"})
_NOT_PERSONAL: Final = frozenset({"jp-confidential-marking"})


def tally(result: ScanResult, options: ReportOptions) -> Mapping[str, Counter[Severity]]:
    """How many findings are reported, by class and severity; classes without one are left out."""
    found: dict[str, Counter[Severity]] = {name: Counter() for name in CLASSES}
    for kind, n in result.verdicts.counts.items():
        if kind.disposition is Disposition.REPORTED:
            found[information_class(kind.rule_id, options)][kind.severity] += n
    return {name: counts for name, counts in found.items() if counts}


def information_class(rule_id: str, options: ReportOptions) -> str:
    """The class of what a rule finds; of a project's own rule nobody has said what that is."""
    known = rule(rule_id) or options.rule(rule_id)
    if known is not None and known.check != PERSONAL_DATA:
        return NO_INFORMATION
    if rule_id in _SPECIFIC:
        return SPECIFIC_PERSONAL
    return OTHER if known is None or not known.is_ours or rule_id in _NOT_PERSONAL else PERSONAL
