"""The pipelines that we ship as examples: their commands are ours, and refuse a change that allows itself."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from guard.cli import sekisho as commands
from guard.delivery.erasure import Place, Standing, observe
from guard.messages import translator
from guard.sources.repository import opened
from tests.conftest import Checkout

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "ci"
INSTALLED = "/opt/sekisho/bin/python"
PAGES = ("ci", "closed-network", "day-after")
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (
        *(EXAMPLES / name for name in (".gitlab-ci.yml", "Jenkinsfile", "azure-pipelines.yml", "pre-receive")),
        *(ROOT / "docs" / f"{page}{language}.md" for page in PAGES for language in ("", ".en")),
    )
}
LINE = "電話番号：048-922-7731"
REPORT = re.compile(r"sekisho-\w+\.(?:xml|json)")


def example(name: str) -> str:
    return TEXTS[f"examples/ci/{name}"]


def gitlab() -> Iterator[tuple[str, dict[str, str], str]]:
    jobs = yaml.safe_load(example(".gitlab-ci.yml"))
    target = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_DEFAULT_BRANCH": "main"}
    for name in ("sekisho-change", "sekisho-history"):
        yield f"gitlab {name}", target, "\n".join(jobs[name]["script"])


def jenkins() -> Iterator[tuple[str, dict[str, str], str]]:
    scripts = re.findall(r"sh '''(.*?)'''", example("Jenkinsfile"), re.DOTALL)
    for stage, script in zip(("change", "history"), scripts, strict=True):
        yield f"jenkins {stage}", {"CHANGE_TARGET": "main", "MAIN": "main"}, script.replace("\\\\", "\\")


def azure() -> Iterator[tuple[str, dict[str, str], str]]:
    (job,) = yaml.safe_load(example("azure-pipelines.yml"))["jobs"]
    for stage, script in zip(("change", "history"), [s["bash"] for s in job["steps"] if "bash" in s], strict=True):
        yield f"azure {stage}", {"TARGET": "refs/heads/main"}, script


SCRIPTS = {name: (environ, script) for name, environ, script in (*gitlab(), *jenkins(), *azure())}


def invocations(text: str) -> Iterator[list[str]]:
    """The words after ``sekisho`` or its other spelling, of every command line of a text."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r">-\n(?=\s+/opt)", "", text))
    joined = re.sub(r"\n\s+(?=--)", " ", joined)
    for line in joined.splitlines():
        command = re.match(rf"\s*(?:[-$] +)?(?:exec )?(?:{INSTALLED} -I -m guard|sekisho) (.*)", line)
        if command:
            yield shlex.split(command[1].partition(" && ")[0], comments=True)


def parsed(words: list[str]) -> None:
    """Let click read a command line and run nothing."""
    context = commands.make_context("sekisho", list(words))
    name, command, rest = commands.resolve_command(context, words)
    assert command is not None, words
    command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_line_is_one_of_ours(name: str) -> None:
    lines = list(invocations(TEXTS[name]))
    assert lines or name.startswith("docs/closed-network") or "hooks.pre_receive" in TEXTS[name]
    for words in lines:
        parsed(words)


def test_a_command_line_that_is_not_ours_would_be_seen() -> None:
    with pytest.raises(Exception, match=r"[Nn]o such option"):
        parsed(["scan", "--policy", "main"])


def test_the_commands_of_the_day_after_are_those_that_are_printed(checkout: Checkout) -> None:
    checkout.write("tests/sample.csv", "now\n")
    checkout.commit()
    commit = "f3019e2e72bdca88afe6bcab4f2548a1f650b4ad"
    standing = Standing(21, tuple(Place(path, commit) for path in ("db/residents.csv", "tests/sample.csv")))
    with opened(checkout.root) as repository:
        printed = observe(repository, standing, None).commands
    for language in ("", ".en"):
        _ = translator("en" if language else "ja")
        lines = (f"    $ {line}" + (f"   # {_(note)}" if note else "") for line, note in printed)
        assert "\n".join(lines) in TEXTS[f"docs/day-after{language}.md"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_policy_comes_from_the_protected_branch_and_no_exit_code_is_swallowed(name: str) -> None:
    script = SCRIPTS[name][1]
    assert '--policy-ref "refs/remotes/origin/' in script
    assert not re.search(r"\|\||;|set \+e|exit 0", script)


def test_clones_are_whole_and_failures_fail() -> None:
    job: dict[str, Any] = yaml.safe_load(example(".gitlab-ci.yml"))[".sekisho"]
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert "allow_failure" not in example(".gitlab-ci.yml")
    (azure_job,) = yaml.safe_load(example("azure-pipelines.yml"))["jobs"]
    assert azure_job["steps"][0] | {"fetchDepth": 0, "persistCredentials": False} == azure_job["steps"][0]
    assert "continueOnError" not in example("azure-pipelines.yml")
    assert "shallow: false" in example("Jenkinsfile")
    assert "returnStatus" not in example("Jenkinsfile")


def test_nothing_is_kept_but_reports() -> None:
    artifacts = yaml.safe_load(example(".gitlab-ci.yml"))[".sekisho"]["artifacts"]
    assert "paths" not in artifacts
    assert all(REPORT.fullmatch(file) for file in artifacts["reports"].values())
    assert "archiveArtifacts" not in example("Jenkinsfile")
    tasks = [step.get("task") for step in yaml.safe_load(example("azure-pipelines.yml"))["jobs"][0]["steps"]]
    assert [task for task in tasks if task] == ["PublishTestResults@2"]


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_change_that_allows_itself_is_refused_and_a_clean_one_passes(
    checkout: Checkout, tmp_path: Path, name: str
) -> None:
    environ, script = SCRIPTS[name]
    checkout.write("a.txt", "a\n")
    checkout.commit("start")
    checkout.git("clone", "-q", "--bare", str(checkout.root), str(tmp_path / "origin.git"))
    checkout.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    checkout.git("fetch", "-q", "origin")
    checkout.git("checkout", "-q", "-b", "change")
    checkout.write("b.txt", "clean\n")
    checkout.commit("clean")
    clean, reports = run(script, checkout, environ)
    assert clean == 0, reports
    assert reports >= {"sekisho-junit.xml"}
    checkout.write("b.txt", f"{LINE}  # sekisho: allow[phone-number] mine\n")
    checkout.commit("bring")
    assert run(script, checkout, environ)[0] == 1


def run(script: str, checkout: Checkout, environ: dict[str, str]) -> tuple[int, set[str]]:
    """The exit code of a step, and the reports that it left."""
    ours = script.replace(INSTALLED, shlex.quote(sys.executable))
    done = subprocess.run(
        ["sh", "-e", "-c", ours], cwd=checkout.root, env=checkout.environ | environ, capture_output=True, check=False
    )
    written = [file.name for file in checkout.root.iterdir() if REPORT.fullmatch(file.name)]
    for file in written:
        (checkout.root / file).unlink()
    return done.returncode, set(written)
