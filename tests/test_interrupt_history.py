"""A history scan that is interrupted or killed loses nothing but time, and the next run continues."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.conftest import Checkout, environment, heed_interrupts
from tests.people import TABLE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]

COMMITS = 40
FILES = 5
#: Tables in each file, no two alike: a line that was looked at once costs no more.
TABLES = 4
#: Bytes that cost little: blobs are handed over and kept by the megabyte.
EMPTY_ROWS = ",,,,,,,\n" * 5_000
#: Bytes of a cache that holds the outcomes of some blobs; an empty one has 8 KiB.
SOME = 200_000
SCAN = [sys.executable, "-I", "-m", "guard", "scan", "--history", "--format", "json", "--jobs", "2"]


#: The same scan, which says at its end how many blobs it had to look at.
COUNTED = """
import atexit, sys
from guard.cache import Cache
from guard.cli import entry_point
put, looked_at = Cache.put, []
Cache.put = lambda cache, key, outcome: (looked_at.append(key), put(cache, key, outcome))
atexit.register(lambda: sys.stderr.write(f"{len(looked_at)}\\n"))
entry_point()
"""


@dataclass(frozen=True)
class Run:
    """How a whole run ended: its report without times, and how many blobs it had to look at."""

    report: dict[str, object]
    looked_at: int


def _run(checkout: Checkout) -> Run:
    command = [*SCAN[:2], "-c", COUNTED, *SCAN[4:]]
    done = subprocess.run(
        command, cwd=checkout.root, env=environment(checkout.root.parent), capture_output=True, check=False
    )
    assert done.returncode == 1, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    del report["run"]
    return Run(report, int(done.stderr.split()[-1]))


def _kept(checkout: Checkout) -> int:
    """Bytes that runs have left in the Git directory; a journal may go while it is looked at."""
    size = 0
    for file in (checkout.root / ".git" / "sekisho").rglob("*"):
        with suppress(FileNotFoundError):
            size += file.stat().st_size if file.is_file() else 0
    return size


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
            rows = (TABLE.replace("7731", f"{(number * TABLES + copy):04}") for copy in range(TABLES))
            checkout.write(f"data/{file}.csv", "".join(rows) + EMPTY_ROWS)
        checkout.commit(f"number {commit}")
    whole = _run(checkout)
    return checkout, whole, _kept(checkout)


def _forget(checkout: Checkout) -> None:
    for file in (checkout.root / ".git" / "sekisho").rglob("*"):
        if file.is_file():
            file.unlink(missing_ok=True)


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


def _interrupted(checkout: Checkout, number: signal.Signals) -> tuple[subprocess.Popen[bytes], bytes]:
    """A run that was ended by a signal after it had kept some of what there is to keep."""
    _forget(checkout)
    process = _start(checkout)
    until = time.monotonic() + 300
    while process.poll() is None and _kept(checkout) < SOME and time.monotonic() < until:
        time.sleep(0.02)
    assert process.poll() is None, "it was over before it could be interrupted"
    process.send_signal(number)
    out, _err = process.communicate(timeout=300)
    return process, out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_the_next_run_continues_and_comes_to_the_same(
    history: tuple[Checkout, Run, int], number: signal.Signals
) -> None:
    checkout, whole, size = history
    process, out = _interrupted(checkout, number)
    assert _kept(checkout) < size
    if number == signal.SIGINT:
        assert process.returncode == 130
        cut_short = json.loads(out)
        assert 0 < len(cut_short["findings"]) < len(whole.report["findings"])  # type: ignore[arg-type]
    again = _run(checkout)
    assert again.report == whole.report
    assert again.looked_at < 0.9 * whole.looked_at


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_no_process_outlives_one_that_was_ended(history: tuple[Checkout, Run, int], name: str) -> None:
    checkout, _whole, _size = history
    process, _out = _interrupted(checkout, signal.Signals[name])
    until = time.monotonic() + 300
    while _alive(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert _alive(process.pid) == []


def _alive(group: int) -> list[str]:
    """The processes of a group, those left out that only wait to be collected."""
    listing = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
    return [row[-1] for row in rows if int(row[0]) == group and not row[1].startswith("Z")]
