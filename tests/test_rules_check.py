"""``sekisho rules check``: what it finds wrong, and that it tells no example."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.cli import main
from guard.run.rules_check import check
from tests.test_custom_recognizers import Capture, configure, install, project, site

__all__ = ["project", "site"]

PLUGIN = """
from detectors.plugin import Plugin
X = Plugin(
    entity="TICKET", recognizer="acme_ticket:maker", name="x", trigger={trigger!r},
    examples=("T48201", "T48202 here", "nothing"), counter_examples=("T4820", "T99999"),
)

def maker():
    from presidio_analyzer import Pattern, PatternRecognizer
    return PatternRecognizer("TICKET", patterns=[Pattern("t", {pattern!r}, 0.8)])
"""


def checked(capsys: Capture) -> tuple[int, list[str]]:
    code = main(["rules", "check", "--lang", "en"])
    return code, capsys.readouterr().out.splitlines()


def test_the_examples_of_all_our_rules_hold() -> None:
    assert check(()).failures == ()


def test_the_example_package_passes(project: Path, site: Path, capsys: Capture) -> None:
    install(site)
    code, told = checked(capsys)
    assert (code, told[-1].endswith(" 0 failures")) == (0, True)


def test_each_failing_example_is_named_by_its_number_and_not_told(project: Path, site: Path, capsys: Capture) -> None:
    install(site, PLUGIN.format(trigger="T[0-9]{5} here|T9", pattern="T[0-9]{5}"), target="acme_ticket:X")
    code, told = checked(capsys)
    assert code == 1
    assert told[:-1] == [
        "ticket: example 1: the trigger does not fit on its line",
        "ticket: example 3 is not found as it should be",
        "ticket: counter-example 2 is found",
    ]
    assert "48201" not in "".join(told)


def test_a_recognizer_that_fails_fails_its_examples(project: Path, site: Path, capsys: Capture) -> None:
    install(site, PLUGIN.format(trigger="T", pattern="("), target="acme_ticket:X")
    code, told = checked(capsys)
    assert code == 1
    assert told[0].startswith("ticket: example 1: recognizer acme: ")


def test_a_wrong_configuration_is_exit_2(project: Path, capsys: Capture) -> None:
    configure(project, "[[recognizer]]\nid = 'a'\n")
    assert main(["rules", "check"]) == 2
    assert capsys.readouterr().err.startswith("sekisho: sekisho.toml:")


@pytest.mark.parametrize("words", [["rules"], ["rules", "library-member"]])
def test_columns_of_the_list_stay_aligned_with_long_ids(project: Path, capsys: Capture, words: list[str]) -> None:
    configure(project, "[[recognizer]]\nid = 'library-member'\nname = '利用者'\npattern = 'L[0-9]{4}'\n")
    assert main([*words, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "利用者" in told
    assert "sekisho.toml" in told
    if len(words) == 1:
        ids = [line.split()[0] for line in told.splitlines()]
        starts = {len(line) - len(line[len(ids[0]) :].lstrip()) for line in told.splitlines()[:1]}
        width = max(map(len, ids)) + 2
        assert starts <= {width}
        assert all(line[width - 2 : width] == "  " and line[width] != " " for line in told.splitlines())
