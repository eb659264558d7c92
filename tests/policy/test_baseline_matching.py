"""Which findings a baseline covers: as many as were accepted at their place, version by version."""

from __future__ import annotations

import datetime as dt

import pytest

from guard.model import Disposition, Finding, Identity, Origin, Position, Severity, Verdict
from guard.policy.baseline import NO_OTHER_NAMES, Baseline, Entry, Grant, Judged, Matching, Names, Tally, version_of
from guard.policy.baseline_update import Reviser, UpdateTerms, judged
from guard.policy.identity import Where, where

GRANT = Grant("platform", "fixtures", dt.date(2099, 1, 1))
NEW = Grant("other", "sample", dt.date(2098, 1, 1))


def verdict(
    place: str = "name",
    tag: str = "",
    mac: str = "",
    *,
    path: str = "a.csv",
    commit: str | None = None,
    severity: Severity = Severity.HIGH,
    disposition: Disposition = Disposition.REPORTED,
) -> Verdict:
    finding = Finding(
        *("personal-data", "person-name", "PERSON", severity, 1.0, Origin(path, (), commit), 0, 1),
        *(Position(1, 1), Position(1, 2), ""),
        identity=Identity(place, tag, mac),
    )
    return Verdict(finding, disposition)


def entry(one: Verdict, count: int = 1, macs: tuple[str, ...] = (), severity: Severity = Severity.HIGH) -> Entry:
    identity = one.finding.identity
    assert identity is not None
    return Entry(where(one.finding), severity, GRANT, len(macs) or count, identity.tag, macs)


def covered(entries: list[Entry], found: list[Verdict], *, key: bool = False, past: bool = False) -> list[bool]:
    baseline = Baseline("b", tuple(entries), "abcdefgh" if any(one.macs for one in entries) else None)
    matching = Matching(baseline, NO_OTHER_NAMES, has_key=key, past=past)
    said = []
    for one in found:
        matching.begin(version_of(one.finding.origin))
        said.append(matching.accept(one).disposition is Disposition.BASELINED)
    return said


def test_one_more_than_was_accepted_is_reported() -> None:
    assert covered([entry(verdict(), 2)], [verdict()] * 3) == [True, True, False]


def test_each_version_of_a_file_is_matched_for_itself() -> None:
    found = [verdict(commit=commit) for commit in ("1" * 40, "1" * 40, "2" * 40)]
    assert covered([entry(verdict())], found) == [True, False, True]


def test_messages_are_counted_together_and_only_where_all_are_seen() -> None:
    found = [verdict(path="<commit message>", commit=commit) for commit in ("1" * 40, "2" * 40)]
    assert covered([entry(found[0])], found, past=True) == [True, False]
    assert covered([entry(found[0])], found) == [False, False]


def test_another_place_tag_or_digest_is_not_covered() -> None:
    one = verdict(tag="ab")
    assert covered([entry(one)], [verdict("tel", "ab"), verdict(tag="ac"), verdict(), one]) == [
        False,
        False,
        False,
        True,
    ]
    keyed = verdict(mac="a" * 16)
    entries = [entry(keyed, macs=("a" * 16, "b" * 16))]
    found = [verdict(mac=letter * 16) for letter in "aabc"]
    assert covered(entries, found, key=True) == [True, False, True, False]
    assert covered(entries, [verdict()] * 3) == [True, True, False], "without the key they are counted"


def test_what_became_critical_is_reported_again() -> None:
    critical = verdict(severity=Severity.CRITICAL)
    assert covered([entry(verdict(), severity=Severity.LOW)], [verdict(), critical]) == [True, False]
    assert covered([entry(verdict(), 2, severity=Severity.CRITICAL)], [verdict(), critical]) == [True, True]


@pytest.mark.parametrize("disposition", [Disposition.ALLOWED_INLINE, Disposition.ALLOWED_CONFIG, Disposition.DROPPED])
def test_what_is_allowed_already_uses_up_nothing(disposition: Disposition) -> None:
    matching = Matching(Baseline("b", (entry(verdict()),)), NO_OTHER_NAMES, has_key=False)
    assert matching.accept(verdict(disposition=disposition)).disposition is disposition
    assert not matching.used


def test_what_is_below_the_threshold_of_this_run_uses_its_entry() -> None:
    matching = Matching(Baseline("b", (entry(verdict()),)), NO_OTHER_NAMES, has_key=False)
    below = verdict(disposition=Disposition.BELOW_THRESHOLD)
    assert matching.accept(below) is below
    assert matching.used == {0: 1}


def test_a_file_of_another_name_has_its_entries() -> None:
    names = Names(lambda path: ("a.csv",) if path == "b.csv" else (), lambda _found, _accepted: False)
    matching = Matching(Baseline("b", (entry(verdict()),)), names, has_key=False)
    assert matching.accept(verdict(path="b.csv")).disposition is Disposition.BASELINED
    assert matching.accept(verdict(path="c.csv")).disposition is Disposition.REPORTED


def revised(old: Baseline, found: list[Verdict], *, prune: bool = False, past: bool = False) -> Baseline:
    matching = Matching(old, NO_OTHER_NAMES, has_key=False, past=past)
    terms = UpdateTerms(NEW, include_critical=False, prune=prune)
    return Reviser(matching, terms, lambda _entry: True, past=past).revise(found, None).baseline


def test_an_update_keeps_what_nothing_was_found_for_unless_it_is_pruned() -> None:
    old = Baseline("b", (entry(verdict(), 3), entry(verdict("tel"))))
    assert revised(old, [verdict()] * 2) == old
    pruned = revised(old, [verdict()] * 2, prune=True)
    assert [(one.where.place, one.count, one.grant) for one in pruned.entries] == [("name", 2, GRANT)]


def test_who_accepts_one_more_answers_for_the_entry_and_it_is_judged_again() -> None:
    old = judged(Baseline("b", (entry(verdict()),)), 0, Judged.FALSE_ALARM)
    assert revised(old, [verdict()]) == old
    (grown,) = revised(old, [verdict()] * 2).entries
    assert (grown.count, grown.grant, grown.judged) == (2, NEW, None)


def test_the_version_with_the_most_findings_counts() -> None:
    found = [verdict(commit=commit) for commit in ("1" * 40, "2" * 40, "2" * 40)]
    (one,) = revised(Baseline("b"), found, past=True).entries
    assert (one.count, one.is_past) == (2, True)


def test_tallies_follow_the_answers() -> None:
    baseline = Baseline("b", (entry(verdict()), entry(verdict("tel"))))
    baseline = judged(judged(baseline, 0, Judged.REAL), 1, Judged.FALSE_ALARM)
    assert baseline.tallies == {"person-name": Tally(1, 1)}
    assert judged(baseline, 0, None).tallies == {"person-name": Tally(0, 1)}
    assert judged(baseline, 0, Judged.FALSE_ALARM).tallies == {"person-name": Tally(0, 2)}


def test_a_place_is_a_rule_a_file_and_a_label() -> None:
    assert where(verdict().finding) == Where("person-name", "a.csv", (), verdict().finding.part, "name")
