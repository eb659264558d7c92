"""A scan talks to nobody: seen by the kernel in every process of a run, and from within in the first one."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Checkout, environment, missing_tool
from tests.people import TABLE

TARGETS = {
    "staged": ("--staged",),
    "working tree": (),
    "range": ("--range", "HEAD~1..HEAD"),
    "history": ("--history", "--unreachable"),
}
#: Ends the process at the first look at a network, so that no handler can hide it.
#: Two things are let pass, here and below: sockets within the machine, by which the processes of a run talk; and urllib3,
#: which Presidio imports, asks whether there is IPv6 by binding ::1.
WATCHED = """
import os, sys

def refuse(event, arguments):
    probes = event == "socket.__new__" or (event, *arguments[1:]) == ("socket.bind", ("::1", 0))
    is_local = event.startswith("socket.") and arguments and getattr(arguments[0], "family", None) == 1  # AF_UNIX
    if event.startswith("socket.") and not probes and not is_local:
        os.write(2, f"{event} {arguments}".encode())
        os._exit(99)

sys.addaudithook(refuse)
"""
SCAN = "from guard.cli import entry_point; entry_point()"

PROBE = {("socket", "AF_INET6"), ("bind", "AF_INET6 ::1 0")}
_CALL = re.compile(
    r"\b(socket|socketpair|connect|bind|sendto|sendmsg|sendmmsg)\("
    r"(?:(AF_\w+)|.*?sa_family=(AF_\w+)(?:.*htons\((\d+)\))?(?:.*\"([0-9a-f.:]+)\")?)"
)


@pytest.fixture
def tempting(checkout: Checkout) -> Checkout:
    """Findings, a container, a file that lies on a server, and an object that a server promises."""
    checkout.write("a.csv", TABLE)
    checkout.commit()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.csv", TABLE)
    checkout.write("b.zip", packed.getvalue())
    checkout.write("c.txt", "連絡先 taro@example.co.jp 048-922-7731 https://example.com/\n")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 1234\n"
    checkout.write("large.bin", pointer)
    checkout.write("promised.txt", "promised\n")
    checkout.commit()
    promised = checkout.git("rev-parse", "HEAD:promised.txt").stdout.decode().strip()
    (checkout.root / ".git" / "objects" / promised[:2] / promised[2:]).unlink()
    (checkout.root / "promised.txt").unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "https://127.0.0.1:9/x",
    }.items():
        checkout.git("config", key, value)
    for number in range(30):
        checkout.write(f"many/{number}.csv", TABLE)
    checkout.git("add", "many")
    return checkout


def _run(command: list[str], checkout: Checkout) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, cwd=checkout.root, env=environment(checkout.root.parent), capture_output=True, check=False, timeout=600
    )


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_no_network_is_looked_for(tempting: Checkout, target: tuple[str, ...]) -> None:
    done = _run([sys.executable, "-I", "-c", WATCHED + SCAN, "scan", "--no-cache", *target], tempting)
    assert done.returncode in {1, 3}, done.stderr  # found; and what lies on the server was not looked at
    assert b"my-number" in done.stdout


def test_a_look_at_a_network_would_be_seen(checkout: Checkout) -> None:
    for attempt in ("getaddrinfo('localhost', 9)", "create_connection(('127.0.0.1', 9))", "socket().bind(('', 0))"):
        program = f"{WATCHED}import socket; socket.{attempt}"
        assert _run([sys.executable, "-I", "-c", program], checkout).returncode == 99


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace knows Linux only")
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_no_process_of_a_scan_talks_to_a_network(tempting: Checkout, tmp_path: Path, target: tuple[str, ...]) -> None:
    command = [sys.executable, "-I", "-m", "guard", "scan", "--no-cache", *target]
    done, calls, programs = _traced(command, tempting, tmp_path / "trace")
    assert done.returncode in {1, 3}, done.stderr  # found; and what lies on the server was not looked at
    assert b"my-number" in done.stdout
    assert calls <= PROBE
    assert "git" in programs  # the processes of a run were followed


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace knows Linux only")
def test_a_connection_of_a_child_would_be_seen(checkout: Checkout, tmp_path: Path) -> None:
    child = "import socket; socket.socketpair(); socket.socket().connect_ex(('127.0.0.1', 9))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    _done, calls, _programs = _traced([sys.executable, "-I", "-c", parent], checkout, tmp_path / "trace")
    assert calls == {("socket", "AF_INET"), ("connect", "AF_INET 127.0.0.1 9")}


def _traced(
    command: list[str], checkout: Checkout, trace: Path
) -> tuple[subprocess.CompletedProcess[bytes], set[tuple[str, str]], set[str]]:
    """What a command came to, and of all its processes the calls for other machines and the programs."""
    watch = ["strace", "--follow-forks", "--quiet=all", "--output", str(trace), "--trace=%network,execve"]
    try:
        done = _run([*watch, "--seccomp-bpf", "--", *command], checkout)
    except FileNotFoundError:
        missing_tool("strace")
    if not trace.exists() or b"ptrace" in done.stderr:
        pytest.skip("the kernel lets nobody be traced here")
    calls = trace.read_text(errors="replace")
    programs = {Path(path).name for path in re.findall(r'\bexecve\("([^"]+)".*= 0$', calls, re.MULTILINE)}
    abroad = set()
    for call, family, of_address, port, address in _CALL.findall(calls):
        if (family or of_address) not in {"AF_UNIX", "AF_LOCAL"}:
            abroad.add((call, " ".join(part for part in (family or of_address, address, port) if part)))
    return done, abroad, programs


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces of Linux")
def test_a_scan_works_where_there_is_no_network(tempting: Checkout) -> None:
    apart = ["unshare", "--map-root-user", "--net", "--"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the kernel gives no namespace")
    usual = [sys.executable, "-I", "-m", "guard", "scan", "--history", "--no-cache", "--format", "sarif"]
    alone = _run([*apart, *usual], tempting)
    assert alone.returncode == 3, alone.stderr
    assert _results(alone) == _results(_run(usual, tempting)) != []


def _results(done: subprocess.CompletedProcess[bytes]) -> object:
    return json.loads(done.stdout)["runs"][0]["results"]
