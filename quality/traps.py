"""Files without personal data that look as if they had some: the hard negatives.

Every trap carries a label ``NONE`` with its class, so that a false positive can be told by what it fell for.
Office addresses and phones, and the samples of documentation, are labelled as such (``sample``): the contract
wants them found, and low.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from functools import cache

from quality.markup import NONE, mark
from quality.postal import zip_code
from quality.record import Sheet
from quality.values import LEXICON, my_number, places


@cache
def words(kind: str) -> tuple[str, ...]:
    """The words of a class of ``lexicon/traps.tsv``."""
    rows = (line.split("\t") for line in (LEXICON / "traps.tsv").read_text(encoding="utf-8").splitlines())
    return next(tuple(row[1].split()) for row in rows if row[0] == kind)


def corporate_number(digits: str) -> str:
    """Twelve digits with the check digit of 法人番号 before them (weights 1, 2 from the right, 9 minus mod 9)."""
    total = sum(int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits)))
    return str(9 - total % 9) + digits


def jan_code(digits: str) -> str:
    """Twelve digits and the check digit of a JAN (EAN-13) code."""
    total = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits))
    return digits + str(-total % 10)


def _numbers(rng: random.Random) -> dict[str, Callable[[], str]]:
    """How each class of number is drawn; those named ``checked`` pass the check digit of a My Number."""

    def digits(count: int) -> str:
        return str(rng.randrange(10 ** (count - 1), 10**count))

    return {
        "order-number": lambda: digits(12),
        "checked-order-number": lambda: my_number(digits(11)),
        "checked-account-id": lambda: my_number(digits(11)),
        "corporate-number": lambda: corporate_number(digits(12)),
        "invoice-number": lambda: "T" + corporate_number(digits(12)),
        "jan": lambda: jan_code(f"49{digits(10)}"),
        "uuid": lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "sha1": lambda: f"{rng.getrandbits(160):040x}",
        "float": lambda: f"{rng.randint(122, 153)}.{digits(14)}",
        "latitude": lambda: f"{rng.randint(26, 45)}.{digits(13)}",
        "version": lambda: f"{rng.randint(0, 20)}.{rng.randint(0, 99)}.{rng.randint(0, 400)}",
        "compact-timestamp": lambda: f"202{rng.randint(0, 5)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 23):02}{rng.randint(0, 59):02}",
        "date": lambda: f"202{rng.randint(0, 6)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "amount": lambda: f"{rng.randint(1, 999)},{rng.randint(0, 999):03},{rng.randint(0, 999):03}",
        "epoch-ms": lambda: f"1{digits(12)}",
        "ip-address": lambda: f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
        "part-number": lambda: f"{rng.choice('ABKMX')}{digits(3)}-{digits(4)}-{digits(2)}",
        "code-3-4": lambda: f"{rng.randint(100, 999)}-{rng.randint(1000, 1999)}",
        "serial": lambda: f"0{digits(4)}-{digits(6)}",
    }


class _Bait:
    """Draws labelled traps by class, from the words and from the numbers."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = _numbers(rng)
        self._left: dict[str, list[str]] = {}

    def __getitem__(self, kind: str) -> str:
        """``str.format_map`` asks here for ``{station}`` and the like."""
        kind = kind.replace("_", "-")
        if kind in self._numbers:
            return mark(NONE, self._numbers[kind](), kind)
        if kind in {"office-phone", "office-address"}:
            return self._office(kind)
        if not self._left.get(kind):
            self._left[kind] = self._rng.sample(words(kind), len(words(kind)))
        return mark(NONE, self._left[kind].pop(), kind)

    def _office(self, kind: str) -> str:
        place = self._rng.choice([p for p in places() if p.kind in {"chome", "banchi"}])
        if kind == "office-phone":
            number = f"0{self._rng.choice((45, 52, 75, 92))}-{self._rng.randint(211, 989)}-{self._rng.randint(2001, 9989)}"
            return mark("PHONE_NUMBER", number, "office", sample=True)
        return mark("JP_ADDRESS", f"{place.prefecture}{place.municipality}{place.town}{self._rng.randint(1, 5)}番{self._rng.randint(1, 40)}号", "office", sample=True)

    def lines(self, count: int, *templates: str) -> str:
        """``count`` lines, the templates in turn."""
        return "".join(templates[n % len(templates)].format_map(self) + "\n" for n in range(count))  # type: ignore[arg-type]


