"""Texts that are made to cost: every reader comes back soon, with or without a result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from guard.checks.separation.readers.dockerfile_reader import read_dockerfile
from guard.checks.separation.readers.hcl_reader import read_hcl
from guard.checks.separation.readers.ini_reader import read_ini, read_inventory
from guard.checks.separation.readers.json_reader import read_json
from guard.checks.separation.readers.toml_reader import read_toml
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Reading

READERS = (read_dockerfile, read_hcl, read_ini, read_inventory, read_json, read_toml, read_yaml)
SIZE = 120_000
PIECES = (
    *"[{(\"'a= \n#:,\\-?%@<&*!|",
    "a=", "a = \n", "a: \n", "- ", '"\\', '\\"', "/*", "${", "{{", "<%", "[a]\n", "[[a]]\n", "a.", "a{", "a=[1,", "<<A ", "RUN <<A\n",
    'a = "\n', "a = <<E\n", "'''", '"""', "&a ", "*a ", "!a ", "a: |\n", "---\n", "a: '\n", "{{a}} ", "ENV a=b ", "\0", "\ud800", "\r", "\x85",
)  # fmt: skip


def cpu_seconds(read: Callable[[str], Reading], text: str) -> float:
    before = time.process_time()
    reading = read(text)
    assert all(0 <= leaf.start <= leaf.end <= len(text) for leaf in reading.leaves)
    return time.process_time() - before


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_one_thing_repeated_costs_little(read: Callable[[str], Reading]) -> None:
    slow = [piece for piece in PIECES if cpu_seconds(read, piece * (SIZE // len(piece))) > 15]
    assert slow == []


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_long_run_behind_a_start_costs_little(read: Callable[[str], Reading]) -> None:
    starts = (
        "",
        "a",
        "a ",
        "a=",
        "a = ",
        "a: ",
        "[a]",
        "[",
        "ENV ",
        "FROM a",
        "RUN a",
        '"',
        "a = {",
        "a = [",
        "a: !x",
        "${",
        "{{ ",
    )
    runs = (" ", "a", "a-", "1.", "b ", "\\ ", "x=", "- ", "/", "*")
    texts = [start + run * 15_000 + end for start in starts for run in runs for end in ("", "x\n")]
    slow = [text[:20] for text in texts if cpu_seconds(read, text) > 6]
    assert slow == []


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_yaml, "".join(f"k{i}: value{i}\n" for i in range(16_000))),
        (read_json, json.dumps({f"k{i}": f"value{i}" for i in range(16_000)})),
        (read_toml, "".join(f'k{i} = "value{i}"\n' for i in range(16_000))),
        (read_ini, "".join(f"k{i} = value{i}\n" for i in range(16_000))),
        (read_hcl, "".join(f'k{i} = "value{i}"\n' for i in range(16_000))),
    ],
)
def test_many_settings_are_all_read_within_a_second(read: Callable[[str], Reading], text: str) -> None:
    assert len(read(text).leaves) == 16_000
    assert cpu_seconds(read, text) < 10
