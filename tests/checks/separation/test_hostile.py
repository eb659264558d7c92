"""Configuration files as strangers write them: nothing hangs, nothing crashes, and what is sound beside them is found."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from guard.cli import main
from tests.checks.separation.ecosystems import ECOSYSTEMS, PROD_SECRET

SHARED = {
    "conf/dev/app.properties": f"db.password={PROD_SECRET}\n",
    "conf/prod/app.properties": f"db.password={PROD_SECRET}\n",
}
HOSTILE: dict[str, bytes] = {
    "envs/prod/deep.yaml": b"a: " + b"[" * 50_000,
    "envs/prod/deeper.json": b'{"a":' * 50_000,
    "envs/prod/bomb.yaml": b"a: &a [1,1,1,1,1,1,1,1,1]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(20)),
    "envs/prod/loop.yaml": b"a: &a\n  b: *a\n",
    "envs/prod/line.env": b"A=" + b"x" * 1_900_000 + b"\n",
    "envs/prod/braces.tf": b"a = " + b"{" * 100_000,
    "envs/prod/references.env": b"".join(b"V%d=${V%d}${V%d}\n" % (i, i + 1, i + 1) for i in range(200)),
    "envs/prod/circle.properties": b"a=${b}\nb=${a}\n",
    "envs/prod/nul.yml": b"a: \x00b\n",
    "envs/prod/entities.xml": b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    "config/settings/production.py": b"A = " + b"(" * 20_000,
    "config/environments/production.rb": b"config.a = " + b"{" * 50_000,
    "config/production.php": b"<?php return " + b"[" * 50_000,
    "envs/prod/regex.env": b"KEY=" + b"a." * 200_000 + b"\n",
    "Dockerfile": b"FROM a AS b\n" * 20_000,
    "envs/prod/anchors.yaml": b"a: &x 1\nb: &x 2\nc: *x\n",
    "envs/prod/empty.yaml": b"",
}


def run(
    folder: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, list[dict[str, object]]], float]:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    began = time.process_time()
    code = main(["separation", str(folder), "--format", "json", "--lang", "en"])
    return code, json.loads(capsys.readouterr().out), time.process_time() - began


@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_file_costs_itself_and_hides_nothing(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {name: text.encode() for name, text in SHARED.items()} | {path: HOSTILE[path]}
    code, report, seconds = run(tmp_path, files, capsys)
    assert code in {1, 3}
    assert [one["rule_id"] for one in report["findings"] if one["path"] == "conf/dev/app.properties"] == ["sep-cred"]
    assert seconds < 60
    assert all(str(one["path"]) == path for one in report["skips"])


def test_links_in_a_circle_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "envs").mkdir()
    (tmp_path / "envs/prod").symlink_to("..")
    (tmp_path / "a.env").symlink_to("a.env")
    code, report, _seconds = run(tmp_path, {name: text.encode() for name, text in SHARED.items()}, capsys)
    assert code == 1
    assert len(report["findings"]) == 1


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="BOM"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: ("# 本番環境の接続先です。変更しないこと\n" + text).encode("cp932"), id="CP932"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
    ],
)
def test_encodings_and_line_ends_change_nothing(encoded, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    code, report, _seconds = run(tmp_path, {name: encoded(text) for name, text in SHARED.items()}, capsys)
    assert code == 1
    assert [one["rule_id"] for one in report["findings"]] == ["sep-cred"]


def test_erb_and_tokens_of_maven_break_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rails = {name: text.encode() for name, text in ECOSYSTEMS["rails"].files.items()}
    database = rails["config/database.yml"] + b"<% if ENV['X'] %>\nextra: <%= ENV['X'] %>\n<% end %>\n"
    code, report, _seconds = run(tmp_path / "rails", rails | {"config/database.yml": database}, capsys)
    assert (code, report["findings"], report["skips"]) == (0, [], [])
    spring = {
        f"application-{name}.yml": f"version: @project.version@\nspring:\n  datasource:\n    password: {PROD_SECRET}\n".encode()
        for name in ("dev", "prod")
    }
    code, report, _seconds = run(tmp_path / "spring", spring, capsys)
    assert (code, [one["rule_id"] for one in report["findings"]]) == (1, ["sep-cred"])


def test_a_key_that_is_as_long_as_a_book_is_cut_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "k" * 5_000 + "_password"
    files = {f".env.{name}": f"{key}={PROD_SECRET}\n".encode() for name in ("development", "production")}
    code, report, _seconds = run(tmp_path, files, capsys)
    assert code == 1
    assert len(str(report["findings"][0]["message"])) < 400
