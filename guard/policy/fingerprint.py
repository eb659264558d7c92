"""The identity of a finding across runs: its place and the shape of its line, no function of its value.

A hash of a My Number falls to anyone who tries all 10^11 of them, so the value takes no part. What does: rule,
path, members, and the masked excerpt; equal ones are told apart by their order. No line number: lines that move
keep their fingerprint.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from guard.model import Verdict


def fingerprints(verdicts: Iterable[Verdict]) -> dict[int, str]:
    """``id(verdict)`` → fingerprint (32 hexadecimal digits), for verdicts in report order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for verdict in verdicts:
        finding = verdict.finding
        place = (
            finding.check,
            finding.rule_id,
            finding.origin.path,
            *finding.origin.members,
            finding.part,
            finding.excerpt,
        )
        seen[place] += 1
        key = "\0".join((*place, str(seen[place]))).encode("utf-8", "surrogatepass")
        found[id(verdict)] = hashlib.sha256(key).hexdigest()[:32]
    return found
