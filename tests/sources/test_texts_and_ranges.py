"""What Git stores as text, and what a range adds: every place with a planted line, merges against all their parents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.errors import UsageError
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Skip, SkipReason
from guard.sources.history import HistorySource
from guard.sources.range import RangeSource
from tests.sources.conftest import Scratch

PLANTED = "電話番号：048-922-7731"
PERSON = "A <a@example.com> 1700000000 +0900"


def in_scope(source: HistorySource | RangeSource) -> Iterator[tuple[str, str]]:
    """Path and text of every line that is looked at."""
    for item in source.blobs():
        if isinstance(item, Blob):
            for document in TextExtractor().extract(item):
                assert isinstance(document, Document), document
                changed = document.changed_lines
                for number, line in enumerate(document.text.splitlines(), start=1):
                    if changed is None or number in changed:
                        yield item.origin.path, line


def history(repository: Scratch) -> list[tuple[str, str]]:
    return sorted(in_scope(HistorySource(repository.path, unreachable=False, max_bytes=1 << 20)))


def added(repository: Scratch, expression: str) -> list[tuple[str, str]]:
    return sorted(
        one for one in in_scope(RangeSource(repository.path, expression, max_bytes=1 << 20)) if "a commit" not in one
    )


def planted(lines: list[tuple[str, str]]) -> list[str]:
    return [path for path, line in lines if PLANTED in line]


def skips(source: HistorySource | RangeSource) -> list[SkipReason]:
    return [item.reason for item in source.blobs() if isinstance(item, Skip)]


def stored(repository: Scratch, kind: str, content: bytes) -> str:
    """An object as it is given, whatever Git thinks of it."""
    oid = repository.git("hash-object", "-t", kind, "-w", "--stdin", "--literally", stdin=content)
    return oid.decode().strip()


def commit_of(repository: Scratch, message: bytes, *headers: bytes, author: str = PERSON) -> str:
    tree = repository.git("write-tree").decode().strip()
    head = f"tree {tree}\nauthor {author}\ncommitter {PERSON}\n".encode()
    oid = stored(repository, "commit", head + b"".join(header + b"\n" for header in headers) + b"\n" + message)
    repository.git("update-ref", "refs/heads/main", oid)
    return oid


# Messages


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp"])
def test_what_stands_behind_a_nul_byte_of_a_message_is_looked_at(repository: Scratch, codec: str) -> None:
    commit_of(repository, b"a change\n\0\n" + f"住民の{PLANTED}の件について\n".encode(codec))
    assert planted(history(repository)) == ["<commit message>"]


def test_a_message_in_utf_16_is_looked_at(repository: Scratch) -> None:
    commit_of(repository, f"\ufeffchange\n\n{PLANTED}\n".encode("utf-16-le"))
    assert planted(history(repository)) == ["<commit message>"]


@pytest.mark.parametrize("named", [b"", b"encoding ISO-8859-1", b"encoding Shift_JIS", b"encoding no-such"])
def test_a_message_is_decoded_by_what_it_is_and_not_by_what_it_says(repository: Scratch, named: bytes) -> None:
    commit_of(repository, f"不具合を直す\n\n住民の{PLANTED}\n".encode("cp932"), *([named] if named else []))
    assert planted(history(repository)) == ["<commit message>"]


def test_what_stands_behind_a_nul_byte_of_a_tag_is_looked_at(repository: Scratch) -> None:
    commit = repository.commit(a_txt="a\n")
    tag = stored(
        repository, "tag", f"object {commit}\ntype commit\ntag v1\ntagger {PERSON}\n\nv1\n\0{PLANTED}\n".encode()
    )
    repository.git("update-ref", "refs/tags/v1", tag)
    assert planted(history(repository)) == ["<tag message>"]


def test_the_message_of_a_tag_of_a_tag_is_looked_at(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    repository.git("tag", "-a", "-m", PLANTED, "inner")
    repository.git("tag", "-a", "-m", "outer", "outer", "inner")
    repository.git("tag", "-d", "inner")
    assert planted(history(repository)) == ["<tag message>"]


def test_a_tag_that_was_merged_is_looked_at(repository: Scratch) -> None:
    commit = repository.commit(a_txt="a\n")
    tag = f"mergetag object {commit}\n type commit\n tag v1\n tagger {PERSON}\n \n v1\n {PLANTED}"
    commit_of(repository, b"a merge\n", tag.encode())
    assert planted(history(repository)) == ["<tag message>"]


def test_a_header_of_a_kind_of_its_own_is_looked_at(repository: Scratch) -> None:
    commit_of(repository, b"a change\n", f"note first\n {PLANTED}".encode())
    assert planted(history(repository)) == ["<commit header>"]


SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n{}\niQEzBAABCAAdFiEE\n=Ab12\n-----END PGP SIGNATURE-----\n"


@pytest.mark.parametrize("words", [f"Comment: {PLANTED}\n", f"{PLANTED}\n"])
def test_words_in_a_signature_are_looked_at(repository: Scratch, words: str) -> None:
    commit = repository.commit(a_txt="a\n")
    head = f"object {commit}\ntype commit\ntag v1\ntagger {PERSON}\n\nv1\n"
    repository.git("update-ref", "refs/tags/v1", stored(repository, "tag", (head + SIGNATURE.format(words)).encode()))
    assert planted(history(repository)) == ["<tag message>"]


def test_what_follows_a_signature_is_looked_at_and_the_signature_is_not(repository: Scratch) -> None:
    commit = repository.commit(a_txt="a\n")
    head = f"object {commit}\ntype commit\ntag v1\ntagger {PERSON}\n\nv1\n"
    content = head + SIGNATURE.format("") + PLANTED + "\n"
    repository.git("update-ref", "refs/tags/v1", stored(repository, "tag", content.encode()))
    assert [line for path, line in history(repository) if path == "<tag message>"] == ["v1", PLANTED]


def test_a_signature_of_a_commit_is_no_text(repository: Scratch) -> None:
    commit_of(repository, b"a change\n", b"gpgsig " + SIGNATURE.format("").strip().replace("\n", "\n ").encode())
    assert [path for path, _ in history(repository)] == ["<commit message>"]


def test_the_name_of_an_author_is_looked_at_where_a_number_is_in_it(repository: Scratch) -> None:
    commit_of(repository, b"one\n", author="蓮 048-922-7731 <a@example.com> 1700000000 +0900")
    assert [line for path, line in history(repository) if path == "<author>"] == ["蓮 048-922-7731"]


def test_the_names_of_those_who_worked_on_a_change_are_left_out_and_a_number_is_not(repository: Scratch) -> None:
    commit_of(repository, "直す\n\nReviewed-by: 蓮 <123456789+ren@example.com>\nCc: 048-922-7731\n".encode())
    assert [line for _, line in history(repository)] == ["", "", "Cc: 048-922-7731", "直す"]


def test_names_of_branches_and_tags_are_looked_at(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    repository.git("branch", "相談/佐伯美穂")
    repository.git("tag", "0489227731")
    assert [line for path, line in history(repository) if path == "<ref>"] == ["0489227731", "相談/佐伯美穂"]


def test_a_message_without_end_is_told(repository: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.sources.texts._MAX_BYTES", 1000)
    commit_of(repository, b"word " * 1000)
    assert skips(HistorySource(repository.path, unreachable=False, max_bytes=1 << 20)) == [SkipReason.TOO_LARGE]


# Merges


def merged(repository: Scratch, *branches: str, **files: str) -> None:
    """A merge of these branches into ``main`` with the content that is given, by whatever way it came about."""
    heads = [repository.git("rev-parse", branch).decode().strip() for branch in ("main", *branches)]
    for name, content in files.items():
        repository.write(name.replace("_", "."), content)
    repository.git("add", "--all")
    tree = repository.git("write-tree").decode().strip()
    parents = [word for head in heads for word in ("-p", head)]
    oid = repository.git("commit-tree", tree, *parents, "-m", "a commit").decode().strip()
    repository.git("update-ref", "refs/heads/main", oid)


@pytest.fixture
def parted(repository: Scratch) -> Scratch:
    """Two branches that changed one file at both of its ends, and a third that added a file."""
    repository.commit(a_txt="top\nmiddle\nbottom\n")
    repository.git("branch", "side")
    repository.git("branch", "third")
    repository.commit(a_txt="top of main\nmiddle\nbottom\n")
    repository.git("checkout", "-q", "third")
    repository.commit(c_txt="third\n")
    repository.git("checkout", "-q", "side")
    repository.commit(a_txt="top\nmiddle\nbottom of side\n")
    repository.git("checkout", "-q", "main")
    return repository


def test_a_merge_adds_what_none_of_its_parents_has(parted: Scratch) -> None:
    merged(parted, "side", a_txt=f"top of main\nmiddle\nbottom of side\n{PLANTED}\n")
    own, of_side, of_main = ("a.txt", PLANTED), ("a.txt", "bottom of side"), ("a.txt", "top of main")
    assert set(added(parted, "HEAD^1..HEAD")) == {own, of_side}  # what the other branch did came with it
    assert set(added(parted, "HEAD^2..HEAD")) == {own, of_main}
    assert added(parted, "HEAD^1..HEAD HEAD^2..HEAD") == [own]
    assert planted(history(parted)) == ["a.txt"]


def test_a_merge_without_a_conflict_adds_nothing_of_its_own(parted: Scratch) -> None:
    merged(parted, "side", a_txt="top of main\nmiddle\nbottom of side\n")
    assert added(parted, "HEAD^1..HEAD HEAD^2..HEAD") == []


def test_an_octopus_adds_what_none_of_its_parents_has(parted: Scratch) -> None:
    merged(parted, "side", "third", a_txt=f"{PLANTED}\ntop of main\nbottom of side\n", c_txt="third\n", d_txt=PLANTED)
    bases = " ".join(f"HEAD^{number}..HEAD" for number in (1, 2, 3))
    assert added(parted, bases) == [("a.txt", PLANTED), ("d.txt", PLANTED)]
    assert sorted(set(planted(history(parted)))) == ["a.txt", "d.txt"]


def test_a_line_that_only_one_parent_allowed_is_no_reason_to_look_at_all_of_a_merge(parted: Scratch) -> None:
    allow = f"{PLANTED}  # sekisho: allow[phone-number] an office\n"
    for branch in ("side", "main"):
        parted.git("checkout", "-q", branch)
        parted.commit(b_txt=allow + f"{branch}\n")
    merged(parted, "side", b_txt=allow + "main\nside\n")
    assert added(parted, "HEAD^1..HEAD HEAD^2..HEAD") == []


def test_what_a_merge_takes_from_no_parent_while_two_bases_are_best_is_told_once(repository: Scratch) -> None:
    """A criss-cross: both branches merged the other, so there are two merge bases."""
    repository.commit(a_txt="a\n")
    repository.git("branch", "side")
    one = repository.commit(m_txt="main\n")
    repository.git("checkout", "-q", "side")
    two = repository.commit(s_txt="side\n")
    repository.git("merge", "-q", "-m", "a commit", one)
    repository.commit(new_txt=PLANTED)
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "-m", "a commit", two)
    assert len(repository.git("merge-base", "--all", "main", "side").split()) == 2
    assert added(repository, "main...side") == [("new.txt", PLANTED)]
    assert added(repository, "side...main") == []


def test_a_symbolic_link_and_a_file_that_changed_their_kind_are_looked_at(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    (repository.path / "a.txt").unlink()
    (repository.path / "a.txt").symlink_to(PLANTED)
    repository.commit()
    assert planted(added(repository, "HEAD~1..HEAD")) == ["a.txt"]


# Ranges of several heads, tags, shallow clones


def test_several_ranges_are_one(parted: Scratch) -> None:
    base = parted.git("merge-base", "side", "third").decode().strip()
    found = added(parted, f"{base}..side {base}..third")
    assert found == [("a.txt", "bottom of side"), ("c.txt", "third")]


def test_a_tag_as_head_brings_its_message_and_its_name(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    repository.git("tag", "-a", "-m", PLANTED, "v1-佐伯")
    assert added(repository, "HEAD..refs/tags/v1-佐伯") == [("<ref>", "v1-佐伯"), ("<tag message>", PLANTED)]


def test_a_tag_of_a_blob_as_head_is_told_and_its_message_is_looked_at(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    repository.git("tag", "-a", "-m", PLANTED, "v1", repository.blob(b"x"))
    source = RangeSource(repository.path, "HEAD..v1", max_bytes=1 << 20)
    assert skips(source) == [SkipReason.NOT_CHECKED]
    assert planted(added(repository, "HEAD..v1")) == ["<tag message>"]


def test_a_base_of_refs_is_what_these_have(repository: Scratch) -> None:
    first = repository.commit(a_txt="a\n")
    second = repository.commit(b_txt="b\n")
    repository.commit(c_txt="c\n")
    repository.git("update-ref", "refs/remotes/outside/main", first)
    repository.git("update-ref", "refs/remotes/inside/main", second)
    assert added(repository, "refs/remotes/outside/*..HEAD") == [("b.txt", "b"), ("c.txt", "c")]
    assert added(repository, "refs/remotes/inside/*..HEAD") == [("c.txt", "c")]
    assert added(repository, f"{'0' * 40}..HEAD") == [("c.txt", "c")]
    assert len(added(repository, "refs/remotes//*..HEAD")) == 3


def test_a_range_that_reaches_where_a_shallow_clone_ends_is_told(repository: Scratch, tmp_path: Path) -> None:
    for number in range(4):
        repository.commit(a_txt=f"{number}\n")
    repository.git("clone", "-q", "--depth=3", f"file://{repository.path}", str(tmp_path / "shallow"))
    inside = RangeSource(tmp_path / "shallow", "HEAD~2..HEAD", max_bytes=1000)
    across = RangeSource(tmp_path / "shallow", f"{'0' * 40}..HEAD", max_bytes=1000)
    assert skips(inside) == []
    assert skips(across) == [SkipReason.NOT_CHECKED]


def test_a_ref_that_is_no_commit_is_a_usage_error(repository: Scratch) -> None:
    repository.commit(a_txt="a\n")
    with pytest.raises(UsageError, match="no commit"):
        list(RangeSource(repository.path, "HEAD..HEAD:a.txt", max_bytes=1000).blobs())


# What hides or lies elsewhere


@pytest.mark.parametrize("way", ["replace", "graft"])
def test_replacements_and_grafts_hide_no_commit_of_a_range(repository: Scratch, way: str) -> None:
    first = repository.commit(a_txt="a\n")
    dirty = repository.commit(b_txt=PLANTED)
    head = repository.commit(b_txt="clean\n")
    if way == "replace":
        repository.git("replace", "--graft", head, first)
        repository.git("replace", repository.git("rev-parse", f"{dirty}:b.txt").decode().strip(), repository.blob(b"x"))
    else:
        repository.write(".git/info/grafts", f"{head} {first}\n")
    assert planted(added(repository, f"{first}..HEAD")) == ["b.txt"]


def test_objects_of_an_alternate_store_are_read(repository: Scratch, tmp_path: Path) -> None:
    repository.commit(a_txt=PLANTED)
    repository.git("clone", "-q", "--shared", ".", str(tmp_path / "borrower"))
    borrower = Scratch(tmp_path / "borrower")
    borrower.commit(b_txt="b\n")
    assert planted(history(borrower)) == ["a.txt"]


def test_a_partial_clone_is_told_blob_by_blob_and_fetches_nothing(repository: Scratch, tmp_path: Path) -> None:
    repository.commit(a_txt=PLANTED)
    repository.commit(a_txt="clean\n")
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("clone", "-q", "--filter=blob:none", f"file://{repository.path}", str(tmp_path / "partial"))
    refused = []
    for item in HistorySource(tmp_path / "partial", unreachable=False, max_bytes=1000).blobs():
        if isinstance(item, Blob) and item.origin.path == "a.txt":
            try:
                item.read()
            except OSError:
                refused.append(item.origin.path)
    assert refused == ["a.txt"]


def test_a_rename_in_a_partial_clone_whose_other_side_is_missing_is_looked_at(repository: Scratch) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    repository.commit(a_txt=text)
    repository.git("mv", "a.txt", "b.txt")
    repository.commit(b_txt=text + PLANTED)
    repository.object_file(repository.git("rev-parse", "HEAD~1:a.txt").decode().strip()).unlink()
    assert planted(added(repository, "HEAD~1..HEAD")) == ["b.txt"]


def test_a_commit_that_is_checked_out_in_a_linked_tree_alone_is_looked_at(repository: Scratch, tmp_path: Path) -> None:
    repository.commit(a_txt="a\n")
    repository.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    linked = tmp_path / "linked"
    (linked / "b.txt").write_text(PLANTED, encoding="utf-8")
    repository.git("-C", str(linked), "add", "--all")
    repository.git("-C", str(linked), "commit", "-q", "-m", "a commit")
    assert planted(history(repository)) == ["b.txt"]
    assert planted(sorted(in_scope(HistorySource(linked, unreachable=False, max_bytes=1000)))) == ["b.txt"]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_submodule_in_a_range_is_told(make_repository, object_format: str) -> None:  # type: ignore[no-untyped-def]
    repository = make_repository("outer", f"--object-format={object_format}")
    repository.commit(a_txt="a\n")
    width = {"sha1": 40, "sha256": 64}[object_format]
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * width},library")
    repository.git("commit", "-q", "-m", "a commit")
    for source in (
        RangeSource(repository.path, "HEAD~1..HEAD", max_bytes=1000),
        HistorySource(repository.path, unreachable=False, max_bytes=1000),
    ):
        assert skips(source) == [SkipReason.NO_EXTRACTOR]


def test_a_renamed_file_with_a_new_line_is_looked_at_for_that_line(repository: Scratch) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    repository.commit(a_txt=text)
    repository.git("mv", "a.txt", "b.txt")
    repository.commit(b_txt=text + PLANTED)
    assert added(repository, "HEAD~1..HEAD") == [("b.txt", PLANTED)]


def test_a_large_file_in_a_range_is_read_where_it_lies_and_told_where_it_is_missing(repository: Scratch) -> None:
    repository.commit(b_txt="b\n")
    name = hashlib.sha256(PLANTED.encode()).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(PLANTED.encode())}\n"
    repository.commit(a_txt=pointer)
    blobs = list(RangeSource(repository.path, "HEAD~1..HEAD", max_bytes=1000).blobs())
    told = [skip for one in blobs if isinstance(one, Blob) for skip in TextExtractor().extract(one)]
    assert [skip.reason for skip in told if isinstance(skip, Skip)] == [SkipReason.NO_EXTRACTOR]
    repository.write(f".git/lfs/objects/{name[:2]}/{name[2:4]}/{name}", PLANTED)
    assert planted(added(repository, "HEAD~1..HEAD")) == ["a.txt"]


def test_a_range_whose_trees_are_missing_is_told_and_its_messages_are_looked_at(
    repository: Scratch, tmp_path: Path
) -> None:
    for number in range(3):
        repository.commit(a_txt=str(number))
    repository.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{repository.path}"
    repository.git("clone", "-q", "--no-checkout", "--filter=tree:0", url, str(tmp_path / "treeless"))
    items = list(RangeSource(tmp_path / "treeless", "HEAD~2..HEAD", max_bytes=1000).blobs())
    assert [item.reason for item in items if isinstance(item, Skip)] == [SkipReason.UNREADABLE]
    assert b"a commit\n" in [item.read() for item in items if isinstance(item, Blob)]
