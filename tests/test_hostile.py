"""Repositories that were made to switch the gate off, to run code in it, or to keep it busy for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from guard.cli import main
from tests.conftest import Checkout, Runner, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts, links and signals")

PHONE = "電話 048-922-7731\n"
LIMIT = 500 * 1024 * 1024

#: What a gate imports, or what Python looks for, as a repository could hold it.
SHADOWS = (
    "guard/__init__.py",
    "guard/__main__.py",
    "guard/cli.py",
    "detectors/__init__.py",
    "hooks/__init__.py",
    "hooks/pre_commit.py",
    "hooks/github_action.py",
    "argparse.py",
    "click.py",
    "re2.py",
    "json.py",
    "presidio_analyzer/__init__.py",
    "spacy/__init__.py",
    "sudachipy/__init__.py",
    "git/__init__.py",
    "pydantic/__init__.py",
    "sitecustomize.py",
    "usercustomize.py",
    "conftest.py",
    "startup.py",
)
TRAPS = {
    "core.fsmonitor": "{canary}",
    "core.hooksPath": "{hooks}",
    "core.pager": "{canary}",
    "core.sshCommand": "{canary}",
    "core.alternateRefsCommand": "{canary}",
    "diff.external": "{canary}",
    "diff.x.textconv": "{canary}",
    "diff.x.command": "{canary}",
    "filter.x.clean": "{canary}",
    "filter.x.smudge": "{canary}",
    "filter.x.process": "{canary}",
    "alias.ls-files": "!{canary}",
    "alias.diff": "!{canary}",
    "alias.trap": "!{canary}",
    "include.path": "../included",
}


class Ambush(NamedTuple):
    """A repository with a phone number, an innocent name for everything a gate imports, and a trace."""

    checkout: Checkout
    trace: Path

    def traces(self) -> set[str]:
        """What has run since the last question."""
        found = set(self.trace.read_text(encoding="utf-8").split()) if self.trace.exists() else set()
        self.trace.unlink(missing_ok=True)
        return found


@pytest.fixture
def ambush(checkout: Checkout, tmp_path: Path) -> Ambush:
    trace = tmp_path / "trace"
    for name in SHADOWS:
        checkout.write(name, f"open({str(trace)!r}, 'a').write({name!r} + '\\n')\n")
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\necho git >> '{trace}'\nexit 1\n", encoding="utf-8")
    canary.chmod(0o755)
    hooks = tmp_path / "traps"
    hooks.mkdir()
    for hook in ("pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction"):
        (hooks / hook).symlink_to(canary)
    checkout.write("pyvenv.cfg", "home = .\ninclude-system-site-packages = true\n")
    checkout.write(".env", "PYTHONPATH=.\nPYTHONSTARTUP=startup.py\n")
    checkout.write(".gitattributes", "* diff=x filter=x\n")
    checkout.write("residents.txt", PHONE)
    checkout.git("add", "--all")
    for key, value in TRAPS.items():
        checkout.git("config", key, value.format(canary=canary, hooks=hooks))
    return Ambush(checkout, trace)


@pytest.mark.slow
def test_nothing_in_a_repository_shadows_the_gate_or_changes_its_verdict(ambush: Ambush, sekisho: Runner) -> None:
    extra = {
        "PYTHONPATH": ".",
        "PYTHONSTARTUP": "startup.py",
        "PYTHONHOME": ".",
        "PYTHONUSERBASE": ".",
        "VIRTUAL_ENV": ".",
        "RUNNER_TEMP": str(ambush.trace.parent),
    }
    root = ambush.checkout.root
    for module, words in (
        ("guard", ["scan"]),
        ("guard", ["scan", "--staged"]),
        ("hooks.pre_commit", []),
        ("hooks.github_action", []),
    ):
        done = sekisho(*words, cwd=root, module=module, **extra)
        assert ambush.traces() == set(), module
        assert done.code == 1, done.err
        assert "residents.txt" in done.out


def test_the_traps_of_the_ambush_work_on_a_plain_python_and_git(ambush: Ambush, tmp_path: Path) -> None:
    """The test above can fail."""
    root = ambush.checkout.root
    plain = environment(tmp_path)
    for module, shadow in (
        ("guard", "guard/__init__.py"),
        ("hooks.pre_commit", "hooks/__init__.py"),
        ("hooks.github_action", "hooks/__init__.py"),
    ):
        subprocess.run([sys.executable, "-m", module], cwd=root, env=plain, capture_output=True, check=False)
        assert shadow in ambush.traces()
    with_path = plain | {"PYTHONPATH": "."}
    modules = "argparse, click, re2, presidio_analyzer, detectors"
    subprocess.run(
        [sys.executable, "-c", f"import {modules}"], cwd=root, env=with_path, capture_output=True, check=True
    )
    ran = ambush.traces()
    assert {"sitecustomize.py", "argparse.py", "click.py", "re2.py", "presidio_analyzer/__init__.py"} <= ran
    for words in (["status"], ["trap"], ["commit", "-m", "x"]):
        ambush.checkout.git(*words, check=False)
        assert ambush.traces() == {"git"}, words


NAMES = (
    "new\nline.txt",
    "carriage\rreturn.txt",
    "::error file=x::forged.txt",
    "bidi\u202etxt.exe",
    "mark\u200bed\u2066.txt",
    "\x1b[2J\x1b]0;title\x07.txt",
    "\x9b31m.txt",
    "no utf-8 \udcff\udc81.txt",
    "-rf.txt",
    "--help",
    "*.txt",
    ":(exclude)x.txt",
    'quote".txt',
    "'; rm -rf ~;'.txt",
    "sekisho: allow[phone-number] x.txt",
)


def test_names_of_any_kind_are_scanned_and_shown_safely(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NAMES:
        (checkout.root / name).write_bytes(PHONE.encode())
    monkeypatch.chdir(checkout.root)
    checkout.git("add", "--all")
    for words in (["scan"], ["scan", "--staged"], ["scan", "--verbose", "--", "--help", "-rf.txt"]):
        for format_ in ("json", "text", "github", "github-summary", "sarif"):
            assert main([*words[:1], "--format", format_, *words[1:]]) == 1
            out = capsys.readouterr().out
            hidden = "\u200b\u2066" if format_ in {"text", "github", "github-summary"} else "\u2066"
            assert not set(out) & set("\x1b\x07\x9b\r\u202e" + hidden), format_
            assert not [line for line in out.splitlines() if "::forged" in line and line.startswith("::error file=x")]
            if format_ == "json" and "--" not in words:
                assert {finding["path"] for finding in json.loads(out)["findings"]} == set(NAMES)


def test_links_in_circles_end_and_are_not_followed(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside.txt").write_text(PHONE, encoding="utf-8")
    for name, target in (
        ("a", "b"),
        ("b", "a"),
        ("self", "self"),
        ("up", "."),
        ("folder/parent", ".."),
        ("out.txt", "../outside.txt"),
        ("device", "/dev/zero"),
    ):
        (checkout.root / name).parent.mkdir(exist_ok=True)
        (checkout.root / name).symlink_to(target)
    checkout.write("folder/a.txt", "資料\n")
    monkeypatch.chdir(checkout.root)
    assert main(["scan", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["scan", "a"]) == 2
    assert main(["scan", "self"]) == 2
    for linked in ("sekisho.toml", "pyproject.toml"):
        (checkout.root / linked).symlink_to(linked)
    assert main(["scan"]) == 2


DEEP = 100_000


def test_nesting_of_any_depth_crashes_nothing_and_hides_nothing(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = '"電話 048-922-7731"'
    texts = {
        "a.json": "[" * DEEP + number + "]" * DEEP,
        "b.json": '{"a":' * DEEP + number + "}" * DEEP,
        "c.json": "[" * DEEP + "\n" + number,
        "d.yaml": "".join(f"{' ' * n}a:\n" for n in range(1000)) + " " * 1000 + f"a: {number}\n",
        "e.yaml": "[" * DEEP + number + "]" * DEEP,
        "f.yaml": "- " * DEEP + number + "\n",
        "g.xml": "<a>" * DEEP + "電話 048-922-7731" + "</a>" * DEEP,
        "h.html": "<div>" * DEEP + "\n電話 048-922-7731\n",
        "i.html": "<table><tr><td>" * (DEEP // 5) + "\n電話 048-922-7731\n",
        "j.py": "(" * DEEP + number + ")" * DEEP,
        "k.sql": "SELECT " + "(" * DEEP + "'電話 048-922-7731'" + ")" * DEEP,
        "l.toml": "a = " + "[" * DEEP + number + "]" * DEEP,
        "m.md": "> " * DEEP + "電話 048-922-7731\n",
        "n.csv": '"' * (DEEP + 1) + "\n" + "電話 048-922-7731\n",
        "o.ini": "[" * DEEP + "]\ntel = 048-922-7731\n",
    }
    for name, text in texts.items():
        checkout.write(name, text)
    monkeypatch.chdir(checkout.root)
    main(["scan", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert not [skip for skip in report["skips"] if skip["reason"] == "detector-failed"]
    told = {finding["path"] for finding in report["findings"]} | {skip["path"] for skip in report["skips"]}
    assert told == set(texts), "each is found in, or said not to have been looked at"


#: What made scanners hang: name → the text, filled up to the size that is asked for.
UNITS = {
    "digits": "1234567890",
    "zeros": "0",
    "hyphens": "-",
    "digits and hyphens": "0-",
    "digits and spaces": "0 9 ",
    "area codes": "(0",
    "kanji numerals": "一二三四五六七八九十〇",
    "house numbers": "1丁目1番",
    "domains": "a@a.",
    "mailboxes": "a.-_+",
    "signs": "a@",
    "kana": "アイウエオあいう",
    "half-width kana": "ｱｲｳｴｵｶﾞ",
    "long vowels": "ー",
    "label without a value": "氏名：",
    "label and spaces": "氏名" + " " * 60,
    "latin label": 'name="',
    "label one a line": "氏名：\n",
    "birth": "生年月日 ",
    "years": "昭和五十",
    "spaces": " ",
    "wide spaces": "　",
    "tabs": "\t",
    "quotes": '"',
    "apostrophes": "'",
    "backslashes": "\\",
    "escapes": "\\u6c0f",
    "percents": "%E6%B0%8F",
    "entities": "&#27663;",
    "ampersands": "&",
    "pipes": "|",
    "commas": ",",
    "line ends": "\n",
    "place names": "埼玉県草加市高砂",
    "invisible marks": "\u202e\u200b邉\U000e0101",
}
#: The names whose readers of structure get the text as well.
FILES = ("a.txt", "a.csv", "a.json", "a.yaml", "a.xml", "a.html", "a.sql", "a.ini", "a.md", "a.py", "a.js")
#: Words that would make everything a candidate, one a file and nothing else.
LABELS = ("氏名", "住所 ", "電話番号\n", "name,", "個人番号\t", "生年月日：", "Tel ", "〒")


def seconds_by_text(checkout: Checkout, size: int, units: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Processor seconds, which do not depend on what else the machine does."""
    for name, unit in units.items():
        text = (unit * (size // len(unit.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")
        for file in FILES:
            checkout.write(file, text)
        began = time.process_time()
        report = checkout.root.parent / "report.txt"
        code = main(["scan", "--quiet", "--output", str(report)])
        taken = time.process_time() - began
        assert code in {0, 1}, name
        assert f"{len(FILES)} files looked at" in report.read_text(encoding="utf-8")
        yield name, taken


def test_text_made_to_backtrack_takes_linear_time(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    units = UNITS | {f"only {label!r}": label for label in LABELS}
    slow = {name: taken for name, taken in seconds_by_text(checkout, 4_000, units) if taken > 5}
    assert not slow


@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_text_made_to_backtrack_ends_within_seconds(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Eleven files of a quarter of a megabyte at ten seconds a megabyte at the most; normal is a tenth of that."""
    monkeypatch.chdir(checkout.root)
    for _name, taken in seconds_by_text(checkout, 250_000, {name: UNITS[name]}):
        assert taken < 2.5 * len(FILES)


@pytest.mark.slow
@pytest.mark.parametrize("label", LABELS)
def test_file_of_one_label_word_ends_within_seconds(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    monkeypatch.chdir(checkout.root)
    for _name, taken in seconds_by_text(checkout, 250_000, {label: label}):
        assert taken < 2.5 * len(FILES)


class Run(NamedTuple):
    """One run as a process: how it ended, its processor seconds, and the most memory that it held."""

    code: int
    out: str
    seconds: float
    memory: int


def run(folder: Path, *words: str) -> Run:
    report = folder.parent / "out.txt"
    with report.open("wb") as out:
        measured = folder.parent / "measured.txt"
        command = [sys.executable, "-I", "-c", _MEASURE, str(measured), sys.executable, "-I", "-m", "guard", *words]
        subprocess.run(command, cwd=folder, env=environment(folder.parent), stdout=out, check=True)
    code, peak, seconds = measured.read_text().split()
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(int(code), report.read_text(encoding="utf-8"), float(seconds), int(peak) * unit)


#: Starts the rest of its arguments and measures it: a process begins with the peak of the one that started it, and
#: the one that runs all tests is large.
_MEASURE = """
import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)
with open(sys.argv[1], "w") as file:
    print(os.waitstatus_to_exitcode(status), usage.ru_maxrss, usage.ru_utime + usage.ru_stime, file=file)
"""


@pytest.mark.slow
@pytest.mark.parametrize("words", [["scan"], ["scan", "--staged"]])
def test_line_of_200_megabytes_is_too_large_and_costs_neither_time_nor_memory(
    checkout: Checkout, words: list[str]
) -> None:
    with (checkout.root / "large.js").open("wb") as file:
        for _ in range(200):
            file.write(b"a0-" * 350_000)
    if "--staged" in words:
        checkout.git("add", ".")
    done = run(checkout.root, *words)
    assert done.code == 3
    assert "too-large" in done.out
    assert done.seconds < 30
    assert done.memory < LIMIT


MINIFIED = "function a(b){return b?c(d,\"e\",0x1f):[1,2.5e3,/x/g].map(e=>e*1024)};var f={g:1,h:'i'};"
JAPANESE = "市民課では届出の内容を確認したうえで手続きを進めますので、あらかじめご了承ください。"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "unit"), [("bundle.min.js", MINIFIED), ("digits.txt", "1234567890"), ("prose.txt", JAPANESE)]
)
def test_line_of_40_megabytes_ends_within_a_minute_and_500_megabytes(checkout: Checkout, name: str, unit: str) -> None:
    data = unit.encode()
    checkout.write(name, (data * (40_000_000 // len(data) + 1))[: 40_000_000 // len(data) * len(data)])
    done = run(checkout.root, "scan", "--format", "json")
    assert done.code == 0, done.out[:1000]
    summary = json.loads(done.out)["summary"]
    assert (summary["blobs"], summary["skipped"]) == (1, 0)
    assert done.seconds < 60
    assert done.memory < LIMIT


@pytest.mark.slow
def test_hundred_thousand_files_are_all_looked_at(checkout: Checkout) -> None:
    for folder in range(100):
        (checkout.root / str(folder)).mkdir()
        for number in range(1000):
            (checkout.root / str(folder) / f"{number}.txt").write_bytes("件数\n".encode())
    (checkout.root / "99" / "last.txt").write_text(PHONE, encoding="utf-8")
    done = run(checkout.root, "scan", "--format", "json")
    assert done.code == 1
    report = json.loads(done.out)
    assert report["summary"]["files"] == 100_001
    assert [finding["path"] for finding in report["findings"]] == ["99/last.txt"]
    assert done.memory < LIMIT
    assert done.seconds < 300
