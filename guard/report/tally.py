"""Reported findings counted by class of information (§2 of the terms: 特定個人情報 > 個人情報 > その他) and severity.

What other checks find is about no information.
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
from guard.rules.catalogue import rule
from guard.rules.information_class import NO_INFORMATION, OTHER, PERSONAL, SPECIFIC_PERSONAL, information_class

#: The classes, the gravest first.
CLASSES: Final = MappingProxyType(
    {
        SPECIFIC_PERSONAL: N_("specific personal information (My Number)"),
        PERSONAL: N_("personal information"),
        OTHER: N_("other"),
        NO_INFORMATION: N_("configuration, accounts, policy"),
    }
)


def tally(result: ScanResult, options: ReportOptions) -> Mapping[str, Counter[Severity]]:
    """How many findings are reported, by class and severity; classes without one are left out."""
    found: dict[str, Counter[Severity]] = {name: Counter() for name in CLASSES}
    for kind, n in result.verdicts.counts.items():
        if kind.disposition is Disposition.REPORTED:
            known = rule(kind.rule_id) or options.rule(kind.rule_id)
            found[information_class(known)][kind.severity] += n
    return {name: counts for name, counts in found.items() if counts}
