"""The name model: a small spaCy pipeline of our own that marks people in a line of words.

It is trained on made-up lines (``training/``) and knows only words, their parts of speech and spaces. What it marks
is a suspicion; :mod:`detectors.name_gate` decides which are worth telling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from detectors.morphology import NAME_PARTS, Part, is_honorific, is_known
from detectors.name_gate import is_worth_asking
from detectors.name_words import Word, windows, words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

PATH = Path(__file__).with_name("data") / "name-model"
LABEL = "PERSON"
#: Engines for names beyond the rules: ours, GiNZA's, none.
OWN, GINZA, NONE = "sekisho", "ja_ginza", "rules"
#: Words that the model sees at once; a line can be a whole file.
WINDOW = 256
_TOKENIZER = "sekisho.words.v1"
_NAME = re.compile(r"[一-龠々〆ヶケノぁ-んァ-ヴー・＝= ]{2,20}")
_KANJI = re.compile(r"[一-龠々]")
#: What a name ends in, or what follows it, when it is that of a place, a house or a body.
_ORGANISATION = re.compile(
    r"(?:社|寺|院|宮|市|区|町|村|県|郡|駅|線|橋|山|川|湖|島|店|堂|屋|亭|庵|館|園|城|丸|号|朝|派|流|組|会|家|国|州|省|庁|局|署|党|軍|隊|部|課|室|"
    r"神社|温泉|大学|高校|学校|学園|病院|銀行|鉄道|工業|鉄鋼|製作所|商店|商会|記念|事件|政権|内閣|艦隊|盆地|平野|方向|プロ|グループ|クラブ|チーム|杯|賞|戦|等)$"
)
_LONGEST = 20


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

    spacy.registry.tokenizers(_TOKENIZER, func=_tokenizer_factory)
    return spacy.load(path, exclude=["tokenizer", "vocab"], config={"nlp": {"tokenizer": {"@tokenizers": _TOKENIZER}}})


def _tokenizer_factory() -> Callable[[Language], Callable[[str], Doc]]:
    """Our words in the place of spaCy's tokenizer, whose expressions take longer to compile than the model to load."""
    return lambda nlp: lambda text: document(nlp.vocab, words(text))


class Suspect(NamedTuple):
    """A stretch of text that the model takes for a name; offsets into the text that was given."""

    start: int
    end: int


def suspects(text: str, engine: str = OWN) -> Iterator[Suspect]:
    """What an engine marks in folded text and the gate lets pass, in the order of the text."""
    lines: list[tuple[int, list[Word]]] = []
    at = 0
    for line in text.split("\n"):
        if is_worth_asking(line):
            lines += ((at, part) for part in windows(words(line), WINDOW))
        at += len(line) + 1
    mark = _marked_by_ginza if engine == GINZA else _marked
    for (base, part), spans in zip(
        lines, mark([part for _, part in lines], text, [base for base, _ in lines]), strict=True
    ):
        for first, last in spans:
            start, end = base + part[first].start, base + part[last - 1].end
            if _passes(part, first, last, text[start:end]):
                yield Suspect(start, end)


Spans = list[tuple[int, int]]


def _marked(parts: Sequence[Sequence[Word]], _text: str, _bases: Sequence[int]) -> list[Spans]:
    """Spans of words, for each part, that our own model takes for names."""
    nlp = pipeline()
    with nlp.memory_zone():  # or the vocabulary would keep every word of a history
        marked = nlp.get_pipe("ner").pipe((document(nlp.vocab, part) for part in parts), batch_size=64)
        return [[(entity.start, entity.end) for entity in one.ents] for one in marked]


def _marked_by_ginza(parts: Sequence[Sequence[Word]], text: str, bases: Sequence[int]) -> Iterator[Spans]:
    """Spans of words that GiNZA calls a person; its own words may be others, so that places decide."""
    nlp = ginza()
    for part, base in zip(parts, bases, strict=True):
        found = [
            entity for entity in nlp(text[base + part[0].start : base + part[-1].end]).ents if entity.label_ == "Person"
        ]
        shift = part[0].start
        spans = []
        for entity in found:
            inside = [
                index
                for index, word in enumerate(part)
                if word.start < entity.end_char + shift and entity.start_char + shift < word.end
            ]
            if inside:
                spans.append((inside[0], inside[-1] + 1))
        yield spans


@cache
def ginza() -> Language:
    """The pipeline ``ja_ginza``. Raises ``OSError`` where it is not installed."""
    import spacy

    return spacy.load(GINZA)


def _passes(part: Sequence[Word], start: int, end: int, name: str) -> bool:
    """The gate: in Japanese script throughout, and it touches a name of the dictionary, or an honorific follows."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or _ORGANISATION.search(name):
        return False
    if end < len(part) and is_honorific(part[end].text):
        return True
    if (end < len(part) and _ORGANISATION.match(part[end].text)) or _is_thing(part[end - 1]):
        return False
    # Katakana throughout is a foreigner's name as often as a company's.
    return _KANJI.search(name) is not None and any(word.part in NAME_PARTS for word in part[start:end])


def _is_thing(last: Word) -> bool:
    """Whether what a name would end in is a noun of the dictionary: a trade (土木), a product (カレンダー)."""
    return last.part is Part.NOUN and len(last.text) > 1 and is_known(last.text)
