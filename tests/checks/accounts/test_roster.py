"""The roster file: what is valid, what is refused and where, and that no text breaks it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.checks.accounts.roster_day import parse_day
from guard.checks.accounts.roster_file import load_roster, roster_of
from guard.checks.accounts.roster_text import MAX_BYTES
from guard.errors import ConfigError
from tests.checks.accounts.scenes import EXAMPLE, SMALL, changed, roster


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as told:
        roster_of(text, "r.yaml")
    return str(told.value)


def test_the_example_of_the_design_is_valid_as_it_stands() -> None:
    read = roster(EXAMPLE)
    assert (read.projects[0].id, read.projects[0].end) == ("jumin-2025", dt.date(2026, 3, 31))
    assert read.people[0].mails == ("sato@example.jp",)
    assert read.systems[0].max_age == dt.timedelta(hours=24)
    assert read.handovers[0].project == "jumin-2025"
    assert read.exceptions[0].place.line == 10


def test_an_id_that_looks_like_a_number_stays_the_text_that_it_is() -> None:
    assert roster(SMALL, ('id: "11"', "id: 0011")).accounts[0].id == "0011"


def test_several_projects_stand_beside_the_one() -> None:
    read = roster(SMALL, ("people:", "projects: [{id: zei, start: 2025-04-01, end: 2027-03-31}]\npeople:"))
    assert [one.id for one in read.projects] == ["jumin", "zei"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-31", dt.date(2026, 3, 31)),
        ("2026/3/31", dt.date(2026, 3, 31)),
        ("２０２６年３月３１日", dt.date(2026, 3, 31)),
        ("令和8年3月31日", dt.date(2026, 3, 31)),
        ("R8.3.31", dt.date(2026, 3, 31)),
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("平成31年4月30日", dt.date(2019, 4, 30)),
        ("S64.1.7", dt.date(1989, 1, 7)),
    ],
)
def test_days_are_written_in_iso_or_in_japanese_eras(written: str, day: dt.date) -> None:
    assert parse_day(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "令和8年",
        "平成31年5月1日",
        "令和元年4月30日",
        "31.3.2026",
        "9999-12-31",
        "0001-01-01",
        "",
        "x" * 99,
    ],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="day"):
        parse_day(written)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert 1900 <= parse_day(text).year <= 2200


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        ("end: 2026-03-31}", "}", 2, "project.end: is required"),
        ("end: 2026-03-31", "end: 2026-13-31", 2, "no such day"),
        ("end: 2026-03-31", "end: 2024-03-31", 2, "ends before it begins"),
        ("schema: 1", "schema: 2", 1, "schema"),
        ("project: {", "project: {colour: red, ", 2, "project.colour: unknown key"),
        ("{id: p-2,", "{id: p-1,", 5, "p-1: this id stands here twice"),
        ("{id: p-2,", "{id: p-2, id: p-3,", 5, "id: this key stands here twice"),
        ('id: "12", login: rokuro', 'id: "11", login: rokuro', 8, "this account stands here twice"),
        ("login: rokuro, person: p-2", "login: rokuro", 8, "whose is it"),
        ("person: p-2", "person: p-9", 8, "nobody in people"),
        ("person: p-2", "kind: unknown", 8, "kind"),
        ("adapter: csv", "adapter: abacus", 10, "no adapter abacus"),
        ("adapter: csv", "adapter: csv, max_age: soon", 10, "24h or 7d"),
        ("adapter: csv", "adapter: csv, max_drop: x%", 10, "max_drop"),
        ("adapter: csv", "adapter: csv, hosts: {a: b}", 10, "hosts"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(before: str, after: str, line: int, told: str) -> None:
    message = refused(changed(SMALL, (before, after)))
    assert message.startswith(f"r.yaml:{line}: ")
    assert told in message


@pytest.mark.parametrize(
    "setting",
    [
        "token: x",
        "bind_password: x",
        "client_secret: x",
        "api-key: x",
        "scope: {password: x}",
        "bindpw: x",
        "clientSecret: x",
        "db_pass: x",
        "url: 'https://u:hunter22@h.example.jp/'",
        "dsn: 'host=h password=hunter22'",
        f"note: ghp_{'hunter22' * 4}",
    ],
)
def test_a_secret_in_a_roster_is_refused_and_not_repeated(setting: str) -> None:
    message = refused(changed(SMALL, ("adapter: csv", f"adapter: csv, {setting}")))
    assert "a roster holds no secret" in message
    assert "hunter22" not in message


def test_the_name_of_a_variable_is_no_secret() -> None:
    read = roster(SMALL, ("adapter: csv", "adapter: csv, token_env: CORP_TOKEN, url: 'https://h.example.jp/'"))
    assert read.systems[0].settings["token_env"] == "CORP_TOKEN"


@pytest.mark.parametrize("named", ["AWS_SECRET_ACCESS_KEY", "HOME", "corp_token", "hunter22-hunter22", "A TOKEN"])
def test_a_variable_that_was_made_for_no_token_is_refused_and_not_repeated(named: str) -> None:
    message = refused(changed(SMALL, ("adapter: csv", f"adapter: csv, token_env: {named}")))
    assert "ends in _TOKEN" in message
    assert named not in message


@pytest.mark.parametrize("key", ["exceptions", "lent_data", "handover", "projects"])
def test_a_key_without_a_value_is_no_key(key: str) -> None:
    read = roster(SMALL, ("systems:", f"{key}:\n#  - {{}}\nsystems:"))
    assert (len(read.projects), read.exceptions, read.lent_data, read.handovers) == (1, (), (), ())


def test_a_mail_address_in_the_wrong_place_is_not_repeated() -> None:
    assert "hanako@" not in refused(changed(SMALL, ("person: p-2", "person: hanako@corp.example")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("- a", "is empty"),
        ("a: [", "is not YAML"),
        ("\x00", "is not YAML"),
        ("[" * 5_000, "nested too deeply"),
        ("a: " + "{a: " * 30 + "}" * 30, "nested too deeply"),
        ("? [a]\n: b", "a key has to be a word"),
        ("a: &a [*a]", "aliases go in a circle"),
        ("a: *nothing", "is not YAML"),
        ("a: !!python/object/apply:os.system [ls]", "schema: is required"),
        ("a: b\n---\nc: d", "is not YAML"),
    ],
)
def test_hostile_yaml_is_refused(text: str, told: str) -> None:
    assert told in refused(text)


def test_an_alias_bomb_costs_no_time() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    began = time.process_time()
    assert "too long" in refused(bomb)
    assert time.process_time() - began < 60


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029", "\r"])
def test_the_line_ends_of_yaml_do_not_shift_places(separator: str) -> None:
    text = SMALL.replace("name: 見本花子", f'name: "見本{separator}  花子"')
    place = roster(text).people[1].place
    assert text[place.start : place.end].startswith("{id: p-2")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "r.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ConfigError, match="is larger than"):
        load_roster(tmp_path / "r.yaml")


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_bytes("schema: 1\nname: 見本\n".encode("cp932"))
    with pytest.raises(ConfigError, match=r"r\.yaml:2: is not UTF-8"):
        load_roster(tmp_path / "r.yaml")


_KEYS = st.sampled_from(
    [
        "schema",
        "project",
        "projects",
        "people",
        "accounts",
        "systems",
        "exceptions",
        "handover",
        "id",
        "person",
        "from",
        "end",
    ]
)
_SCALARS = st.text(max_size=12) | st.integers() | st.none() | st.booleans()
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=15
)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | _VALUES.map(lambda value: json.dumps(value, ensure_ascii=False)))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with contextlib.suppress(ConfigError):
        assert roster_of(text, "r.yaml").projects
