"""The command line as people and programs use it: exit codes, streams, colour, interrupts, every command."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guard import __version__
from guard.cli import main
from guard.commands.options import FORMATS
from tests.conftest import Checkout, Runner, environment, heed_interrupts

CLEAN = "市民課の資料です。\n"
PHONE = "電話 048-922-7731\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


@pytest.fixture
def incomplete(checkout: Checkout) -> Checkout:
    """A repository whose scan ends with 3: a verdict that is known without loading Presidio."""
    checkout.write("sekisho.toml", '[scan]\nmax-file-size = "1KB"\n')
    checkout.write("large.txt", CLEAN * 1000)
    return checkout


@pytest.fixture
def repository(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    checkout.write("資料.txt", CLEAN)
    monkeypatch.chdir(checkout.root)
    return checkout


def launch(folder: Path, *command: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run(command, cwd=folder, env=environment(folder.parent), check=False, timeout=600, **options)  # type: ignore[call-overload,no-any-return]


# Commands and options


def test_help_of_each_command_tells_the_exit_codes_or_what_it_does(
    repository: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, said in (
        (["--help"], "130  interrupted"),
        (["-h"], "Commands:"),
        (["scan", "--help"], "130  interrupted"),
        (["rules", "--help"], "List the rules"),
        (["init", "--help"], "overwrites nothing"),
    ):
        assert main(words) == 0
        printed = capsys.readouterr()
        assert said in printed.out
        assert not printed.err


def test_version_names_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sekisho, version {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Commands:"),
        (["--bogus"], "--bogus"),
        (["scna"], "scna"),
        (["scan", "--bogus"], "--bogus"),
        (["scan", "--exit-zero"], "--exit-zero"),
        (["scan", "--format", "pdf"], "pdf"),
        (["scan", "--report", "json"], "FORMAT=FILE"),
        (["scan", "--report", "pdf=x.pdf"], "FORMAT=FILE"),
        (["scan", "--report", "json="], "FORMAT=FILE"),
        (["scan", "--min-severity", "none"], "none"),
        (["scan", "--lang", "fr"], "fr"),
        (["scan", "--staged", "--stdin"], "choose one"),
        (["scan", "--staged", "資料.txt"], "choose one"),
        (["scan", "--stdin", "資料.txt"], "choose one"),
        (["scan", "nowhere"], "nowhere"),
        (["scan", "資料.txt", "nowhere/at/all"], "nowhere"),
        (["scan", "--config", "nowhere.toml"], "nowhere.toml"),
        (["scan", "--output", "nowhere/report.txt"], "nowhere"),
        (["scan", "--output", "."], "directory"),
        (["scan", "--report", "json=nowhere/report.json"], "nowhere"),
        (["scan", "--report", "json=same", "--report", "sarif=./same"], "one file"),
        (["init", "nowhere"], "nowhere"),
        (["init", "資料.txt"], "資料.txt"),
        (["rules", "jp-my-nubmer"], "did you mean jp-my-number?"),
        (["rules", "a", "b"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_ends_with_2_says_why_and_judges_nothing(
    repository: Checkout, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert not printed.out
    assert not (repository.root / "same").exists()


def test_staged_outside_a_repository_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["scan", "--staged"]) == 2
    assert "Git repository" in capsys.readouterr().err


def test_rules_lists_all_and_explains_each(capsys: pytest.CaptureFixture[str]) -> None:
    from guard.rules.catalogue import RULES

    for lang in ("en", "ja"):
        assert main(["rules", "--lang", lang]) == 0
        listed = capsys.readouterr().out
        for rule in RULES:
            assert rule.id in listed
            assert main(["rules", rule.id, "--lang", lang]) == 0
            explained = capsys.readouterr().out
            assert f"sekisho: allow[{rule.id}]" in explained or rule.check in {"accounts", "gate"}
            assert f"[{rule.entity}]" in explained


def test_single_file_is_scanned_even_where_git_ignores_it(
    repository: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write(".gitignore", "*.log\n")
    repository.write("a.log", PHONE)
    assert main(["scan"]) == 0
    capsys.readouterr()
    assert main(["scan", "--format", "json", "a.log"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [finding["path"] for finding in report["findings"]] == ["a.log"]
    assert main(["scan", "--all"]) == 1


def test_standard_input_is_read_as_the_file_that_it_stands_for(repository: Checkout, sekisho: Runner) -> None:
    table = "備考,電話番号\nx,0489227731\n".encode("cp932")
    done = sekisho("scan", "--stdin", "--stdin-name", "x.csv", "--format", "json", cwd=repository.root, stdin=table)
    assert done.code == 1
    report = json.loads(done.out)
    assert report["run"]["source"] == "stdin"
    assert [(f["path"], f["line"], f["column"]) for f in report["findings"]] == [("x.csv", 2, 3)]
    assert sekisho("scan", "--stdin", cwd=repository.root, stdin=CLEAN.encode()).code == 0


@POSIX
def test_closed_standard_input_is_a_usage_error(repository: Checkout) -> None:
    command = f'"{sys.executable}" -I -m guard scan --stdin <&-'
    done = launch(repository.root, "sh", "-c", command)
    assert done.returncode == 2
    assert b"standard input is closed" in done.stderr


def test_module_and_command_are_the_same_program(repository: Checkout) -> None:
    command = Path(sys.executable).with_name("sekisho.exe" if os.name == "nt" else "sekisho")
    for words, code in ((["--help"], 0), (["rules"], 0), (["scan", "--quiet", "nowhere"], 2), (["bogus"], 2)):
        module = launch(repository.root, sys.executable, "-I", "-m", "guard", *words)
        script = launch(repository.root, str(command), *words)
        assert (module.returncode, module.stdout, module.stderr) == (script.returncode, script.stdout, script.stderr)
        assert module.returncode == code


def test_completion_is_served_without_arguments_and_never_instead_of_a_verdict(
    incomplete: Checkout, sekisho: Runner
) -> None:
    source = sekisho(cwd=incomplete.root, _SEKISHO_COMPLETE="bash_source")
    assert source.code == 0
    assert "_sekisho_completion" in source.out
    asked = {"_SEKISHO_COMPLETE": "bash_complete", "COMP_WORDS": "sekisho sc", "COMP_CWORD": "1"}
    assert sekisho(cwd=incomplete.root, **asked).out == "plain,scan\n"
    assert sekisho("scan", cwd=incomplete.root, **asked).code == 3
    assert sekisho(cwd=incomplete.root, module="hooks.pre_commit", **asked).code == 3


# Reports


def test_several_reports_are_written_beside_the_main_one(
    repository: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("residents", PHONE)
    folder = repository.root.parent
    files = {format_: folder / f"report.{format_}" for format_ in FORMATS}
    reports = [word for format_, file in files.items() for word in ("--report", f"{format_}={file}")]
    assert main(["scan", "--output", str(folder / "main.txt"), *reports]) == 1
    assert not capsys.readouterr().out
    for file in (*files.values(), folder / "main.txt"):
        assert "residents" in file.read_text(encoding="utf-8")
    assert json.loads(files["json"].read_text(encoding="utf-8"))["exit_code"] == 1


@POSIX
def test_report_that_cannot_be_written_ends_with_2_and_costs_no_other(
    repository: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    kept = repository.root.parent / "kept.json"
    words = ["scan", "--report", "sarif=/dev/full", "--report", f"json={kept}"]
    assert main(words) == 2
    printed = capsys.readouterr()
    assert "cannot write /dev/full: No space left on device" in printed.err
    assert "sekisho passed" in printed.out
    assert json.loads(kept.read_text(encoding="utf-8"))["exit_code"] == 0


@POSIX
@pytest.mark.parametrize("words", ["scan", "scan --format json", "rules"])
def test_full_disk_behind_standard_output_ends_with_2(repository: Checkout, words: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    done = launch(repository.root, "sh", "-c", f'"{sys.executable}" -I -m guard {words} >/dev/full')
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Exception ignored" not in done.stderr


@POSIX
@pytest.mark.parametrize(
    ("words", "code"),
    [("scan", 3), ("scan --format json", 3), ("rules", 0), ("rules jp-my-number", 0), ("--help", 0)],
)
def test_reader_that_goes_away_changes_no_exit_code_and_prints_no_traceback(
    incomplete: Checkout, words: str, code: int
) -> None:
    # The reader ends before the first byte is written, so that every write meets a closed pipe.
    with subprocess.Popen(
        [sys.executable, "-I", "-m", "guard", *words.split()],
        cwd=incomplete.root,
        env=environment(incomplete.root.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == code


@POSIX
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_exit_code(incomplete: Checkout, closed: str) -> None:
    report = incomplete.root.parent / "report.json"
    command = f'"{sys.executable}" -I -m guard scan --report "json={report}" {closed}'
    done = launch(incomplete.root, "sh", "-c", command)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert json.loads(report.read_text(encoding="utf-8"))["exit_code"] == 3


# Consoles


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "cp1252", "utf-16-le"])
def test_console_of_any_encoding_shows_all_of_it(
    repository: Checkout, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """With ``-I`` no variable sets the encoding; Windows sets it by its code page, as the streams here do."""
    repository.write("髙﨑🗾.txt", PHONE)
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=encoding))
    for format_ in FORMATS:
        assert main(["scan", "--lang", "ja", "--format", format_]) == 1
    for words, code in (
        (["--help"], 0),
        (["scan", "--help"], 0),
        (["rules", "--lang", "ja"], 0),
        (["rules", "jp-my-number", "--lang", "ja"], 0),
        (["scan", "髙﨑🗾"], 2),
    ):
        assert main(words) == code
    sys.stderr.flush()
    # Click takes an ASCII console for a misconfigured one and writes its own help to it in UTF-8.
    printed = out.getvalue().decode("utf-8" if encoding == "ascii" else encoding)
    assert b"internal error" not in err.getvalue().replace(b"\0", b"")
    assert ("髙﨑" in printed) == (encoding in {"cp932", "utf-16-le"})
    assert ("\\U0001f5fe" in printed) == (encoding != "utf-16-le")


def _on_a_terminal(folder: Path, *words: str, **extra: str) -> tuple[int, str]:
    import pty

    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-I", "-m", "guard", *words],
        cwd=folder,
        env=environment(folder.parent, TERM="xterm-256color") | extra,
        stdin=follower,
        stdout=follower,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(follower)
        printed = b""
        try:
            while chunk := os.read(leader, 65536):
                printed += chunk
        except OSError:  # Linux says so when the last writer is gone
            pass
        os.close(leader)
    return process.returncode, printed.decode()


@POSIX
def test_colour_is_for_terminals_and_not_where_it_is_unwanted(repository: Checkout, sekisho: Runner) -> None:
    code, printed = _on_a_terminal(repository.root, "scan")
    assert code == 0
    assert "\x1b[" in printed
    for words, extra in ((["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})):
        assert "\x1b" not in _on_a_terminal(repository.root, "scan", *words, **extra)[1]
    report = repository.root.parent / "report.txt"
    _on_a_terminal(repository.root, "scan", "--output", str(report))
    assert "\x1b" not in report.read_text(encoding="utf-8")
    assert "\x1b" not in sekisho("scan", cwd=repository.root).out


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """More work than any machine does before it is interrupted: no two lines are alike."""
    home = tmp_path_factory.mktemp("endless")
    root = home / "repository"
    root.mkdir()
    checkout = Checkout(root, environment(home))
    for number in range(1500):
        lines = (f"電話 048-{number % 900 + 100}-{line:04}\n" for line in range(number, number + 200))
        checkout.write(f"many/{number:05}.txt", "".join(lines))
    return checkout


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.12, 0.3, 0.6, 1.0])
def test_interrupt_at_any_moment_ends_with_130_and_no_traceback(endless: Checkout, delay: float) -> None:
    """A terminal sends the signal to the whole group, git included. The delay starts when the scan has begun."""
    command = [sys.executable, "-X", "importtime", "-I", "-m", "guard", "scan", "--no-color"]
    process = subprocess.Popen(
        command,
        cwd=endless.root,
        env=environment(endless.root.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.rstrip().endswith(b"guard.cli"):
            break
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=300)
    # Python itself ends with the signal where it interrupted an eval() in an import; a shell shows 130 for both.
    assert process.returncode in {130, -signal.SIGINT}
    assert b"Traceback" not in err
    assert b"passed" not in out
    assert not out or b"interrupted" in out


@pytest.mark.parametrize(("lang", "said"), [("en", "sekisho: interrupted\n"), ("ja", "sekisho: 中断\n")])
def test_an_interrupt_that_no_report_tells_is_told(
    repository: Checkout,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    said: str,
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("guard.report.text.write", interrupted)
    assert main(["scan", "--lang", lang]) == 130
    assert capsys.readouterr().err.endswith(said)


# init


def test_starting_files_pass_the_scan_and_the_validation_of_pre_commit(
    repository: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == 0
    told = capsys.readouterr().out
    names = ("sekisho.toml", ".pre-commit-config.yaml", ".github/workflows/sekisho.yml")
    assert all(name in told for name in names)
    assert main(["scan"]) == 0
    assert "3 files looked at" not in capsys.readouterr().out, "four: the starting files are looked at as well"
    valid = launch(repository.root, sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml")
    assert valid.returncode == 0, valid.stdout


def test_init_overwrites_nothing_and_says_what_to_add(repository: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    repository.write("sekisho.toml", "# ours\n")
    repository.write(".pre-commit-config.yaml", "repos: []\n")
    assert main(["init"]) == 0
    told = capsys.readouterr().out
    assert "left as it is: sekisho.toml" in told
    assert "- id: sekisho" in told
    assert (repository.root / "sekisho.toml").read_text(encoding="utf-8") == "# ours\n"
    assert (repository.root / ".pre-commit-config.yaml").read_text(encoding="utf-8") == "repos: []\n"
    before = (repository.root / ".github/workflows/sekisho.yml").read_bytes()
    assert main(["init"]) == 0
    assert (repository.root / ".github/workflows/sekisho.yml").read_bytes() == before


@POSIX
def test_init_follows_no_dangling_link_and_tells_what_cannot_be_written(
    repository: Checkout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.root / ".pre-commit-config.yaml").symlink_to(tmp_path / "elsewhere")
    repository.write(".github", "a file\n")
    assert main(["init"]) == 2
    assert not (tmp_path / "elsewhere").exists()
    assert "cannot write .github/workflows/sekisho.yml" in capsys.readouterr().err
