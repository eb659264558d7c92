"""What could not be looked at makes the run incomplete and is said; an interrupt is told as one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from guard.cache import FILE, FOLDER
from tests.conftest import Checkout, Runner, environment, heed_interrupts
from tests.people import TABLE

#: Bytes of a cache that holds the outcomes of some files; an empty one has 8 KiB.
SOME = 50_000


@pytest.fixture
def with_finding(checkout: Checkout) -> Checkout:
    checkout.write("residents.csv", TABLE)
    return checkout


def _reasons(out: str) -> dict[str, str]:
    return {skip["path"]: skip["reason"] for skip in json.loads(out)["skips"]}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows read everything")
def test_unreadable_file_makes_the_run_incomplete(with_finding: Checkout, sekisho: Runner) -> None:
    with_finding.write("secret.txt", "x").chmod(0)
    done = sekisho("scan", cwd=with_finding.root)
    assert done.code == 3
    assert "secret.txt" in done.out


def test_file_that_cannot_be_read_makes_the_run_incomplete(
    with_finding: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from guard.cli import main
    from guard.sources import disk

    with_finding.write("secret.txt", "x")
    real = os.open

    def refuse(path: object, *words: object, **named: object) -> int:
        if str(os.fsdecode(path)).endswith("secret.txt"):  # type: ignore[arg-type]
            raise PermissionError(13, "Permission denied")
        return real(path, *words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(disk.os, "open", refuse)
    monkeypatch.chdir(with_finding.root)
    assert main(["scan", "--format", "json"]) == 3
    out = capsys.readouterr().out
    assert _reasons(out)["secret.txt"] == "unreadable"
    assert json.loads(out)["findings"], "what was found is still reported"


def test_undecodable_text_makes_the_run_incomplete(with_finding: Checkout, sekisho: Runner) -> None:
    with_finding.write("broken.txt", bytes(range(128, 160)) * 40 + b"\n" + b"\xff\xfe\xfd\x81\x82" * 40)
    done = sekisho("scan", "--format", "json", cwd=with_finding.root)
    assert done.code == 3
    assert _reasons(done.out)["broken.txt"] == "undecodable"


def test_file_over_the_limit_makes_the_run_incomplete(with_finding: Checkout, sekisho: Runner) -> None:
    with_finding.write("sekisho.toml", '[scan]\nmax-file-size = "1KB"\n')
    with_finding.write("large.txt", "x" * 2000)
    done = sekisho("scan", cwd=with_finding.root)
    assert done.code == 3
    assert "large.txt" in done.out
    assert "larger than the limit" in done.out


def test_recognizer_that_raises_costs_its_file_and_not_the_run(
    with_finding: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from detectors.recognizers.email import EmailAddressRecognizer
    from guard.cli import main

    def fail(*_: object) -> None:
        raise RuntimeError("defect")

    with_finding.write("other.txt", "個人番号 621498320257\n")
    monkeypatch.setattr(EmailAddressRecognizer, "find", fail)
    monkeypatch.chdir(with_finding.root)
    assert main(["scan", "--format", "json"]) == 3
    out = capsys.readouterr().out
    assert _reasons(out) == {"residents.csv": "detector-failed"}
    assert [finding["path"] for finding in json.loads(out)["findings"]] == ["other.txt"]


def test_scan_of_a_folder_without_files_is_not_clean(checkout: Checkout, sekisho: Runner) -> None:
    done = sekisho("scan", cwd=checkout.root)
    assert done.code == 3


def test_scan_of_files_that_nothing_reads_is_not_clean(checkout: Checkout, sekisho: Runner) -> None:
    checkout.write("data.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    done = sekisho("scan", cwd=checkout.root)
    assert done.code == 3
    assert "data.pdf" in done.out


def test_commit_of_an_image_alone_passes(checkout: Checkout, sekisho: Runner) -> None:
    checkout.write("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    checkout.git("add", ".")
    assert sekisho("scan", "--staged", cwd=checkout.root).code == 0


def test_accepted_skip_leaves_the_run_complete_and_is_counted(with_finding: Checkout, sekisho: Runner) -> None:
    with_finding.write("residents.csv", "id\n1\n")
    with_finding.write("broken.bin.txt", bytes(range(128, 160)) * 40 + b"\xff\xfe\xfd\x81\x82" * 40)
    with_finding.write(
        "sekisho.toml",
        '[[accept-skip]]\npath = "broken.bin.txt"\nreason-code = "undecodable"\nreason = "a test vector"\n'
        'owner = "security lead"\nexpires = 2099-01-01\n',
    )
    done = sekisho("scan", "--format", "json", cwd=with_finding.root)
    assert done.code == 0
    assert '"accepted"' in done.out


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupt_ends_with_130_and_reports_what_was_found(checkout: Checkout) -> None:
    checkout.write("a.csv", TABLE)
    checkout.commit()  # nothing is kept of a repository without one
    for number in range(6000):
        checkout.write(f"many/{number:05}.txt", TABLE * 12)  # minutes of work
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "guard", "scan", "--jobs", "1"],
        cwd=checkout.root,
        env=environment(checkout.root.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,
    )
    cache = checkout.root / ".git" / FOLDER / FILE
    while process.poll() is None and not (cache.exists() and cache.stat().st_size > SOME):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert b"interrupted" in out
    assert b"Traceback" not in err
    assert b"a.csv" in out


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupt_during_an_import_is_held_back_and_not_lost() -> None:
    from guard.interrupt import held_back

    reached = False
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), held_back():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
            reached = True
        assert reached
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, usual)
