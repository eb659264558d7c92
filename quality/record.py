"""The cells of a record: what stands under a header, with its label, in the notation a file asks for."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from quality.markup import EITHER, NONE, mark
from quality.notation import (
    DATE_STYLES,
    NAME_STYLES,
    PHONE_STYLES,
    halfwidth,
    hiragana,
    write_date,
    write_my_number,
    write_name,
    write_phone,
)
from quality.people import Person, Population, address_of
from quality.postal import STYLES, local_part, zip_code


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of the set before it is written: its path, its text in the notation of ``quality.markup``."""

    path: str
    marked: str
    encoding: str = "utf-8"
    newline: str = "\n"
    header: str = ""
    about: str = ""


#: Header of each cell: Japanese, romaji, English.
HEADERS: dict[str, tuple[str, str, str]] = {
    "id": ("管理番号", "kanri_no", "id"),
    "name": ("氏名", "shimei", "full_name"),
    "kana": ("フリガナ", "shimei_kana", "name_kana"),
    "surname": ("姓", "sei", "last_name"),
    "given": ("名", "mei", "first_name"),
    "surname_kana": ("セイ", "sei_kana", "last_name_kana"),
    "given_kana": ("メイ", "mei_kana", "first_name_kana"),
    "romaji": ("ローマ字氏名", "shimei_romaji", "name_en"),
    "zip": ("郵便番号", "yubin_no", "zip"),
    "address": ("住所", "jusho", "address"),
    "prefecture": ("都道府県", "todofuken", "prefecture"),
    "city": ("市区町村", "shikuchoson", "city"),
    "local": ("町名番地", "banchi", "address1"),
    "phone": ("電話番号", "denwa", "tel"),
    "mobile": ("携帯番号", "keitai", "mobile_phone"),
    "mail": ("メールアドレス", "meru_adoresu", "email"),
    "born": ("生年月日", "seinengappi", "birthday"),
    "my_number": ("個人番号", "kojinBango", "my_number"),
    "sex": ("性別", "seibetsu", "gender"),
    "order": ("受付番号", "uketsuke_no", "order_no"),
    "amount": ("金額", "kingaku", "amount"),
    "updated": ("更新日時", "koshin_nichiji", "updated_at"),
    "product": ("商品名", "shohin_mei", "product_name"),
    "company": ("勤務先", "kinmusaki", "company"),
}
HEADER_STYLES = ("japanese", "romaji", "english")
PRODUCTS = (
    "折りたたみ椅子A4",
    "桜の紅茶",
    "はやぶさ文庫",
    "松本家の味噌",
    "ひまわり油",
    "ナガノ乾電池",
    "静岡茶ようかん",
    "大和びんせん",
)
COMPANIES = (
    "株式会社みどり設計",
    "(有)川端製作所",
    "北川建設株式会社",
    "合同会社そらまめ",
    "南町郵便局",
    "青葉信用金庫",
    "松井薬局",
)


@dataclass(slots=True)
class Notation:
    """Which notation each kind of value takes in one file; ``*`` changes from row to row."""

    name: str = "kanji-space"
    kana: str = "kana-space"
    phone: str = "plain"
    born: str = "iso"
    address: str = "hyphen"
    zip: str = "plain"
    my_number: str = "plain"
    rng: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret is drawn

    @classmethod
    def varied(cls, name: str = "kanji-space", kana: str = "kana-space") -> Notation:
        """Phones, dates and addresses in changing notations."""
        return cls(name=name, kana=kana, phone="*", born="*", address="*")

    def of(self, kind: str) -> str:
        """The notation of the next value of this kind."""
        wanted: str = getattr(self, kind)
        choices = {"name": NAME_STYLES, "phone": PHONE_STYLES, "born": DATE_STYLES, "address": STYLES}
        return self.rng.choice(choices[kind]) if wanted == "*" else wanted


def cell(key: str, person: Person, notation: Notation) -> str:
    """One labelled value of a person."""
    name = person.name
    if key in {"name", "kana"}:
        style = notation.of(key)
        return mark("PERSON", write_name(name, style), style)
    if key == "romaji":
        return mark("PERSON", write_name(name, "romaji"), "romaji")
    parts = {
        "surname": name.surname,
        "given": name.given,
        "surname_kana": name.surname_kana,
        "given_kana": name.given_kana,
    }
    if key in parts:
        return mark("PERSON", _kana_part(parts[key], notation) if key.endswith("kana") else parts[key], key)
    if key in {"phone", "mobile"}:
        style = notation.of("phone")
        return mark("PHONE_NUMBER", write_phone(person.landline if key == "phone" else person.mobile, style), style)
    if key == "born":
        style = notation.of("born")
        return mark("DATE_OF_BIRTH", write_date(person.born, style), style)
    if key == "my_number":
        style = notation.my_number
        return mark("JP_MY_NUMBER", write_my_number(person.my_number, style), style, severity="critical")
    return _place_cell(key, person, notation) or _other_cell(key, person, notation.rng)


def _kana_part(text: str, notation: Notation) -> str:
    if notation.kana == "halfwidth":
        return halfwidth(text)
    return hiragana(text) if notation.kana.startswith("hiragana") else text


def _place_cell(key: str, person: Person, notation: Notation) -> str:
    place = person.place
    if key == "zip":
        return mark("JP_POSTAL_CODE", zip_code(place, notation.zip), notation.zip)
    if key == "address":
        style = notation.of("address")
        kind = style if place.kind in {"chome", "banchi"} else place.kind
        return mark("JP_ADDRESS", address_of(person, style), kind)
    if key == "local":
        return mark("JP_ADDRESS", local_part(place, person.numbers, notation.of("address")), "local-part")
    if key in {"prefecture", "city"}:
        return mark(EITHER, place.prefecture if key == "prefecture" else place.municipality)
    return mark("EMAIL_ADDRESS", person.mail) if key == "mail" else ""


def _other_cell(key: str, person: Person, rng: random.Random) -> str:
    if key == "id":
        return str(rng.randint(1000, 99999))
    if key == "sex":
        return {"f": "女", "m": "男"}[person.name.sex]
    if key == "order":
        return mark(NONE, f"{rng.randrange(10**11, 10**12)}", "order-number")
    if key == "amount":
        return mark(NONE, f"{rng.randrange(1000, 9_000_000)}", "amount")
    if key == "updated":
        moment = dt.datetime(2021, 1, 1) + dt.timedelta(seconds=rng.randrange(10**8))  # noqa: DTZ001 - a text
        return mark(NONE, f"{moment:%Y-%m-%d %H:%M:%S}", "timestamp")
    if key == "product":
        return mark(NONE, rng.choice(PRODUCTS), "product")
    return mark(NONE, rng.choice(COMPANIES), "company")


def headers(keys: tuple[str, ...], style: str) -> list[str]:
    """The headers of these cells in a style of ``HEADER_STYLES``."""
    return [HEADERS[key][HEADER_STYLES.index(style)] for key in keys]


def records(
    population: Population, keys: tuple[str, ...], count: int, notation: Notation, kind: str | None = None
) -> list[dict[str, str]]:
    """``count`` records of new people, each a mapping from cell to labelled text."""
    people = [population.person(kind) for _ in range(count)]
    return [{key: cell(key, person, notation) for key in keys} for person in people]
