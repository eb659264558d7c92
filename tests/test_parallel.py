"""Several processes give what one gives, and outlive the death of one of them."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from guard.config.config import Config
from guard.examine import Examiner, Outcome, in_turn
from guard.model import Blob, Document, Origin, Sensitive, SkipReason
from guard.parallel import pool as parallel
from guard.parallel import process
from guard.parallel.batch import AT_ONCE, BATCH_BYTES, in_batches, in_parts, read_ahead
from guard.parallel.pool import shared_out
from guard.policy.policy import Policy
from guard.run.scan import make_examiner
from tests.conftest import heed_interrupts
from tests.people import HEADER, ROWS

TEXTS = [f"{HEADER}\n{ROWS[number % 2]}\n" for number in range(12)]


def make() -> Examiner:
    return make_examiner(Policy(Config()), Config())


def blobs(texts: list[str]) -> list[Blob]:
    return [
        Blob(Origin(f"{number}.csv"), partial(bytes, text.encode()), is_new_path=False)
        for number, text in enumerate(texts)
    ]


class DiesOfOne:
    """An examiner whose process ends without a word at one of the blobs."""

    def glance(self, blobs: list[Blob]) -> list[Outcome | None]:
        return [None] * len(blobs)

    def examine(self, blob: Blob) -> Outcome:
        if blob.read() == b"deadly":
            os._exit(1)
        return Outcome()


def make_mortal() -> DiesOfOne:
    return DiesOfOne()


def test_processes_find_what_one_process_finds_and_in_the_same_order() -> None:
    alone = list(in_turn(make(), blobs(TEXTS)))
    together = list(shared_out(make, 2, blobs(TEXTS), patience=0))
    assert [blob.origin for blob, _ in together] == [blob.origin for blob, _ in alone]
    assert [outcome for _, outcome in together] == [outcome for _, outcome in alone]
    assert all(outcome.verdicts for _, outcome in together)


def test_a_blob_that_ends_its_process_is_a_skip_and_costs_no_other() -> None:
    texts = ["a", "b", "deadly", *("c" for _ in range(1000)), "deadly", "d"]
    outcomes = list(shared_out(make_mortal, 2, blobs(texts), patience=0))  # type: ignore[arg-type]
    assert [blob.origin.path for blob, _ in outcomes] == [f"{number}.csv" for number in range(len(texts))]
    failed = {blob.origin.path for blob, outcome in outcomes if outcome.skips}
    assert failed == {"2.csv", "1003.csv"}
    assert {skip.reason for _, outcome in outcomes for skip in outcome.skips} == {SkipReason.DETECTOR_FAILED}


def test_bytes_that_cannot_be_read_are_a_skip_in_another_process_too() -> None:
    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    blob = Blob(Origin("closed.csv"), refuse, is_new_path=False)
    outcomes = [outcome for _, outcome in shared_out(make, 2, [*blobs(TEXTS[:1]), blob], patience=0)]
    assert [skip.reason for skip in outcomes[1].skips] == [SkipReason.UNREADABLE]


def test_the_changed_lines_are_known_in_another_process_too() -> None:
    before, after = TEXTS[0].encode(), (TEXTS[0] + ROWS[1]).encode()
    blob = Blob(Origin("0.csv"), lambda: after, lambda: before, is_new_path=False)
    _, outcome = list(shared_out(make, 2, [*blobs(TEXTS[:1]), blob], patience=0))[1]
    assert {verdict.finding.position.line for verdict in outcome.verdicts} == {3}


def begin_a_result(halfway: str) -> None:
    """Stop in the middle of what is sent back, as a process does that is ended there."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back is not None
        frame = frame.f_back
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"the beginning")
    Path(halfway).touch()
    time.sleep(3600)


def test_half_a_result_is_not_waited_for_by_who_wants_no_more(tmp_path: Path) -> None:
    ended = threading.Event()

    def begin_and_leave() -> None:
        with parallel._Processes(make_mortal, 1, make_mortal()) as processes:  # type: ignore[arg-type]
            processes._pool.submit(begin_a_result, str(tmp_path / "halfway"))
            while not (tmp_path / "halfway").exists():
                time.sleep(0.01)
            time.sleep(0.2)  # what reads results has begun with it
        ended.set()

    threading.Thread(target=begin_and_leave, daemon=True).start()
    assert ended.wait(60)


