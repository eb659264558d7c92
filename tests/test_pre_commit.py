"""Real pre-commit in real repositories: what is refused, what passes, what is looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Checkout
from tests.people import ENCODINGS, ROWS, SAMPLES, TABLE, encoded

CONFIG = """\
repos:
  - repo: local
    hooks:
      - id: sekisho
        name: sekisho
        entry: '"{python}" -I -m hooks.pre_commit {arguments}'
        language: system
        pass_filenames: false
        always_run: true
        verbose: true
        stages: [pre-commit, pre-merge-commit, manual]
"""


@pytest.fixture
def guarded(checkout: Checkout) -> Checkout:
    """A repository with the hook installed and one clean commit."""
    return guard(checkout)


def guard(checkout: Checkout, arguments: str = "") -> Checkout:
    checkout.environ |= {"PRE_COMMIT_HOME": str(checkout.root.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    config = CONFIG.format(python=Path(sys.executable).as_posix(), arguments=arguments)
    checkout.write(".pre-commit-config.yaml", config)
    checkout.write("readme.txt", "これは草加市の委託業務の資料です。\n")
    pre_commit(checkout, "install", "--hook-type", "pre-commit", "--hook-type", "pre-merge-commit")
    checkout.commit("clean")
    return checkout


def pre_commit(checkout: Checkout, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *words],
        cwd=checkout.root,
        env=checkout.environ,
        capture_output=True,
        check=False,
    )


#: Each is a process of pre-commit and one of ours: two are enough where time is short.
OF_HOOKS = [one if one in {"utf-8", "cp932"} else pytest.param(one, marks=pytest.mark.slow) for one in ENCODINGS]


@pytest.mark.parametrize("encoding", OF_HOOKS)
def test_staged_table_is_refused_in_every_encoding_at_the_right_place(checkout: Checkout, encoding: str) -> None:
    report = checkout.root.parent / "report.json"
    guard(checkout, f"--report json={report.as_posix()}")
    checkout.write("fixtures/residents.csv", encoded(TABLE, encoding))
    checkout.git("add", ".")
    refused = checkout.git("commit", "-m", "data", check=False)
    assert refused.returncode == 1
    assert b"exit code: 1" in refused.stdout + refused.stderr
    findings = json.loads(report.read_text(encoding="utf-8"))["findings"]
    places = {(f["rule_id"], f["line"], f["column"], f["end_line"], f["end_column"]) for f in findings}
    rules = (
        "person-name",
        "person-name",
        "jp-address",
        "phone-number",
        "email-address",
        "date-of-birth",
        "jp-my-number",
    )
    for line, row in enumerate(ROWS, start=2):
        column = row.index(",") + 2
        for rule, cell in zip(rules, row.split(",")[1:], strict=True):
            assert (rule, line, column, line, column + len(cell)) in places
            column += len(cell) + 1
    assert {f["severity"] for f in findings if f["rule_id"] == "jp-my-number"} == {"critical"}


@pytest.mark.slow
@pytest.mark.parametrize("encoding", OF_HOOKS)
def test_documented_samples_and_dummies_pass(guarded: Checkout, encoding: str) -> None:
    guarded.write("fixtures/residents.csv", encoded(SAMPLES, encoding))
    guarded.git("add", ".")
    accepted = guarded.git("commit", "-m", "samples", check=False)
    assert accepted.returncode == 0, accepted.stdout.decode() + accepted.stderr.decode()


@pytest.mark.slow
def test_all_files_looks_at_all_files(guarded: Checkout) -> None:
    guarded.write("fixtures/residents.csv", TABLE)
    guarded.git("add", ".")
    guarded.git("commit", "-m", "past the hook", "--no-verify")
    done = pre_commit(guarded, "run", "--all-files")
    assert done.returncode == 1
    assert "3 files" in done.stdout.decode() or "3 ファイル" in done.stdout.decode()


def test_hook_says_what_it_looked_at_when_it_passes(guarded: Checkout) -> None:
    done = pre_commit(guarded, "run", "--all-files")
    assert done.returncode == 0
    assert "2 files looked at" in done.stdout.decode()


@pytest.mark.slow
def test_unchanged_lines_of_a_staged_file_are_not_reported(guarded: Checkout) -> None:
    guarded.write("fixtures/residents.csv", TABLE)
    guarded.git("add", ".")
    guarded.git("commit", "-m", "past the hook", "--no-verify")
    guarded.write("fixtures/residents.csv", TABLE + "100236,未登録,,,,,,\n")
    guarded.git("add", ".")
    assert guarded.git("commit", "-m", "a harmless row", check=False).returncode == 0


@pytest.mark.slow
def test_changed_header_puts_all_rows_in_scope(guarded: Checkout) -> None:
    rows = "ID,コード\n" + "".join(f"{n},{name}\n" for n, name in enumerate(("高杉", "菊地", "纐纈"), start=1))
    guarded.write("list.csv", rows)
    guarded.git("add", ".")
    assert guarded.git("commit", "-m", "codes", check=False).returncode == 0
    guarded.write("list.csv", rows.replace("ID,コード", "電話番号,氏名").replace("1,", "048-922-7731,"))
    guarded.git("add", ".")
    refused = guarded.git("commit", "-m", "names", check=False)
    assert refused.returncode == 1


def test_record_of_a_changed_line_is_known_as_a_whole(checkout: Checkout, sekisho: object) -> None:
    record = '{\n  "氏名": "勅使河原 蓮",\n  "電話番号": ""\n}\n'
    checkout.write("person.json", record)
    checkout.commit()
    checkout.write("person.json", record.replace('""', '"048-922-7731"'))
    checkout.git("add", ".")
    done = sekisho("scan", "--staged", "--format", "json", cwd=checkout.root)  # type: ignore[operator]
    findings = json.loads(done.out)["findings"]
    assert [(f["rule_id"], f["line"], f["severity"]) for f in findings] == [("phone-number", 3, "high")]


@pytest.mark.slow
def test_commit_of_everything_and_partial_commit_are_looked_at(guarded: Checkout) -> None:
    guarded.write("readme.txt", "担当の纐纈慧まで 090-3456-7812\n")
    assert guarded.git("commit", "-a", "-m", "all", check=False).returncode == 1
    assert guarded.git("commit", "-m", "part", "readme.txt", check=False).returncode == 1


@pytest.mark.slow
def test_merge_is_looked_at_with_and_without_conflict(guarded: Checkout) -> None:
    guarded.git("checkout", "--quiet", "-b", "feature")
    guarded.write("fixtures/residents.csv", TABLE)
    guarded.git("add", ".")
    guarded.git("commit", "-m", "past the hook", "--no-verify")
    guarded.git("checkout", "--quiet", "main")
    guarded.write("other.txt", "別の変更\n")
    guarded.git("add", ".")
    guarded.git("commit", "-m", "other")
    refused = guarded.git("merge", "--no-edit", "feature", check=False)
    assert refused.returncode != 0
    assert b"jp-my-number" in refused.stdout + refused.stderr


@pytest.mark.slow
def test_data_that_only_a_merge_commit_holds_is_refused(guarded: Checkout) -> None:
    for branch, text in (("left", "左\n"), ("right", "右\n")):
        guarded.git("checkout", "--quiet", "-B", branch, "main")
        guarded.write("readme.txt", text)
        guarded.git("commit", "-a", "-m", branch)
    assert guarded.git("merge", "left", check=False).returncode != 0
    guarded.write("readme.txt", "左右\n個人番号 621498320257\n")
    guarded.git("add", ".")
    refused = guarded.git("commit", "--no-edit", check=False)
    assert refused.returncode == 1
    assert b"jp-my-number" in refused.stdout + refused.stderr


@pytest.mark.slow
def test_hook_installs_from_its_repository_as_users_install_it(checkout: Checkout, tmp_path: Path) -> None:
    """``repo:`` points at a clone of this repository: pre-commit builds and installs it."""
    here = Path(__file__).resolve().parent.parent
    source = tmp_path / "sekisho"
    plain = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {"GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "clone", "--quiet", str(here), str(source)], check=True, env=plain)
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=source, check=True, capture_output=True, text=True
    ).stdout.strip()
    checkout.environ |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "REQUESTS_", "UV_"))}
    checkout.environ |= {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
    checkout.environ |= {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "HOME": os.environ.get("HOME", str(tmp_path))}
    checkout.write(
        ".pre-commit-config.yaml",
        f"repos:\n  - repo: {source.as_posix()}\n    rev: {revision}\n    hooks:\n      - id: sekisho\n",
    )
    checkout.write("readme.txt", "資料\n")
    pre_commit(checkout, "install")
    clean = checkout.git("commit", "--allow-empty", "-m", "clean", check=False)
    assert clean.returncode == 0, clean.stderr.decode()
    checkout.write("residents.csv", TABLE)
    checkout.git("add", ".")
    refused = checkout.git("commit", "-m", "data", check=False)
    assert refused.returncode == 1
    assert b"jp-my-number" in refused.stdout + refused.stderr


# Ranges and messages

MESSAGES = """\
repos:
  - repo: local
    hooks:
      - id: sekisho-msg
        name: sekisho-msg
        entry: '"{python}" -I -m hooks.commit_message'
        language: system
        verbose: true
        stages: [commit-msg]
