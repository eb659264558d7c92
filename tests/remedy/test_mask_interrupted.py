"""A run that is killed at any moment: every file is old or new, and the rest can be finished or undone."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guard.config.config import Config
from guard.errors import UsageError
from guard.examine import Outcome
from guard.model import Blob, Origin, Skip
from guard.policy.policy import Policy
from guard.remedy.mask import journal as journal_module
from guard.remedy.mask.git import Shelves
from guard.remedy.mask.journal import Journal
from guard.remedy.mask.masker import Masked
from guard.remedy.mask.run import MaskRun
from guard.remedy.mask.undo import finish, undo
from tests.conftest import Checkout

FILES = 4


def old(number: int) -> bytes:
    return b"old %d\n" % number


def new(number: int) -> bytes:
    return b"new %d\n" % number


class Files:
    """Files of a folder, in order."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def blobs(self) -> Iterator[Blob | Skip]:
        for number in range(FILES):
            path = self.root / f"folder/{number}.txt"
            yield Blob(Origin(f"folder/{number}.txt"), path.read_bytes)


class Newer:
    """Makes new of old, in no time."""

    watch: Any = None
    knows_better = False

    def mask(self, blob: Blob, outcome: Outcome | None = None) -> Masked:
        data = blob.read()
        return Masked(blob.origin, data.replace(b"old", b"new"), data, Counter({"person-name": 1}))


class Wiser(Newer):
    """Guesses at first, and knows what is new only after all files."""

    knows_better = True

    def mask(self, blob: Blob, outcome: Outcome | None = None) -> Masked:
        told = super().mask(blob)
        if outcome is not None:
            told.content, told.guessed = told.old.replace(b"old", b"guess"), 1
        return told


@pytest.fixture
def folder(checkout: Checkout) -> Path:
    for number in range(FILES):
        checkout.write(f"folder/{number}.txt", old(number))
    checkout.commit()
    return checkout.root


def mask(root: Path, *, staged: bool = False, masker: Newer | None = None) -> None:
    with Shelves() as shelves:
        run = MaskRun(
            Files(root),
            masker or Newer(),  # type: ignore[arg-type]
            Policy(Config()),
            Journal(root),
            shelves,
            lambda blobs: ((blob, Outcome()) for blob in blobs),
            is_staged=staged,
        )
        run.run()


def contents(root: Path) -> list[bytes]:
    return [(root / f"folder/{number}.txt").read_bytes() for number in range(FILES)]


def in_a_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own that ends without tidying up."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def check_and_end(root: Path, chosen: Callable[[Journal, Shelves], object]) -> str:
    """Every file is one or the other, and after ``finish`` or ``undo`` all are alike and nothing is left behind."""
    for number, content in enumerate(contents(root)):
        assert content in {old(number), new(number)}
    journal = Journal(root)
    if journal.open_run() is None:
        state = "nothing" if contents(root)[0] == old(0) else "all"
    else:
        with Shelves() as shelves:
            chosen(journal, shelves)
        state = "ended"
    assert contents(root) in ([old(n) for n in range(FILES)], [new(n) for n in range(FILES)])
    assert sorted(path.name for path in (root / "folder").iterdir()) == [f"{n}.txt" for n in range(FILES)]
    assert journal.open_run() is None
    return state


def back(root: Path) -> None:
    for number in range(FILES):
        (root / f"folder/{number}.txt").write_bytes(old(number))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
