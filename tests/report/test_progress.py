import subprocess
import sys

import pytest

from guard.progress import progress


def test_disabled_progress_shows_nothing_and_does_not_import_rich():
    program = (
        "import sys; from guard.progress import progress\n"
        "with progress(10, enabled=False) as bar: bar.advance(10, 'a.csv')\n"
        "sys.exit('rich' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")


@pytest.mark.parametrize("total", [None, 100])
def test_enabled_progress_stays_on_standard_error_and_takes_any_name(
    total: int | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress(total, enabled=True) as bar:
        bar.advance(100, "[red]\x1b[2J\n\u202e\udc82" * 1_000)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[2J" not in captured.err.replace("\\x1b[2J", "")
