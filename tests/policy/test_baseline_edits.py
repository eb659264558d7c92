"""A baseline survives edits that touch no value, and tells every value that changed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from guard.model import Disposition, Document, Finding, Origin, Position, Sensitive, Severity, Verdict
from guard.policy.identity import BaselineKey, Identifier
from tests.policy.edited_files import KEYS, files, people
from tests.policy.judging import KEY, accepted, reported, verdicts

EDITS = 200
#: Another person, for one value at a time.
OTHER = "小比類巻 匠真|コヒルイマキ タクマ|埼玉県草加市氷川町2101-1|080-9925-3307|takagi@soka-bunka.jp|1964-10-10|615309274851"
#: Files that hold all of a person, and what the others leave out.
LEFT_OUT = {"docs/contacts.txt": {1, 4, 5, 6}, "tests/people.py": {1, 2, 4, 5, 6}}


@pytest.mark.slow
@pytest.mark.parametrize("key", [None, KEY], ids=["without a key", "with a key"])
def test_a_baseline_survives_edits_that_touch_no_value(key: BaselineKey | None) -> None:
    first = verdicts(files(people()), key)
    baseline = accepted(first, key)
    for seed in range(EDITS):
        found = verdicts(files(people(), random.Random(seed)), key)
        assert len(found) == len(first), f"edit {seed} changed what is found"
        assert not [(seed, one.finding.origin.path, one.finding.rule_id) for one in reported(baseline, found, key)]


@pytest.mark.parametrize("column", range(len(KEYS)), ids=KEYS)
def test_with_a_key_every_changed_value_is_reported_in_each_file(column: int) -> None:
    baseline = accepted(verdicts(files(people()), KEY), KEY)
    for number in range(len(people())):
        rows = people()
        rows[number][column] = OTHER.split("|")[column]
        found = verdicts(files(rows, random.Random(number)), KEY)
        paths = {one.finding.origin.path for one in reported(baseline, found, KEY)}
        assert paths == {name for name in files(rows) if column not in LEFT_OUT.get(name, ())}


def test_one_row_more_is_reported_once() -> None:
    baseline = accepted(verdicts({"a.csv": files(people())["data/people.csv"]}))
    more = [*people(), OTHER.split("|")]
    left = reported(baseline, verdicts({"a.csv": files(more, random.Random(1))["data/people.csv"]}))
    assert sorted(one.finding.rule_id for one in left) == sorted(
        one.finding.rule_id for one in verdicts({"a.csv": files([OTHER.split("|")])["data/people.csv"]})
    )


def _my_number(identifier: Identifier, digits: str) -> Verdict:
    document = Document(Origin("db/seeds.csv"), digits)
    finding = Finding(
        *("personal-data", "jp-my-number", "JP_MY_NUMBER", Severity.HIGH, 1.0, document.origin, 0, 12),
        *(Position(1, 1), Position(1, 13), ""),
        value=Sensitive(digits),
        label=Sensitive("個人番号"),
        column=0,
    )
    return Verdict(replace(finding, identity=identifier(finding, document), value=Sensitive("")), Disposition.REPORTED)


def test_without_a_key_255_of_256_changed_values_are_reported() -> None:
    choose = random.Random(7)
    identifier = Identifier()
    changed = 20_000
    baseline = accepted([_my_number(identifier, "621498320257")])
    seen = sum(
        bool(reported(baseline, [_my_number(identifier, f"{choose.randrange(10**12):012}")])) for _ in range(changed)
    )
    assert 0.994 < seen / changed < 0.998  # 255 / 256 is 0.9961
