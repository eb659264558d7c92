"""Files that only got another name, as Git tells: the names they had, and none of copies and of edited ones."""

from __future__ import annotations

import pytest

from guard.sources import renamed
from guard.sources.renamed import other_names
from guard.sources.repository import Repository
from tests.conftest import Checkout


def told(checkout: Checkout, *gone: str, backwards: bool = False) -> dict[str, set[str]]:
    with Repository(checkout.root) as repository:
        return {name: set(names) for name, names in other_names(repository, gone, backwards=backwards).items()}


@pytest.fixture
def moved(checkout: Checkout) -> Checkout:
    """``a`` became ``b`` and then ``c``; ``d`` was edited with its new name, ``f`` copied."""
    for name in ("a", "d", "f"):
        checkout.write(f"{name}.txt", f"the file {name}\n" * 5)
    checkout.commit()
    checkout.git("mv", "a.txt", "b.txt")
    checkout.git("mv", "d.txt", "e.txt")
    checkout.write("e.txt", "the file d\n" * 4 + "another line\n")
    checkout.write("g.txt", "the file f\n" * 5)
    checkout.commit()
    checkout.git("mv", "b.txt", "日本/c.txt", check=False)
    (checkout.root / "日本").mkdir(exist_ok=True)
    checkout.git("mv", "b.txt", "日本/c.txt")
    checkout.commit()
    return checkout


@pytest.mark.parametrize("most", [200, 0], ids=["asked by name", "of all that was renamed"])
def test_a_file_is_followed_through_its_names(moved: Checkout, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(renamed, "_MOST_ASKED", most)
    assert told(moved, "a.txt")["日本/c.txt"] == {"a.txt"}
    assert told(moved, "日本/c.txt", backwards=True)["a.txt"] == {"日本/c.txt"}


def test_neither_a_copy_nor_an_edited_file_is_one(moved: Checkout) -> None:
    assert told(moved, "d.txt", "f.txt") == {}


def test_what_is_staged_counts_before_it_is_committed(moved: Checkout) -> None:
    moved.git("mv", "f.txt", "h.txt")
    assert told(moved, "f.txt") == {"h.txt": {"f.txt"}}


@pytest.mark.parametrize("hostile", ["a\nb", ":(glob)**", "-x", "\udcff\udcfe", "<commit message>", "", "x" * 5000])
def test_no_path_that_a_baseline_may_hold_is_an_instruction(moved: Checkout, hostile: str) -> None:
    assert told(moved, hostile, "a\0b") == {}
    assert told(moved, hostile, "a.txt")["日本/c.txt"] == {"a.txt"}


def test_an_empty_repository_tells_nothing(checkout: Checkout) -> None:
    assert told(checkout, "a.txt") == {}
