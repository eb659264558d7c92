"""A second run looks only at what is new, and believes nothing that it did not write itself."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from guard.cache import FILE, FOLDER, Cache, open_cache, remembered
from guard.config.config import Config
from guard.examine import Outcome, in_turn
from guard.model import Blob, Origin, Skip, SkipReason
from guard.policy.policy import Policy
from guard.run.scan import make_examiner
from guard.secret import user_key
from tests.people import TABLE, VALUES

SECRET = bytes(range(32))


def blobs(**texts: str) -> list[Blob]:
    return [
        Blob(Origin(name), partial(bytes, text.encode()), is_new_path=False) for name, text in sorted(texts.items())
    ]


class Examination:
    """Examines for real, and notes what it was asked to look at."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        self.asked: list[str] = []
        self._outcome = outcome
        self._examiner = make_examiner(Policy(Config()), Config())

    def __call__(self, given: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
        for blob in given:
            self.asked.append(blob.origin.path)
            yield (blob, self._outcome) if self._outcome else next(in_turn(self._examiner, [blob]))


def run(
    file: Path, given: list[Blob], *, secret: bytes = SECRET, judgement: str = "rules"
) -> tuple[list[str], list[object]]:
    """Which blobs were looked at, and the outcomes in the order of their paths."""
    examination = Examination()
    found = list(remembered(Cache(file, secret, judgement), examination, given))
    return examination.asked, [outcome for _, outcome in sorted(found, key=lambda pair: pair[0].origin)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


def test_what_is_known_is_not_looked_at_again_and_comes_to_the_same(file: Path) -> None:
    first = run(file, blobs(a=TABLE, b="nothing", c=TABLE))
    second = run(file, blobs(a=TABLE, b="nothing", c=TABLE + "one more line"))
    assert first[0] == ["a", "b", "c"]
    assert second[0] == ["c"]
    assert second[1][:2] == first[1][:2]


@pytest.mark.parametrize("is_known", [False, True])
def test_the_bytes_of_a_key_are_held_until_they_are_read_and_no_longer(
    file: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    monkeypatch.setattr("guard.cache.LOOK_UP_BYTES", 12)
    made: list[bytes] = []
    most = 0

    def content(number: int) -> bytes:
        made.append(bytes(7 + number))
        return made[-1]

    def held() -> int:
        return sum(sys.getrefcount(made[number]) > 2 for number in range(len(made)))

    def examination(given: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
        nonlocal most
        for blob in given:
            most = max(most, held())
            blob.read()
            yield blob, Outcome()

    given = [Blob(Origin(str(number)), partial(content, number)) for number in range(9)]
    if is_known:
        list(remembered(Cache(file, SECRET, "rules"), examination, given))
        most = 0
    outcomes = list(remembered(Cache(file, SECRET, "rules"), examination, given))
    assert len(outcomes) == 9
    assert most == (0 if is_known else 2)
    assert held() == 0


def test_what_is_known_is_given_while_nothing_else_comes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.cache.MOST_KNOWN", 5)
    monkeypatch.setattr("guard.cache.LOOK_UP", 3)
    texts = {f"{number}.txt": f"text {number}" for number in range(40)}
    list(remembered(Cache(file, SECRET, "rules"), Examination(), blobs(**texts)))
    asked = 0

    def counted() -> Iterator[Blob]:
        nonlocal asked
        for blob in blobs(**texts):
            asked += 1
            yield blob

    ahead = [
        asked - given for given, _ in enumerate(remembered(Cache(file, SECRET, "rules"), Examination(), counted()))
    ]
    assert (len(ahead), max(ahead)) == (40, 6)


def test_the_same_bytes_under_another_name_are_looked_at(file: Path) -> None:
    run(file, blobs(a=TABLE))
    assert run(file, blobs(b=TABLE))[0] == ["b"]


def test_other_rules_or_settings_look_at_everything_again(file: Path) -> None:
    run(file, blobs(a=TABLE))
    assert run(file, blobs(a=TABLE), judgement="other rules")[0] == ["a"]


def test_an_entry_under_another_key_is_not_believed(file: Path) -> None:
    run(file, blobs(a=TABLE))
    assert run(file, blobs(a=TABLE), secret=bytes(32))[0] == ["a"]


def test_a_changed_entry_is_not_believed(file: Path) -> None:
    clean = run(file, blobs(a="nothing"))[1]
    run(file, blobs(b=TABLE))
    with sqlite3.connect(file) as database:
        entries = sorted((row[0] for row in database.execute("SELECT entry FROM outcome")), key=len)
        database.execute("UPDATE outcome SET entry = ? WHERE entry = ?", (entries[0], entries[-1]))
    asked, outcomes = run(file, blobs(b=TABLE))
    assert asked == ["b"]
    assert outcomes != clean


@pytest.mark.parametrize("garbage", [b"", b"no database", b"SQLite format 3\0" + bytes(5000), bytes(range(256)) * 16])
def test_a_file_that_is_no_cache_is_made_anew(file: Path, garbage: bytes) -> None:
    file.write_bytes(garbage)
    assert run(file, blobs(a=TABLE))[0] == ["a"]
    assert run(file, blobs(a=TABLE))[0] == []


def test_a_database_of_another_making_is_replaced(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE outcome (key BLOB, entry BLOB, day INTEGER)")
        database.execute("CREATE TRIGGER t AFTER INSERT ON outcome BEGIN DELETE FROM outcome; END")
    assert run(file, blobs(a=TABLE))[0] == ["a"]
    assert run(file, blobs(a=TABLE))[0] == []


def test_what_could_not_be_looked_at_is_tried_again(file: Path) -> None:
    failed = Outcome(skips=[Skip(Origin("a"), SkipReason.DETECTOR_FAILED, "")])
    for _ in range(2):
        examination = Examination(failed)
        list(remembered(Cache(file, SECRET, "rules"), examination, blobs(a="text")))
        assert examination.asked == ["a"]


def test_bytes_that_cannot_be_read_are_left_to_the_examination(file: Path) -> None:
    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    asked, outcomes = run(file, [Blob(Origin("closed"), refuse, is_new_path=False)])
    assert asked == ["closed"]
    assert [skip.reason for skip in outcomes[0].skips] == [SkipReason.UNREADABLE]  # type: ignore[attr-defined]


def test_only_the_changed_part_of_a_file_is_never_kept(file: Path) -> None:
    staged = Blob(Origin("a"), TABLE.encode, lambda: b"before", is_new_path=False)
    assert run(file, [staged])[0] == ["a"]
    assert run(file, [staged])[0] == ["a"]


def test_no_value_and_no_open_digest_is_in_the_file(file: Path) -> None:
    number = "621498320257"
    run(file, blobs(a=TABLE, b=number))
    content = file.read_bytes()
    for value in VALUES:
        assert value.encode() not in content
    for digest in (hashlib.sha1, hashlib.sha256, hashlib.md5, hashlib.blake2b):
        assert digest(number.encode()).digest()[:16] not in content
        assert digest(b"blob 12\0" + number.encode()).digest()[:16] not in content


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("linked", [FOLDER, f"{FOLDER}/{FILE}"])
def test_a_link_in_the_git_directory_is_not_followed(tmp_path: Path, linked: str) -> None:
    target = tmp_path / "precious"
    git_directory = tmp_path / ".git"
    git_directory.mkdir()
    if linked == FOLDER:
        target.mkdir()
    else:
        (git_directory / FOLDER).mkdir()
        target.write_bytes(b"precious")
    (git_directory / linked).symlink_to(target)
    assert open_cache(git_directory, "rules") is None
    assert list(target.iterdir()) == [] if target.is_dir() else target.read_bytes() == b"precious"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_key_that_others_can_read_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    key = user_key()
    assert key is not None
    assert user_key() == key
    next(tmp_path.rglob("*.key")).chmod(0o644)
    assert user_key() is None


def _repository(root: Path, files: int) -> None:
    for number in range(files):
        (root / f"{number:03}.csv").write_text(f"{TABLE}# {number}\n" * 20, encoding="utf-8")
    git = ["git", "-C", str(root), "-c", "user.name=n", "-c", "user.email=n@example.com"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "files"]):
        subprocess.run([*git, *arguments], check=True)


def _command(root: Path) -> list[str]:
    return [sys.executable, "-I", "-m", "guard", "scan", str(root), "--format", "json", "--jobs", "1"]


def _report(root: Path) -> dict[str, object]:
    import json

    done = subprocess.run(_command(root), capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    del report["run"]
    return report


@pytest.mark.slow
def test_a_killed_run_loses_time_and_nothing_else(tmp_path: Path) -> None:
    _repository(tmp_path, 120)
    process = subprocess.Popen(_command(tmp_path), stdout=subprocess.DEVNULL)
    cache = tmp_path / ".git" / FOLDER / FILE
    while process.poll() is None and not (cache.exists() and cache.stat().st_size > 50_000):
        time.sleep(0.05)
    process.kill()
    process.wait()
    with sqlite3.connect(cache) as database:
        assert database.execute("SELECT count(*) FROM outcome").fetchone()[0] > 0
    again = _report(tmp_path)
    cache.unlink()
    assert _report(tmp_path) == again


@pytest.mark.slow
def test_two_runs_at_once_both_tell_the_truth(tmp_path: Path) -> None:
    _repository(tmp_path, 40)
    together = [subprocess.Popen(_command(tmp_path), stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [process.communicate()[0] for process in together]
    assert [process.returncode for process in together] == [1, 1]
    import json

    first, second = (json.loads(output) for output in outputs)
    assert first["findings"] == second["findings"]
    assert _report(tmp_path)["findings"] == first["findings"]
