"""The names of one person stay in step, whichever of them a file holds, and what is uncertain says so."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from detectors import marked_words
from detectors.folding import fold
from detectors.marked import is_marked
from guard.remedy.stand_in.names import half_width
from guard.remedy.substitute import NamePart, NotReplaced, Person, Substitute, Substitutes

KEY = b"0123456789abcdef"


def of(value: str, person: Person | None = None, part: NamePart | None = None) -> Substitute:
    made = Substitutes(KEY).of("PERSON", value, person, part=part)
    assert isinstance(made, Substitute), made
    return made


def reading(kanji: str) -> str:
    """How made-up kanji are read."""
    stems = marked_words.STEMS | marked_words.GIVEN
    stem = next(one for one in stems if kanji.startswith(one))
    sounds = {char: kana for kana, row in marked_words.SYLLABLES.items() for char in row}
    return stems[stem] + "".join(sounds[char] for char in kanji[len(stem) :])


def test_kanji_kana_and_romaji_of_different_files_are_in_step() -> None:
    kanji, kana = of("勅使河原 蓮").text, of("テシガワラ レン").text
    assert [reading(word) for word in kanji.split()] == kana.split()
    assert of("てしがわら れん").text == kana.translate({code + 0x60: code for code in range(0x3041, 0x3097)})
    assert of("ﾃｼｶﾞﾜﾗ ﾚﾝ").text == half_width(kana)
    assert of("Teshigawara Ren").text == " ".join(marked_words.romaji(word).capitalize() for word in kana.split())
    assert of("REN TESHIGAWARA").text == " ".join(marked_words.romaji(word).upper() for word in reversed(kana.split()))


@pytest.mark.parametrize("written", ["佐藤花子", "佐藤　花子", "佐藤・花子"])
def test_a_name_is_the_same_with_and_without_its_space(written: str) -> None:
    assert re.sub(r"[ 　・]", "", of(written).text) == of("佐藤 花子").text.replace(" ", "")


def test_family_name_and_given_name_alone_are_those_of_the_whole() -> None:
    whole = of("佐藤 花子").text.split()
    assert of("佐藤", part=NamePart.FAMILY).text == whole[0]
    assert of("花子", part=NamePart.GIVEN).text == whole[1]
    assert [of("佐藤").text, of("花子").text] == whole


@pytest.mark.parametrize(
    "written", ["Ren Teshigawara", "Ren TESHIGAWARA", "Teshigawara Ren", "REN TESHIGAWARA", "Sato Jo"]
)
def test_latin_letters_are_in_step_with_the_kana_beside_them_whichever_way_round_they_are(written: str) -> None:
    family, given = ("サトウ", "ジョウ") if "Sato" in written else ("テシガワラ", "レン")
    made = of(written, Person(kana=f"{family} {given}", romaji=written)).text.split()
    straight = [marked_words.romaji(word) for word in of(f"{family} {given}").text.split()]
    assert [word.lower() for word in made] == (straight[::-1] if written.lower().startswith("ren") else straight)


def test_a_name_without_a_space_is_cut_as_it_was_written_with_one() -> None:
    whole = of("加賀谷 江美", Person(kanji="加賀谷 江美", kana="カガヤ エミ")).text
    assert of("加賀谷江美", Person(kanji="加賀谷 江美", kana="カガヤ エミ")).text == whole.replace(" ", "")


def test_kanji_that_are_read_alike_have_stand_ins_that_are_read_alike() -> None:
    substitutes = Substitutes(KEY)
    made = [substitutes.of("PERSON", name, part=NamePart.FAMILY) for name in ("斎藤", "齋藤", "斉藤", "西東")]
    texts = [one.text for one in made if isinstance(one, Substitute)]
    assert len(set(texts)) == 4
    assert len({reading(text) for text in texts}) == 1


def test_the_reading_of_the_record_decides() -> None:
    said, other = (of("河野 裕子", Person(kana=kana)) for kana in ("コウノ ユウコ", "カワノ ヒロコ"))
    assert said.text != other.text
    assert not said.is_guess
    assert [reading(word) for word in said.text.split()] == of("コウノ ユウコ").text.split()
    assert [reading(word) for word in other.text.split()] == of("カワノ ヒロコ").text.split()


def test_a_reading_without_a_space_is_understood() -> None:
    assert of("河野 裕子", Person(kana="ｺｳﾉﾕｳｺ")) == of("河野 裕子", Person(kana="コウノ ユウコ"))


@pytest.mark.parametrize(("name", "is_guess"), [("勅使河原 蓮", False), ("河野 裕子", True), ("五十嵐 心愛", True)])
def test_a_reading_that_is_not_known_for_certain_is_a_guess(name: str, is_guess: bool) -> None:
    assert of(name).is_guess is is_guess


@pytest.mark.parametrize("name", ["Sato Hanako", "sato hanako", "SATO HANAKO", "Ｓａｔｏ Ｈａｎａｋｏ"])
def test_latin_letters_keep_their_case_and_width(name: str) -> None:
    made = of(name).text
    assert fold(made).text.lower() == of("sato hanako").text
    assert [word.isupper() for word in made.split()] == [word.isupper() for word in name.split()]
    assert [ord(word[0]) > 0xFF00 for word in made.split()] == [ord(word[0]) > 0xFF00 for word in name.split()]


def people() -> list[tuple[list[str], list[str]]]:
    def rows(name: str) -> list[list[str]]:
        with Path(f"quality/lexicon/{name}").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, delimiter="\t"))[1:]

    return list(zip(rows("surnames.tsv"), rows("given_names.tsv"), strict=False))


def test_every_stand_in_is_marked_and_stays_what_it_is() -> None:
    substitutes = Substitutes(KEY)
    assert len(people()) > 100
    for family, given in people():
        for name in (
            f"{family[0]} {given[0]}",
            f"{family[0]}{given[0]}",
            f"{family[1]} {given[1]}",
            family[0],
            given[0],
        ):
            made = substitutes.of("PERSON", name)
            assert isinstance(made, Substitute)
            assert is_marked("PERSON", fold(made.text).text), (name, made)
            assert substitutes.of("PERSON", made.text) == Substitute(made.text)


def test_two_people_never_become_one() -> None:
    substitutes = Substitutes(KEY)
    for index in (0, 1):
        names = {f"{family[index]} {given[index]}" for family, given in people()}
        made = {substitutes.of("PERSON", name) for name in names}
        assert not any(isinstance(one, NotReplaced) for one in made)
        assert len({one.text for one in made if isinstance(one, Substitute)}) == len(names)


def test_stand_ins_can_be_written_in_legacy_encodings() -> None:
    for family, given in people():
        made = of(f"{family[0]} {given[0]}").text
        assert made.encode("cp932").decode("cp932") == made
        assert made.encode("euc_jp").decode("euc_jp") == made


@pytest.mark.parametrize("value", ["", " ", "123", "T. Yamada", "佐藤1"])
def test_what_is_no_name_has_no_stand_in(value: str) -> None:
    assert isinstance(Substitutes(KEY).of("PERSON", value), NotReplaced)


def test_a_name_of_three_words_keeps_them() -> None:
    assert len(of("グエン ヴァン アン").text.split(" ")) == 3


def test_the_order_of_files_does_not_matter_to_known_names() -> None:
    """Names whose reading is known have a place of their own in a permutation."""
    there, back = Substitutes(KEY), Substitutes(KEY)
    readings = sorted({f"{family[1]} {given[1]}" for family, given in people()})
    first = {name: there.of("PERSON", name) for name in readings}
    second = {name: back.of("PERSON", name) for name in reversed(readings)}
    assert first == second
    assert there.moved == back.moved == 0
