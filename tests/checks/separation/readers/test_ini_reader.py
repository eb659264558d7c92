from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.ini_reader import read_ini, read_inventory
from guard.checks.separation.readers.limits import MALFORMED
from guard.checks.separation.setting import Reading


def values(reading: Reading) -> dict[str, str]:
    return {".".join(leaf.key): leaf.value for leaf in reading.leaves}


def test_sections_comments_and_quotes_are_understood() -> None:
    text = '\ufefftop = 1\r\n[db]\r\nhost = "db.prod.city.example.jp" ; main\r\nuser: juki # x\r\n; no\r\n[remote "origin"]\r\nurl=http://x:1/#a\r\n'
    reading = read_ini(text)
    assert reading.broken is None
    assert values(reading) == {
        "top": "1",
        "db.host": "db.prod.city.example.jp",
        "db.user": "juki",
        "remote.origin.url": "http://x:1/#a",
    }
    assert all(text[leaf.start : leaf.end] == leaf.value for leaf in reading.leaves)


def test_a_line_that_is_no_pair_is_told() -> None:
    reading = read_ini("[a]\nx = 1\njunk\n")
    assert (values(reading), reading.broken) == ({"a.x": "1"}, MALFORMED)


def test_an_inventory_has_hosts_with_variables_and_groups_with_variables() -> None:
    text = (
        'web0 ansible_host=10.0.0.1\n[prod]\ndb01.city.example.jp ansible_user="x y" port=5432 # c\n'
        "[prod:vars]\ndb_host=db.prod.city.example.jp\n[all:children]\nprod\n"
    )
    reading = read_inventory(text)
    assert values(reading) == {
        "ungrouped.hosts.web0": "web0",
        "ungrouped.web0.ansible_host": "10.0.0.1",
        "prod.hosts.db01.city.example.jp": "db01.city.example.jp",
        "prod.db01.city.example.jp.ansible_user": "x y",
        "prod.db01.city.example.jp.port": "5432",
        "prod.vars.db_host": "db.prod.city.example.jp",
        "all.children.prod": "prod",
    }
    assert all(text[leaf.start : leaf.end] == leaf.value for leaf in reading.leaves)


@given(st.text(alphabet=st.sampled_from("[]=:;#\"' ab\n\r\t\ud800\x00"), max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in (*read_ini(text).leaves, *read_inventory(text).leaves):
        assert 0 <= leaf.start <= leaf.end <= len(text)
