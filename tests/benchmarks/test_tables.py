"""Ratios, lines and stages are what they are called, and a record can be read again."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import growth, markdown
from benchmarks.plot import HEIGHT, WIDTH
from benchmarks.record import Growth, Record, Result, Shares, machine
from benchmarks.stages import stage_of
from benchmarks.timing import Command, FailedError, Ratio, Sample, in_turn, once, ratios

POINTS = [growth.Point(size, 1 + size, 1 + size / 2, 10**8) for size in growth.TIMES]


def sample(wall: float) -> Sample:
    return Sample(wall, wall / 2, 50_000_000)


@pytest.fixture
def record() -> Record:
    samples = {"sekisho": [sample(1), sample(2)], "other": [sample(3), sample(4)]}
    return Record(
        "2026-11-23",
        {"cores": "2"},
        {"python": "3.11"},
        ["gitleaks"],
        False,
        [Result("tree", "a tree", samples, ["gitleaks"], {"broken": "exit status 9"})],
        [Growth("bytes", "code", "MB", POINTS, growth.line(POINTS))],
        [Shares("a tree", 2.0, {"git": 0.25, "names": 0.75})],
    )


def test_ratios_are_of_the_same_round(record: Record) -> None:
    assert ratios(record.results[0].samples, "sekisho")["other"] == Ratio(2.5, 2.0, 3.0)


def test_there_is_no_ratio_to_a_tool_that_failed() -> None:
    assert ratios({"other": [sample(1)]}, "sekisho") == {}


def test_the_table_holds_median_spread_ratio_failures_and_what_is_not_installed(record: Record) -> None:
    assert markdown.task(record.results[0]).splitlines()[4:] == [
        "| sekisho | 1.50 (1.00–2.00) | 1 | 0.75 | 50 MB |",
        "| other | 3.50 (3.00–4.00) | 2.50 (2.00–3.00) | 1.75 | 50 MB |",
        "| broken | failed: exit status 9 | | | |",
        "| gitleaks | not installed | | | |",
    ]


def test_a_record_is_read_as_it_was_written(record: Record, tmp_path: Path) -> None:
    record.write(tmp_path / "record.json")
    read = Record.read(tmp_path / "record.json")
    assert markdown.section(read) == markdown.section(record)
    assert read.results == record.results


def test_only_the_section_of_a_page_is_replaced(record: Record, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{markdown.BEGIN}\nold\n{markdown.END}\n\nafter\n", encoding="utf-8")
    markdown.put(record, page)
    once_more = page.read_text(encoding="utf-8")
    markdown.put(record, page)
    assert page.read_text(encoding="utf-8") == once_more
    assert once_more.startswith("before\n")
    assert once_more.endswith("\nafter\n")
    assert "old" not in once_more
    assert "| a tree | 2.0 | 25% | 75% |" in once_more


def test_the_plot_has_every_point_within_its_frame(record: Record, tmp_path: Path) -> None:
    markdown.put(record, tmp_path / "page.md")
    drawn = ElementTree.parse(tmp_path / markdown.PLOT).getroot()
    circles = drawn.findall("{*}circle")
    assert len(circles) == len(POINTS)
    assert all(0 < float(c.get("cx", "")) < WIDTH and 0 < float(c.get("cy", "")) < HEIGHT for c in circles)


def test_the_line_through_points_on_a_line_is_that_line() -> None:
    line = growth.line(POINTS)
    assert (line.start, line.slope, line.fit) == (pytest.approx(1), pytest.approx(0.5), pytest.approx(1))


@pytest.mark.parametrize(
    ("files", "stage"),
    [
        (["/x/detectors/folding.py", "/x/detectors/trigger.py", "/x/guard/scan.py"], "trigger"),
        (["/x/detectors/morphology.py", "/x/detectors/trigger.py"], "names"),
        (["<frozen importlib._bootstrap>", "/x/detectors/engine.py"], "start"),
        (["/x/lib/subprocess.py", "/x/guard/sources/repository.py"], "git"),
        (["/x/guard/cli.py"], "rest"),
    ],
)
def test_the_innermost_frame_names_the_stage(files: list[str], stage: str) -> None:
    assert stage_of(files) == stage


def test_the_machine_has_no_name() -> None:
    import platform

    assert platform.node() not in "".join(machine().values())


@pytest.mark.skipif(sys.platform == "win32", reason="wait4 of POSIX")
def test_a_command_that_fails_gives_no_time(tmp_path: Path) -> None:
    with pytest.raises(FailedError):
        once(Command("broken", (sys.executable, "-c", "import sys; sys.exit(9)")), tmp_path)
    samples, failed = in_turn(
        [Command("fine", (sys.executable, "-c", "")), Command("gone", ("there-is-no-such-tool",))], tmp_path, 2
    )
    assert {tool: len(each) for tool, each in samples.items()} == {"fine": 2}
    assert list(failed) == ["gone"]
