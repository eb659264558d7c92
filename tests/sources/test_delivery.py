"""A delivery: the history and the working tree, each content once, and nothing left out."""

from __future__ import annotations

import pytest

from guard.model import Blob, Skip
from guard.sources.delivery import HISTORY, WORKTREE, DeliverySource, git_name
from tests.conftest import Checkout


def source(checkout: Checkout) -> DeliverySource:
    return DeliverySource(checkout.root, max_bytes=1 << 20, is_special=lambda _path: False)


def contents(found: DeliverySource) -> list[tuple[str, bytes, tuple[str, ...]]]:
    items = [one for one in found.blobs() if isinstance(one, Blob)]
    return [(one.origin.path, one.read(), found.parts_of(one)) for one in items if one.oid or not one.origin.commit]


def of(path: str, found: DeliverySource) -> list[tuple[bytes, tuple[str, ...]]]:
    return [(content, parts) for name, content, parts in contents(found) if name == path]


def test_a_file_that_is_as_committed_comes_once(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    found = source(checkout)
    assert of("a.txt", found) == [(b"one\n", (HISTORY, WORKTREE))]
    assert (found.files, found.committed) == (1, 1)


def test_a_changed_file_comes_in_both_versions(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    checkout.write("a.txt", "two\n")
    found = source(checkout)
    assert of("a.txt", found) == [(b"one\n", (HISTORY, WORKTREE)), (b"two\n", (WORKTREE,))]


def test_what_the_last_commit_no_longer_has_belongs_to_the_history_alone(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    checkout.write("a.txt", "two\n")
    checkout.commit()
    assert sorted(of("a.txt", source(checkout))) == [(b"one\n", (HISTORY,)), (b"two\n", (HISTORY, WORKTREE))]


def test_a_copy_under_another_name_comes_for_its_name(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    checkout.write("copy.txt", "one\n")
    assert of("copy.txt", source(checkout)) == [(b"one\n", (WORKTREE,))]


def test_a_file_whose_line_ends_git_changed_comes_again(checkout: Checkout) -> None:
    checkout.write(".gitattributes", "*.txt text\n")
    checkout.write("a.txt", b"one\r\n")
    checkout.commit()
    assert (b"one\r\n", (WORKTREE,)) in of("a.txt", source(checkout))


def test_an_object_that_no_ref_reaches_comes_too(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    checkout.write("b.txt", "lost\n")
    checkout.git("hash-object", "-w", "b.txt")
    (checkout.root / "b.txt").unlink()
    assert b"lost\n" in [content for _path, content, _parts in contents(source(checkout))]


def test_a_file_that_is_too_large_is_no_file_as_committed(checkout: Checkout) -> None:
    checkout.write("a.txt", "x" * (2 << 20))
    checkout.commit()
    found = source(checkout)
    assert "a.txt" in [one.origin.path for one in found.blobs() if one.origin.commit is None]
    assert found.committed == 0


def test_a_repository_without_a_commit_is_its_working_tree(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    found = source(checkout)
    assert of("a.txt", found) == [(b"one\n", (WORKTREE,))]
    assert found.commit is None


def test_skips_of_the_sources_are_told_with_their_part(checkout: Checkout) -> None:
    checkout.write("a.txt", "one\n")
    checkout.commit()
    (checkout.root / "a.txt").unlink()
    (checkout.root / "a.txt").mkdir()
    found = source(checkout)
    skips = [one for one in found.blobs() if isinstance(one, Skip)]
    assert [skip for _part, skip in found.told] == skips


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_the_name_of_a_blob_is_the_one_that_git_gives_it(checkout: Checkout, object_format: str) -> None:
    folder = checkout.root.parent / object_format
    folder.mkdir()
    checkout.git("init", "--quiet", f"--object-format={object_format}", str(folder))
    checkout.write("a.txt", "内容\n")
    said = checkout.git("-C", str(folder), "hash-object", str(checkout.root / "a.txt")).stdout.decode().strip()
    assert git_name("内容\n".encode(), len(said)) == said
