"""``python -m training.build``: make the name model anew, measure it, and print its digest."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from random import Random

from detectors.name_model import PATH
from training import negatives
from training.evaluate import evaluate
from training.fit import EXCLUDED, SEED, fit
from training.lines import Line, LineMaker
from training.vocabulary import load

STEPS = 3000
#: Of all lines so many are real ones without a name.
REAL = 0.12
_MEASURED_LINES = 5000
META = {
    "name": "sekisho_names",
    "version": "1.0.0",
    "description": "Names of people in Japanese lines; words and parts of speech from SudachiPy, mode A",
    "author": "The Sekisho authors",
    "license": "Apache-2.0",
    "spacy_version": ">=3.8.3,<4.0.0",
}
_VERSIONS = ("spacy", "thinc", "numpy", "sudachipy", "sudachidict-core", "django", "django-oscar", "sphinx", "wagtail")


def mixed(made: Iterator[Line], real: Sequence[Line], rng: Random) -> Iterator[Line]:
    """Made lines with real ones among them."""
    for line in made:
        yield line
        if rng.random() < REAL / (1 - REAL):
            yield rng.choice(real)


def digest(folder: Path) -> str:
    """SHA-256 of the weights, which say all that training decided."""
    return hashlib.sha256((folder / "ner" / "model").read_bytes()).hexdigest()


def build(output: Path, steps: int) -> None:
    """Train into a folder, where what a reader needs to know (``README.md``) is left as it is."""
    rng = Random(SEED)  # noqa: S311 - reproducible on purpose
    vocabulary = load()
    nlp = fit(mixed(LineMaker(vocabulary, rng).lines(), negatives.load(), rng), steps)
    nlp.meta.update(META)
    nlp.to_disk(output, exclude=EXCLUDED)
    unseen = islice(LineMaker(vocabulary, Random(SEED + 1)).lines(), _MEASURED_LINES)  # noqa: S311
    print(f"versions: {', '.join(f'{name} {version(name)}' for name in _VERSIONS)}; Python {sys.version.split()[0]}")
    print(evaluate(output, list(unseen)))
    print(f"SHA-256 of ner/model: {digest(output)}")


def main(argv: Sequence[str] | None = None) -> int:
    """Build the model into a folder, by default that of the package."""
    parser = argparse.ArgumentParser(prog="python -m training.build", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of training (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=PATH, metavar="DIR")
    options = parser.parse_args(argv)
    build(options.output, options.steps)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
