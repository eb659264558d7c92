"""A file that stops its reader costs that file and no other, is told, and leaves no process behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.extract import reader_table, worker_process
from guard.extract.container import ContainerExtractor
from guard.extract.kind import Kind
from guard.extract.piece import Limits
from guard.model import Blob, Document, Origin, Part, Skip, SkipReason
from tests.conftest import heed_interrupts
from tests.extract import failing_worker

MEMORY = 512 << 20


@pytest.fixture
def extractor(monkeypatch: pytest.MonkeyPatch) -> Iterator[ContainerExtractor]:
    monkeypatch.setitem(reader_table.READERS, Kind.RAR, failing_worker.READER)
    monkeypatch.setattr(worker_process, "COMMAND", failing_worker.COMMAND)
    one = ContainerExtractor(Limits(1 << 20, 10, 4, 100, 20, MEMORY), 1 << 20)
    yield one
    one.close()


def taken(extractor: ContainerExtractor, command: bytes) -> tuple[list[str], list[Skip]]:
    data = failing_worker.HEAD + command
    items = list(extractor.extract(Blob(Origin("a.rar"), lambda: data)))
    texts = [item.text for item in items if isinstance(item, Document) and item.part is Part.CONTENT]
    return texts, [item for item in items if isinstance(item, Skip)]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        pytest.param(b"hang", SkipReason.TIMEOUT, marks=pytest.mark.slow),
        pytest.param(
            b"eat",
            SkipReason.TOO_LARGE,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no bound on memory there"),
        ),
        (b"exit", SkipReason.DETECTOR_FAILED),
    ],
    ids=["hangs", "eats-memory", "ends-its-process"],
)
def test_a_reader_that_fails_is_a_skip_and_the_next_file_is_read(
    extractor: ContainerExtractor, command: bytes, reason: SkipReason
) -> None:
    [process], skips = taken(extractor, command)
    assert [(skip.origin.path, skip.reason) for skip in skips] == [("a.rar", reason)]
    [_, after], skips = taken(extractor, b"print")
    assert after == "after"
    assert not skips
    if command != b"eat":
        assert ends(int(process), within=300)


def test_what_a_library_prints_is_no_answer(extractor: ContainerExtractor) -> None:
    texts, skips = taken(extractor, b"print")
    assert texts[1:] == ["after"]
    assert not skips


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_scan_that_is_ended_leaves_no_worker(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.extract.failing_worker", "scan", "hang"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root, preexec_fn=heed_interrupts
    ) as scan:
        assert scan.stdout is not None
        process = int(scan.stdout.readline())
        assert is_running(process)
        scan.send_signal(number)
        assert scan.wait(timeout=300) != 0
    assert ends(process, within=300)


def ends(process: int, within: float) -> bool:
    until = time.monotonic() + within
    while is_running(process):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def is_running(process: int) -> bool:
    """Whether a process does anything any more; one whose end nobody has asked for does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")
