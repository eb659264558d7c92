"""Objects that were asked for ahead come out right, whatever lies between them."""

from __future__ import annotations

import hashlib
import random
import zlib

import pytest

from guard.errors import TooLarge
from guard.sources.objects import MOST_AHEAD
from guard.sources.repository import Repository
from tests.sources.conftest import Scratch

COUNT = 3 * MOST_AHEAD


@pytest.fixture
def contents(repository) -> list[tuple[str, bytes]]:
    texts = [b"%d " % number * (number % 50) for number in range(COUNT)]
    oids = repository.git("hash-object", "-w", "--stdin-paths", stdin=_files(repository, texts)).decode().split()
    repository.git("repack", "-q", "-a", "-d", "--keep-unreachable")
    return list(zip(oids, texts, strict=True))


def _files(repository, texts: list[bytes]) -> bytes:
    return "".join(f"{repository.write(f'{number}', text)}\n" for number, text in enumerate(texts)).encode()


def test_each_object_of_an_order_is_given(repository, contents):
    with Repository(repository.path) as asked:
        read = asked.in_order([oid for oid, _ in contents])
        assert [read(place, 1000) for place in range(COUNT)] == [text for _, text in contents]


def test_objects_that_nobody_reads_are_passed_over(repository, contents):
    places = [*sorted(random.Random(1).sample(range(COUNT), COUNT // 2)), 3, 700, 2]
    with Repository(repository.path) as asked:
        read = asked.in_order([oid for oid, _ in contents])
        assert [read(place, 1000) for place in places] == [contents[place][1] for place in places]


def test_other_objects_may_be_read_between_those_of_an_order(repository, contents):
    with Repository(repository.path) as asked:
        read = asked.in_order([oid for oid, _ in contents])
        for place in range(0, COUNT, 3):
            assert read(place, 1000) == contents[place][1]
            other, text = contents[-1 - place // 2]
            assert asked.read(other, 1000) == text


def test_names_that_were_asked_for_ahead_are_read_in_turn(repository, contents):
    known = dict(contents)
    with Repository(repository.path) as asked:
        assert all(asked.read(oid, 1000) == known[oid] for oid in asked.ahead(known))


@pytest.mark.parametrize("trouble", ["missing", "corrupt", "forged", "large"])
def test_an_object_that_cannot_be_had_costs_no_other(repository, contents, trouble):
    bad = repository.blob(b"x" * 2000)
    if trouble == "missing":
        repository.object_file(bad).unlink()
    elif trouble == "corrupt":
        repository.object_file(bad).chmod(0o600)
        repository.object_file(bad).write_bytes(b"no object")
    elif trouble == "forged":
        repository.object_file(bad).chmod(0o600)
        repository.object_file(bad).write_bytes(zlib.compress(b"blob 5\0other"))
        assert repository.git("cat-file", "blob", bad) == b"other"  # Git believes it
    order = [*contents[:100], (bad, b""), *contents[100:]]
    with Repository(repository.path) as asked:
        read = asked.in_order([oid for oid, _ in order])
        for place, (_, text) in enumerate(order):
            if place == 100:
                with pytest.raises(TooLarge if trouble == "large" else OSError):
                    read(place, 1000)
            else:
                assert read(place, 1000) == text


def test_another_content_in_a_pack_is_not_taken_for_the_one_of_its_name(repository):
    name = repository.blob(b"AAAA")
    repository.commit(a_txt="AAAA")
    repository.git("repack", "-q", "-a", "-d")
    pack, index = (next((repository.path / ".git/objects/pack").glob(f"*.{kind}")) for kind in ("pack", "idx"))
    whole = pack.read_bytes()[:-20]
    assert whole.count(zlib.compress(b"AAAA")) == 1
    whole = whole.replace(zlib.compress(b"AAAA"), zlib.compress(b"BBBB"))
    digest = hashlib.sha1(whole).digest()
    listed = index.read_bytes()[:-40] + digest
    for path, data in ((pack, whole + digest), (index, listed + hashlib.sha1(listed).digest())):
        path.chmod(0o600)
        path.write_bytes(data)
    assert repository.git("cat-file", "blob", name) == b"BBBB"
    with Repository(repository.path) as asked, pytest.raises(OSError, match="not the one that its name stands for"):
        asked.read(name, 1000)


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_objects_of_every_kind_are_those_of_their_names(tmp_path, form):
    made = Scratch(tmp_path / form, f"--object-format={form}")
    commit = made.commit(a_txt="A")
    made.git("tag", "--annotate", "v1", "--message", "a tag")
    tree, tag, blob = (made.git("rev-parse", one).decode().strip() for one in ("HEAD^{tree}", "v1", "HEAD:a.txt"))
    with Repository(made.path) as asked:
        assert all(asked.read(one, 1000) for one in (commit, tree, tag, blob))


def test_a_corrupt_object_that_nobody_reads_costs_no_other(repository, contents):
    bad = repository.blob(b"y" * 2000)
    repository.object_file(bad).chmod(0o600)
    repository.object_file(bad).write_bytes(b"no object")
    order = [*contents[:100], (bad, b""), *contents[100:]]
    with Repository(repository.path) as asked:
        read = asked.in_order([oid for oid, _ in order])
        assert all(read(place, 1000) == text for place, (_, text) in enumerate(order) if place != 100)
