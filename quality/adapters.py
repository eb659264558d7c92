"""The systems that are measured, each behind one function: a folder of files in, findings with offsets out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from quality.labelled import Text
from quality.scoring import Found

PRESIDIO_VARIABLE = "SEKISHO_QUALITY_PRESIDIO"
_WORKER = Path(__file__).with_name("presidio_worker.py")


class Unavailable(Exception):
    """A system cannot be measured here; the message says what is missing."""


class AdapterError(Exception):
    """A system ran and what it said cannot be used."""


@dataclass(slots=True)
class Outcome:
    """The findings of one run, and what the system said it did not look at."""

    findings: list[Found]
    not_looked_at: list[str] = field(default_factory=list)


class System(Protocol):
    """A scanner that can be measured."""

    name: str

    def run(self, root: Path, corpus: Sequence[Text]) -> Outcome:
        """Scan the folder that holds the corpus."""
        ...


class Sekisho:
    """The real command, in one process over the folder, at the lowest severity."""

    name = "sekisho"

    def __init__(self, python: str = sys.executable) -> None:
        self._python = python

    def run(self, root: Path, corpus: Sequence[Text]) -> Outcome:
        """Scan and read the report."""
        return read_sekisho(sekisho_report(root, self._python), root, corpus)


def sekisho_report(root: Path, python: str = sys.executable) -> dict[str, Any]:
    """The JSON report of ``python -I -m guard scan`` on a folder; exit 1 is findings, 3 an incomplete scan."""
    command = [python, "-I", "-m", "guard", "scan", "--format", "json", "--min-severity", "low", str(root)]
    done = _run(command, root)
    if done.returncode not in {0, 1, 3} or not done.stdout.lstrip().startswith("{"):
        last = done.stderr.strip().splitlines()[-1:] or ["it printed no report"]
        raise Unavailable(f"sekisho scan ended with {done.returncode}: {last[0]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def read_sekisho(report: Mapping[str, Any], root: Path, corpus: Iterable[Text]) -> Outcome:
    """The findings of a JSON report, ``schema_version`` 1: all dispositions, those below the threshold included."""
    if report["schema_version"] != 1:
        raise AdapterError(f"schema_version {report['schema_version']} is not known")
    texts = {text.path: text for text in corpus}
    findings = []
    for row in report["findings"]:
        text = texts.get(_relative(row["path"], root))
        if row["check"] == "personal-data" and text is not None and row["line"]:
            above = _lines_above(text, row.get("members", []))
            start = text.offset(row["line"] + above, row["column"])
            end = text.offset(row["end_line"] + above, row["end_column"])
            findings.append(Found(text.path, start, end, row["entity"], row["severity"]))
    return Outcome(findings, [f"{skip['path']}: {skip['reason']}" for skip in report["skips"]])


def _lines_above(text: Text, members: Sequence[str]) -> int:
    """How many lines of the file stand above a member: the body of a mail follows the first empty line."""
    if not members:
        return 0
    lines = re.split(r"\r\n|\n|\r", text.text)
    return lines.index("") + 1 if list(members) == ["body.txt"] and "" in lines else 0


class JpPiiDetect:
    """baneido/jp-pii-detector, where its binary is on PATH; ``high_recall`` turns its optional rules on."""

    _ENTITIES: Mapping[str, str] = {
        "jp-my-number": "JP_MY_NUMBER",
        "jp-phone-number": "PHONE_NUMBER",
        "jp-postal-code": "JP_POSTAL_CODE",
        "jp-address": "JP_ADDRESS",
        "jp-address-high-recall": "JP_ADDRESS",
        "email-address": "EMAIL_ADDRESS",
        "email-address-eai": "EMAIL_ADDRESS",
        "email-address-confusable": "EMAIL_ADDRESS",
        "jp-birthdate": "DATE_OF_BIRTH",
        "jp-drivers-license": "JP_DRIVERS_LICENSE",
        "jp-passport": "JP_PASSPORT",
        "jp-residence-card": "JP_RESIDENCE_CARD",
        "jp-health-insurance": "JP_HEALTH_INSURANCE",
        "jp-kaigo-insurance": "JP_CARE_INSURANCE",
        "jp-pension-number": "JP_PENSION_NUMBER",
        "jp-employment-insurance": "JP_EMPLOYMENT_INSURANCE",
        "jp-juminhyo-code": "JP_RESIDENT_CODE",
        "jp-bank-account": "JP_BANK_ACCOUNT",
        "jp-yucho-account": "JP_BANK_ACCOUNT",
        "credit-card": "CREDIT_CARD",
        "person-name": "PERSON",
        "person-name-high-recall": "PERSON",
        "person-name-structured": "PERSON",
        "person-name-romaji": "PERSON",
    }

    def __init__(self, *, high_recall: bool = False) -> None:
        self.name = "jp-pii-detect --high-recall" if high_recall else "jp-pii-detect"
        self._options = ["--high-recall"] if high_recall else []

    def run(self, root: Path, corpus: Sequence[Text]) -> Outcome:
        """Run ``scan`` on the folder; its JSON has no ends, so the length is that of the unmasked match."""
        binary = shutil.which("jp-pii-detect")
        if binary is None:
            raise Unavailable("jp-pii-detect is not on PATH")
        command = [binary, "scan", "--format", "json", "--unmask", "--min-confidence", "low", *self._options, str(root)]
        done = _run(command, root)
        if done.returncode not in {0, 1, 2} or not done.stdout.lstrip().startswith("{"):
            raise AdapterError(f"jp-pii-detect ended with {done.returncode}")
        texts = {text.path: text for text in corpus}
        findings = []
        for row in json.loads(done.stdout)["findings"]:
            text = texts.get(_relative(row["file"], root))
            entity = self._ENTITIES.get(row["rule_id"])
            if text is not None and entity is not None:
                start, end = _locate(text, row["line"], row["column"], row["match"])
                findings.append(Found(text.path, start, end, entity, row["confidence"]))
        return Outcome(findings, done.stderr.strip().splitlines() if done.returncode == 2 else [])


class Presidio:
    """Stock Presidio with its default recognizers and the ja_ginza model, in an environment of its own.

    It gets the decoded text, so encodings are no obstacle to it. LOCATION counts as an address and DATE_TIME as
    a date of birth, which is the most that its entities can mean here.
    """

    name = "presidio + ja_ginza"
    _ENTITIES: Mapping[str, str] = {
        "PERSON": "PERSON",
        "LOCATION": "JP_ADDRESS",
        "PHONE_NUMBER": "PHONE_NUMBER",
        "EMAIL_ADDRESS": "EMAIL_ADDRESS",
        "CREDIT_CARD": "CREDIT_CARD",
        "DATE_TIME": "DATE_OF_BIRTH",
    }

    def __init__(self, python: str | None = None) -> None:
        self._python = python or os.environ.get(PRESIDIO_VARIABLE)

    def run(self, root: Path, corpus: Sequence[Text]) -> Outcome:
        """Give the texts to the worker as JSON lines and read its findings."""
        if not self._python:
            raise Unavailable(
                f"no interpreter with presidio_analyzer and ja_ginza: --presidio-python or {PRESIDIO_VARIABLE}"
            )
        lines = "".join(json.dumps({"path": text.path, "text": text.text}) + "\n" for text in corpus)
        done = _run([self._python, "-I", str(_WORKER)], root, lines)
        if done.returncode:
            raise Unavailable(f"the Presidio worker failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        findings = []
        for line in done.stdout.splitlines():
            row = json.loads(line)
            if row["entity"] in self._ENTITIES:
                findings.append(Found(row["path"], row["start"], row["end"], self._ENTITIES[row["entity"]]))
        return Outcome(findings)


def _locate(text: Text, line: int, column: int, match: str) -> tuple[int, int]:
    """Where a match stands: at its column, or, since columns count decoded escapes, where its line holds it."""
    start = text.offset(line, column)
    line_start, line_end = text.line_starts[line - 1], [*text.line_starts, len(text.text)][line]
    for written in (match, json.dumps(match)[1:-1]):
        if text.text.startswith(written, start):
            return start, start + len(written)
        elsewhere = text.text.find(written, line_start, line_end)
        if elsewhere >= 0:
            return elsewhere, elsewhere + len(written)
    return start, start + len(match)


def _run(command: Sequence[str], folder: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _relative(path: str, root: Path) -> str:
    """The path of a finding relative to the folder, with slashes, whether it was given absolute or relative."""
    given = Path(path)
    return (given.relative_to(root) if given.is_absolute() and given.is_relative_to(root) else given).as_posix()
