from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.format import Format, format_of, profile_of, reader_of
from guard.model import Profile


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/users.csv", Format.CSV),
        ("a/users.csv.txt", Format.CSV),
        ("a/USERS.TSV", Format.TSV),
        ("data/map.geojson", Format.JSON),
        ("log.ndjson", Format.JSONL),
        ("composer.lock", Format.JSON),
        ("Cargo.lock", Format.TOML),
        ("docker-compose.yml", Format.YAML),
        ("config/database.yml.example", Format.YAML),
        ("pyproject.toml", Format.TOML),
        (".env", Format.ENV),
        (".env.local", Format.ENV),
        ("prod.env", Format.ENV),
        ("app.service", Format.INI),
        ("messages_ja.properties", Format.PROPERTIES),
        ("db/seeds.sql.erb", Format.SQL),
        ("Resources.resx", Format.XML),
        ("Info.plist", Format.XML),
        ("index.html.erb", Format.HTML),
        ("README.md", Format.MARKDOWN),
        ("Dockerfile", Format.CODE),
        ("Dockerfile.dev", Format.CODE),
        ("src/main.py", Format.CODE),
        ("requirements.txt", Format.TEXT),
    ],
)
def test_name_tells_the_format_whatever_the_content(path: str, expected: Format) -> None:
    assert format_of(path, "") is expected
    assert format_of(path, '{"a": "x"}') is expected


TABLE = "氏名,電話番号,住所\n" + "山田太郎,03-1234-5678,東京都千代田区1-1\n" * 5


@pytest.mark.parametrize("path", ["dump", "export.txt", "x.dat", "x.dump", "x.unknown"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE, Format.CSV),
        (TABLE.replace(",", "\t"), Format.TSV),
        ('\ufeff {"a": "x"}', Format.JSON),
        ('[{"a": 1}]', Format.JSON),
        ("[[1, 2], [3, 4]]", Format.JSON),
        ('{"a": "x"}\n{"a": "y"}\n', Format.JSONL),
        ('<?xml version="1.0"?>\n<a>x</a>', Format.XML),
        ("<users><user>x</user></users>", Format.XML),
        ("<!DOCTYPE html>\n<html><body>x</body></html>", Format.HTML),
        ("# c\n[section]\nkey = x\n", Format.INI),
        ("A=1\n# c\nB=2\n", Format.ENV),
        ("---\na:\n  - b: x\n", Format.YAML),
        ("a:\n  b: x\n", Format.YAML),
        ("INSERT INTO users (name) VALUES ('x');\nINSERT INTO users (name) VALUES ('y');\n", Format.SQL),
        ("#!/bin/sh\nA=1\n", Format.CODE),
        ("[重要] お知らせ\n本文です。\n", Format.TEXT),
        ("[1] a footnote\n[2] another one\n", Format.TEXT),
        ("山田さんへ\nNote: see below\n", Format.TEXT),
        ("", Format.TEXT),
    ],
)
def test_content_tells_the_format_where_the_name_does_not(path: str, text: str, expected: Format) -> None:
    assert format_of(path, text) is expected


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_has_a_reader_but_source_code(format_: Format) -> None:
    reader = reader_of(format_)
    assert (reader is None) == (format_ is Format.CODE)
    if reader is not None:
        assert list(reader("")) == []


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (Format.JSON, '{"氏名": "x"}'),
        (Format.JSONL, '{"氏名": "x"}\n'),
        (Format.YAML, "氏名: x\n"),
        (Format.TOML, '"氏名" = "x"\n'),
        (Format.INI, "氏名=x\n"),
        (Format.ENV, "氏名=x\n"),
        (Format.PROPERTIES, "氏名: x\n"),
        (Format.XML, "<氏名>x</氏名>"),
        (Format.CSV, "氏名,電話番号\nx,y\n"),
        (Format.TSV, "氏名\t電話番号\nx\ty\n"),
        (Format.SQL, "INSERT INTO t (氏名) VALUES ('x');"),
        (Format.MARKDOWN, "| 氏名 | 電話 |\n|---|---|\n| x | y |\n"),
        (Format.HTML, "<table><tr><th>氏名</th></tr><tr><td>x</td></tr></table>"),
        (Format.TEXT, "| 氏名 | 電話 |\n|---|---|\n| x | y |\n"),
    ],
)
def test_reader_reads_its_format(format_: Format, text: str) -> None:
    reader = reader_of(format_)
    assert reader is not None
    found = [(field.label, text[field.start : field.end]) for field in reader(text)]
    assert ("氏名", "x") in found


def test_readers_are_not_imported_before_they_are_called() -> None:
    program = (
        "import sys; from guard.extract.format import format_of, reader_of, Format; reader_of(Format.JSON);"
        "format_of('a.py', 'x'); print([m for m in sys.modules if m.startswith('guard.extract.')])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['guard.extract.format']"


LONG = "var a=1;" * 1_000
SHORT = "var a = 1;\n" * 1_000


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("package-lock.json", "{}", Profile.LOCK),
        ("a/b/Gemfile.lock", "", Profile.LOCK),
        ("go.sum", "", Profile.LOCK),
        ("a.min.js", SHORT, Profile.MINIFIED),
        ("bundle.js", LONG, Profile.MINIFIED),
        ("bundle.js", SHORT * 20 + "x" * 5_001, Profile.MINIFIED),
        ("bundle.js", SHORT * 20 + "x" * 5_000, Profile.SOURCE),
        ("style.css", LONG, Profile.MINIFIED),
        ("a.js.map", '{"mappings":"' + "A" * 9_000 + '"}', Profile.MINIFIED),
        ("world.map", '{"x":"' + "A" * 9_000 + '"}', Profile.SOURCE),
        ("a.js", "// @generated by x\n" + SHORT, Profile.GENERATED),
        ("a.css", "/* Code generated. DO NOT EDIT. */\n" + SHORT, Profile.GENERATED),
        ("a.js", SHORT + "// @generated\n", Profile.SOURCE),
        ("a.js", SHORT, Profile.SOURCE),
        ("a.py", "# @generated\n" + LONG, Profile.SOURCE),
    ],
)
def test_profile_follows_name_and_evidence(path: str, text: str, expected: Profile) -> None:
    assert profile_of(path, text) is expected


@pytest.mark.parametrize("folder", ["generated", "build", "vendor", "node_modules/x", "dist"])
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.min.json", "a.sql", "a.yml", "a.xml", "a.txt", "my.lock"])
def test_structured_data_is_source_in_any_folder(folder: str, name: str) -> None:
    assert profile_of(f"{folder}/{name}", "// @generated DO NOT EDIT\n" + LONG) is Profile.SOURCE


@given(st.text(max_size=30), st.text(alphabet="{}[]<>\"'a:-=, \n\t#!x1|;", max_size=80))
def test_any_path_and_text_have_a_format_and_a_profile(path: str, text: str) -> None:
    assert isinstance(format_of(path, text), Format)
    assert isinstance(profile_of(path, text), Profile)


@pytest.mark.parametrize("piece", ["[", "{", "<", "-", "a: ", "a=", "\n", " ", "#\n", "[a", "a\n", "- "])
def test_a_megabyte_of_one_piece_is_told_in_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    format_of("x", text)
    profile_of("x.js", text)
    assert time.process_time() - start < 40
