"""The same person is replaced alike where only some records say how the name is read, whichever file comes first."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from guard.cli import main
from tests.conftest import Checkout

#: Names of several readings, or of none that the dictionary knows.
NAME, KANA, TEL = "東海林　裕子", "トウカイリン　ヒロコ", "090-3456-7812"
OTHER, OTHER_KANA = "五十嵐　心愛", "イガラシ　ココア"
TABLE = f"氏名,フリガナ,電話番号\n{NAME},{KANA},{TEL}\n{OTHER},{OTHER_KANA},090-4567-8123\n"

Masked = Callable[..., dict[str, str]]


@pytest.fixture
def masked(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Masked:
    """What files become under a key of the tests."""
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("SEKISHO_MASK_KEY", "an invented key of the tests")

    def run(files: dict[str, str], *words: str) -> dict[str, str]:
        for path, text in files.items():
            checkout.write(path, text)
        checkout.commit()
        assert main(["mask", "-q", *words]) == 0
        return {path: (checkout.root / path).read_text(encoding="utf-8") for path in files}

    return run


def name_in(table: str) -> str:
    return table.splitlines()[1].split(",")[0]


@pytest.mark.parametrize("path", ["a-before.csv", "z-after.csv"])
@pytest.mark.parametrize("written", [NAME, NAME.replace("　", " "), NAME.replace("　", "")])
def test_a_file_without_readings_is_in_step_with_one_that_has_them(masked: Masked, path: str, written: str) -> None:
    now = masked({"m.csv": TABLE, path: f"氏名,電話番号\n{written},{TEL}\n"})
    assert name_in(now[path]) == name_in(now["m.csv"]).replace("　", "　" if "　" in written else written[3:-2])


def test_a_list_of_many_names_is_in_step(masked: Masked) -> None:
    listed = "".join(f"user.{number}.name={NAME}\nuser.{number}.tel={TEL}\n" for number in range(12))
    now = masked({"a.properties": listed, "m.csv": TABLE})
    assert now["a.properties"].count(f"name={name_in(now['m.csv'])}\n") == 12


def test_names_in_two_columns_are_in_step_with_whole_ones(masked: Masked) -> None:
    now = masked({"a.csv": f"姓,名,電話番号\n{NAME[:3]},{NAME[4:]},{TEL}\n", "m.csv": TABLE})
    assert "　".join(now["a.csv"].splitlines()[1].split(",")[:2]) == name_in(now["m.csv"])


def test_whole_names_are_in_step_with_those_in_two_columns(masked: Masked) -> None:
    parted = f"姓,名,姓カナ,名カナ,電話番号\n{NAME[:3]},{NAME[4:]},{KANA[:6]},{KANA[7:]},{TEL}\n"
    now = masked({"a.csv": f"氏名,電話番号\n{NAME[:3]}{NAME[4:]},{TEL}\n", "m.csv": parted})
    assert name_in(now["a.csv"]) == "".join(now["m.csv"].splitlines()[1].split(",")[:2])


def test_latin_letters_alone_are_in_step_with_a_record_that_has_them_beside_kana(masked: Masked) -> None:
    table = f"氏名,フリガナ,ローマ字氏名,電話番号\n大野　裕子,オオノ　ヒロコ,Hiroko Ono,{TEL}\n"
    now = masked({"a.json": json.dumps([{"full_name": "Hiroko Ono", "tel": TEL}]), "m.csv": table})
    assert json.loads(now["a.json"])[0]["full_name"] == now["m.csv"].splitlines()[1].split(",")[2]


def test_a_second_thought_leaves_nothing_beside_the_files(masked: Masked, checkout: Checkout) -> None:
    masked({"a.csv": f"氏名,電話番号\n{NAME},{TEL}\n", "m.csv": TABLE}, "--jobs", "1")
    assert sorted(path.name for path in checkout.root.iterdir() if path.is_file()) == ["a.csv", "m.csv"]
    assert main(["mask", "--undo"]) == 0
    assert (checkout.root / "a.csv").read_text(encoding="utf-8") == f"氏名,電話番号\n{NAME},{TEL}\n"
