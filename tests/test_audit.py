"""The walk through accepted findings, on a real terminal."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Checkout, Runner, environment
from tests.people import TABLE, VALUES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal")
FILE = ".sekisho-baseline.json"
GRANT = ("--owner", "platform", "--reason", "fixtures", "--expires", "2099-03-31")
SOURCE = '# users\nUSER = {"name": "五十嵐 心愛", "tel": "080-3456-7812"}\nNEXT = None\n'
PROMPTS = {"en": "[?] help ", "ja": "[?] 説明 "}


class Screen(NamedTuple):
    """What was seen, and how the program ended."""

    text: str
    code: int


def walk(checkout: Checkout, keys: str, *words: str, lang: str = "en", columns: int = 100) -> Screen:
    """Press a key whenever the program asks for one; the end of the keys is a closed terminal."""
    import fcntl
    import pty
    import struct
    import termios

    command = [sys.executable, "-I", "-m", "guard", "baseline", "audit", "--lang", lang, *words]
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.chdir(checkout.root)
        os.execve(sys.executable, command, checkout.environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    seen, answered, until = b"", 0, time.monotonic() + 300
    left = list(keys)
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                chunk = os.read(terminal, 1 << 16)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        new = seen[answered:].replace(b"\x1b[1m", b"").replace(b"\x1b[0m", b"")
        waits = not termios.tcgetattr(terminal)[3] & termios.ICANON  # what comes before that is thrown away
        if left and waits and new.endswith(PROMPTS[lang].encode()):
            answered = len(seen)
            os.write(terminal, left.pop(0).encode())
    os.close(terminal)  # whoever still asks is at its end
    _pid, status = os.waitpid(pid, 0)
    return Screen(seen.decode("utf-8", "replace").replace("\r\n", "\n"), os.waitstatus_to_exitcode(status))


@pytest.fixture
def accepted(checkout: Checkout, sekisho: Runner) -> Checkout:
    checkout.write("src/user.py", SOURCE)
    checkout.write("data/people.csv", TABLE)
    checkout.commit()
    assert sekisho("baseline", "create", "--include-critical", *GRANT, cwd=checkout.root).code == 0
    return checkout


def entries(checkout: Checkout) -> list[str]:
    """What was said of each entry, in order."""
    lines = [line for line in (checkout.root / FILE).read_text("utf-8").splitlines() if '"path"' in line]
    return [line.partition('"audit": "')[2].partition('"')[0] for line in lines]


def test_a_walk_answers_undoes_skips_and_goes_on_where_it_ended(accepted: Checkout) -> None:
    total = len(entries(accepted))
    first = walk(accepted, "y?nunsq", "--no-color")
    assert first.code == 0
    assert f"[1/{total}] date-of-birth  high" in first.text
    assert "u: take the last answer back" in first.text
    assert entries(accepted) == ["real", "false-alarm", *[""] * (total - 2)]
    second = walk(accepted, "q", "--no-color")
    assert f"[1/{total - 2}] jp-address" in second.text
    assert "date-of-birth     1            0                     0%           0" in second.text


@pytest.mark.slow
def test_the_lines_around_are_shown_masked(accepted: Checkout) -> None:
    screen = walk(accepted, "s" * 20, "--no-color")
    assert '>      2 | USER = {"name": "●●●", "tel": "***-***-***"}\n       3 | ●●● = ●●●\n' in screen.text
    assert "       1 | # users\n" in screen.text
    assert not [value for value in VALUES if value in screen.text]
    assert "心愛" not in screen.text
    assert "accepted by platform until 2099-03-31: fixtures" in screen.text


@pytest.mark.slow
def test_many_of_one_column_are_one_question(accepted: Checkout) -> None:
    screen = walk(accepted, "q", "--no-color")
    assert "(生年月日)  and 1 more like it" in screen.text


@pytest.mark.slow
def test_keys_of_the_japanese_input_are_understood_and_others_asked_again(accepted: Checkout) -> None:
    screen = walk(accepted, "xｙＮq", "--no-color", lang="ja")
    assert entries(accepted)[:2] == ["real", "false-alarm"]
    assert "本物の個人情報ですか。  [y] 本物  [n] 誤検出" in screen.text


@pytest.mark.slow
def test_what_is_real_can_be_taken_back_in_a_later_walk(accepted: Checkout) -> None:
    walk(accepted, "yq")
    screen = walk(accepted, "nq", "--all", "--no-color")
    assert "So far: real" in screen.text
    assert entries(accepted)[0] == "false-alarm"
    assert "date-of-birth     0            1                   100%           0" in screen.text


@pytest.mark.slow
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_ending_the_input_keeps_what_was_said(accepted: Checkout, key: str) -> None:
    screen = walk(accepted, f"y{key}")
    assert screen.code == 0
    assert entries(accepted)[0] == "real"


@pytest.mark.slow
def test_there_is_colour_unless_somebody_says_no(accepted: Checkout) -> None:
    assert "\x1b[1m" in walk(accepted, "q").text
    assert "\x1b[1m" not in walk(accepted, "q", "--no-color").text


@pytest.mark.slow
def test_without_a_terminal_it_says_what_it_needs(accepted: Checkout, sekisho: Runner, tmp_path: Path) -> None:
    refused = sekisho("baseline", "audit", "--lang", "ja", cwd=accepted.root)
    assert refused.code == 2
    assert "確認作業には端末が必要です" in refused.err
    told = sekisho("baseline", "audit", "--statistics", cwd=accepted.root)
    assert told.code == 0
    assert told.out.splitlines()[1].split() == "rule real false alarm share of false alarms not judged".split()
    assert environment(tmp_path)["LC_ALL"] == "C.UTF-8"


@pytest.mark.slow
def test_owner_reason_and_end_are_asked_for_on_a_terminal(checkout: Checkout) -> None:
    import pty

    checkout.write("src/user.py", SOURCE)
    checkout.commit()
    command = [sys.executable, "-I", "-m", "guard", "baseline", "create", "--quiet", "--lang", "en"]
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.chdir(checkout.root)
        os.execve(sys.executable, command, checkout.environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm"})
    answers = {
        b"role)?: ": b"090-4417-2286\n",
        b"of somebody\r\nWho answers for this (a team or a role)?: ": b"platform\n",
        b"stay?: ": b"fixtures\n",
        b"]: ": b"\n",
    }
    seen, until = b"", time.monotonic() + 300
    while time.monotonic() < until:
        try:
            seen += os.read(terminal, 1 << 16)
        except OSError:
            break
        for prompt, answer in sorted(answers.items(), key=lambda pair: -len(pair[0])):
            if seen.endswith(prompt):
                os.write(terminal, answer)
                break
    _pid, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, seen.decode()
    written = (checkout.root / FILE).read_text("utf-8")
    assert '"owner": "platform", "reason": "fixtures"' in written
    assert "4417" not in written
