"""Training: lines in, a spaCy pipeline out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.folding import fold
from detectors.name_model import LABEL, document
from detectors.name_words import words
from training.lines import Line

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example
    from spacy.vocab import Vocab

CONFIG = Path(__file__).with_name("config.cfg")
SEED = 20261123
BATCH = 96
#: What a pipeline has beside its weights, and nobody needs: words are hashed, and cut by us.
EXCLUDED = ("tokenizer", "vocab")
_PEAK, _FLOOR, _WARM_UP = 0.002, 0.0002, 250


def example(vocab: Vocab, line: Line) -> Example | None:
    """A line as an example; ``None`` where its folding leaves no words. A name that cuts through a word is left open."""
    from spacy.training import Example
    from spacy.training.iob_utils import biluo_tags_to_spans

    view = fold(line.text)
    found = words(view.text)
    if not found:
        return None
    tags = ["O"] * len(found)
    for start, end in ((view.offset(first), view.offset(last)) for first, last in line.names):
        inside = [index for index, word in enumerate(found) if word.start < end and start < word.end]
        if not inside:
            continue
        is_aligned = found[inside[0]].start == start and found[inside[-1]].end == end
        marks = [""] * len(inside) if not is_aligned else _marks(len(inside))
        for index, mark in zip(inside, marks, strict=True):
            tags[index] = f"{mark}-{LABEL}" if mark else "-"
    if "-" in tags:
        return None
    predicted = document(vocab, found)
    reference = document(vocab, found)
    reference.ents = biluo_tags_to_spans(reference, tags)
    return Example(predicted, reference)


def _marks(length: int) -> list[str]:
    return ["U"] if length == 1 else ["B", *("I" for _ in range(length - 2)), "L"]


def examples(vocab: Vocab, lines: Iterable[Line]) -> Iterator[Example]:
    """The examples of lines."""
    for line in lines:
        made = example(vocab, line)
        if made is not None:
            yield made


def fit(lines: Iterator[Line], steps: int, report: Callable[[str], None] = print) -> Language:
    """Train a pipeline for a number of steps, each on lines that it has not seen.

    The same lines and steps give the same weights to the byte, on one machine and with one set of versions.
    """
    from spacy import util

    util.fix_random_seed(SEED)
    random.seed(SEED)
    nlp = util.load_model_from_config(util.load_config(CONFIG), auto_fill=True)
    first = list(islice(examples(nlp.vocab, lines), 400))
    optimizer = nlp.initialize(lambda: first)
    stream = examples(nlp.vocab, lines)
    losses: dict[str, float] = {}
    started = time.monotonic()
    for step in range(1, steps + 1):
        optimizer.learn_rate = _rate(step, steps)
        nlp.update(list(islice(stream, BATCH)), sgd=optimizer, drop=0.2, losses=losses)
        if step % 200 == 0:
            report(f"step {step} loss {losses['ner'] / 200:.1f} {time.monotonic() - started:.0f} s")
            losses.clear()
    with nlp.use_params(optimizer.averages):  # without the strings of the training lines
        return util.load_model_from_config(nlp.config).from_bytes(nlp.to_bytes(exclude=EXCLUDED), exclude=EXCLUDED)


def _rate(step: int, steps: int) -> float:
    warm = min(1.0, step / _WARM_UP)
    return warm * (_PEAK + (_FLOOR - _PEAK) * step / steps)
