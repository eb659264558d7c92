"""Java properties."""

from __future__ import annotations

from guard.checks.separation.readers.properties_reader import read_properties
from tests.checks.separation.readers.leaves import leaf_of, sources, values


def test_all_separators_and_escapes_are_those_of_java() -> None:
    text = "a=1\nb : 2\nc 3\nd\\=e\\ f=4\ng=\\u672c\\u756a\nh=a\\tb\\\\\n! no\n# no\nempty\n"
    assert values(read_properties, text) == {
        "a": "1",
        "b": "2",
        "c": "3",
        "d=e f": "4",
        "g": "本番",
        "h": "a\tb\\",
        "empty": "",
    }


def test_a_line_that_ends_in_a_backslash_goes_on() -> None:
    text = "hosts=db1.city.example.jp,\\\r\n      db2.city.example.jp\r\nnext=1\r\n"
    assert values(read_properties, text) == {"hosts": "db1.city.example.jp,db2.city.example.jp", "next": "1"}


def test_offsets_are_those_of_the_value_as_written() -> None:
    text = "\ufeff表題 = 値 \na=\\u672c\nb=x\\\n  y\n"
    assert sources(read_properties, text) == {"表題": "値 ", "a": "\\u672c", "b": "x\\\n  y"}


def test_documents_are_parts() -> None:
    leaves = read_properties("a=1\n#---\nb=2\n!---\nc=3\n# ---\nd=4\n").leaves
    assert {leaf.key[0]: leaf.part for leaf in leaves} == {"a": 0, "b": 1, "c": 2, "d": 2}


def test_placeholders_are_expressions() -> None:
    text = "a=${HOST:db.city.example.jp}\nb=@db.host@\nc=jdbc:postgresql://@db.host@/city\nd=user@db.city.example.jp\n"
    assert leaf_of(read_properties, text, "a").default == "db.city.example.jp"
    assert [leaf.is_expression for leaf in read_properties(text).leaves] == [True, True, True, False]


def test_an_escaped_pair_of_surrogates_is_one_character() -> None:
    assert values(read_properties, "a=\\ud83d\\ude00\nb=\\ud83d\n") == {"a": "😀", "b": "\ufffd"}
