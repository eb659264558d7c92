"""A history is cleaned with the commands that the gate prints, and the bundle of before shows that it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guard.cli import main
from guard.delivery.erasure import NO_REMOTE, Standing, earlier
from guard.errors import UsageError
from guard.messages import translator
from tests.conftest import Checkout, missing_tool

PERSON = "氏名: 佐々木健一 電話: 090-1234-5678\n"


def _gate(checkout: Checkout, file: Path, *words: str) -> dict[str, object]:
    main(["gate", "--offline", "--lang", "en", "--format", "json", "--output", str(file), *words])
    told = json.loads(file.read_text(encoding="utf-8"))
    return next(one for one in told["gate"]["observations"] if one["question"] == "erasure")


@pytest.fixture
def soiled(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A history with a file that is gone, one that lives on, and other commits around them."""
    monkeypatch.chdir(checkout.root)
    for name, value in checkout.environ.items():
        monkeypatch.setenv(name, value)
    checkout.write("readme.md", "# 住民情報システム\n")
    checkout.commit("first")
    checkout.write("old/people.txt", PERSON)
    checkout.write("kept.txt", f"見出し\n{PERSON}")
    checkout.commit("data")
    (checkout.root / "old" / "people.txt").unlink()
    checkout.write("kept.txt", "見出し\n")
    checkout.commit("data removed")
    return checkout


