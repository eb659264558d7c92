"""The file of accepted findings: what it looks like, how it merges, and that nothing hostile in it is believed."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import ConfigError
from guard.model import Part, Severity
from guard.policy import baseline_file
from guard.policy.baseline import Baseline, Entry, Grant, Judged, Tally
from guard.policy.baseline_file import read_baseline, write_baseline
from guard.policy.identity import Where
from tests.conftest import Checkout

TODAY = dt.date(2026, 11, 23)
GRANT = Grant("platform", "fixtures", dt.date(2027, 3, 31))
AT = Where("jp-my-number", "db/seeds.csv", (), Part.CONTENT, "個人番号")
ENTRY = Entry(AT, Severity.HIGH, GRANT, tag="ab")
LINE = (
    '{"rule": "jp-my-number", "path": "db/seeds.csv", "severity": "high", "expires": "2027-03-31", '
    '"owner": "platform", "reason": "fixtures"}'
)


def text(*lines: str, head: str = "") -> bytes:
    entries = "".join(f"{line},\n" for line in lines)
    return f'{{\n"version": 1,\n{head}"entries": [\n{entries}null],\n"audits": [\nnull]\n}}\n'.encode()


def test_one_entry_a_line_sorted_without_line_numbers_and_times() -> None:
    other = replace(ENTRY, where=AT._replace(path="a.py", place="name"), tag="", count=3, judged=Judged.FALSE_ALARM)
    written = write_baseline(Baseline("b", (ENTRY, other), "abcdefgh", {"jp-my-number": Tally(1, 2)}))
    assert written.decode() == (
        '{\n"version": 1,\n"key": "abcdefgh",\n"entries": [\n'
        '{"rule": "jp-my-number", "path": "a.py", "place": "name", "n": 3, "severity": "high", "audit": "false-alarm", '
        '"expires": "2027-03-31", "owner": "platform", "reason": "fixtures"},\n'
        '{"rule": "jp-my-number", "path": "db/seeds.csv", "place": "個人番号", "tag": "ab", "severity": "high", '
        '"expires": "2027-03-31", "owner": "platform", "reason": "fixtures"},\n'
        'null],\n"audits": [\n{"rule": "jp-my-number", "real": 1, "false-alarms": 2},\nnull]\n}\n'
    )


paths = st.text(st.characters(exclude_characters="\0./"), min_size=1, max_size=20)
entries = st.builds(
    Entry,
    st.builds(
        Where,
        st.sampled_from(["jp-my-number", "person-name"]),
        paths,
        st.lists(paths, max_size=2).map(tuple),
        st.sampled_from(Part),
        paths,
    ),
    st.sampled_from(Severity),
    st.builds(Grant, st.sampled_from(["platform", "基盤"]), st.just("見本"), st.dates(min_value=TODAY)),
    count=st.integers(1, 1 << 30),
    tag=st.sampled_from(["", "aa", "pp"]),
    judged=st.sampled_from([None, *Judged]),
    is_past=st.booleans(),
)


@given(st.lists(entries, max_size=8, unique_by=lambda entry: entry.key))
def test_what_is_written_is_read_again(some: list[Entry]) -> None:
    written = write_baseline(Baseline("b", tuple(some)))
    again = read_baseline(written, "b", TODAY)
    assert set(again.entries) == set(some)
    assert write_baseline(again) == written


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (text(LINE, LINE), "b:5: "),
        (text(LINE.replace("high", "huge")), "b:4: severity"),
        (text(LINE.replace("2027-03-31", "2027-02-31")), "b:4: expires"),
        (text(LINE.replace("2027-03-31", "2026-11-22")), "b:4: expires: ended on 2026-11-22"),
        (text(LINE.replace('"fixtures"', '""')), "b:4: reason"),
        (text(LINE.replace("fixtures", "for 090-4417-2286")), "b:4: reason"),
        (text(LINE.replace("platform", "a\\u202eb")), "b:4: owner"),
        (text(LINE.replace('"owner": "platform", ', "")), "b:4: owner: is required"),
        (text(LINE.replace('"severity"', '"value": "1", "severity"')), "b:4: value: unknown key"),
        (text(LINE.replace('"severity"', '"n": 0, "severity"')), "b:4: n"),
        (text(LINE.replace('"severity"', '"n": true, "severity"')), "b:4: n"),
        (text(LINE.replace('"severity"', '"tag": "zz", "severity"')), "b:4: tag"),
        (text(LINE.replace('"severity"', '"macs": ["a"], "severity"')), "b:4: macs"),
        (text(LINE.replace('"severity"', '"macs": [[]], "severity"')), "b:4: macs"),
        (text(LINE.replace("db/seeds.csv", "a\\u0000b")), "b:4: path"),
        (text(LINE.replace("db/seeds.csv", "/etc/passwd")), "b:4: path"),
        (text(LINE.replace("db/seeds.csv", "a/../../b")), "b:4: path"),
        (text(LINE.replace("db/seeds.csv", "")), "b:4: path"),
        (text("1"), "b: an entry is no object"),
        (text("{"), "b:4: is not JSON"),
        (text(head='"version": 1,\n'), "b: is not JSON that can be read: a key stands twice"),
        (text(head='"key": "no key",\n'), "b: key"),
        (text(head='"other": 1,\n'), "b: other: unknown key"),
        (b"[]", "b:1: is no baseline"),
        (b'{"version": 2}', "b: version"),
        (b'{"version": true}', "b: version"),
        (b'{"version": 1, "entries": {}}', "b: entries"),
        (b'{"version": 1, "audits": [1]}', "b: audits"),
        (b'{"version": 1, "audits": [{"rule": "a", "real": -1, "false-alarms": 0}]}', "b: audits"),
        (b'{"version": NaN}', "b: is not JSON that can be read: NaN"),
        (b'{"version": ' + b"1" * 5000 + b"}", "b: is not JSON that can be read"),
        (b"[" * 100_000, "b: is not JSON that can be read"),
        (b"", "b:1: is not JSON"),
        (b'{\n"\xff', "b:2: is not UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(data: bytes, place: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_baseline(data, "b", TODAY)
    assert str(error.value).startswith(place)


@given(st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5).map(
    lambda value: json.dumps({"version": 1, "entries": [{"rule": value, "path": value}], "audits": value}).encode()
))  # fmt: skip
def test_nothing_but_an_error_of_configuration_comes_of_any_bytes(data: bytes) -> None:
    with contextlib.suppress(ConfigError):
        read_baseline(data, "b", TODAY)


def test_a_file_above_the_bound_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline_file, "MAX_BYTES", 100)
    with pytest.raises(ConfigError, match="is larger than 100 bytes"):
        read_baseline(text(LINE), "b", TODAY)


def test_another_layout_is_read_too() -> None:
    """A formatter of the project may have been at it; only the lines of faults are not named then."""
    again = read_baseline(json.dumps(json.loads(text(LINE)), indent=4).encode(), "b", TODAY)
    assert [entry.where.rule for entry in again.entries] == ["jp-my-number"]


def test_the_last_day_counts() -> None:
    assert read_baseline(text(LINE), "b", dt.date(2027, 3, 31)).entries
    with pytest.raises(ConfigError, match="ended on 2027-03-31"):
        read_baseline(text(LINE), "b", dt.date(2027, 4, 1))


def test_branches_that_add_entries_in_different_places_merge(checkout: Checkout) -> None:
    def entry(path: str) -> Entry:
        return replace(ENTRY, where=AT._replace(path=path))

    def commit(*some: Entry) -> None:
        checkout.write(".sekisho-baseline.json", write_baseline(Baseline("b", some)))
        checkout.commit()

    first = [entry(path) for path in ("b.csv", "d.csv", "f.csv")]
    commit(*first)
    checkout.git("switch", "--quiet", "--create", "one")
    commit(*first, entry("a.csv"), entry("g.csv"))
    checkout.git("switch", "--quiet", "--create", "two", "main")
    commit(*first, entry("c.csv"))
    checkout.git("merge", "--quiet", "--no-edit", "one")
    merged = (checkout.root / ".sekisho-baseline.json").read_bytes()
    assert [one.where.path for one in read_baseline(merged, "b", TODAY).entries] == [
        f"{letter}.csv" for letter in "abcdfg"
    ]
    assert merged == write_baseline(read_baseline(merged, "b", TODAY))
