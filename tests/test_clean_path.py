"""A clean commit must not load what it does not need."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import Checkout, Runner

HEAVY = ("presidio_analyzer", "spacy", "git", "pydantic", "rich", "phonenumbers", "stdnum", "tldextract", "numpy")
PROBE = """
import sys
from guard.cli import main
code = main(["scan", "--staged"])
print("LOADED", *sorted(set(sys.argv[1:]) & set(sys.modules)))
sys.exit(code)
"""


def test_clean_commit_of_ten_files_loads_nothing_heavy(checkout: Checkout) -> None:
    for number in range(10):
        checkout.write(
            f"src/file{number}.py", f"def f{number}():\n    return 'こんにちは、世界'  # 件数を数える {number}\n"
        )
    checkout.git("add", ".")
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, *HEAVY],
        cwd=checkout.root,
        env=checkout.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "10 files looked at" in done.stdout.decode()
    assert done.stdout.decode().splitlines()[-1].split() == ["LOADED"]


def test_commit_with_a_candidate_does_load_presidio(checkout: Checkout) -> None:
    """The probe of the test above can fail."""
    checkout.write("a.txt", "電話 048-922-7731\n")
    checkout.git("add", ".")
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, *HEAVY],
        cwd=checkout.root,
        env=checkout.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "presidio_analyzer" in done.stdout.decode()


def test_help_and_version_load_nothing_heavy(checkout: Checkout, sekisho: Runner) -> None:
    assert sekisho("--version", cwd=checkout.root).out.startswith("sekisho")
    probe = "import sys; from guard.cli import main; main(['scan', '--help']); print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe, *HEAVY],
        cwd=checkout.root,
        env=checkout.environ,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().splitlines()[-1] == "[]"
