"""Files in memory to verdicts with identities, and to a baseline of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from guard.config.config import Config
from guard.examine import Examiner
from guard.model import Blob, Disposition, Origin, Verdict
from guard.policy.baseline import NO_OTHER_NAMES, Baseline, Grant, Matching
from guard.policy.baseline_update import Reviser, UpdateTerms
from guard.policy.identity import BaselineKey, Identifier
from guard.policy.policy import Policy
from guard.run.scan import make_examiner
from guard.verdicts import Verdicts

KEY = BaselineKey("a key that is long enough for anybody, 0123456789")
GRANT = Grant("platform", "fixtures of the tests", dt.date(2099, 3, 31))


@cache
def examiner(key: BaselineKey | None) -> Examiner:
    config = Config()
    return make_examiner(Policy(config, None, Identifier(key)), config)


def verdicts(files: Mapping[str, bytes], key: BaselineKey | None = None) -> list[Verdict]:
    """What a scan of these files says, in the order of reports."""
    found = Verdicts()
    for name, content in files.items():
        found.extend(examiner(key).examine(Blob(Origin(name), lambda content=content: content)).verdicts)  # type: ignore[misc]
    return list(found.ordered())


def accepted(found: list[Verdict], key: BaselineKey | None = None, old: Baseline | None = None) -> Baseline:
    """A baseline of all that was found."""
    matching = Matching(old or Baseline("baseline"), NO_OTHER_NAMES, has_key=key is not None)
    reviser = Reviser(matching, UpdateTerms(GRANT, include_critical=True), lambda _entry: True, past=False)
    return reviser.revise(found, None if key is None else key.id).baseline


def reported(baseline: Baseline, found: list[Verdict], key: BaselineKey | None = None) -> list[Verdict]:
    """What is reported beside a baseline."""
    matching = Matching(baseline, NO_OTHER_NAMES, has_key=key is not None)
    left = []
    for verdict in found:
        matching.begin(verdict.finding.origin)
        if (judged := matching.accept(verdict)).disposition is Disposition.REPORTED:
            left.append(judged)
    return left
