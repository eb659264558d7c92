"""``python -m training.build``: make the name model anew, measure it, and say what came out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from detectors.name_model import PATH
from training import negatives
from training.fit import EXCLUDED, SEED, fit
from training.lines import Line, LineMaker
from training.vocabulary import load

STEPS = 5000
#: Of all lines so many are real ones without a name.
REAL = 0.12


def mixed(made: Iterator[Line], real: Sequence[Line], rng: Random) -> Iterator[Line]:
    """Made lines with real ones among them."""
    for line in made:
        yield line
        if rng.random() < REAL / (1 - REAL):
            yield rng.choice(real)


def main(argv: Sequence[str] | None = None) -> int:
    """Build the model into a folder."""
    parser = argparse.ArgumentParser(prog="python -m training.build", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--output", type=Path, default=PATH)
    options = parser.parse_args(argv)
    rng = Random(SEED)  # noqa: S311 - reproducible on purpose
    nlp = fit(mixed(LineMaker(load(), rng).lines(), negatives.load(), rng), options.steps)
    nlp.to_disk(options.output, exclude=EXCLUDED)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
