"""Words and their parts of speech, from SudachiPy (mode A, the shortest units), reduced to what names need."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme, MorphemeList, Tokenizer


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


#: Runs without ASCII but for single spaces: names never hold any, and most of the world's source code is left out.
#: Sudachi refuses more than 49,149 bytes at once; 4,096 characters stay well below.
_RUN = re.compile(r"[^\x00-\x7f](?: ?[^\x00-\x7f]){1,4095}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_JAPANESE_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々\ue000-\ufaff\U00020000-\U0003ffff\U000f0000-\U0010fffd]{2}")
#: Runs up to this length are worth remembering.
_SHORT = 48
_HONORIFIC_NEAR = re.compile(r".{0,5}?(?:様|さま|さん|氏|殿)")


@cache
def _dictionary() -> Dictionary:
    from sudachipy import Dictionary

    return Dictionary()


@cache
def _tokenizer() -> Tokenizer:
    from sudachipy import SplitMode

    dictionary = _dictionary()
    make = getattr(dictionary, "tokenizer", None) or dictionary.create  # create() before SudachiPy 0.7
    tokenizer: Tokenizer = make(mode=SplitMode.A)
    return tokenizer


_parts: dict[int, Part] = {}
_buffer: MorphemeList | None = None


def _part(morpheme: Morpheme) -> Part:
    part_id = morpheme.part_of_speech_id()
    part = _parts.get(part_id)
    if part is None:
        part = _parts[part_id] = _part_of(morpheme.part_of_speech())
    return part


def _part_of(pos: Sequence[str]) -> Part:
    match tuple(pos[:4]):
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
    """The words of the Japanese runs in a text of any length; what is ASCII has none."""
    for match in _japanese_runs(text):
        base, run = match.start(), match.group()
        words = _short_run_words(run) if len(run) <= _SHORT else _run_words(run)
        if base == 0:
            yield from words
        else:
            for surface, start, end, part in words:
                yield Token(surface, base + start, base + end, part)


def _run_words(run: str) -> tuple[Token, ...]:
    return tuple(
        Token(morpheme.surface(), morpheme.begin(), morpheme.end(), _part(morpheme)) for morpheme in _morphemes(run)
    )


@lru_cache(maxsize=4096)
def _short_run_words(run: str) -> tuple[Token, ...]:
    """The words of a phrase: the rules ask for those of a line, and then for those of its values."""
    return _run_words(run)


def tagged_tokens(text: str) -> Iterator[tuple[Token, str]]:
    """Like :func:`tokens`, each word with its whole part of speech (``名詞-固有名詞-人名-姓``)."""
    for run in _japanese_runs(text):
        base = run.start()
        for morpheme in _morphemes(run.group()):
            token = Token(morpheme.surface(), base + morpheme.begin(), base + morpheme.end(), _part(morpheme))
            yield token, _tag(morpheme)


_tags: dict[int, str] = {}


def _tag(morpheme: Morpheme) -> str:
    part_id = morpheme.part_of_speech_id()
    tag = _tags.get(part_id)
    if tag is None:
        tag = _tags[part_id] = "-".join(part for part in morpheme.part_of_speech()[:4] if part != "*")
    return tag


@lru_cache(maxsize=8192)
def value_tokens(value: str) -> tuple[Token, ...]:
    """The words of a short value; the rules and the trigger ask for the same ones several times."""
    return tuple(tokens(value))


def is_in_dictionary(word: str, part: str) -> bool:
    """Whether the dictionary has a word as a person's name of this part (``姓`` or ``名``), likely or not."""
    entries = (morpheme.part_of_speech() for morpheme in _dictionary().lookup(word))
    return any(pos[2] == "人名" and pos[3] == part for pos in entries)


def readings_of_name(word: str, part: str) -> tuple[str, ...]:
    """How the dictionary reads a word as a person's name of this part (``姓`` or ``名``), in katakana; none it has not."""
    entries = (morpheme for morpheme in _dictionary().lookup(word) if morpheme.part_of_speech()[2:4] == ("人名", part))
    return tuple(dict.fromkeys(morpheme.reading_form() for morpheme in entries))


def is_word(word: str) -> bool:
    """Whether the dictionary has a word as something else than a person: 好奇心."""
    return any(morpheme.part_of_speech()[2] != "人名" for morpheme in _dictionary().lookup(word))


def is_known(word: str) -> bool:
    """Whether the dictionary has a word at all; what it has not is a noun by default."""
    return len(_dictionary().lookup(word)) > 0


def has_name(text: str) -> bool:
    """Whether a text may hold a surname with a given name, or a name with an honorific: the cheap gate."""
    return any(_short_run_has_name(run) if len(run) <= _SHORT else _run_has_name(run) for run in _runs(text))


def _runs(text: str) -> Iterator[str]:
    return (run.group() for run in _japanese_runs(text))


def _japanese_runs(text: str) -> Iterator[re.Match[str]]:
    return (run for run in _RUN.finditer(text) if _JAPANESE_WORD.search(run.group()))


def parts_beyond_ascii(text: str, around: int) -> Iterator[tuple[int, int]]:
    """The parts of a text that are not ASCII, with so much around them: a line can be a bundle of a megabyte."""
    if text.isascii():
        return
    start = end = -1
    for stretch in _BEYOND_ASCII.finditer(text):
        if start >= 0 and stretch.start() - end > 2 * around:
            yield max(0, start - around), end + around
            start = -1
        start = stretch.start() if start < 0 else start
        end = stretch.end()
    if start >= 0:
        yield max(0, start - around), end + around


@lru_cache(maxsize=32768)
def _short_run_has_name(run: str) -> bool:
    """The answer for a phrase: tables, code and the versions of one file hold the same ones again and again."""
    return _run_has_name(run)


def _run_has_name(run: str) -> bool:
    previous: Part | None = None
    for morpheme in _morphemes(run):
        part = _part(morpheme)
        if previous is Part.SURNAME and (part is Part.GIVEN or part is Part.PERSON):
            return True
        if part in NAME_PARTS:
            if part is Part.SURNAME and _HONORIFIC_NEAR.match(run, morpheme.end()):
                return True
            previous = part
        elif previous is not None and morpheme.surface() not in " ・":
            if is_honorific(morpheme.surface()):
                return True
            previous = None
    return False


_HONORIFICS = frozenset("様 さま さん 氏 殿 君 くん ちゃん 先生 議員 氏名".split()) - {"氏名"}


def is_honorific(surface: str) -> bool:
    """Whether a word marks what stands before it as a person."""
    return surface in _HONORIFICS
