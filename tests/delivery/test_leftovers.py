"""What stays behind in a clone: each kind planted in a real repository, and nothing told where nothing is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from guard.control import Answer, Command, Observation
from guard.delivery.large_files import pointers
from guard.delivery.leftovers import (
    HALF_WRITTEN,
    IGNORED,
    LARGE_FILES,
    MERGE_MEMORY,
    NESTED,
    NONE,
    OLD_BACKUP,
    OLD_MODULES,
    SUBMODULES,
    observe,
)
from guard.sources.repository import opened
from tests.conftest import Checkout

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 4\n"


def _observed(checkout: Checkout) -> Observation:
    with opened(checkout.root) as repository:
        return observe(repository, pointers(repository))


def _messages(told: Observation) -> list[str]:
    return [one.message for one in told.details]


@pytest.mark.parametrize("place", ["pack/tmp_pack_abc", "ab/tmp_obj_abc", "pack/.tmp-1-pack-abc.pack", "tmp_objdir"])
def test_what_git_never_finished_to_write_is_told(checkout: Checkout, place: str) -> None:
    checkout.commit()
    checkout.write(f".git/objects/{place}", "half a pack\n")
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.UNKNOWN, [HALF_WRITTEN])
    assert told.commands == (Command("git prune --expire=now"),)


def test_a_clean_clone_has_no_leftovers(checkout: Checkout) -> None:
    checkout.write(".gitignore", "*.log\nnode_modules/\nsecret.txt\n")
    checkout.write("node_modules/a/data.csv", "a")
    checkout.write("secret.txt", "a")
    checkout.commit()
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.GOOD, [NONE])


@pytest.mark.parametrize("name", ["dump.SQL", "out/住民.xlsx", "backup.tar.gz", "db.sqlite3"])
def test_an_ignored_file_of_records_is_told(checkout: Checkout, name: str) -> None:
    checkout.write(".gitignore", f"/{name}\n")
    checkout.commit()
    checkout.write(name, "a")
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.GOOD, [IGNORED])
    assert dict(told.details[0].args) == {"n": "1", "path": name}


def test_a_remembered_merge_is_a_leftover(checkout: Checkout) -> None:
    checkout.commit()
    folder = checkout.root / ".git" / "rr-cache" / ("0" * 40)
    folder.mkdir(parents=True)
    (folder / "preimage").write_text("a", encoding="ascii")
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.BAD, [MERGE_MEMORY])
    assert told.commands == (Command("rm -r .git/rr-cache"),)


def _large_file(checkout: Checkout, content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    place = checkout.root / ".git" / "lfs" / "objects" / name[:2] / name[2:4] / name
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    return name


def test_a_large_file_that_no_commit_names_is_a_leftover(checkout: Checkout) -> None:
    named = _large_file(checkout, b"here")
    checkout.write("a.bin", POINTER.format(oid=named))
    checkout.commit()
    assert _messages(_observed(checkout)) == [NONE]
    _large_file(checkout, b"lost")
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.BAD, [LARGE_FILES])


def test_a_large_file_that_only_the_past_names_is_none(checkout: Checkout) -> None:
    checkout.write("a.bin", POINTER.format(oid=_large_file(checkout, b"here")))
    checkout.commit()
    (checkout.root / "a.bin").unlink()
    checkout.commit("removed")
    assert _messages(_observed(checkout)) == [NONE]


def test_refs_that_a_rewriting_left_are_a_leftover(checkout: Checkout) -> None:
    checkout.commit()
    checkout.git("update-ref", "refs/original/refs/heads/main", "HEAD")
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.BAD, [OLD_BACKUP])


def test_a_submodule_is_judged_elsewhere(checkout: Checkout, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    module = Checkout(other, checkout.environ)
    module.commit()
    checkout.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "lib")
    checkout.commit()
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.UNKNOWN, [SUBMODULES, OLD_MODULES])


def test_a_repository_inside_that_is_no_submodule_is_a_leftover(checkout: Checkout) -> None:
    checkout.commit()
    inner = checkout.root / "copy"
    inner.mkdir()
    Checkout(inner, checkout.environ).commit()
    told = _observed(checkout)
    assert (told.answer, _messages(told)) == (Answer.BAD, [NESTED])


def test_a_bare_repository_has_an_answer(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit()
    bare = tmp_path / "bare.git"
    checkout.git("clone", "--quiet", "--bare", ".", str(bare))
    with opened(bare) as repository:
        assert observe(repository, pointers(repository)).answer is Answer.GOOD
