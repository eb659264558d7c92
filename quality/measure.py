"""How well personal data is found, system beside system: ``python -m quality.measure``.

Measures on the ``test`` half unless told otherwise. What a system reports is judged by ``quality.scoring``; the
folder it scans is a copy outside the repository, so that no configuration or baseline has a say.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from quality import render
from quality.adapters import AdapterError, JpPiiDetect, Outcome, Presidio, Sekisho, System, Unavailable
from quality.corpora import address_rows, address_texts, name_rows, name_texts
from quality.labelled import DATA, Text, load
from quality.markup import SEVERITIES
from quality.scoring import Found, as_json, judge


def systems(presidio_python: str | None) -> list[System]:
    """All systems that there is an adapter for."""
    return [Sekisho(), Presidio(presidio_python), JpPiiDetect(), JpPiiDetect(high_recall=True)]


def scan(system: System, corpus: Sequence[Text]) -> Outcome:
    """Run a system on a corpus, written to a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        root = Path(folder).resolve() / "corpus"
        for text in corpus:
            place = root / text.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.raw)
        return system.run(root, corpus)


def at_least(findings: Sequence[Found], severity: str) -> list[Found]:
    """The findings of this severity or worse; those of a system without severities all count."""
    return [f for f in findings if f.severity is None or SEVERITIES.index(f.severity) >= SEVERITIES.index(severity)]


def measure(system: System, options: argparse.Namespace) -> render.Measured:
    """All figures of one system."""
    corpus = load(options.data, options.split)
    outcome = scan(system, corpus)
    report = judge(corpus, at_least(outcome.findings, options.min_severity))
    measured = render.Measured(system.name, report, outcome.not_looked_at)
    if options.corpora is not None:
        addresses, names = address_texts(options.corpora), name_texts(options.corpora)
        outcome = scan(system, [*addresses, *names])
        measured.addresses = list(address_rows(addresses, outcome.findings))
        measured.names = list(name_rows(names, outcome.findings))
    return measured


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m quality.measure", description=__doc__)
    made.add_argument("--split", choices=("dev", "test", "all"), default="test")
    made.add_argument("--system", action="append", metavar="NAME", help="only the systems whose name starts so")
    made.add_argument("--min-severity", choices=SEVERITIES, default="low", help="count only findings at least this bad")
    made.add_argument("--presidio-python", metavar="FILE", help="an interpreter with presidio_analyzer and ja_ginza")
    made.add_argument("--corpora", type=Path, metavar="DIR", help="also measure on the public corpora in this folder")
    made.add_argument("--misses", action="store_true", help="list what was missed and what was wrong, by class")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="write the report as Markdown")
    made.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=argparse.SUPPRESS)
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when at least one system was measured, 1 when none was."""
    options = parser().parse_args(argv)
    measured: list[render.Measured] = []
    for system in systems(options.presidio_python):
        if options.system and not any(system.name.startswith(name) for name in options.system):
            continue
        try:
            measured.append(measure(system, options))
        except (Unavailable, AdapterError) as error:
            print(f"not measured: {system.name}: {error}", file=sys.stderr)
    text = render.markdown(measured, options.split, options.min_severity, misses=options.misses)
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        options.json.write_text(
            json.dumps(_as_json(measured, options), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return 0 if measured else 1


def _as_json(measured: Sequence[render.Measured], options: argparse.Namespace) -> dict[str, object]:
    return {
        "split": options.split,
        "min_severity": options.min_severity,
        "systems": {
            one.name: {
                **as_json(one.report),
                "not_looked_at": one.not_looked_at,
                "addresses": [asdict(row) for row in one.addresses],
                "names": [asdict(row) for row in one.names],
            }
            for one in measured
        },
    }


if __name__ == "__main__":
    raise SystemExit(main())
