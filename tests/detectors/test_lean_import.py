"""Presidio imported at half of its price is the same Presidio, and spaCy the same spaCy."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _said(program: str) -> str:
    lean = "from detectors.lean_import import lean_import\nwith lean_import():\n    import presidio_analyzer\n"
    done = subprocess.run([sys.executable, "-I", "-c", lean + program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_command_line_of_spacy_is_not_imported() -> None:
    assert (
        _said("import sys; print([name for name in ('spacy.cli', 'typer', 'weasel') if name in sys.modules])") == "[]"
    )


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import spacy; print('spacy_version' in spacy.info(silent=True))", "True"),
        ("import spacy.cli; print(spacy.cli.download.__module__)", "spacy.cli.download"),
        ("from spacy.cli import train; print(train.__name__)", "spacy.cli.train"),
        ("import regex; print(type(regex.compile('a')).__name__)", "Pattern"),
    ],
)
def test_what_was_put_off_is_there_when_it_is_asked_for(program: str, said: str) -> None:
    assert _said(program) == said


def test_the_recognizers_of_other_countries_work() -> None:
    program = """
from presidio_analyzer.predefined_recognizers import DateRecognizer, UrlRecognizer
print([one.entity_type for one in UrlRecognizer().analyze("see https://example.com/x", ["URL"])])
print([one.entity_type for one in DateRecognizer().analyze("on 2020-01-02", ["DATE_TIME"])])
"""
    assert _said(program).splitlines() == ["['URL']", "['DATE_TIME']"]


def test_a_pattern_that_is_wrong_is_still_refused_afterwards() -> None:
    program = """
try:
    presidio_analyzer.Pattern("x", "(", 0.5)
except ValueError as error:
    print("refused")
"""
    assert _said(program) == "refused"
