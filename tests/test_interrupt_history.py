"""A history scan that is interrupted or killed loses nothing but time, and the next run continues."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from tests.conftest import Checkout, environment, heed_interrupts
from tests.people import TABLE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]

COMMITS = 40
FILES = 5
#: Bytes that cost little: blobs are handed over and kept by the megabyte.
EMPTY_ROWS = ",,,,,,,\n" * 5_000
SCAN = [sys.executable, "-I", "-m", "guard", "scan", "--history", "--format", "json", "--jobs", "2"]


@dataclass(frozen=True)
class Run:
    """How a whole run ended: its report without times, and what it cost all of its processes."""

    report: dict[str, object]
    cpu_seconds: float


def _run(checkout: Checkout) -> Run:
    before = os.times()
    done = subprocess.run(
        SCAN, cwd=checkout.root, env=environment(checkout.root.parent), capture_output=True, check=False
    )
    after = os.times()
    assert done.returncode == 1, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    del report["run"]
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(report, spent)


def _kept(checkout: Checkout) -> int:
    """Bytes that runs have left in the Git directory."""
    return sum(file.stat().st_size for file in (checkout.root / ".git" / "sekisho").rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, Run, int]:
    """A history of some seconds of work, what a whole run makes of it, and the size of what that keeps."""
    home = tmp_path_factory.mktemp("interrupted")
    root = home / "repository"
    root.mkdir()
    checkout = Checkout(root, environment(home))
    for commit in range(COMMITS):
        for file in range(FILES):
            number = commit * FILES + file
            checkout.write(f"data/{file}.csv", TABLE.replace("7731", f"{4000 + number}") * 2 + EMPTY_ROWS)
        checkout.commit(f"number {commit}")
    whole = _run(checkout)
    return checkout, whole, _kept(checkout)


def _forget(checkout: Checkout) -> None:
    for file in (checkout.root / ".git" / "sekisho").rglob("*"):
        if file.is_file():
            file.unlink()


def _start(checkout: Checkout) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        SCAN,
        cwd=checkout.root,
        env=environment(checkout.root.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,
        process_group=0,
    )


def _interrupted(checkout: Checkout, number: signal.Signals, size: int) -> tuple[subprocess.Popen[bytes], bytes]:
    """A run that was ended by a signal after it had kept about half of what there is to keep."""
    _forget(checkout)
    process = _start(checkout)
    until = time.monotonic() + 120
    while process.poll() is None and _kept(checkout) < size / 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert process.poll() is None, "it was over before it could be interrupted"
    process.send_signal(number)
    out, _err = process.communicate(timeout=60)
    return process, out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_the_next_run_continues_and_comes_to_the_same(
    history: tuple[Checkout, Run, int], number: signal.Signals
) -> None:
    checkout, whole, size = history
    process, out = _interrupted(checkout, number, size)
    assert _kept(checkout) < size
    if number == signal.SIGINT:
        assert process.returncode == 130
        cut_short = json.loads(out)
        assert 0 < len(cut_short["findings"]) < len(whole.report["findings"])  # type: ignore[arg-type]
    again = _run(checkout)
    assert again.report == whole.report
    assert again.cpu_seconds < 0.9 * whole.cpu_seconds


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_no_process_outlives_one_that_was_ended(history: tuple[Checkout, Run, int], name: str) -> None:
    checkout, _whole, size = history
    process, _out = _interrupted(checkout, signal.Signals[name], size)
    until = time.monotonic() + 10
    while _alive(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert _alive(process.pid) == []


def _alive(group: int) -> list[str]:
    """The processes of a group, those left out that only wait to be collected."""
    listing = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
    return [row[-1] for row in rows if int(row[0]) == group and not row[1].startswith("Z")]