@pytest.mark.parametrize("masker", [Newer(), Wiser()], ids=["knows", "guesses first"])
@pytest.mark.parametrize("ending", ["finish", "undo"])
def test_a_run_that_ends_at_any_step_leaves_each_file_old_or_new(
    folder: Path, ending: str, masker: Newer, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: Counter[str] = Counter()
    for step in range(1, 200):
        steps = [0]

        def counted(call: Callable[..., Any], steps: list[int] = steps, step: int = step) -> Callable[..., Any]:
            def told(*words: Any, **options: Any) -> Any:
                steps[0] += 1
                if steps[0] == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*words, **options)

            return told

        def work(counted: Callable[..., Any] = counted) -> None:
            monkeypatch.setattr(journal_module, "_synced", counted(journal_module._synced))
            monkeypatch.setattr(os, "open", counted(os.open))
            monkeypatch.setattr(Path, "replace", counted(Path.replace))
            mask(folder, masker=masker)

        _pid, status = os.waitpid(in_a_child(work), 0)
        state = check_and_end(folder, finish if ending == "finish" else lambda j, s: undo(j, s, is_forced=False))
        states[state] += 1
        if not os.WIFSIGNALED(status):
            break
        back(folder)
    assert states["nothing"]
    assert states["ended"] > 2 * FILES
    assert contents(folder) == [new(n) for n in range(FILES)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_a_run_that_is_killed_at_any_time_leaves_each_file_old_or_new(folder: Path) -> None:
    began = time.monotonic()
    os.waitpid(in_a_child(lambda: mask(folder)), 0)
    whole = time.monotonic() - began
    back(folder)
    chance = random.Random(8)
    killed = 0
    for _round in range(30):
        child = in_a_child(lambda: mask(folder))
        time.sleep(chance.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        whole *= 1 if os.WIFSIGNALED(status) else 0.7  # the first one was slow: the machine was busy then
        check_and_end(folder, finish if chance.random() < 0.5 else lambda j, s: undo(j, s, is_forced=False))
        back(folder)
    assert killed > 5


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_an_undoing_that_ends_at_any_step_can_be_done_again_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undone() -> None:
        with Shelves() as shelves:
            undo(Journal(folder), shelves, is_forced=False)

    killed = 0
    for step in range(1, 200):
        mask(folder)
        steps = iter(range(step))

        def work(steps: Iterator[int] = steps) -> None:
            for owner, name in ((journal_module, "_synced"), (Path, "replace")):
                call = getattr(owner, name)
                monkeypatch.setattr(
                    owner, name, lambda *words, call=call: call(*words) if next(steps, None) is not None else _die()
                )
            undone()

        _pid, status = os.waitpid(in_a_child(work), 0)
        for number, content in enumerate(contents(folder)):
            assert content in {old(number), new(number)}
        if not os.WIFSIGNALED(status):
            break
        killed += 1
        if Journal(folder).last_run() is not None:
            undone()
        assert contents(folder) == [old(n) for n in range(FILES)]
        assert sorted(path.name for path in (folder / "folder").iterdir()) == [f"{n}.txt" for n in range(FILES)]
    assert killed > 2 * FILES


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_the_index_follows_when_an_interrupted_run_is_finished(
    folder: Path, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work() -> None:
        monkeypatch.setattr(Shelves, "stage", lambda *_words: os._exit(9))
        mask(folder, staged=True)

    os.waitpid(in_a_child(work), 0)
    assert contents(folder) == [new(n) for n in range(FILES)]
    assert checkout.git("show", ":folder/0.txt").stdout == old(0)
    with Shelves() as shelves:
        finish(Journal(folder), shelves)
    assert checkout.git("show", ":folder/0.txt").stdout == new(0)
    with Shelves() as shelves:
        undo(Journal(folder), shelves, is_forced=False)
    assert checkout.git("status", "--porcelain").stdout == b""
    assert contents(folder) == [old(n) for n in range(FILES)]


def test_a_second_run_waits_until_the_first_is_ended(folder: Path) -> None:
    Journal(folder).begin()
    with pytest.raises(UsageError, match="--continue"):
        mask(folder)
    with Shelves() as shelves:
        assert not finish(Journal(folder), shelves).was_prepared
    mask(folder)
    assert contents(folder) == [new(n) for n in range(FILES)]


def test_a_locked_index_leaves_a_run_that_can_be_finished(folder: Path, checkout: Checkout) -> None:
    lock = folder / ".git/index.lock"
    lock.touch()
    with pytest.raises(UsageError, match="--continue"):
        mask(folder, staged=True)
    lock.unlink()
    with Shelves() as shelves:
        finish(Journal(folder), shelves)
    assert checkout.git("show", ":folder/0.txt").stdout == new(0) == (folder / "folder/0.txt").read_bytes()


def test_the_journal_holds_no_content(folder: Path) -> None:
    mask(folder)
    told = b"".join(path.read_bytes() for path in Journal(folder).folder.glob("mask-journal*"))
    assert b"folder/0.txt" in told
    assert b"old 0" not in told
    assert b"new 0" not in told


def test_a_journal_cannot_lead_out_of_its_root(folder: Path) -> None:
    journal = Journal(folder)
    journal.begin()
    (journal.folder / "mask-journal").write_text(
        '{"version": 1}\n{"path": "../outside", "prepared": "folder/0.txt"}\n{"ready": true}\n'
    )
    with Shelves() as shelves, pytest.raises(UsageError, match="not written by this program"):
        finish(journal, shelves)
    (journal.folder / "mask-journal").write_text(
        '{"version": 1}\n{"path": "folder/1.txt", "prepared": "away/0.txt"}\n{"ready": true}\n'
    )
    (folder / "away").symlink_to(folder / "folder", target_is_directory=True)
    with Shelves() as shelves:
        finish(journal, shelves)
    assert contents(folder) == [old(n) for n in range(FILES)]
