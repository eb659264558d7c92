"""The page about closed networks, run as it stands: collected with a network, installed and used without one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Checkout, environment
from tests.people import TABLE, VALUES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "closed-network.md").read_text("utf-8")
COLLECT, INSTALL, SWITCH_ON = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
(CONFIGURATION,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
APART = ("unshare", "--map-root-user", "--net", "--")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces of Linux"),
]


def test_both_languages_say_the_same_commands() -> None:
    english = (ROOT / "docs" / "closed-network.en.md").read_text("utf-8")
    blocks = re.compile(r"```(?:sh|yaml)\n(.*?)```", re.DOTALL)
    assert [block.replace("--lang en", "--lang ja") for block in blocks.findall(english)] == blocks.findall(PAGE)


def placed(text: str, folder: Path) -> str:
    """The page's words, for a folder of the test."""
    return text.replace("/opt/sekisho", str(folder / "opt"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which step 1 was done on the network, and step 2 without one."""
    if subprocess.run([*APART, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the kernel gives no namespace")
    folder = tmp_path_factory.mktemp("closed")
    (folder / "sekisho").symlink_to(ROOT)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "python")], check=True)
    path = f"{folder / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    connected = subprocess.run(
        ["sh", "-eu", "-c", COLLECT], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, check=False
    )
    if connected.returncode:
        pytest.fail(f"step 1: {connected.stderr.decode()[-2000:]}")
    (folder / "sekisho").unlink()  # nothing but the wheelhouse is carried over
    closed = subprocess.run(
        [*APART, "sh", "-eu", "-c", placed(INSTALL, folder)],
        cwd=folder,
        env=environment(folder) | {"PATH": path},
        capture_output=True,
        check=False,
    )
    assert closed.returncode == 0, closed.stderr.decode()[-2000:]
    assert closed.stdout.decode().splitlines()[-1].startswith("sekisho")
    return folder


def alone(checkout: Checkout, script: str) -> tuple[int, str]:
    """The exit code and the output of a script without a network."""
    done = subprocess.run(
        [*APART, "sh", "-eu", "-c", script], cwd=checkout.root, env=checkout.environ, capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_namespace_has_no_network(checkout: Checkout) -> None:
    assert alone(checkout, "cat /proc/self/net/route")[1].count("\n") <= 1  # its header


def test_the_hooks_run_without_a_network_and_find_what_was_planted(machine: Path, checkout: Checkout) -> None:
    checkout.write(".pre-commit-config.yaml", placed(CONFIGURATION, machine))
    checkout.write("a.txt", "clean\n")
    checkout.git("add", "--all")
    code, said = alone(checkout, placed(SWITCH_ON, machine))
    assert code == 0, said
    code, said = alone(checkout, "git commit --message clean")
    assert code == 0, said
    checkout.write("people.csv", TABLE)
    checkout.git("add", "--all")
    code, said = alone(checkout, "git commit --message clean")
    assert code == 1
    assert "jp-my-number" in said
    assert not any(value in said for value in VALUES)
    code, said = alone(checkout, f"{machine}/opt/bin/pre-commit run --all-files")
    assert code == 1
    assert "jp-my-number" in said
    checkout.git("rm", "-q", "--cached", "people.csv")
    code, said = alone(checkout, "git commit --allow-empty --message 電話番号：048-922-7731")
    assert code == 1
    assert "phone-number" in said
