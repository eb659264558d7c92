"""Files as they really come: each is masked, still read with its types, clean for a scan, and the same for a second mask."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import pytest
import yaml

from guard.checks.personal_data import PersonalDataCheck
from guard.extract.encoding import decode
from guard.extract.extractor import TextExtractor
from guard.model import Blob, Document, Finding, Origin, Severity
from tests.remedy.masking import masked_anew, new_bytes

NAME, OTHER = "勅使河原 蓮", "五十嵐 心愛"
PHONE, FIXED = "090-3456-7812", "048-922-7731"
ADDRESS = "埼玉県草加市栄町2-34-5"
HEADER = "No,氏名,電話番号,住所,備考\r\n"
#: Characters that CP932 has and JIS X 0208 has not, or has elsewhere.
VENDORS = "①㈱Ⅱ～∥－￢纊髙﨑"


class Awkward(NamedTuple):
    """A file, what must be gone from it, and what of it stays as it reads it."""

    path: str
    data: bytes
    gone: tuple[str, ...]
    kept: Callable[[str], object]


def cells(text: str) -> list[tuple[int, str, str]]:
    """Of each row how many cells it has, the first and the last of them."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [(len(row), row[0], row[-1]) for row in rows]


def row(remark: str = "メモ", name: str = NAME, phone: str = PHONE) -> str:
    return HEADER + f"1,{name},{phone},{ADDRESS},{remark}\r\n"


def len_of_lines(text: str) -> tuple[int, int]:
    """How many lines end, and in which way."""
    return text.count("\r"), text.count("\n")


def types(value: object) -> object:
    """A tree with the type of each value, and the values that are no texts."""
    if isinstance(value, dict):
        return {key: types(one) for key, one in value.items()}
    if isinstance(value, list):
        return [types(one) for one in value]
    return type(value) if isinstance(value, str) else value


def records() -> bytes:
    people = ((NAME, "ﾃｼｶﾞﾜﾗ ﾚﾝ", PHONE), (OTHER, "ｲｶﾞﾗｼ ｺｺｱ", FIXED), ("宇田川 昌子", "ｳﾀﾞｶﾞﾜ ﾏｻｺ", "048-925-3316"))
    return b"".join(
        f"{number:05}".encode()
        + b"".join(text.encode("cp932").ljust(width) for text, width in zip(one, (24, 24, 14), strict=True))
        + b"\r\n"
        for number, one in enumerate(people)
    )