class Slow:
    """An examiner that never has time for a second blob."""

    def glance(self, blobs: list[Blob]) -> list[Outcome | None]:
        return [None] * len(blobs)

    def examine(self, blob: Blob) -> Outcome:
        process.STRETCH = 0.0
        return Outcome(notes={blob.read().decode(): None})


def make_slow() -> Slow:
    return Slow()


def test_what_another_process_has_no_time_for_is_asked_for_again() -> None:
    texts = [str(number) for number in range(30)]
    outcomes = list(shared_out(make_slow, 2, blobs(texts), patience=0))  # type: ignore[arg-type]
    assert [list(outcome.notes) for _, outcome in outcomes] == [[text] for text in texts]


def test_a_process_tells_what_it_has_when_it_took_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STRETCH", 0.0)
    monkeypatch.setattr(process, "_examiner", make_slow())
    (batch,) = in_batches(iter(blobs(["a", "b", "c"])))
    assert process.examine(batch.parcels, True) == [Outcome(notes={"a": None}), None, None]


def test_large_blobs_are_parted_by_their_bytes() -> None:
    batches = list(in_batches(iter(blobs(["x" * BATCH_BYTES, "y", "y", "x" * BATCH_BYTES, "y"]))))
    places = [(batch, number) for batch in batches for number in batch.open]
    parts = list(in_parts(places, 1))
    assert [len(part) for part in parts] == [1, 3, 1]
    assert [place for part in parts for place in part] == places


@pytest.mark.parametrize(("size", "is_there"), [(1, True), (3 * BATCH_BYTES, True), (3 * BATCH_BYTES + 1, False)])
def test_what_was_read_ahead_comes_as_the_rest_does(size: int, is_there: bool) -> None:
    batches, holds = read_ahead(in_batches(iter(blobs(["x" * BATCH_BYTES] * 3))), size)
    assert holds is is_there
    assert [blob.origin.path for batch in batches for blob in batch.blobs] == ["0.csv", "1.csv", "2.csv"]


def test_bytes_that_wait_are_bound() -> None:
    size = 4 << 20
    read = 0

    def content() -> bytes:
        nonlocal read
        read += 1
        return bytes(size)

    waiting = 0
    given = [Blob(Origin(f"{number}.csv"), content, is_new_path=False) for number in range(40)]
    for taken, _ in enumerate(shared_out(make_mortal, 2, given, patience=0)):  # type: ignore[arg-type]
        waiting = max(waiting, (read - taken) * size)
    assert read == len(given)
    assert waiting <= parallel.MOST_BYTES + AT_ONCE * size


class Watching:
    """An examiner that notes whether the bytes it was given are held once it has read them."""

    def glance(self, blobs: list[Blob]) -> list[Outcome | None]:
        return [None] * len(blobs)

    def examine(self, blob: Blob) -> Outcome:
        return Outcome(notes={str(sys.getrefcount(blob.read())): None})


def test_bytes_are_not_held_while_their_text_is_looked_at() -> None:
    given = [Blob(Origin(f"{number}.csv"), lambda: bytes(1000), is_new_path=False) for number in range(3)]
    found = [outcome for _, outcome in shared_out(Watching, 1, given)]  # type: ignore[arg-type]
    assert [list(outcome.notes) for outcome in found] == [["1"]] * 3


def test_no_value_leaves_its_process() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(Sensitive(""))) == Sensitive("")
    with pytest.raises(TypeError):
        pickle.dumps(Sensitive("山田"))
    document = Document(Origin("a"), "a")
    assert list(Policy(Config()).judge([], document)) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_all_processes(tmp_path: Path) -> None:
    for number in range(1500):  # no two lines are alike: what was looked at once costs no more
        rows = (ROWS[number % 2].replace("7731", f"{line:04}") + f",{number}" for line in range(40))
        (tmp_path / f"{number}.csv").write_text("\n".join((HEADER, *rows)))
    command = [sys.executable, "-I", "-m", "guard", "scan", str(tmp_path), "--jobs", "2", "--quiet"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=heed_interrupts,
    )
    try:
        until = time.monotonic() + 300
        while process.poll() is None and len(_alive_in_group(process.pid)) < 4 and time.monotonic() < until:
            time.sleep(0.1)  # until it has workers: their server, the tracker of that, and one at least
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(300) == 130
        while _alive_in_group(process.pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert _alive_in_group(process.pid) == []
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _alive_in_group(group: int) -> list[str]:
    """The states of the processes of a group, those left out that only wait to be collected."""
    listing = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    states = [line.split() for line in listing.splitlines()]
    return [state for pgid, state in states if int(pgid) == group and not state.startswith("Z")]
