"""Addresses in the notations that real files use: digits, dashes, kanji numerals, 条, 地割, 通り名 …"""

from __future__ import annotations

from dataclasses import dataclass

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_DIGITS = "〇一二三四五六七八九"
#: The roads of the Kyoto addresses in the lexicon: town → road and direction.
_ROADS = {
    "桝屋町": "寺之内通大宮西入",
    "坂東屋町": "烏丸通七条下る",
    "蛸薬師町": "室町通二条下ル",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A real town: how its lots are numbered is its ``kind`` (chome, banchi, oaza, jo, jo2, chiwari, kyoto, iroha)."""

    prefecture: str
    municipality: str
    town: str
    kind: str
    postcode: str


#: Notations of the number; a place that has no 丁目 takes the nearest of its own kind.
STYLES = (
    "hyphen",
    "fullwidth",
    "units",
    "units-fullwidth",
    "kanji",
    "chome-hyphen",
    "bar",
    "no",
    "minus",
    "no-prefecture",
    "spaces",
    "wide-spaces",
    "building",
    "halfwidth-building",
)


def kanji_number(number: int) -> str:
    """A number below ten thousand in kanji with its places: ``1234`` → ``千二百三十四``."""
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("" if digit == 1 and sign else _DIGITS[digit]) + sign
    return text


def zip_code(place: Place, style: str = "plain") -> str:
    """The postal code of a place: ``plain`` with a hyphen, ``digits``, ``mark`` with 〒, ``fullwidth``."""
    code = f"{place.postcode[:3]}-{place.postcode[3:]}"
    return {
        "plain": code,
        "digits": place.postcode,
        "mark": f"〒{code}",
        "fullwidth": f"〒{code.translate(_WIDE)}",
    }[style]


def local_part(place: Place, numbers: tuple[int, int, int], style: str) -> str:
    """Town and number without prefecture and municipality."""
    chome, lot, house = numbers
    if place.kind == "jo":
        return f"{place.town}{_number(place.kind, style, (chome + 4, lot, house))}"
    if place.kind == "chiwari":
        return f"{place.town}第{chome + 10}地割{lot}番地{house}"
    if place.kind == "kyoto":
        return f"{_ROADS[place.town]}{place.town}{lot * 9}番地"
    if place.kind == "iroha":
        return f"{place.town}の{str(lot * 31).translate(_WIDE)}-{house}"
    prefix = "大字" if place.kind == "oaza" else ""
    return f"{prefix}{place.town}{_number(place.kind, style, numbers)}"


def write_address(place: Place, numbers: tuple[int, int, int], style: str, *, building: str = "") -> str:
    """A whole address in one of ``STYLES``."""
    local = local_part(place, numbers, style)
    gap = {"spaces": " ", "wide-spaces": "　"}.get(style, "")
    head = place.municipality if style == "no-prefecture" else place.prefecture + gap + place.municipality
    text = head + gap + local
    if style == "building":
        return f"{text} {building or 'グリーンハイム102'}"
    if style == "halfwidth-building":
        return f"{text} ｻﾝﾊｲﾂ{numbers[1]}-{numbers[2] + 100}"
    return f"{text}　{building}" if building else text


def _number(kind: str, style: str, numbers: tuple[int, int, int]) -> str:
    chome, lot, house = numbers
    has_chome = kind in {"chome", "jo", "jo2"}
    if not has_chome:
        lot = lot * 37 + chome
    parts = [chome, lot, house] if has_chome else [lot, house]
    joined = "-".join(map(str, parts))
    if style == "kanji":
        lots = [kanji_number(part) for part in parts]
        return f"{lots[0]}丁目{lots[1]}番{lots[2]}号" if has_chome else f"{lots[0]}番地{lots[1]}"
    if style == "no":
        return "ノ".join(kanji_number(part) for part in parts) if has_chome else f"{lot}番地の{house}"
    if style in {"units", "units-fullwidth"}:
        text = f"{chome}丁目{lot}番{house}号" if has_chome else f"{lot}番地{house}"
        return text.translate(_WIDE) if style == "units-fullwidth" else text
    if style in {"chome-hyphen", "wide-spaces"}:
        return f"{chome}丁目{lot}-{house}" if has_chome else f"{lot}番地の{house}"
    if style in {"fullwidth", "bar"}:
        wide = joined.translate(_WIDE)
        return wide.replace("－", "ー") if style == "bar" else wide
    return joined.replace("-", "−") if style == "minus" else joined
