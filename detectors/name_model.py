"""The name model: a small spaCy pipeline of our own that marks people in a line of words.

It is trained on made-up lines (``training/``) and knows only words, their parts of speech and spaces. What it marks
is a suspicion; :mod:`detectors.name_gate` decides which are worth telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.name_words import Word, windows

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

PATH = Path(__file__).with_name("data") / "name-model"
LABEL = "PERSON"
#: Words that the model sees at once; a line can be a whole file.
WINDOW = 256


def document(vocab: Vocab, words: Sequence[Word]) -> Doc:
    """The spaCy document of a line; training and use make it here, so that both see the same."""
    from spacy.tokens import Doc

    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.has_space for word in words],
        tags=[word.tag for word in words],
    )


@cache
def pipeline(path: Path = PATH) -> Language:
    """The pipeline that is shipped. Raises ``OSError`` or ``ValueError`` where its files are missing or damaged."""
    import spacy

    return spacy.load(path, exclude=["tokenizer", "vocab"])
