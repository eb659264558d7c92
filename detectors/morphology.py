"""Words and their parts of speech, from SudachiPy (mode A, the shortest units), reduced to what names need."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sudachipy import MorphemeList, Tokenizer


class Part(enum.Enum):
    """The parts of speech that matter here (Sudachi: 名詞-固有名詞-人名-姓 and so on)."""

    SURNAME = enum.auto()
    GIVEN = enum.auto()
    PERSON = enum.auto()  # 人名-一般: a name that is neither
    PLACE = enum.auto()
    PROPER = enum.auto()  # other proper nouns: companies, products
    NOUN = enum.auto()
    SUFFIX = enum.auto()
    PARTICLE = enum.auto()
    OTHER = enum.auto()


NAME_PARTS = frozenset({Part.SURNAME, Part.GIVEN, Part.PERSON})


class Token(NamedTuple):
    """A word with its place in the text that was given."""

    surface: str
    start: int
    end: int
    part: Part


#: Sudachi refuses more than 49,149 bytes at once; lines are cut well below that.
_LONGEST_RUN = 4096
_RUN = re.compile(rf"[^\r\n]{{1,{_LONGEST_RUN}}}")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@cache
def _tokenizer() -> Tokenizer:
    from sudachipy import Dictionary, SplitMode

    dictionary = Dictionary()
    make = getattr(dictionary, "tokenizer", None) or dictionary.create  # create() before SudachiPy 0.7
    tokenizer: Tokenizer = make(mode=SplitMode.A)
    return tokenizer


_parts: dict[int, Part] = {}
_buffer: MorphemeList | None = None


def _part(pos: tuple[str, ...]) -> Part:
    match pos[:4]:
        case ("名詞", "固有名詞", "人名", "姓"):
            return Part.SURNAME
        case ("名詞", "固有名詞", "人名", "名"):
            return Part.GIVEN
        case ("名詞", "固有名詞", "人名", _):
            return Part.PERSON
        case ("名詞", "固有名詞", "地名", _):
            return Part.PLACE
        case ("名詞", "固有名詞", _, _):
            return Part.PROPER
        case ("名詞", _, _, _):
            return Part.NOUN
        case ("接尾辞", _, _, _):
            return Part.SUFFIX
        case ("助詞", _, _, _):
            return Part.PARTICLE
    return Part.OTHER


def _morphemes(run: str) -> MorphemeList:
    global _buffer  # SudachiPy is made to refill one list
    _buffer = _tokenizer().tokenize(run) if _buffer is None else _tokenizer().tokenize(run, out=_buffer)
    return _buffer


def tokens(text: str) -> Iterator[Token]:
    """The words of a text of any length; lines without Japanese are passed over."""
    for run in _RUN.finditer(text):
        if not _JAPANESE.search(run.group()):
            continue
        base = run.start()
        for morpheme in _morphemes(run.group()):
            part_id = morpheme.part_of_speech_id()
            part = _parts.get(part_id)
            if part is None:
                part = _parts[part_id] = _part(morpheme.part_of_speech())
            yield Token(morpheme.surface(), base + morpheme.begin(), base + morpheme.end(), part)


def has_name(line: str) -> bool:
    """Whether a line holds a surname with a given name, or a name with an honorific, somewhere: the cheap gate."""
    if len(line) > _LONGEST_RUN:
        return any(has_name(run.group()) for run in _RUN.finditer(line))
    previous: Part | None = None
    for morpheme in _morphemes(line):
        part_id = morpheme.part_of_speech_id()
        part = _parts.get(part_id)
        if part is None:
            part = _parts[part_id] = _part(morpheme.part_of_speech())
        if previous is Part.SURNAME and (part is Part.GIVEN or part is Part.PERSON):
            return True
        if part in NAME_PARTS:
            previous = part
        elif previous is not None and morpheme.surface() not in " ・　":
            if is_honorific(morpheme.surface()):
                return True
            previous = None
    return False


_HONORIFICS = frozenset("様 さま さん 氏 殿 君 くん ちゃん 先生 議員 氏名".split()) - {"氏名"}


def is_honorific(surface: str) -> bool:
    """Whether a word marks what stands before it as a person."""
    return surface in _HONORIFICS
