"""What people who wait see, at any width, and that nobody else sees it."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guard.messages import Translator
from guard.progress import Moment, line
from guard.report.console import columns
from tests.conftest import Checkout, environment, heed_interrupts
from tests.people import TABLE

from .example import english, japanese

HALFWAY = Moment(20_000, 70_500_000, 40_000, 30.0, 2_400_000.0, "src/画面/一覧.php")
ENDLESS = HALFWAY._replace(expected=None)
#: Bytes that cost little: blobs are handed over by the megabyte.
EMPTY_ROWS = ",,,,,,,\n" * 5_000


@pytest.fixture(scope="module")
def japanese_speaker(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return japanese(tmp_path_factory.mktemp("catalogue"))


def test_a_known_total_gives_share_rate_and_the_time_that_is_left():
    shown = line(HALFWAY, 119, english())
    assert shown == ("[##########..........]  50%  20,000 of 40,000  70.5 MB  2.4 MB/s  0:30 left  src/画面/一覧.php")


def test_an_unknown_total_gives_count_rate_and_the_time_that_has_passed():
    assert line(ENDLESS, 119, english()) == "|  20,000 done  70.5 MB  2.4 MB/s  0:30  src/画面/一覧.php"


def test_a_total_that_was_too_low_is_forgotten():
    assert "%" not in line(HALFWAY._replace(items=40_001), 119, english())


def test_no_estimate_is_made_from_the_first_seconds():
    assert "left" not in line(HALFWAY._replace(working=1.0), 119, english())


def test_before_the_first_item_the_line_says_that_work_goes_on(japanese_speaker: Translator):
    assert line(HALFWAY._replace(items=0), 119, japanese_speaker) == "| 処理しています"


@pytest.mark.parametrize("width", [*range(10, 60), 79, 119])
@pytest.mark.parametrize("moment", [HALFWAY, ENDLESS, HALFWAY._replace(items=0, label="")])
def test_no_line_is_wider_than_the_terminal(width: int, moment: Moment, japanese_speaker: Translator):
    for speaker in (english(), japanese_speaker):
        assert columns(line(moment, width, speaker)) <= width


def test_a_narrow_terminal_still_shows_share_and_time():
    shown = line(HALFWAY, 39, english())
    assert shown == "[####.....]  50%  2.4 MB/s  0:30 left"


def test_a_hostile_name_moves_nothing():
    shown = line(HALFWAY._replace(label="\x1b[2J\r\n\u202e\udc82" * 1_000), 119, english())
    assert shown.isprintable()


def test_nothing_is_shown_in_a_pipe(checkout: Checkout, sekisho):
    for number in range(40):
        checkout.write(f"{number}.csv", TABLE * 10)
    checkout.commit()
    done = sekisho("scan", "--history", "--no-cache", cwd=checkout.root)
    assert done.code == 1
    assert done.err == ""


@pytest.fixture
def busy(checkout: Checkout) -> Checkout:
    """Enough for some seconds of work."""
    for number in range(200):
        checkout.write(f"data/{number:03}.csv", TABLE.replace("7731", f"{number + 4000}") * 2 + EMPTY_ROWS)
    checkout.commit()
    return checkout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
@pytest.mark.parametrize("target", [["--history"], []], ids=["history", "working tree"])
def test_ctrl_c_clears_the_line_and_shows_what_was_found(busy: Checkout, target: list[str]):
    written = busy.root.parent / "report.txt"
    process, terminal = _on_a_terminal(busy, ["scan", "--no-cache", *target], written)
    drawn = _read_until(terminal, rb"\b(?:[3-9]\d|1\d\d) of [24]0\d", 300)  # some have an outcome, and most none
    process.send_signal(signal.SIGINT)
    drawn += _read_until(terminal, None, 300)
    process.wait(300)
    assert process.returncode == 130
    assert b"\x1b[?25" not in drawn  # the cursor was never hidden
    assert re.search(rb"\r +\r", drawn)  # the line was wiped …
    assert not re.search(rb"\d of [24]0\d", re.split(rb"\r +\r", drawn)[-1])  # … and not drawn again
    report = written.read_bytes()
    assert b"interrupted" in report
    assert b"persons)" in report


def _on_a_terminal(checkout: Checkout, words: list[str], written: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The command with its standard error on a terminal of 100 columns, and the other end of that."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with written.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "guard", *words],
            cwd=checkout.root,
            env=environment(checkout.root.parent, TERM="xterm"),
            stdout=out,
            stderr=theirs,
            preexec_fn=heed_interrupts,
        )
    os.close(theirs)
    return process, ours


def _read_until(terminal: int, pattern: bytes | None, seconds: float) -> bytes:
    """What comes from a terminal until it shows a pattern, or closes."""
    got = b""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux says so when the last writer has gone
            break
        got += chunk
        if not chunk or (pattern is not None and re.search(pattern, got)):
            break
    return got
