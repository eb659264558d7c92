"""What detection must not fall below: ``python -m quality.floors`` checks, ``--write`` takes today's figures.

``floors.toml`` holds recall and precision of spans per half and entity, cut to two decimals.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quality.adapters import Sekisho
from quality.labelled import load
from quality.markup import MEASURED
from quality.scoring import Report, judge

FLOORS = Path(__file__).with_name("floors.toml")
Floors = Mapping[str, Mapping[str, Mapping[str, float]]]


def read(path: Path = FLOORS) -> Floors:
    """The floors: half, entity, ``recall`` or ``precision``."""
    floors: Floors = tomllib.loads(path.read_text(encoding="utf-8"))
    return floors


def report_of(half: str) -> Report:
    """What Sekisho finds in a half today, findings from low up."""
    from quality.measure import scan

    corpus = load(split=half)
    return judge(corpus, scan(Sekisho(), corpus).findings)


def fallen(report: Report, half: str, floors: Floors) -> list[str]:
    """Each figure below its floor, and each entity without one."""
    below = []
    for entity in MEASURED:
        wanted = floors.get(half, {}).get(entity)
        if wanted is None:
            below.append(f"{half}: {entity} has no floor")
            continue
        score = report.spans[entity, "*"]
        for name, figure in (("recall", score.recall), ("precision", score.precision)):
            if (figure or 0.0) < wanted[name]:
                below.append(f"{half}: {entity} {name} is {figure or 0.0:.3f}, not {wanted[name]}")
    return below


def as_toml(reports: Mapping[str, Report]) -> Iterator[str]:
    """The floors that these reports give."""
    yield "# Written by python -m quality.floors --write: lower a floor only with a reason in the commit."
    for half, report in reports.items():
        yield ""
        yield f"[{half}]"
        for entity in MEASURED:
            score = report.spans[entity, "*"]
            recall, precision = (math.floor((figure or 0.0) * 100) / 100 for figure in (score.recall, score.precision))
            yield f"{entity} = {{ recall = {recall}, precision = {precision} }}"


def main(argv: Sequence[str] | None = None) -> int:
    """Check, or write; 1 when a figure is below its floor."""
    parser = argparse.ArgumentParser(prog="python -m quality.floors", description=__doc__)
    parser.add_argument("--write", action="store_true", help="take today's figures as floors")
    options = parser.parse_args(argv)
    reports = {half: report_of(half) for half in ("dev", "test")}
    if options.write:
        FLOORS.write_text("\n".join(as_toml(reports)) + "\n", encoding="utf-8")
    below = [line for half, report in reports.items() for line in fallen(report, half, read())]
    print("\n".join(below) or "no figure is below its floor")
    return 1 if below else 0


if __name__ == "__main__":
    raise SystemExit(main())
