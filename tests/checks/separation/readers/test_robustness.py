"""Any text ends in leaves whose places are in the text, quickly, and never in an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.checks.separation.readers.dotenv_reader import read_dotenv
from guard.checks.separation.readers.hocon_reader import read_hocon
from guard.checks.separation.readers.javascript_reader import read_javascript
from guard.checks.separation.readers.limits import MAX_LENGTH, TOO_LARGE
from guard.checks.separation.readers.php_reader import read_php
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.python_reader import read_python
from guard.checks.separation.readers.ruby_reader import read_ruby
from guard.checks.separation.readers.xml_reader import read_xml
from guard.checks.separation.setting import Reader

READERS = {
    reader.__name__: reader
    for reader in (
        read_dotenv,
        read_hocon,
        read_javascript,
        read_php,
        read_properties,
        read_python,
        read_ruby,
        read_xml,
    )
}
TOKENS = (
    "A=", "'", '"', "`", "\\", "\n", "\r\n", "\r", "#", "#---\n", "${", "}", "{", "[", "]", "(", ")", "<a>", "</a>", "<![CDATA[",
    "]]>", "&amp;", "=>", ",", ";", "env(", "ENV[", "<<<X\n", "<<~X\n", "X", ":", "a: ", "config.x = ", "return ", "<?php ", "=begin\n",
    "%w[", "from .b import *\n", "x = ", "class C:\n ", "本", "\ud800", "\x00", "\ufeff", " ", "/*", "||", ".", "\t", "é",
)  # fmt: skip
STREAMS = st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=60).map("".join)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None)
@given(text=STREAMS | st.text(st.characters(exclude_categories=())))
def test_any_text_is_read_without_an_exception(name: str, text: str) -> None:
    reading = READERS[name](text)
    for leaf in reading.leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
        assert all(isinstance(part, str) for part in leaf.key)
        leaf.value.encode("utf-8", "surrogatepass")


HOSTILE = {
    "open brackets": "[" * 100_000,
    "calls": "a(" * 50_000,
    "quotes": '"' * 99_999,
    "escaped quotes": "A='" + "\\'" * 49_000,
    "escaped quotes outside": "\\'" * 49_000,
    "a lone backslash at the end": "'\\" * 50_000,
    "another lone backslash at the end": '"\\' * 50_000,
    "signs of variables": "@" * 99_999,
    "here documents on one line": "x<<X" * 25_000,
    "one long line": "a" * 100_000,
    "many lines": "\n" * 100_000,
    "spaces": "A=" + " " * 99_000,
    "continued lines": "a\\\n" * 32_000,
    "here documents": "<<<A\n" * 18_000,
    "other here documents": "x = <<~A\n" * 10_000,
    "words in brackets": "%w[" * 32_000,
    "regular expressions": "= /\\" * 24_000,
    "comments": "/*" * 50_000,
    "tags": "<a>" * 32_000,
    "attributes": "<a " + 'x="1" ' * 16_000 + ">",
    "text and elements": "<a>" + "本<b>1</b>" * 8_000 + "</a>",
    "references": "a=" + "${" * 49_000,
    "at signs": "a=" + "@a." * 32_000,
    "assignments": "a = 1\n" * 16_000,
    "Japanese on one line": "A=[" + '"本",' * 20_000 + "]",
    "NUL": "\x00" * 100_000,
    "dots": "x = a" + ".b" * 40_000,
    "unary": "x = " + "-" * 80_000,
    "labels": "a: " * 32_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_hostile_texts_take_linear_time(reader: Reader, kind: str) -> None:
    began = time.process_time()
    reader(HOSTILE[kind])
    assert time.process_time() - began < 20, "a hundred thousand code points are read in a fraction of a second"


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_what_is_larger_than_configuration_is_told_and_not_read(reader: Reader) -> None:
    reading = reader("A=1\n" * (MAX_LENGTH // 2))
    assert (list(reading.leaves), reading.broken) == ([], TOO_LARGE)