"""


@pytest.mark.slow
def test_a_range_of_refs_is_what_its_commits_add(guarded: Checkout) -> None:
    guarded.write("old.csv", TABLE)
    guarded.git("add", ".")
    guarded.git("commit", "-q", "--no-verify", "-m", "old")
    guarded.write("new.txt", "clean\n")
    guarded.git("add", ".")
    guarded.git("commit", "-q", "--no-verify", "-m", "new")
    words = ("-m", "pre_commit", "run", "--hook-stage", "pre-commit")
    clean = subprocess.run(
        [sys.executable, *words, "--from-ref", "HEAD~1", "--to-ref", "HEAD"],
        cwd=guarded.root,
        env=guarded.environ,
        capture_output=True,
        check=False,
    )
    assert clean.returncode == 0, clean.stdout.decode()
    both = subprocess.run(
        [sys.executable, *words, "--from-ref", "HEAD~2", "--to-ref", "HEAD"],
        cwd=guarded.root,
        env=guarded.environ,
        capture_output=True,
        check=False,
    )
    assert both.returncode == 1
    assert "old.csv" in both.stdout.decode()


@pytest.mark.slow
def test_a_message_with_a_residents_data_is_refused_and_one_without_passes(checkout: Checkout) -> None:
    checkout.environ |= {"PRE_COMMIT_HOME": str(checkout.root.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    config = MESSAGES.format(python=Path(sys.executable).as_posix())
    checkout.write(".pre-commit-config.yaml", config)
    checkout.git("add", ".")
    checkout.git("commit", "-q", "-m", "start")
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install", "--hook-type", "commit-msg"],
        cwd=checkout.root,
        env=checkout.environ,
        check=True,
        capture_output=True,
    )
    refused = checkout.git("commit", "--allow-empty", "-m", "電話 048-922-7731 の住民", check=False)
    assert refused.returncode != 0
    assert b"048-922-7731" not in refused.stdout + refused.stderr
    message = "直す\n\nSigned-off-by: 勅使河原 蓮 <t.ren@soka-bunka.jp>\n"
    passed = checkout.git("commit", "--allow-empty", "-m", message, check=False)
    assert passed.returncode == 0, passed.stderr.decode()


def test_comments_and_what_is_below_the_scissors_are_no_message() -> None:
    from hooks.commit_message import message

    text = "件名\n# 電話 048-922-7731\n本文\n# ------------------------ >8 ------------------------\n+048-922-7731\n"
    kept = message(text.encode())
    assert kept.decode() == "件名\n\n本文\n"