YAML = f"""base: &base
  氏名: {NAME}
  電話番号: "{PHONE}"
copy:
  <<: *base
  n: 0123
note: |
  氏名: {OTHER}
  電話: {FIXED}
folded: >-
  連絡先は {FIXED} です。
alias: *base
"""
CASES = {
    "quoted line ends behind a mark": Awkward(
        "a.csv", b"\xef\xbb\xbf" + row('"一行目\r\n""二行目"""').encode(), (NAME, PHONE, ADDRESS), cells
    ),
    "characters of NEC and IBM": Awkward(
        "a.csv", row(VENDORS, name="髙﨑　蓮", phone="０９０－３４５６－７８１２").encode("cp932"), ("髙﨑　蓮",), cells
    ),
    "UTF-16": Awkward("a.csv", b"\xff\xfe" + row().encode("utf-16-le"), (NAME, PHONE, ADDRESS), cells),
    "EUC-JP with three bytes": Awkward("a.csv", row("丂ｶﾅ").encode("euc_jp"), (NAME, PHONE, ADDRESS), cells),
    "carriage returns alone": Awkward("a.csv", row().replace("\n", "").encode(), (NAME, PHONE), len_of_lines),
    "kana taken apart": Awkward(
        "a.csv", row(unicodedata.normalize("NFD", "ガギグ")).encode(), (NAME, PHONE, ADDRESS), cells
    ),
    "kana of half width": Awkward(
        "a.csv", f"No,ﾌﾘｶﾞﾅ,TEL,区分\r\n1,ﾃｼｶﾞﾜﾗ ﾚﾝ,{PHONE},ｱ\r\n".encode("cp932"), ("ﾃｼｶﾞﾜﾗ", PHONE), cells
    ),
    "records of one length": Awkward(
        "a.dat", records(), (NAME, PHONE), lambda text: [len(line.encode("cp932")) for line in text.splitlines()]
    ),
    "escapes and a lone surrogate": Awkward(
        "a.json",
        json.dumps(
            [{"氏名": NAME, "電話番号": PHONE, "住所": ADDRESS, "n": 1.5}, {"memo": "\ud800 \U0001f600"}]
        ).encode(),
        (json.dumps(NAME)[1:7], PHONE),
        lambda text: types(json.loads(text)),
    ),
    "anchors and block scalars": Awkward(
        "a.yaml", YAML.encode(), (NAME, OTHER, PHONE, FIXED), lambda text: types(yaml.safe_load(text))
    ),
    "entities of its own": Awkward(
        "a.xml",
        f'<!DOCTYPE p [<!ENTITY co "x">]>\n<p><氏名>{NAME}</氏名><電話番号>&#48;90-3456-7812</電話番号><住所><![CDATA['
        f"{ADDRESS} <b>]]></住所><m>&co;&lt;</m><!-- {OTHER} {FIXED} --></p>\n".encode(),
        (NAME, OTHER, FIXED, ADDRESS, "&#48;90-3456"),
        lambda text: (text.count("<"), text.count("&co;&lt;"), text.count("]]>")),
    ),
    "properties in ASCII": Awkward(
        "a.properties",
        f"user.name=\\u52c5\\u4f7f\\u6cb3\\u539f \\u84ee\nuser.tel={PHONE}\npath=C\\:\\\\temp\nmsg=\\u3042\n".encode(),
        ("\\u52c5\\u4f7f", PHONE),
        lambda text: (text.isascii(), text.splitlines()[2:]),
    ),
    "several rows of an INSERT": Awkward(
        "a.sql",
        f"INSERT INTO t (氏名, memo, 電話番号, n) VALUES\n('{NAME}', 'it''s', '{PHONE}', 12),\n('{OTHER}', NULL, '{FIXED}', -1.5);\n".encode(),
        (NAME, OTHER, PHONE, FIXED),
        lambda text: (text.count("'"), "'it''s'" in text, "NULL" in text, ", 12)" in text, ", -1.5)" in text),
    ),
    "rows of a COPY": Awkward(
        "a.sql",
        f"COPY t (id, 氏名, 電話番号) FROM stdin;\n1\t{NAME}\t{PHONE}\n2\t{OTHER}\t\\N\n\\.\n".encode(),
        (NAME, OTHER, PHONE),
        lambda text: [line.count("\t") for line in text.splitlines()] + [text.count("\\N")],
    ),
    "literals of Java": Awkward(
        "A.java",
        f'class A {{ String name = "{NAME}"; String tel = "{PHONE}"; String m = "\\u304a\\t\\"q\\""; /* 氏名: {OTHER} */ }}\n'.encode(),
        (NAME, OTHER, PHONE),
        lambda text: (text.count('"'), '"\\u304a\\t\\"q\\""' in text),
    ),
    "literals of TypeScript": Awkward(
        "a.ts",
        f"export const u = {{ name: `{NAME}`, tel: '{PHONE}', address: \"{ADDRESS}\", re: /\\d+/, t: `${{x}}` }};\n".encode(),
        (NAME, PHONE, ADDRESS),
        lambda text: (text.count("`"), "/\\d+/" in text, "`${x}`" in text),
    ),
    "a table of Markdown": Awkward(
        "a.md",
        f"| 氏名 | 電話番号 |\n|---|---|\n| {NAME} | {PHONE} |\n| {OTHER} | {FIXED} |\n".encode(),
        (NAME, OTHER, PHONE, FIXED),
        lambda text: [line.count("|") for line in text.splitlines()],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_awkward_file_is_masked(name: str) -> None:
    case = CASES[name]
    new = new_bytes(case.path, case.data)
    before, after = decode(case.data), decode(new)
    assert after.encoding == before.encoding
    assert [one for one in case.gone if one in after.text] == []
    assert case.kept(after.text) == case.kept(before.text)
    assert above_low(case.path, new) == []
    assert masked_anew(case.path, new).content is None


def above_low(path: str, data: bytes) -> list[str]:
    check = PersonalDataCheck()
    documents = [one for one in TextExtractor().extract(Blob(Origin(path), lambda: data)) if isinstance(one, Document)]
    found = [one for document in documents for one in check.inspect(document) if isinstance(one, Finding)]
    return [one.rule_id for one in found if one.severity > Severity.LOW]
