"""Two baselines: which findings the later one accepts that the earlier one does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy.baseline import Entry
from guard.policy.baseline_file import read_baseline
from guard.policy_change.change import Change

MORE: Final = N_("the baseline accepts more findings ({n}); the worst of them is {severity}")
LONGER: Final = N_("findings are accepted for longer ({n} entries of the baseline)")
OTHER: Final = N_("the baseline is changed; it accepts nothing more")
UNREADABLE: Final = N_("the baseline cannot be read: once this is merged, nothing is judged")


def baseline_changes(path: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    """What the later baseline accepts besides, in one sentence each."""
    try:
        old, new = _entries(path, before), _entries(path, after)
    except ConfigError:
        yield Change(path, Severity.MEDIUM, UNREADABLE)
        return
    ends = {entry.key: entry.grant.expires for entry in old}
    worst_of = {entry.key: entry.severity for entry in old}
    counts = _counts(old)
    more = [entry for entry in new if _is_more(entry, counts) or entry.severity > worst_of[entry.key]]
    longer = [entry for entry in new if entry.key in ends and entry.grant.expires > ends[entry.key]]
    if more:
        worst = max(entry.severity for entry in more)
        severity = Severity.HIGH if worst >= Severity.HIGH else Severity.MEDIUM
        n = sum((_counts(more) - counts).values()) or len(more)
        yield Change(path, severity, MORE, (("n", n), ("severity", worst.label)), more[0].line or 1)
    if longer:
        yield Change(path, Severity.MEDIUM, LONGER, (("n", len(longer)),), longer[0].line or 1)
    if not more and not longer:
        yield Change(path, Severity.LOW, OTHER)


def _entries(path: str, data: bytes | None) -> tuple[Entry, ...]:
    return () if data is None else read_baseline(data, path, None).entries


def _counts(entries: tuple[Entry, ...] | list[Entry]) -> Counter[tuple[object, ...]]:
    """How many findings are accepted at each place; those with a keyed digest are told by it."""
    found: Counter[tuple[object, ...]] = Counter()
    for entry in entries:
        if entry.macs:
            found.update((*entry.key, mac) for mac in entry.macs)
        else:
            found[entry.key] += entry.count
    return found


def _is_more(entry: Entry, before: Counter[tuple[object, ...]]) -> bool:
    return bool(_counts([entry]) - before)
