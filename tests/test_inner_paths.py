"""A pattern with ``!`` means a part of an archive or a document, and nothing else of it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from guard.policy.glob import covers, touches
from tests.conftest import Checkout, Runner

LINE = "電話番号：048-922-7731\n"


@pytest.mark.parametrize(
    ("pattern", "members", "expected"),
    [
        ("data/a.zip", ("x.csv",), True),
        ("data/a.zip!x.csv", ("x.csv",), True),
        ("a.zip!x.csv", ("deep/x.csv",), True),
        ("a.zip!deep/*.csv", ("deep/x.csv",), True),
        ("a.zip!deep/*.csv", ("x.csv",), False),
        ("a.zip!**", ("inner.zip", "x.csv"), True),
        ("a.zip!inner.zip!x.csv", ("inner.zip", "x.csv"), True),
        ("a.zip!inner.zip", ("inner.zip", "x.csv"), False),
        ("a.zip!x.csv", (), False),
        ("b.zip!x.csv", ("x.csv",), False),
        ("!x.csv", ("x.csv",), False),
    ],
)
def test_a_pattern_means_a_part(pattern: str, members: tuple[str, ...], expected: bool) -> None:
    assert covers(pattern, "data/a.zip", members) is expected


def test_a_name_with_an_exclamation_mark_is_a_name() -> None:
    assert covers("hurra!.txt", "hurra!.txt", ())


def test_a_file_of_which_a_part_is_treated_apart_is_touched() -> None:
    assert touches("a.zip!x.csv", "data/a.zip")
    assert not touches("b.zip!x.csv", "data/a.zip")


def test_a_part_is_allowed_and_a_skip_of_a_part_is_accepted(checkout: Checkout, sekisho: Runner) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("sample/a.txt", "real/a.txt"):
            archive.writestr(name, LINE)
        archive.writestr("broken.zip", b"PK\3\4broken")
    checkout.write("box.zip", buffer.getvalue())
    entry = 'reason = "a sample of the maker"\nowner = "security lead"\nexpires = 2099-01-01\n'
    checkout.write(
        "sekisho.toml",
        f'[[allow]]\npath = "box.zip!sample/**"\n{entry}'
        f'[[accept-skip]]\npath = "box.zip!broken.zip"\nreason-code = "malformed"\n{entry}',
    )
    done = sekisho("scan", "--format", "json", cwd=checkout.root)
    findings = json.loads(done.out)["findings"]
    assert {(one["members"][0], one["disposition"]) for one in findings} == {
        ("sample/a.txt", "allowed-config"),
        ("real/a.txt", "reported"),
    }
    assert done.code == 1