#: path → (what stands before, how many lines, the templates, what stands after). Doubled braces are braces.
_FILES: tuple[tuple[str, str, int, tuple[str, ...], str], ...] = (
    ("csv/products.csv", "id,name,jan,price,stock\n", 24, ("{code_3_4},{product_name},{jan},{part_number},{serial}",), ""),
    ("csv/stations.csv", "駅名,路線,乗降人員\n", 24, ('{station},市営地下鉄,"{amount}"', "{station},環状線,{code_3_4}"), ""),
    ("csv/torihikisaki.csv", "取引先名,法人番号,登録番号,請求額\n", 24, ('{company},{corporate_number},{invoice_number},"{amount}"', '{bank},{corporate_number},{invoice_number},"{amount}"'), ""),
    ("csv/shisetsu.csv", "施設名,所在地,電話\n", 16, ("{facility},{office_address},{office_phone}",), ""),
    ("csv/denpyo.csv", "伝票番号,処理日時,件数\n", 20, ("{checked_order_number},{compact_timestamp},{code_3_4}", "{order_number},{compact_timestamp},{code_3_4}"), ""),
    ("tsv/uriage.tsv", "店舗\t商品\t売上\tJAN\n", 20, ("{facility}\t{product_name}\t{amount}\t{jan}", "{company}\t{product_name}\t{amount}\t{jan}"), ""),
    ("tsv/rosen.tsv", "", 20, ("{station}\t{place}\t{float}\t{float}",), ""),
    ("fixed/zaiko.txt", "", 16, ("{jan}  {product_name}      {part_number}   {compact_timestamp}",), ""),
    ("fixed/calendar.dat", "", 16, ("{compact_timestamp} {serial} {history}",), ""),
    ("json/lock.json", '{{\n  "packages": [\n', 24, ('    {{"name": "lib{code_3_4}", "version": "{version}", "integrity": "sha1-{sha1}"}},',), "  ]\n}\n"),
    ("json/geo.json", '{"features": [\n', 20, ('  {{"name": "{place}", "coordinates": [{float}, {latitude}]}},',), "]}\n"),
    ("json/menu.json", "[\n", 24, ('  {{"name": "{product_name}", "label": "{ui_word}"}},', '  {{"name": "{company}", "label": "{common_word}"}},'), "]\n"),
    ("jsonl/metrics.jsonl", "", 20, ('{{"id": "{uuid}", "ts": {epoch_ms}, "account": "{checked_account_id}", "value": {float}}}',), ""),
    ("jsonl/search_words.jsonl", "", 16, ('{{"name": "{common_word}", "title": "{history}", "place": "{place}"}}',), ""),
    ("yaml/ja.yml", "ja:\n  errors:\n", 40, ('    key_a: "{ui_word}"', '    key_b: "{common_word}"'), ""),
    ("yaml/terraform_vars.yml", "accounts:\n", 16, ('  - id: "{checked_account_id}"', "  - arn: arn:aws:iam::{checked_account_id}:role/deploy"), ""),
    ("yaml/machine.yml", "machines:\n", 16, ("  - name: {facility}\n    host: {ip_address}", "  - name: {product_name}\n    serial: {serial}"), ""),
    ("toml/deps.toml", "[dependencies]\n", 16, ('lib-{code_3_4} = "{version}"', '"{identifier}" = {{ rev = "{sha1}" }}'), ""),
    ("toml/shop.toml", "", 16, ('[[item]]\nname = "{product_name}"\njan = "{jan}"', '[[item]]\nname = "{company}"\nopened = {date}'), ""),
    ("ini/settings.ini", "[app]\n", 16, ("title_{code_3_4} = {ui_word}", "build = {compact_timestamp}"), ""),
    ("ini/php_limits.ini", "[cache]\n", 12, ("{identifier} = {order_number}", "ttl = {epoch_ms}"), ""),
    ("env/app.env", "", 16, ("AWS_ACCOUNT_ID={checked_account_id}", "BUILD_ID={compact_timestamp}", "APP_NAME={facility}", "RELEASE={sha1}"), ""),
    ("env/service.env", "", 12, ("TENANT={company}", "TRACE_ID={uuid}", "TAX_ID={invoice_number}"), ""),
    ("properties/messages_ja.properties", "", 30, ("label.form={ui_word}", "help.text={common_word}", "menu.place={place}"), ""),
    ("properties/build.properties", "", 12, ("dist.checksum={sha1}", "dist.version={version}", "dist.stamp={compact_timestamp}"), ""),
    ("sql/master.sql", "", 24, ("INSERT INTO m_eki (code, name) VALUES ({code_3_4}, '{station}');", "INSERT INTO m_ginko (code, name) VALUES ({code_3_4}, '{bank}');"), ""),
    ("sql/denpyo.sql", "", 20, ("INSERT INTO t_denpyo VALUES ({checked_order_number}, '{product_name}', {float}, '{date}');",), ""),
    ("sql/ddl.sql", "", 12, ("COMMENT ON COLUMN t_kojin.col IS '{ui_word}';", "-- {identifier}"), ""),
    ("sql/shohin_copy.sql", "COPY shohin (name, jan, updated_at) FROM stdin;\n", 16, ("{product_name}\t{jan}\t{date}",), "\\.\n"),
    ("xml/pom.xml", "<dependencies>\n", 12, ("  <dependency><artifactId>{identifier}</artifactId><version>{version}</version></dependency>",), "</dependencies>\n"),
    ("xml/eki.xml", "<list>\n", 20, ("  <eki><name>{station}</name><lat>{float}</lat></eki>", "  <name>{facility}</name>"), "</list>\n"),
    ("html/annai.html", "<ul>\n", 20, ("  <li>{station}から徒歩5分、{facility}となり</li>", '  <li class="p-{code_3_4}">{ui_word}</li>'), "</ul>\n"),
    ("html/page.css", "", 16, (".m-{identifier} {{ width: {code_3_4}px; background: url(/i/{sha1}.png); }}",), ""),
    ("markdown/changelog.md", "# Changelog\n", 24, ("## {version} - {date}", "- {ui_word}（#{code_3_4}）", "- `{identifier}` を {identifier} に改名"), ""),
    ("markdown/rosen.md", "| 駅 | 施設 |\n|---|---|\n", 16, ("| {station} | {facility} |", "| {place} | {bank} |"), ""),
    ("code/Constants.java", "public final class Constants {\n", 24, ('    static final String {identifier} = "{ui_word}";', "    static final long SERIAL = {checked_account_id}L;"), "}\n"),
    ("code/words.py", "STOP = [\n", 30, ('    "{common_word}",', '    "{place}",', '    "{history}",'), "]\n"),
    ("code/shop.rb", "", 16, ("Item.create!(name: '{product_name}', code: '{jan}')", "Shop.create!(name: '{company}', tax_id: '{corporate_number}')"), ""),
    ("code/config.php", "<?php\nreturn [\n", 16, ("    'name' => '{facility}',", "    'key' => '{uuid}',"), "];\n"),
    ("code/chart.js", "const data = [\n", 20, ("  {{ name: '{station}', x: {float}, y: {epoch_ms} }},",), "];\n"),
    ("prose/kanko.txt", "", 24, ("{station}で降り、{place}を経て{facility}まで歩く。", "{place}では{product_name}が名物として知られる。", "{history}の後、{place}の人口は{amount}人に増えた。"), ""),
    ("prose/keizai.md", "", 24, ("{company}は{date}に{bank}と提携すると発表した。", "売上は{amount}円、{place}の{facility}が寄与した。"), ""),
    ("prose/kaigi_shiryo.txt", "", 24, ("議題　{common_word}について（資料{code_3_4}）", "{facility}の{common_word}は{date}までに終える。"), ""),
    ("log/deploy.log", "", 24, ("{date} 03:12:44 INFO deploy {identifier} {version} sha={sha1}", "{date} 03:12:45 WARN {ip_address} account={checked_account_id} id={uuid}"), ""),
    ("log/batch_result.log", "", 20, ("{date} INFO {common_word} 処理件数={code_3_4} 伝票={checked_order_number}", "{date} INFO {facility} 連携 seq={serial}"), ""),
    ("mail/newsletter.eml", "From: noreply@example.com\nSubject: お知らせ\n\n", 16, ("{facility}では{common_word}の受付を{date}に始めます。", "ご注文番号 {order_number}（{product_name}）"), ""),
    ("form/blank_form.txt", "", 20, ("{ui_word}　　＿＿＿＿＿＿＿＿", "□ {ui_word}　□ {ui_word}"), ""),
    ("form/shisetsu_riyo.txt", "", 16, ("施設名：{facility}　利用日：{date}", "最寄駅：{station}　料金：{amount}円"), ""),
)


def traps(rng: random.Random) -> Iterator[Sheet]:
    """All files of this module."""
    bait = _Bait(rng)
    for path, head, count, templates, foot in _FILES:
        yield Sheet(path, head.replace("{{", "{") + bait.lines(count, *templates) + foot, header="none")
    codes = "".join(f"{zip_code(place)},{mark(NONE, place.municipality + place.town, 'place')}\n" for place in rng.sample(places(), 20))
    yield Sheet("csv/toshokan_code.csv", "分類コード,地域\n" + codes.replace("-", "."), header="japanese")
