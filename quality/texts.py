"""Files that hold people in running text: forms, logs, mails, prose, comments."""

from __future__ import annotations

import random
from collections.abc import Iterator

from quality.markup import NONE, mark
from quality.notation import hiragana
from quality.people import Person, Population
from quality.record import Notation, Sheet, cell

_FORM = """様式第{number}号（第{article}条関係）
　　　　　　　　　　　　{title}
申請日　令和{year}年{month}月{day}日
　ふりがな　　{hiragana}
　氏　　名　　{name}　　印
　生年月日　　{born}
　住　　所　　〒{zip}　{address}
　電話番号　　{phone}（昼間の連絡先）
　個人番号　　{my_number}
受付欄：{order}
"""
_FORM_COLONS = """【{title}】
お名前：{name}（{kana}）様
ご住所：{address}
お電話：{mobile} / メール：{mail}
生年月日：{born}　受付番号：{order}
---
"""
_LOGS = (
    "{updated} INFO  [http-nio-8080-exec-{n}] c.e.JuminController - 検索 shimei={name} seinengappi={born} 件数={n}",
    "{updated} ERROR [batch-{n}] o.s.b.ItemWriter - 取込失敗 行={n} 氏名「{name}」住所「{address}」: 桁数超過",
    "{updated} DEBUG [main] SmsSender - to={mobile} body=予約を受け付けました id={order}",
    "{updated} WARN  [pool-{n}] MailGateway - 550 5.1.1 <{mail}>: Recipient address rejected (request={order})",
    '{updated} INFO  AccessLog - "POST /api/v2/kojin" 200 {n}ms body={{"kojinBango":"{my_number}","kana":"{kana}"}}',
    "{updated} INFO  AccessLog - GET /healthz 200 {n}ms trace={order}",
)
_MAIL = """From: {romaji} <{mail}>
To: {romaji2} <{mail2}>
Subject: Re: 【至急】{title}の件

{surname2}様

お世話になっております。{surname}です。
ご依頼の書類ですが、{address2} 宛てに再送しました。
届かない場合は {mobile} までお電話ください（{order}）。

--
{name}
〒{zip} {address}
TEL {phone}
{mail}
"""
_PROSE = (
    "{name}さん（{born}生まれ）は、{address}にお住まいです。",
    "申請者の{name}より電話があり、折り返し先は{mobile}とのこと。",
    "相談員は{name}氏に対し、書類を{address}へ送付するよう依頼した。",
    "なお、連絡先メールは{mail}です。",
    "世帯主{name}、長女{name2}の2名が転入した。",
    "昨日の窓口対応は{name}が担当し、{name2}が補助した。",
    "{kana}様から、住所を{address}に変更したいとの申し出があった。",
    "個人番号{my_number}の方（{name}）の登録が二重になっている。",
    "窓口では本人確認の後、{surname}さんに控えを渡した。",
    "The applicant {romaji} lives in Japan and can be reached at {mail}.",
)
_TITLES = ("転入届", "保育所入所申込書", "国民健康保険異動届", "介護保険要介護認定申請書", "児童手当認定請求書")
_NOTES = (
    "# TODO {surname}さん確認待ち（{mobile}）",
    "// {name}様の住所が {address} で二重登録される不具合",
    "-- 2024-05-10 {name} 修正",
    "/* 連絡先: {name} {mail} */",
    "# {name} ({my_number}) で再現",
    "' 担当 {name} 内線のみ 夜間は {phone}",
)


def texts(population: Population, rng: random.Random) -> Iterator[Sheet]:
    """All files of this module."""

    def fields(person: Person, notation: Notation) -> dict[str, str]:
        other = population.person()
        values = {
            key: cell(key, person, notation)
            for key in (
                "name",
                "kana",
                "romaji",
                "zip",
                "address",
                "phone",
                "mobile",
                "mail",
                "born",
                "my_number",
                "order",
                "updated",
            )
        }
        values |= {f"{key}2": cell(key, other, notation) for key in ("name", "romaji", "address", "mail")}
        reading = f"{person.name.surname_kana}　{person.name.given_kana}"
        return values | {
            "hiragana": mark("PERSON", hiragana(reading), "hiragana"),
            "surname": mark("PERSON", person.name.surname, "surname-in-text"),
            "surname2": mark("PERSON", other.name.surname, "surname-in-text"),
            "title": rng.choice(_TITLES),
            **{key: str(rng.randint(1, 12)) for key in ("n", "number", "article", "year", "month", "day")},
        }

    def fill(templates: tuple[str, ...], rounds: int, notation: Notation, kind: str | None = None) -> str:
        notation.rng = rng
        filled = (t.format(**fields(population.person(kind), notation)) for _ in range(rounds) for t in templates)
        return "\n".join(filled) + "\n"

    yield Sheet(
        "form/todoke.txt",
        fill((_FORM,), 4, Notation(name="kanji-wide-space", born="era", address="units-fullwidth", my_number="groups")),
    )
    yield Sheet(
        "form/shinsei_sjis.txt",
        fill(
            (_FORM,),
            3,
            Notation(name="kanji-wide-space", born="era-fullwidth", phone="fullwidth", address="kanji"),
            "rare",
        ),
        "cp932",
        "\r\n",
    )
    yield Sheet("form/web_form.txt", fill((_FORM_COLONS,), 6, Notation.varied("*")))
    yield Sheet("form/moshikomi.txt", fill((_FORM_COLONS,), 6, Notation.varied("kanji", "hiragana"), "variant"))
    yield Sheet("log/app.log", fill(_LOGS, 5, Notation(name="kanji-wide-space", born="era-code")))
    yield Sheet(
        "log/batch.log", fill(_LOGS, 4, Notation(name="kanji", phone="digits", address="*", kana="halfwidth"), "rare")
    )
    yield Sheet("mail/thread.eml", fill((_MAIL,), 3, Notation(name="kanji-space", address="hyphen")))
    yield Sheet("mail/saisou.eml", fill((_MAIL,), 3, Notation(name="kanji", address="*", phone="*"), "rare"))
    yield Sheet("prose/soudan_kiroku.md", fill(_PROSE, 3, Notation.varied("kanji")))
    yield Sheet("prose/houkoku.txt", fill(_PROSE, 3, Notation(name="kanji", born="kanji", address="units"), "rare"))
    yield Sheet(
        "prose/tegami.txt",
        fill(
            _PROSE,
            2,
            Notation(name="kanji-space", kana="hiragana-joined", born="era", address="fullwidth", phone="brackets"),
            "common",
        ),
        "cp932",
    )
    yield Sheet("code/comments.txt", fill(_NOTES, 4, Notation(name="kanji", phone="plain")))
    yield Sheet(
        "code/kanji_notes.rb", fill(_NOTES[:1] + _NOTES[4:5], 6, Notation(name="kanji-space", phone="*"), "rare")
    )
    yield Sheet("log/timestamps.log", "".join(_quiet_log_line(rng) for _ in range(40)))


def _quiet_log_line(rng: random.Random) -> str:
    trace = mark(NONE, f"{rng.getrandbits(64):016x}", "hash")
    count = mark(NONE, f"{rng.randrange(10**9, 10**10)}", "epoch")
    address = mark(NONE, f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}", "ip-address")
    return f"2025-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T0{rng.randint(0, 9)}:15:{rng.randint(10, 59)}Z INFO 接続 {address} trace={trace} t={count}\n"
