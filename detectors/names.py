"""Names of people in a passage: the rules, without Presidio, so that the trigger can ask them too.

Signs of a name: a value under a name label; a surname and a given name side by side; a name with an honorific; two words
in a cell of their own, one of them a name; a reading in brackets behind a name; a sender in front of a mail address.
Alone, a dictionary name is only trusted as a pair: single name words are half of all nouns. Under a label
such as 氏名 the shape is enough, because every rare name is missing from some dictionary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from detectors import gazetteer, name_cells, name_context, name_lexicon, name_runs
from detectors.folding import View
from detectors.labels import NAME_KINDS, Kind, kinds_of, words_of
from detectors.lazy_pattern import lazy_pattern
from detectors.morphology import NAME_PARTS, Part, Token, has_name, is_honorific, value_tokens
from detectors.name_value import (
    KANA_ONLY,
    KANJI,
    MISSING,
    full_score,
    is_company_behind,
    is_english,
    is_lone_part,
    is_romaji,
    is_surname,
    maybe_score,
    part_score,
)
from detectors.passage import LabelledValue, Passage
from detectors.structure import Field


class Name(NamedTuple):
    """A name: offsets into the passage, a score, the rule that found it; ``partial``: a lone surname or given name."""

    start: int
    end: int
    score: float
    rule: str
    labelled: bool = False
    partial: bool = False


_HIRAGANA = lazy_pattern(r"[ぁ-ん]")
_ONE_KANJI = lazy_pattern(f"[{KANJI}]")
_MISSING_BESIDE_KANJI = lazy_pattern(rf"[{KANJI}] ?[{MISSING}]|[{MISSING}] ?[{KANJI}]")
_FILLING = lazy_pattern(r" {2,8}")
_ONE_BY_ONE = lazy_pattern(rf"[{KANJI}](?: {{1,4}}[{KANJI}]){{2,5}}")
_AS_GAIJI = dict.fromkeys(map(ord, MISSING), "\ue000")
_KANA_PAIR = lazy_pattern(r"[ァ-ヶー]{2,10} [ァ-ヶー]{2,10}|[ぁ-んー]{2,8} [ぁ-んー]{2,8}")
_ROMAJI_PAIR = lazy_pattern(r"[A-Z][a-z]{1,14},? [A-Z][a-z]{1,14}")
#: Labels of readings, and of people by what they do: what stands there is no product.
_READING_LABELS = frozenset({"kana", "yomi"})
_ROLES = frozenset(
    "owner tanto tantou tantousha author assignee reporter approver manager leader staff employee applicant patient resident".split()
)
#: Labels above which two words that are read as a name are one; ``to`` and ``user`` stand above much else.
_ROMAJI_LABELS = frozenset("name holder author owner tanto tantou tantousha person by romaji guardian contact".split())
#: Given names that are what forms call the field as well.
_ALSO_LABELS = frozenset({"メイ", "めい"})
#: How far to each side of a name its mail address is looked for.
_LINE_REACH = 200
_KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB)))
_HONORIFIC_END = lazy_pattern(r"[ 　]?(?:様|さま|さん|氏|殿|先生|君|くん|ちゃん|御中)$")


#: What the second kanji of a given name may be, and no other thing behind a name (宅, 著, 様).
_SECOND_KANJI = lazy_pattern(
    rf"[汰斗翔人大太介輔平也矢哉弥郎朗馬真輝希樹生央貴毅吾悟心音乃奈菜那美実未海子花華香佳歌里莉梨理沙咲愛衣依江恵絵枝緒穂帆月葉羽良"
    rf"楽空星晴陽光助典則規紀基喜騎](?![{KANJI}])"
)
_HONORIFIC_BEHIND = lazy_pattern(r" ?(?:様|さま|さん|氏(?!名)|殿|先生|君|くん|ちゃん)")
_READING_BEHIND = lazy_pattern(
    r" ?(?:\((?P<kana>[ぁ-んァ-ヶー]{1,8}[ ・]?[ぁ-んァ-ヶー]{1,8})\)|[(/] ?(?P<romaji>[A-Z][A-Za-z]{1,14},? [A-Z][A-Za-z]{1,14})(?![A-Za-z0-9_]))"
)
_BEFORE_MAIL = lazy_pattern(
    r"(?P<name>(?<![A-Za-z])[A-Z][A-Za-z]{1,14},? [A-Z][A-Za-z]{1,14})\"? {0,4}<[^<>@\s]{1,64}@"
)
_GIVEN_BEFORE_HONORIFIC = lazy_pattern(rf" ?[{KANJI}]{{1,3}}?(?=様|さま|さん|氏(?!名)|殿)")


def find(passage: Passage) -> Iterator[Name]:
    """The names in a passage, each place once; the surest rule first."""
    found: list[Name] = []
    for name in _by_rule(passage, found):
        _add(found, name)
    yield from found


def _by_rule(passage: Passage, found: Sequence[Name]) -> Iterator[Name | None]:
    """What each rule takes for a name, the surest rule first; ``found`` grows with what was taken of it."""
    for value in passage.labelled(*NAME_KINDS):
        yield _in_value(passage, value)
    for start, end in name_runs.find(passage.text):
        yield _in_run(passage, start, end)
    yield from _in_text(passage.text, passage.tokens)
    for mention in name_context.find(passage.text):
        yield Name(mention.start, mention.end, mention.score, mention.rule, partial=mention.partial)
    known = tuple(found)
    yield from _in_cells(passage, known)
    yield from _before_mail(passage.text)
    yield from _readings(passage.text, known)


def could_be(kinds: frozenset[Kind], value: str) -> bool:
    """Whether a value under a label of these kinds can be a name in some company: what the trigger asks of one value."""
    if value in _ALSO_LABELS or (Kind.MAYBE_NAME in kinds and is_romaji_pair(value.strip())):
        return True
    labels = [label for label, kind in _LABELS_TO_ASK if kind in kinds]
    passages = (Passage(View(value), [Field(label, 0, len(value), 0)]) for label in labels)
    return any(any(_by_rule(passage, ())) for passage in passages)


#: Labels of each kind, so that the rules can be asked about a lone value.
_LABELS_TO_ASK = (
    ("氏名", Kind.FULL_NAME),
    ("姓", Kind.FAMILY_NAME),
    ("名", Kind.GIVEN_NAME),
    ("名前", Kind.MAYBE_NAME),
    ("kana", Kind.MAYBE_NAME),
    ("owner", Kind.MAYBE_NAME),
)


def is_candidate(line: str) -> bool:
    """Whether a line may hold a name that no label and no word around it announces: cheap for nearly all lines.

    What stands in doubt beside another name is found with that one.
    """
    return (
        has_name(line)
        or any(True for _ in name_runs.find(line))
        or any(cell.vouched for cell in name_cells.candidates(line))
    )


def is_announced(line: str) -> bool:
    """Whether a line holds a name that a label or the words around it announce: what :func:`is_candidate` leaves out."""
    passage = Passage(View(line))
    return (
        any(_in_value(passage, value) for value in passage.labelled(*NAME_KINDS))
        or any(True for _ in name_context.find(line))
        or any(True for _ in _before_mail(line))
        or any(True for _ in _in_text(line, passage.tokens))
    )


def _add(found: list[Name], name: Name | None) -> None:
    """Put a name where it belongs in a list that is sorted and without overlaps, unless its place is taken."""
    if name is None:
        return
    index = bisect_left(found, name.start, key=_start)
    is_taken = (index > 0 and found[index - 1].end > name.start) or (
        index < len(found) and found[index].start < name.end
    )
    if not is_taken:
        found.insert(index, name)


def _start(name: Name) -> int:
    return name.start


def _in_value(passage: Passage, value: LabelledValue) -> Name | None:
    written = _HONORIFIC_END.sub("", passage.text[value.start : value.end].rstrip())
    if not written or len(written) > 40:
        return None
    core = _with_missing(_closed_up(written))
    words = value_tokens(core)
    if value.kinds & {Kind.FAMILY_NAME, Kind.GIVEN_NAME}:
        is_whole = _has_both_parts(passage, value)
        score = part_score(core, words) or (
            0.6 if core in _ALSO_LABELS and _is_beside_a_surname(passage, value) else 0.0
        )
        partial = not is_whole or (core.isascii() and not is_romaji(core))
    elif Kind.FULL_NAME in value.kinds and not _is_reading_of_no_name(passage, value, core):
        score, partial = full_score(core, words), is_lone_part(core, words)
    elif Kind.MAYBE_NAME in value.kinds:
        score = maybe_score(core, words, accepts_surname=not value.label.isascii()) or _score_in_company(
            passage, value, core
        )
        partial = is_lone_part(core, words)
    else:
        return None
    end = value.start + len(written)
    return Name(value.start, end, score, "name label", labelled=True, partial=partial) if score else None


def _closed_up(written: str) -> str:
    """A name as it is written without filling: 古賀    直人, and 古 賀 直 人 over the whole width of a box."""
    if _ONE_BY_ONE.fullmatch(written):
        return written.replace(" ", "")
    return _FILLING.sub(" ", written)


def _with_missing(core: str) -> str:
    """A value in which marks stand for kanji that a system does not have (渡〓 太郎) reads as if they were there."""
    return core.translate(_AS_GAIJI) if _MISSING_BESIDE_KANJI.search(core) else core


def _is_beside_a_surname(passage: Passage, value: LabelledValue) -> bool:
    """Whether the record of a given name has a surname that is no label itself."""
    surnames = (other for other in passage.records.get(value.record, ()) if Kind.FAMILY_NAME in other.kinds)
    texts = (passage.text[other.start : other.end].strip() for other in surnames)
    return any(part_score(text, value_tokens(text)) for text in texts)


def _score_in_company(passage: Passage, value: LabelledValue, core: str) -> float:
    """The score under ``name``, ``kana``, ``owner`` of what the value alone does not tell: the label or its record does."""
    words = words_of(value.label)
    if words and words[-1] in _READING_LABELS and _KANA_PAIR.fullmatch(core):
        return 0.6
    if words and words[-1] in _ROLES and len(core) > 1 and is_surname(core):
        return 0.55
    is_under_name = bool(words) and words[-1] in _ROMAJI_LABELS
    is_name = (is_under_name and name_lexicon.is_romaji_name(core)) or (
        is_romaji_pair(core) and _has_mail(passage, value)
    )
    return 0.7 if is_name else 0.0


def is_romaji_pair(text: str) -> bool:
    """Whether a text is two words that are spelled as Japanese names are."""
    return _ROMAJI_PAIR.fullmatch(text) is not None and is_romaji(text) and not is_english(text)


def _has_mail(passage: Passage, value: LabelledValue) -> bool:
    """Whether a mail address stands on the line or in the record of a value."""
    start = passage.text.rfind("\n", max(0, value.start - _LINE_REACH), value.start) + 1
    end = passage.text.find("\n", value.end, value.end + _LINE_REACH)
    line = passage.text[max(start, value.start - _LINE_REACH) : value.end + _LINE_REACH if end < 0 else end]
    return "@" in line or Kind.EMAIL in passage.record_kinds.get(value.record, ())


def _is_reading_of_no_name(passage: Passage, value: LabelledValue, core: str) -> bool:
    """Whether this is the reading (カンリシャイチ) of a neighbour in its record that is no name (管理者１)."""
    if not KANA_ONLY.fullmatch(core):
        return False
    for other in passage.records.get(value.record, ()):
        if other.start == value.start or Kind.FULL_NAME not in other.kinds:
            continue
        written = passage.text[other.start : other.end].strip()
        if not KANA_ONLY.fullmatch(written):
            return not full_score(written, value_tokens(written))
    return False


def _has_both_parts(passage: Passage, value: LabelledValue) -> bool:
    wanted = Kind.GIVEN_NAME if Kind.FAMILY_NAME in value.kinds else Kind.FAMILY_NAME
    return wanted in passage.record_kinds.get(value.record, ())


def _in_text(text: str, words: tuple[Token, ...]) -> Iterator[Name]:
    index = 0
    while index < len(words):
        word = words[index]
        if word.part in NAME_PARTS:
            last = _given_after(words, index)
            if last is not None:
                end = _given_end(text, words, last)
                has_honorific = _HONORIFIC_BEHIND.match(text, end) is not None
                if not is_company_behind(text, end) and (
                    has_honorific or _is_written_as_a_name(word, words[last], text[word.end : words[last].start])
                ):
                    yield Name(word.start, end, 0.85, "surname and given name")
                index = last + 1
                continue
            name = _with_honorific(text, words, index)
            if name is not None:
                yield name
        index += 1


def _given_end(text: str, words: tuple[Token, ...], last: int) -> int:
    """Where a given name ends: one kanji of the dictionary may be half of one that is not in it (奏汰)."""
    end = words[last].end
    is_half = end - words[last].start == 1 and last + 1 < len(words) and words[last + 1].end - end == 1
    return end + 1 if is_half and _SECOND_KANJI.match(text, end) else end


def _is_written_as_a_name(surname: Token, given: Token, gap: str) -> bool:
    """Whether a pair of dictionary names looks like one on the page.

    Two kanji are a word like any other (武豊, 満彩, 森・里). Without a space a hiragana surname, or a one-kanji surname
    before hiragana, is a piece of grammar (新しの), a municipality is one (西積丹), and 四季 are the seasons.
    """
    if gap.strip() != gap or (gap and len(surname.surface) + len(given.surface) > 2):
        return True
    if len(surname.surface) + len(given.surface) == 2:
        return False
    if _ONE_KANJI.fullmatch(given.surface) and not name_lexicon.is_frequent_kanji(given.surface):
        return False  # 原文行
    if len(surname.surface) == 1 and not name_lexicon.is_surname(surname.surface):
        return False  # 単一列
    if _HIRAGANA.search(surname.surface) or surname.surface in name_lexicon.NOT_SURNAMES:
        return False
    if not _place_names().isdisjoint({given.surface, (surname.surface + given.surface)[1:]}):
        return False
    if len(surname.surface) == 1 and _HIRAGANA.search(given.surface):
        return False
    return not (surname.surface[0] in _KATAKANA and len(surname.surface) + len(given.surface) < 5)


@cache
def _place_names() -> frozenset[str]:
    return frozenset(municipality.name.rstrip("市区町村") for municipality in gazetteer.municipalities())


def _given_after(words: tuple[Token, ...], index: int) -> int | None:
    if words[index].part is not Part.SURNAME:
        return None
    following = index + 1
    if (
        following < len(words)
        and words[following].surface in {" ", "・"}
        and words[following].start == words[index].end
    ):
        following += 1
    if following >= len(words) or words[following].part not in {Part.GIVEN, Part.PERSON}:
        return None
    return following if words[following].start == words[following - 1].end else None


def _with_honorific(text: str, words: tuple[Token, ...], index: int) -> Name | None:
    word = words[index]
    following = index + 1
    if following >= len(words) or words[following].start != word.end or kinds_of(word.surface):
        return None
    if words[following].surface == " " and following + 1 < len(words):
        following += 1
    if is_honorific(words[following].surface):
        return Name(word.start, word.end, 0.6, "name with honorific", partial=True)
    # 五十嵐心愛様: the given name is in no dictionary, the honorific vouches for it
    given = _GIVEN_BEFORE_HONORIFIC.match(text, word.end)
    if word.part is Part.SURNAME and given:
        return Name(word.start, given.end(), 0.75, "surname and honorific")
    return None


def _in_run(passage: Passage, start: int, end: int) -> Name | None:
    """A stretch that is a name by the lexicon alone, where no label says that it is something else."""
    cell = passage.cell_at(start, end)
    kinds = passage.kinds_at(start, end)
    is_other = bool(kinds) and kinds.isdisjoint(NAME_KINDS)
    is_unknown = cell is not None and cell.label and not cell.kinds and (cell.start, cell.end) == (start, end)
    return None if is_other or is_unknown else Name(start, end, 0.75, "surname and given name of the lexicon")


def _in_cells(passage: Passage, found: Sequence[Name]) -> Iterator[Name]:
    """Words in a cell of their own that :mod:`detectors.name_cells` takes for a name, where no label says otherwise."""
    names = list(found)
    for start, end, is_kana, vouched in sorted(name_cells.candidates(passage.text), key=lambda cell: not cell.vouched):
        kinds = passage.kinds_at(start, end)
        if kinds and kinds.isdisjoint(NAME_KINDS):
            continue
        cell = passage.cell_at(start, end)
        if cell is not None and cell.label and not cell.kinds:
            continue  # a header that says something else
        if vouched or _is_beside(passage, start, end, names):
            names.append(Name(start, end, 0.7, "kana in a cell" if is_kana else "words in a cell"))
    yield from names[len(found) :]


def _is_beside(passage: Passage, start: int, end: int, found: Sequence[Name]) -> bool:
    """Whether a name stands on the line or in the record of a cell."""
    first = passage.text.rfind("\n", 0, start) + 1
    last = passage.text.find("\n", start)
    last = len(passage.text) if last < 0 else last
    if any(first <= name.start < last for name in found):
        return True
    cell = passage.cell_at(start, end)
    others = () if cell is None else passage.records.get(cell.record, ())
    return any(other.start <= name.start < other.end for other in others for name in found)


def _before_mail(text: str) -> Iterator[Name]:
    for match in _BEFORE_MAIL.finditer(text) if "@" in text else ():
        is_pair = _ROMAJI_PAIR.fullmatch(match["name"]) and is_romaji(match["name"])
        if is_pair or name_lexicon.is_romaji_name(match["name"]):
            yield Name(*match.span("name"), 0.7, "sender of a mail")


def _readings(text: str, found: Sequence[Name]) -> Iterator[Name]:
    for name in found:
        match = _READING_BEHIND.match(text, name.end)
        if match is not None and (match["kana"] or is_romaji(match["romaji"])):
            yield Name(*match.span(match.lastgroup or 0), 0.7, "reading behind")