def test_a_clean_history_has_nothing_to_erase(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(checkout.root)
    checkout.write("readme.md", "# 住民情報システム\n")
    checkout.commit()
    assert _gate(checkout, tmp_path / "report.json")["answer"] == "good"


def test_what_is_to_be_erased_comes_with_its_commands(soiled: Checkout, tmp_path: Path) -> None:
    told = _gate(soiled, tmp_path / "before.json")
    assert told["answer"] == "bad"
    commands = told["commands"]
    assert isinstance(commands, list)
    commit = soiled.git("rev-parse", "HEAD~1").stdout.decode().strip()
    assert f"git rev-parse {commit}:kept.txt >> .git/sekisho-erase" in commands
    assert "git filter-repo --force --invert-paths --path=old/people.txt" in commands
    assert "佐々木" not in json.dumps(commands, ensure_ascii=False)


def test_the_commands_erase_and_the_bundle_of_before_shows_it(
    soiled: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if shutil.which("git-filter-repo") is None:
        missing_tool("git-filter-repo")
    told = _gate(soiled, tmp_path / "before.json")
    commands = told["commands"]
    assert isinstance(commands, list)
    for command in commands:
        if command.startswith(("git rev-parse", "git filter-repo", "git reflog")):
            local = command.removesuffix(" && git lfs prune")
            subprocess.run(local, shell=True, cwd=soiled.root, check=True, capture_output=True)
    after = _gate(soiled, tmp_path / "after.json", "--before", str(tmp_path / "before.json"))
    assert after["answer"] == "good", after
    assert soiled.git("log", "--format=%s").stdout.decode().splitlines()[-1] == "first"
    assert (soiled.root / "kept.txt").read_text(encoding="utf-8") == "見出し\n"


def test_content_that_stands_under_several_names_is_erased_under_each(
    soiled: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if shutil.which("git-filter-repo") is None:
        missing_tool("git-filter-repo")
    soiled.write("copy of it.txt", PERSON)
    soiled.commit("the content of old/people.txt again")
    commands = _gate(soiled, tmp_path / "before.json")["commands"]
    assert isinstance(commands, list)
    assert "sekisho mask 'copy of it.txt' kept.txt && git commit --all" in commands
    soiled.write("copy of it.txt", "masked\n")
    soiled.commit("masked")
    for command in commands:
        if command.startswith(("git rev-parse", "git filter-repo")):
            subprocess.run(command, shell=True, cwd=soiled.root, check=True, capture_output=True)
    after = _gate(soiled, tmp_path / "after.json", "--before", str(tmp_path / "before.json"))
    assert after["answer"] == "good", after


def test_a_history_that_was_not_cleaned_is_told(soiled: Checkout, tmp_path: Path) -> None:
    _gate(soiled, tmp_path / "before.json")
    again = _gate(soiled, tmp_path / "after.json", "--before", str(tmp_path / "before.json"))
    assert again["answer"] == "bad"


def test_no_path_is_taken_for_an_option_and_names_of_files_are_erased_too(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(checkout.root)
    checkout.write("-list.txt", PERSON)
    checkout.write("-old.txt", f"見出し\n{PERSON}")
    checkout.write("佐々木健一.txt", "x\n")
    checkout.commit()
    (checkout.root / "-old.txt").unlink()
    checkout.commit()
    commands = _gate(checkout, tmp_path / "before.json")["commands"]
    assert isinstance(commands, list)
    assert "sekisho mask ./-list.txt && git commit --all" in commands
    assert "git filter-repo --force --invert-paths --path=-old.txt" in commands
    assert "git filter-repo --force --path-rename='佐々木健一.txt':NEW" in commands


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_the_commands_name_a_file_by_its_very_bytes(soiled: Checkout, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        missing_tool("bash")
    for name in (b"line\nbreak.txt", b"\xff\xfe.txt", b"<b>.txt"):
        file = Path(os.fsdecode(os.fsencode(soiled.root) + b"/" + name))
        file.write_text(f"{len(name)}\n{PERSON}", encoding="utf-8")
    soiled.commit("odd names")
    commit = soiled.git("rev-parse", "HEAD").stdout.decode().strip()
    main(["gate", "--offline", "--lang", "en", "--output", str(tmp_path / "report.txt")])
    printed = (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines()
    commands = [line.strip().removeprefix("$ ") for line in printed if "rev-parse" in line and commit in line]
    assert len(commands) == 3
    for command in commands:
        subprocess.run([str(bash), "-c", command], cwd=soiled.root, check=True, capture_output=True)


def test_notes_and_names_with_a_colon_are_erased_too(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(checkout.root)
    for name, value in checkout.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if shutil.which("git-filter-repo") is None:
        missing_tool("git-filter-repo")
    checkout.write("readme.md", "x\n")
    checkout.commit()
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=checkout.root, input=b"y\n", check=True, capture_output=True
    ).stdout.decode()
    checkout.git("update-index", "--add", "--cacheinfo", f"100644,{blob.strip()},a:佐々木健一.txt")
    checkout.git("commit", "--quiet", "--message", "a name with a colon")
    checkout.git("notes", "add", "--message", PERSON)
    commands = _gate(checkout, tmp_path / "before.json")["commands"]
    assert isinstance(commands, list)
    assert "git push --prune origin 'refs/notes/*'" in commands
    assert not any("--replace-message" in command for command in commands)
    for command in commands:
        if command.startswith(("git for-each-ref", "git filter-repo", "git reflog")):
            local = command.removesuffix(" && git lfs prune")
            subprocess.run(local, shell=True, cwd=checkout.root, check=True, capture_output=True)
    after = _gate(checkout, tmp_path / "after.json", "--before", str(tmp_path / "before.json"))
    assert after["answer"] == "good", after
    assert checkout.git("ls-tree", "--name-only", "HEAD").stdout.decode().splitlines() == ["NEW", "readme.md"]


def test_what_to_know_about_a_command_is_told_in_the_language_of_the_report(
    soiled: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["gate", "--offline", "--lang", "ja"])
    printed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("    $ git remote add")]
    assert printed == [f"    $ git remote add origin URL   # {translator('ja')(NO_REMOTE)}"]


@pytest.mark.slow
def test_the_report_of_before_is_read_from_a_bundle_too(soiled: Checkout, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.zip"
    _gate(soiled, tmp_path / "before.json", "--evidence", str(bundle))
    read = earlier(bundle)
    assert read == earlier(tmp_path / "before.json")
    assert (read.findings > 0, {one.path for one in read.places}) == (True, {"kept.txt", "old/people.txt"})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{"])
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        earlier(file)
    with pytest.raises(UsageError):
        earlier(tmp_path / "missing.json")


def test_an_empty_report_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}\n", encoding="ascii")
    assert earlier(file) == Standing(0, ())
