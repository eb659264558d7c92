"""The examples of the repository do what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def test_detectors_work_in_a_plain_presidio_program() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "presidio_only.py")], capture_output=True, check=True, timeout=600
    )
    found = [line.split()[0] for line in done.stdout.decode().splitlines()]
    assert found == ["PERSON", "JP_MY_NUMBER", "JP_ADDRESS", "PHONE_NUMBER", "PERSON"]
    assert "under its header" in done.stdout.decode().splitlines()[-1]


def test_detectors_are_imported_without_the_rest_of_the_house() -> None:
    probe = (
        "import sys, detectors.engine; print(sorted(m for m in sys.modules if m.split('.')[0] in ('guard', 'hooks')))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, check=True, timeout=600)
    assert done.stdout.decode().strip() == "[]"
