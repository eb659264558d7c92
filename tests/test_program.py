from pathlib import Path

import pytest

from guard.program import found


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_program_on_the_path_is_found_and_one_in_the_current_folder_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _program(tmp_path / "stranger", "git")
    installed = _program(tmp_path / "installed", "git")
    monkeypatch.chdir(tmp_path / "stranger")
    monkeypatch.setenv("PATH", f":.:{tmp_path / 'installed'}")
    assert found("git") == str(installed)
    monkeypatch.setenv("PATH", ":.")
    assert found("git") is None
