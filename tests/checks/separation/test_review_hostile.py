"""Random trees and strange keys: no exception, linear time, and no value in anything that is printed or written."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.cli import main
from tests.checks.separation.reviewed import P, judged

FOLDERS = (
    "",
    "config/",
    "envs/prod/",
    "envs/dev/",
    ".github/workflows/",
    "overlays/prod/",
    "inventories/test/",
    "設定/本番/",
)
NAMES = (
    ".env.production", ".env.dev", "application-prod.yml", "application.properties", "main.tf", "prod.tfvars", "values-prod.yaml",
    "compose.prod.yml", "Dockerfile", "deploy.yml", "app.ini", "settings.toml", "appsettings.Production.json", "web.config",
    "production.py", "production.rb", "database.php", "kustomization.yaml", "hosts", "pom.xml", ".gitlab-ci.yml", "serverless.yml",
)  # fmt: skip
FRAGMENTS = (
    "a: ", "\n", "  ", "- ", "{", "}", "[", "]", '"', "'", "=", ":", "${A}", "${", "<%=", "%>", "{{", "}}", "\\", "#---\n", "---\n", "&a ", "*a",
    "<<: *a\n", "password", "host", "prod", "dev", "jdbc:oracle:thin:@(DESCRIPTION=(HOST=", "postgres://a:b@c.d/e", "(", ")", "<a b='c'>", "</a>",
    "namespace: ", "environment: production\n", "jobs:\n", "backend", "\x00", "\x1b[31m", "\r", "\ufeff", "本番", "-----BEGIN", "10.0.0.0/8",
    "DATABASES = {", "!vault |", "::error::", "config.a = ", "return [", "=> ", "module", "resource", " = <<EOT\n", "EOT\n", "RUN ", "FROM a AS b\n",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=40).map("".join)
PATHS = st.builds(str.__add__, st.sampled_from(FOLDERS), st.sampled_from(NAMES))


@given(st.dictionaries(PATHS, TEXTS, max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_tree_is_judged(files: dict[str, str]) -> None:
    findings, _skips, check = judged(files, {"prod": "mynumber"})
    check.separation([])
    assert len({(one.origin.path, one.start) for one in findings}) == len(findings), "a place is told once"


@pytest.mark.parametrize(
    "line",
    [
        "restore_{0}_bucket: juki-prod-{0}\n",
        "namespace_{0}: juki\n",
        "networks_{0}: {{external: true}}\n",
        "cidr_{0}: 10.{1}.{2}.0/24\n",
        "url_{0}: postgres://u{0}:p{0}@h{0}.soka-unyo.jp/db{0}\n",
    ],
)
def test_twice_the_settings_take_about_twice_the_time(line: str) -> None:
    def seconds(count: int) -> float:
        text = "".join(line.format(number, number // 256 % 256, number % 256) for number in range(count))
        began = time.process_time()
        judged({"Chart.yaml": "name: a\n", "values-prod.yaml": text, "values-dev.yaml": text})
        return time.process_time() - began

    seconds(200)
    small = min(seconds(500) for _ in range(2))
    assert seconds(2000) < 8 * small + 2


KEYS = (
    "\x1b[31mred_password",
    "::error file=x::_password",
    "a\u202eb_password",
    "k" * 900 + "_password",
    "改行\\n_password",
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("kind", ["text", "json", "sarif", "github", "github-summary"])
def test_a_strange_key_is_no_command_to_whoever_reads_the_report(
    key: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("dev", "prod"):
        (tmp_path / "envs" / name).mkdir(parents=True)
        (tmp_path / "envs" / name / "app.yml").write_text(f"{json.dumps(key)}: {P}\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert main(["separation", str(tmp_path), "--format", kind, "--lang", "en", "--map"]) == 1
    printed = capsys.readouterr().out
    assert "\x1b[31mred" not in printed
    assert "\u202e" not in printed or kind in {"json", "sarif"}
    assert not any(line.startswith("::error file=x") for line in printed.splitlines())
    assert "k" * 200 not in printed


def _planted(seed: int) -> tuple[dict[str, str], list[str]]:
    """A repository full of shared things, and every value in it that no report may hold."""
    rng = random.Random(seed)

    def word(length: int = 12) -> str:
        return "".join(rng.choices("abcdefghjkmnpqrstuvwxyz", k=length)) + str(rng.randrange(10, 99))

    secret, host, bucket, user = word(18), f"{word()}.prod.soka-unyo.jp", f"prod-{word()}", word()
    values = [secret, host, bucket, user]
    env = (
        f"DB_HOST={host}\nDB_NAME={user}db\nDB_USER={user}\nDB_PASSWORD={secret}\nS3_BUCKET={bucket}\nAPP_DEBUG=true\n"
    )
    yml = f"spring:\n  datasource:\n    url: jdbc:postgresql://{user}:{secret}@{host}/{user}db\nrestore:\n  bucket: {bucket}\n"
    tf = f'module "a" {{\n  password = "{secret}"\n  bucket = "{bucket}"\n  cidr = "10.0.0.0/16"\n}}\n'
    run = f"    steps:\n      - run: pg_restore -h {host} -U {user} s3://{bucket}/a # {secret}\n"
    files = {
        **{f".env.{name}": env for name in ("development", "production", "staging", "example")},
        **{f"app/application-{name}.yml": yml for name in ("dev", "prod")},
        **{f"envs/{name}/main.tf": tf for name in ("dev", "prod")},
        ".github/workflows/a.yml": f"on: push\njobs:\n  deploy-dev:\n    environment: production\n{run}",
        "broken/prod/a.yml": f"a: [{secret}\n  b: {{ {host}\n",
        "broken/prod/a.json": f'{{"password": "{secret}", "x": {host}',
        "Dockerfile": f"FROM a\nCOPY tests {bucket}\nRUN ./db:seed {secret}\n",
    }
    return files, values


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_value_is_in_anything_that_is_printed_or_written(
    seed: int, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, values = _planted(seed)
    folder, out = tmp_path / "r", tmp_path / "out"
    out.mkdir()
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    written = ("json", "sarif", "text", "github", "github-summary")
    options = [part for kind in written for part in ("--report", f"{kind}={out / kind}")]
    for picture in ("m.svg", "m.html"):
        main(
            ["separation", str(folder), "--verbose", "--map", "--lang", lang, "--matrix", str(out / picture), *options]
        )
    printed = capsys.readouterr()
    everything = {"out": printed.out, "err": printed.err} | {one.name: one.read_text("utf-8") for one in out.iterdir()}
    assert set(everything) >= {"json", "sarif", "text", "m.svg", "m.html"}
    assert "sep-db" in everything["json"]
    leaks = [(name, value) for name, text in everything.items() for value in values if value in text]
    assert leaks == []
