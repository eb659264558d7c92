from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP, TOO_LARGE, TOO_MANY
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Leaf


def leaves(text: str) -> dict[str, Leaf]:
    reading = read_yaml(text)
    assert reading.broken is None
    return {".".join(leaf.key): leaf for leaf in reading.leaves}


def values(text: str) -> dict[str, str]:
    return {key: leaf.value for key, leaf in leaves(text).items()}


def sources(text: str) -> dict[str, str]:
    """What stands at the places of the leaves."""
    return {key: text[leaf.start : leaf.end] for key, leaf in leaves(text).items()}


def test_keys_are_paths_and_items_of_lists_are_numbered() -> None:
    text = "db:\n  host: db.prod.city.example.jp\n  replicas: [r1, r2]\nusers:\n- name: juki\n"
    assert values(text) == {
        "db.host": "db.prod.city.example.jp",
        "db.replicas.0": "r1",
        "db.replicas.1": "r2",
        "users.0.name": "juki",
    }


def test_places_are_those_of_the_content_without_quotes_anchors_and_headers() -> None:
    text = "\ufeff名前: &a 住基\nq: \"x\\u3042\"\ns: 'it''s'\nb: |\n  one\n  two\n# after\nn: &c !!str  123\ne:\n"
    assert sources(text) == {
        "名前": "住基",
        "q": "x\\u3042",
        "s": "it''s",
        "b": "one\n  two",
        "n": "123",
        "e": "",
    }
    assert values(text)["q"] == "xあ"
    assert values(text)["b"] == "one\ntwo\n"


def test_an_alias_is_read_where_its_anchor_stands() -> None:
    text = "base: &host db.example.jp\nprod:\n  host: *host\n"
    assert sources(text)["prod.host"] == "db.example.jp"
    assert leaves(text)["prod.host"].start == text.index("db.example.jp")


def test_what_a_section_writes_wins_over_what_it_merges() -> None:
    text = "default: &d {host: a, port: 1}\nother: &o {host: z, pool: 5}\nprod:\n  <<: [*d, *o]\n  host: b\n"
    found = values(text)
    assert (found["prod.host"], found["prod.port"], found["prod.pool"]) == ("b", "1", "5")
    assert "prod.<<" not in found


def test_an_anchor_given_twice_is_no_error() -> None:
    assert values("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": "1", "b": "1", "c": "2", "d": "2"}


def test_a_repeated_key_is_read_both_times() -> None:
    assert [leaf.value for leaf in read_yaml("a: 1\na: 2\n").leaves] == ["1", "2"]


def test_documents_are_counted() -> None:
    reading = read_yaml("a: 1\n---\n---\nb: 2\n")
    assert [(leaf.key, leaf.part) for leaf in reading.leaves if leaf.value] == [(("a",), 0), (("b",), 2)]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("!Ref Database", "!Ref Database"),
        ('!Sub "${Stage}-db"', "!Sub ${Stage}-db"),
        ('!Join [":", [a, b]]', '!Join [":", [a, b]]'),
        ("${{ secrets.PROD_KEY }}", "${{ secrets.PROD_KEY }}"),
        ("{{ .Values.host }}", "{{ .Values.host }}"),
        ('"{{ a }}-{{ b }}"', "{{ a }}-{{ b }}"),
        ("<%= ENV['DB'] %>", "<%= ENV['DB'] %>"),
        ("@db.password@", "@db.password@"),
        ("%env(DATABASE_URL)%", "%env(DATABASE_URL)%"),
        ("${DB_HOST}", "${DB_HOST}"),
    ],
)
def test_what_is_filled_in_later_is_an_expression_with_its_source(source: str, value: str) -> None:
    leaf = leaves(f"a:\n  key: {source}\n  next: 1\n")["a.key"]
    assert (leaf.value, leaf.is_expression) == (value, True)


def test_an_encrypted_value_of_ansible_is_an_expression() -> None:
    leaf = leaves("password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6638\n")["password"]
    assert leaf.is_expression
    assert leaf.value.startswith("!vault")


def test_lines_of_templates_leave_the_rest_as_it_is() -> None:
    text = "{{- if .Values.db }}\ndb:\n  {%- if a %}\n  host: h\n  {% endif %}\n  {{ .key }}: v\n{{- end }}\n<% if x %>\nlast: 1\n<% end %>\n"
    assert values(text) == {"db.host": "h", "db.{{ .key }}": "v", "last": "1"}
    assert sources(text)["last"] == "1"


def test_what_is_no_yaml_is_read_line_by_line_and_told() -> None:
    text = "db:\n\thost: db.example.jp # main\n  list:\n  - name: 'x'\n    port: 1\n<<<<<<< HEAD\nuser: juki\n"
    reading = read_yaml(text)
    assert reading.broken == MALFORMED
    found = {".".join(leaf.key): leaf.value for leaf in reading.leaves}
    assert found["db.host"] == "db.example.jp"
    assert found["user"] == "juki"
    assert all(text[leaf.start : leaf.end] == leaf.value for leaf in reading.leaves)


def test_documents_before_a_broken_one_are_kept() -> None:
    reading = read_yaml("a: 1\n---\nb: [1\n---\nc: 2\n")
    assert reading.broken == MALFORMED
    assert reading.leaves[0].key == ("a",)


def test_laughs_by_the_billion_end_early() -> None:
    letters = "abcdefghijkl"
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in pairwise(letters)]
    assert read_yaml("\n".join(lines)).broken == TOO_MANY


@pytest.mark.parametrize("text", ["&a [*a, *a]", "&a {k: *a, l: *a}", "&a {<<: *a, b: 1}"])
def test_an_anchor_inside_of_itself_ends(text: str) -> None:
    assert len(read_yaml(text).leaves) < 2


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? ", "[["])
def test_depth_is_bounded(opener: str) -> None:
    assert read_yaml(opener * 50_000).broken == TOO_DEEP


def test_size_is_bounded() -> None:
    assert read_yaml("a: " + "x" * 2_000_000).broken == TOO_LARGE


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[a-z0-9本番.\-/:@]{1,30}", fullmatch=True)
    )
)
def test_plain_scalars_stand_where_the_leaf_says(settings: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in settings.items())
    for leaf in read_yaml(text).leaves:
        assert text[leaf.start : leaf.end] == leaf.value or leaf.is_expression


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#\n \t<?,\\x0é本\ud800\x00"), max_size=60))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in read_yaml(text).leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
