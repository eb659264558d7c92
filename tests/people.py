"""Invented people for tests: no name, number or address belongs to anybody we know."""

from __future__ import annotations

HEADER = "No,氏名,フリガナ,住所,電話番号,メール,生年月日,個人番号"
ROWS = (
    "100234,勅使河原 蓮,テシガワラ レン,埼玉県草加市高砂1丁目12番34号,048-922-7731,t.ren@soka-bunka.jp,昭和55年4月1日,621498320257",
    "100235,五十嵐 心愛,イガラシ ココア,埼玉県草加市栄町2-34-5,090-3456-7812,kokoa@hanamizuki.ne.jp,1990-12-03,983205673214",
)
TABLE = "\n".join((HEADER, *ROWS)) + "\n"
#: Every value of the table that must never be printed, as written; folded and digits-only forms follow from it.
VALUES = tuple(value for row in ROWS for value in row.split(",")[1:])

SAMPLES = (
    "\n".join(
        (
            HEADER,
            "100234,山田 太郎,ヤマダ タロウ,,03-0000-0000,taro@example.jp,,123456789018",
            "100235,番号 花子,テスト ハナコ,,090-1234-5678,hanako@example.com,,123456789012",
        )
    )
    + "\n"
)

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "cp932", "euc_jp", "iso2022_jp")


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a file in an encoding; UTF-16 with its mark, as Windows programs write it."""
    data = text.encode(encoding)
    return b"\xff\xfe" + data if encoding == "utf-16-le" else data
