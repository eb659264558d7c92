"""The identity of a finding across runs: its place and the shape of its line, no function of its value.

A hash of a My Number falls to anyone who tries all 10^11 of them, so the value takes no part. What does: rule,
path, members, and the masked excerpt; equal ones are told apart by their order. No line number: lines that move
keep their fingerprint.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from guard.model import Verdict


class Fingerprints:
    """Gives fingerprints (32 hexadecimal digits) to verdicts, each asked for once and in report order."""

    def __init__(self) -> None:
        self._path = ""
        self._seen: Counter[tuple[str, ...]] = Counter()

    def __call__(self, verdict: Verdict) -> str:
        """The fingerprint of the next verdict."""
        finding = verdict.finding
        if finding.origin.path != self._path:  # what is alike has one path, and those of a path come together
            self._path = finding.origin.path
            self._seen.clear()
        place = (
            finding.check,
            finding.rule_id,
            finding.origin.path,
            *finding.origin.members,
            finding.part,
            finding.excerpt,
        )
        self._seen[place] += 1
        key = "\0".join((*place, str(self._seen[place]))).encode("utf-8", "surrogatepass")
        return hashlib.sha256(key).hexdigest()[:32]
