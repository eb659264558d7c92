"""``sekisho separation`` as its users run it: a repository on disk, options, exit codes, what is printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guard.cli import main
from tests.checks.separation.ecosystems import DEV_SECRET, ECOSYSTEMS, PROD_SECRET
from tests.report.test_json import SCHEMA, errors

SECRET_IN_BOTH = ("src/main/resources/application-dev.yml", DEV_SECRET, PROD_SECRET)


def repository(folder: Path, name: str, mutation: tuple[str, str, str] | None = None) -> Path:
    for path, text in ECOSYSTEMS[name].files.items():
        changed = text.replace(*mutation[1:]) if mutation is not None and mutation[0] == path else text
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(changed, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
    return folder


def report(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    target = folder.parent / "report.json"
    code = main(["separation", str(folder), "--report", f"json={target}", "--quiet", "--lang", "en", *options])
    written = json.loads(target.read_text(encoding="utf-8"))
    assert errors(written, SCHEMA) == []
    return code, written


def test_a_clean_repository_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, written = report(repository(tmp_path / "r", "spring"))
    assert code == 0
    assert written["findings"] == []
    states = {(one["thing"], one["other"]): one["state"] for one in written["separation"]["answers"]}  # type: ignore[index,call-overload]
    assert states["database", "dev"] == states["credential", "dev"] == "apart"


def test_a_shared_secret_exits_1_and_no_report_holds_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "spring", SECRET_IN_BOTH)
    files = [f"{name}={tmp_path / name}" for name in ("json", "sarif", "text", "github", "github-summary")]
    options = [part for file in files for part in ("--report", file)]
    code = main(["separation", str(folder), "--verbose", "--map", "--matrix", str(tmp_path / "m.svg"), *options])
    printed = capsys.readouterr()
    written = (
        printed.out
        + printed.err
        + "".join((tmp_path / name).read_text() for name in ("json", "sarif", "text", "m.svg"))
    )
    assert code == 1
    assert "sep-cred" in written
    for value in (PROD_SECRET, DEV_SECRET, "db.prod.soka-unyo.jp", "juki_prod"):
        assert value not in written


def test_places_of_production_come_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, written = report(repository(tmp_path / "r", "spring", SECRET_IN_BOTH))
    (finding,) = written["findings"]  # type: ignore[misc]
    assert finding["path"] == "src/main/resources/application-dev.yml"
    assert finding["related"][0]["path"] == "src/main/resources/application-prod.yml"
    assert finding["severity"] == "high"


def test_an_inline_allow_with_a_reason_waives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, old, new = SECRET_IN_BOTH
    allowed = (path, old, f"{new} # sekisho: allow[sep-cred] until the new key is there")
    code, written = report(repository(tmp_path / "r", "spring", allowed))
    assert code == 0
    assert written["findings"][0]["disposition"] == "allowed-inline"  # type: ignore[index]
    answers = {(one["thing"], one["other"]): one for one in written["separation"]["answers"]}  # type: ignore[index,call-overload]
    assert answers["credential", "dev"]["state"] == "waived"
    assert answers["credential", "dev"]["reason"] == "until the new key is there"


def test_in_the_zone_mynumber_what_is_shared_is_critical(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "spring", SECRET_IN_BOTH)
    (folder / "sekisho.toml").write_text('[environments.prod]\nzone = "mynumber"\n')
    code, written = report(folder)
    assert code == 1
    assert [one["severity"] for one in written["findings"]] == ["critical"]  # type: ignore[union-attr,index,call-overload]


def test_a_configuration_says_which_files_belong_to_an_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "r"
    for name in ("tomcat9", "weblogic"):
        (folder / "conf" / name).mkdir(parents=True)
        (folder / "conf" / name / "app.properties").write_text("db.url=jdbc:mysql://db.juki.lg.jp/juki\n")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    _code, unknown = report(folder)
    assert unknown["findings"] == []
    assert set(unknown["separation"]["unclassified"]) == {"conf/tomcat9/app.properties", "conf/weblogic/app.properties"}  # type: ignore[index,call-overload]
    (folder / "sekisho.toml").write_text(
        '[environments.honban]\nkind = "prod"\npaths = ["conf/weblogic/**"]\n'
        '[environments.kaihatsu]\nkind = "dev"\npaths = ["conf/tomcat9/**"]\n'
    )
    code, known = report(folder)
    assert code == 1
    assert [(one["rule_id"], one["path"]) for one in known["findings"]] == [("sep-db", "conf/tomcat9/app.properties")]  # type: ignore[union-attr,index,call-overload]


def test_staging_may_share_no_more_than_the_configuration_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, old, new = ".env.staging", "db.stg.soka-kensho.jp", "db.prod.soka-unyo.jp"
    folder = repository(tmp_path / "r", "laravel", (path, old, new))
    _code, written = report(folder)
    assert [one["severity"] for one in written["findings"]] == ["medium"]  # type: ignore[union-attr,index,call-overload]
    (folder / "sekisho.toml").write_text('[separation]\nstaging = "high"\n')
    _code, written = report(folder)
    assert [one["severity"] for one in written["findings"]] == ["high"]  # type: ignore[union-attr,index,call-overload]
    (folder / "sekisho.toml").write_text('[separation]\ncompare = ["dev"]\n')
    code, written = report(folder)
    assert (code, written["findings"]) == (0, [])


def test_a_twelve_factor_repository_is_told_as_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "settings.py").write_text("import os\nDATABASE_URL = os.environ['DATABASE_URL']\n")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    assert main(["separation", str(folder), "--lang", "en"]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last.startswith("sekisho not known: 1 question not answered")


def test_a_production_file_that_cannot_be_read_makes_the_run_incomplete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(tmp_path / "r", "node-config")
    (folder / "config/production.json").write_text('{"db": {"host": "db.prod.soka-unyo.jp", ')
    code, written = report(folder)
    assert code == 3
    assert [(one["path"], one["reason"]) for one in written["skips"]] == [("config/production.json", "malformed")]  # type: ignore[union-attr,index,call-overload]


def test_a_production_file_that_is_too_large_makes_the_run_incomplete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(tmp_path / "r", "node-config")
    (folder / "config/production.json").write_text('{"a": "' + "x" * (3 << 20) + '"}')
    code, written = report(folder)
    assert code == 3
    assert [(one["path"], one["reason"]) for one in written["skips"]] == [("config/production.json", "too-large")]  # type: ignore[union-attr,index,call-overload]


def test_the_map_tells_how_each_file_was_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "nablarch")
    assert main(["separation", str(folder), "--map", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "prod (production)\n    src/env/prod/env.properties (nablarch)" in printed
    assert "read by all environments\n    src/main/resources/common.properties (nablarch)" in printed


def test_the_picture_marks_what_is_shared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "spring", SECRET_IN_BOTH)
    for name in ("m.svg", "m.html"):
        main(["separation", str(folder), "--quiet", "--lang", "en", "--matrix", str(tmp_path / name)])
        picture = (tmp_path / name).read_text()
        assert picture.count("✗</tspan>") == 2  # production's cell and development's
        assert "secret, development: 1 written; shared with: production" in picture
    assert main(["separation", str(folder), "--matrix", "m.png"]) == 2


def test_the_hook_looks_at_the_whole_tree(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", "spring", SECRET_IN_BOTH)
    run = subprocess.run(
        [sys.executable, "-I", "-m", "hooks.separation"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "sep-cred" in run.stdout


@pytest.mark.parametrize("name", ["prd", "honban", "本番", "prod01", "dev01", "kensho"])
def test_an_environment_needs_no_kind_where_its_name_tells_it(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path / "r", "spring")
    (folder / "sekisho.toml").write_text(f'[environments."{name}"]\npaths = ["nowhere/**"]\n', encoding="utf-8")
    assert main(["separation", str(folder), "--quiet"]) == 0


def test_an_environment_of_an_unknown_name_needs_a_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "spring")
    (folder / "sekisho.toml").write_text('[environments.tomcat9]\npaths = ["nowhere/**"]\n', encoding="utf-8")
    assert main(["separation", str(folder), "--quiet"]) == 2


def test_a_waived_question_tells_who_and_until_when(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", "spring", SECRET_IN_BOTH)
    (folder / "sekisho.toml").write_text(
        '[[allow]]\nrule = "sep-cred"\npath = "**"\nreason = "moving"\nowner = "joho"\nexpires = 2999-12-31\n',
        encoding="utf-8",
    )
    _code, written = report(folder)
    waived = [one for one in written["separation"]["answers"] if one["state"] == "waived"]  # type: ignore[index,call-overload]
    assert [one["reason"] for one in waived] == ["moving (joho, 2999-12-31)"]


def test_explain_says_the_same_as_the_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path / "r", "spring")
    printed = []
    for option in ("--map", "--explain"):
        main(["separation", str(folder), option, "--lang", "en"])
        printed.append(capsys.readouterr().out.rpartition("\n\n")[0])
    assert printed[0] == printed[1]
    assert "How the files were classified" in printed[0]
