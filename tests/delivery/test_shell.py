"""A path becomes one word of a shell, and the word shows on a console as it is."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.delivery.shell import word
from guard.report.console import visible
from tests.conftest import missing_tool

_NAMES = st.binary(min_size=1, max_size=30).map(lambda raw: raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))


def _read_by_bash(words: list[str]) -> list[bytes]:
    bash = shutil.which("bash")
    if bash is None:
        missing_tool("bash")
    script = f"printf '%s\\0' {' '.join(words)}".encode("utf-8", "surrogateescape")
    return subprocess.run([str(bash)], input=script, check=True, capture_output=True).stdout.split(b"\0")[:-1]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", "a.csv"),
        ("名簿 1.csv", "'名簿 1.csv'"),
        ("a\nb.csv", r"$'a\012b.csv'"),
        ("it's\t\\.csv", r"$'it\'s\011\\.csv'"),
        ("\udcff\udcfe.csv", r"$'\377\376.csv'"),
        ("a\u202eb", r"$'a\342\200\256b'"),
    ],
)
def test_a_word_is_plain_where_it_can_be(path: str, expected: str) -> None:
    assert word(path) == expected


@settings(max_examples=20, deadline=None)
@given(st.lists(_NAMES | st.text(min_size=1, max_size=9, alphabet="氏 '\\\n\x1b\u202e$`\"!*"), min_size=1, max_size=40))
def test_a_shell_reads_the_very_bytes_and_a_console_shows_the_word_unchanged(names: list[str]) -> None:
    words = [word(name) for name in names]
    assert _read_by_bash(words) == [name.encode("utf-8", "surrogateescape") for name in names]
    assert [visible(one) for one in words] == words
