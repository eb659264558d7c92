"""Bytes to text: which encoding a file is in, decided by evidence, and nothing lost in silence.

Marks come first (byte order marks, the escape sequences of ISO-2022-JP), then what proves itself (UTF-8),
then likelihood: each encoding reads a bounded sample, and the text that is cheapest under a small model of
Japanese text wins. CP932 accepts most EUC-JP bytes, so that "the first that does not fail" is not enough.
Bytes that do not fit become U+FFFD and a note; a file that is mostly broken is ``Undecodable``.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from guard.errors import Undecodable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ANY_MARK = tuple(mark for mark, _ in _MARKS)
_WIDE = ("utf-16-le", "utf-16-be")
_BROKEN = "\ufffd"

_SAMPLE_WINDOWS = 8
_WINDOW_BYTES = 256
_SAMPLE_BYTES = 2 * _SAMPLE_WINDOWS * _WINDOW_BYTES
_ALIGN_BYTES = 64

_TELLING = re.compile(rb"[\x00\x80-\xff]")
_NUL_PADDING = re.compile(rb"(?:\x00\x00){4,}")
_BELOW_TRAIL_BYTES = re.compile(rb"[\x00-\x3f](?=[^\x00-\x3f]*\Z)")
_TWO_IN_A_ROW = re.compile(rb"[\x80-\xff].?[\x80-\xff]", re.DOTALL)  # as any two Japanese characters have
_UTF8_RUN = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}[\xe3-\xe9][\x80-\xbf]{2}")  # hardly ever in CP932
_NEVER_KANA_PAIR = re.compile(rb"[\x80-\xa0\xe0-\xff]")  # without these, UTF-8 may be half-width kana
_CHANCE_BYTES = 1024  # a longer file is not valid UTF-8 by chance
_HEX = re.compile(rb"[0-9A-Fa-f]*")
_CONTROL = re.compile(r"\x00+|[\x01-\x06\x0e-\x19\x1c-\x1f\x7f]")
_C1 = re.compile(r"[\x80-\x84\x86-\x90\x98-\x9f]")  # less the quotes and dashes of CP1252


class Decoded(NamedTuple):
    """The text of a file without its byte order mark, the encoding it was in, and what a reader must know."""

    text: str
    encoding: str
    note: str | None


def decode(data: bytes) -> Decoded:
    """The text of a file in any encoding that Japanese files come in.

    ``encoding`` is ``utf-8`` (ASCII too), ``utf-8-sig``, ``utf-16-le``, ``utf-16-be``, ``utf-32-le``,
    ``utf-32-be``, ``cp932``, ``euc-jp``, ``iso-2022-jp``, ``latin-1`` (any other script: ASCII is right, the
    rest is not) or ``mixed``. Raises ``Undecodable`` where no encoding fits.
    """
    for mark, encoding in _MARKS if data.startswith(_ANY_MARK) else ():
        if data.startswith(mark) and (encoding not in {"utf-32-le", "utf-32-be"} or len(data) % 4 == 0):
            return _marked(data[len(mark) :], encoding)
    if b"\0" in data:
        return _by_likelihood(data)
    if b"\x1b" in data and _JIS_DESIGNATION.search(data):
        return _with_designations(data)
    if data.isascii():
        wide = _kana_in_ascii(data)
        return Decoded(data.decode(wide or "ascii"), wide or "utf-8", None)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _by_likelihood(data)
    if len(data) <= _CHANCE_BYTES and not _NEVER_KANA_PAIR.search(data) and guess(data) in {"cp932", "euc-jp"}:
        return _by_likelihood(data)
    return Decoded(text, "utf-8", None)


def is_text(data: bytes) -> bool:
    """Whether bytes read as text, even with NUL bytes in it: UTF-16 does, a table of numbers does not."""
    return any(data.startswith(mark) for mark, _ in _MARKS) or guess(data) is not None


def guess(data: bytes) -> str | None:
    """The likeliest encoding of unmarked bytes, judged by a sample; ``None`` where they look like no text."""
    sample = _sample(data)
    encoding = _likeliest(sample, (*_narrow_candidates(sample), "latin-1", *_wide_candidates(data, sample)))
    text, _ = _read(sample, encoding)
    allowed = 1 + len(text) // 20
    if len(_CONTROL.findall(text)) > allowed:
        return None
    if encoding == "latin-1" and len(_C1.findall(text)) > allowed:
        return None
    if encoding in _WIDE and _cost(text) > _UNIFORM_BYTE * len(sample):
        return None
    return encoding


def _marked(data: bytes, encoding: str) -> Decoded:
    if encoding != "utf-8-sig":
        return _accepted(*_read(data, encoding), encoding)
    text, broken = _read(data, "utf-8")
    if not broken:
        return Decoded(text, encoding, None)
    decoded = _by_line(data, "utf-8")
    return decoded if decoded.encoding == "mixed" else decoded._replace(encoding=encoding)


def _with_designations(data: bytes) -> Decoded:
    if not data.isascii():
        return _by_line(data, guess(data) or "utf-8")
    text, broken = _read(data, "iso-2022-jp")
    if _is_mostly_broken(text, broken):
        return Decoded(data.decode("ascii"), "utf-8", None)
    return _accepted(text, broken, "iso-2022-jp")


def _by_likelihood(data: bytes) -> Decoded:
    encoding = guess(data)
    if encoding is None:
        raise Undecodable("no encoding fits")
    if encoding in _WIDE:
        return _accepted(*_read(data, encoding), encoding)
    text, broken = _read(data, encoding)
    if broken or encoding == "latin-1" or (encoding != "utf-8" and _UTF8_RUN.search(data)):
        return _by_line(data, encoding)
    return _accepted(text, 0, encoding)


def _accepted(text: str, broken: int, encoding: str) -> Decoded:
    if _is_mostly_broken(text, broken):
        raise Undecodable(f"reads like {encoding}, but most of it is broken")
    notes = []
    if encoding == "latin-1":
        notes.append("neither Japanese nor Unicode: read as Latin-1, so that only its ASCII part is certain")
    if broken:
        notes.append(f"{broken} broken byte sequence{'s' if broken > 1 else ''} read as U+FFFD")
    return Decoded(text, encoding, "; ".join(notes) or None)


def _is_mostly_broken(text: str, broken: int) -> bool:
    """More than one broken place in five characters beyond ASCII; a single one never counts."""
    if broken <= 1:
        return False
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return broken * 5 > beyond_ascii


# --- files with lines in several encodings ------------------------------------------------------------


def _by_line(data: bytes, main: str) -> Decoded:
    """Each line in the encoding that fits it, ``main`` preferred: a CP932 line in a UTF-8 file is read."""
    texts: list[str] = []
    used: set[str] = set()
    broken = 0
    for line in data.splitlines(keepends=True):
        encoding = _line_encoding(line, main)
        text, flaws = _read(line, encoding or main)
        texts.append(text)
        broken += flaws
        if encoding:
            used.add(encoding)
    encodings = sorted(used) or [main]
    if len(encodings) == 1:
        return _accepted("".join(texts), broken, encodings[0])
    decoded = _accepted("".join(texts), broken, "mixed")
    note = f"lines in {', '.join(encodings)}"
    return decoded._replace(note=f"{note}; {decoded.note}" if decoded.note else note)


def _line_encoding(line: bytes, main: str) -> str | None:
    if b"\x1b" in line and _JIS_DESIGNATION.search(line):
        return "iso-2022-jp"
    if line.isascii():
        return None
    if (main == "utf-8" or _UTF8_RUN.search(line)) and not _read(line, "utf-8")[1]:
        return "utf-8"
    if main == "latin-1" and not _TWO_IN_A_ROW.search(line):
        return main
    if main not in {"utf-8", "latin-1"} and not _read(line, main)[1]:
        return main
    sample = _sample(line)
    return _likeliest(sample, {*_narrow_candidates(sample), main}, main)


# --- reading in a given encoding ----------------------------------------------------------------------


def _read(data: bytes, encoding: str) -> tuple[str, int]:
    """The text in this encoding, and how many places of it are broken (each one U+FFFD)."""
    match encoding:
        case "iso-2022-jp":
            text = _strictly(data, "iso2022_jp_ext") or _read_jis(data)
        case "euc-jp":
            text = data.decode("euc_jp", _EUC_VENDOR_ERRORS)
        case "cp932":
            text = data.decode("cp932", "replace")
            for stray in _CP932_STRAYS:
                text = text.replace(stray, _BROKEN)
        case _:
            text = data.decode(encoding, "replace")
    broken = text.count(_BROKEN)
    if broken and encoding == "utf-8":
        broken -= data.count(_BROKEN.encode())
    return text, broken


_CP932_STRAYS = "\x80\uf8f0\uf8f1\uf8f2\uf8f3"  # what Python makes of the bytes 80, A0, FD, FE and FF

_JIS_DESIGNATION = re.compile(
    rb"\x1b(?:\$(?:[@B]|\([@BDOPQ])[\x21-\x7e]{2}|\([IJ][\x21-\x7e])"  # ESC ( B alone ends a colour, too
)
_JIS_ESCAPE = re.compile(rb"(\x1b(?:\$\(?[@-Z]|\([@-Z]|&@))")
_TO_EIGHT_BITS = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))
_PAIR = re.compile(rb"([\xa1-\xfe]{2})")
_IN_SET_3 = b"\x8f\\1"


def _read_jis(data: bytes) -> str:
    """ISO-2022-JP with all that came after it: half-width kana, JIS X 0212 and 0213, the rows of NEC.

    A line end returns to ASCII as RFC 1468 has it, so that a lost escape sequence costs one line.
    """
    first, *rest = _JIS_ESCAPE.split(data)
    texts = [_read(first, "utf-8")[0]]
    for escape, segment in zip(rest[::2], rest[1::2], strict=True):
        end = min((at for at in (segment.find(b"\n"), segment.find(b"\r")) if at >= 0), default=len(segment))
        texts.append(_read_designated(escape, segment[:end]))
        texts.append(_read(segment[end:], "utf-8")[0])
    return "".join(texts)


def _read_designated(escape: bytes, segment: bytes) -> str:
    eight_bits = segment.translate(_TO_EIGHT_BITS)
    match escape:
        case b"\x1b$@" | b"\x1b$B" | b"\x1b$(@" | b"\x1b$(B":
            return _read(eight_bits, "euc-jp")[0]
        case b"\x1b$(D":
            return _read(_PAIR.sub(_IN_SET_3, eight_bits), "euc-jp")[0]
        case b"\x1b$(O" | b"\x1b$(Q":
            return eight_bits.decode("euc_jis_2004", "replace")
        case b"\x1b$(P":
            return _PAIR.sub(_IN_SET_3, eight_bits).decode("euc_jis_2004", "replace")
        case b"\x1b(I":
            return _read(eight_bits, "cp932")[0]
        case b"\x1b(J":
            return _read(segment, "utf-8")[0].replace("\\", "¥").replace("~", "‾")
        case _:
            return _read(segment, "utf-8")[0]


_EUC_VENDOR_ERRORS = "sekisho-eucjp-ms"
_USER_DEFINED_ROWS = range(85, 95)
_USER_DEFINED = {2: 0xE000, 3: 0xE3AC}  # first private-use character of these rows, by length of the sequence


def _euc_vendor_character(error: UnicodeError) -> tuple[str, int]:
    """What Python's ``euc_jp`` lacks: NEC and IBM characters (髙, ①), JIS X 0213, user-defined 外字."""
    assert isinstance(error, UnicodeDecodeError)
    length = 3 if error.object[error.start] == 0x8F else 2
    sequence = error.object[error.start : error.start + length]
    pair = sequence[-2:]
    if len(sequence) < length or min(pair) < 0xA1 or max(pair) > 0xFE:
        return _BROKEN, error.start + 1
    return _vendor_character(sequence) or _BROKEN, error.start + length


codecs.register_error(_EUC_VENDOR_ERRORS, _euc_vendor_character)


@lru_cache(maxsize=4096)
def _vendor_character(sequence: bytes) -> str | None:
    row, cell = (byte - 0xA0 for byte in sequence[-2:])
    if len(sequence) == 2:
        lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
        trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell < 0x40 else 0x40)
        if text := _strictly(bytes((lead, trail)), "cp932"):
            return text
    elif 0 <= (place := (row - 83) * 94 + cell - 83) < len(_ibm_characters()):
        return _ibm_characters()[place]
    if row in _USER_DEFINED_ROWS:
        return chr(_USER_DEFINED[len(sequence)] + (row - _USER_DEFINED_ROWS.start) * 94 + cell - 1)
    return _strictly(sequence, "euc_jis_2004")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


@cache
def _ibm_characters() -> str:
    """The IBM extensions that neither JIS X 0208 nor 0212 has, in the order of eucJP-ms from 8F F3 F3 on."""
    codes = (bytes((lead, trail)) for lead in (0xFA, 0xFB, 0xFC) for trail in range(0x40, 0xFD))
    characters = (_strictly(code, "cp932") for code in codes)
    return "".join(c for c in characters if c and c != "￢" and not c.encode("euc_jp", "ignore"))


# --- likelihood ---------------------------------------------------------------------------------------


def _sample(data: bytes) -> bytes:
    """Windows spread over the file, and others where bytes tell encodings apart; all of a small file.

    A window starts and ends beside a byte that is no second half of a character in any encoding but UTF-16,
    and on an even offset for UTF-16. Padding with NUL bytes says nothing and is cut short.
    """
    if len(data) <= _SAMPLE_BYTES:
        return _NUL_PADDING.sub(b"\0\0", data)
    windows: list[bytes] = []
    telling: re.Match[bytes] | None = None
    end = 0
    for number in range(_SAMPLE_WINDOWS):
        place = max(end, len(data) * number // _SAMPLE_WINDOWS)
        end = _add_window(windows, data, place)
        if telling is None or telling.start() < end:
            telling = _TELLING.search(data, end)
        if telling:
            end = _add_window(windows, data, max(end, telling.start() - _ALIGN_BYTES))
    return _NUL_PADDING.sub(b"\0\0", b"".join(windows))


def _add_window(windows: list[bytes], data: bytes, place: int) -> int:
    start = _aligned(data, place, place + _ALIGN_BYTES) if place else 0
    end = _aligned(data, start + _WINDOW_BYTES - _ALIGN_BYTES, start + _WINDOW_BYTES)
    windows.append(data[start:end])
    return end


def _aligned(data: bytes, low: int, high: int) -> int:
    """The last even offset in ``low``..``high`` that stands beside a byte below all trail bytes."""
    below = _BELOW_TRAIL_BYTES.search(data[low:high])
    at = high if below is None else low + below.end()
    return at - at % 2


def _narrow_candidates(sample: bytes) -> tuple[str, ...]:
    never_in_euc = len(sample) - len(sample.translate(None, _NEVER_IN_EUC))
    return ("utf-8", "cp932") if never_in_euc * 10 > len(sample) else ("utf-8", "cp932", "euc-jp")


_NEVER_IN_EUC = bytes((*range(0x80, 0x8E), *range(0x90, 0xA1), 0xFF))


def _wide_candidates(data: bytes, sample: bytes) -> list[str]:
    """UTF-16 in the byte orders whose high bytes would nearly all be those of ASCII, kana and kanji."""
    if len(data) % 2 and b"\0" not in data:
        return []
    halves = {"utf-16-le": sample[1::2], "utf-16-be": sample[0::2]}
    return [name for name, high in halves.items() if len(high.translate(None, _HIGH_BYTES)) * 5 <= len(high)]


_HIGH_BYTES = bytes((0x00, 0x03, 0x04, *range(0x20, 0x27), *range(0x30, 0x34), *range(0x4E, 0xA0), 0xFF))


def _kana_in_ascii(data: bytes) -> str | None:
    """The byte order of UTF-16 hiragana whose bytes all happen to be ASCII: each second one is a ``0``."""
    if len(data) % 2 or len(data) < 8:
        return None
    head = data[:256]
    if max(head[0::2].count(b"0"), head[1::2].count(b"0")) * 4 < len(head) or _HEX.fullmatch(head):
        return None
    encoding = guess(data)
    return encoding if encoding in _WIDE else None


def _likeliest(sample: bytes, encodings: Iterable[str], main: str | None = None) -> str:
    def cost(encoding: str) -> float:
        text, broken = _read(sample, encoding)
        bonus = _VALID_UTF8_BONUS if encoding == "utf-8" and not broken else 0
        return _cost(text) + _PRIOR[encoding] - bonus - (_MAIN_BONUS if encoding == main else 0)

    return min(sorted(encodings), key=cost)


# Costs are nats: minus the logarithm of the probability of a character in the files that are scanned here.
_UNIFORM_BYTE = 5.5
_PRIOR = {"utf-8": 0.0, "cp932": 0.0, "euc-jp": 1.5, "utf-16-le": 3.0, "utf-16-be": 3.5, "latin-1": 3.0}
_MAIN_BONUS = 3.0
_VALID_UTF8_BONUS = 6.0
_KANA_RUN = 4.5
_KANA_MISFIT = 6.0
_STRAY = 4.0
_RARE_KANA = 4.8
_FREQUENT_KANJI = 7.6
_LEVEL_1_KANJI = 10.6
_LEVEL_2_KANJI = 14.0
_OTHER_KANJI = 17.7

_COSTS_UP_TO = (  # last code point, cost
    (0x06, 14.0),  # control characters
    (0x0D, 4.0),
    (0x1F, 14.0),
    (0x7E, 4.0),  # ASCII
    (0x7F, 14.0),
    (0x84, 10.0),  # C1
    (0x97, 6.0),  # where CP1252 has quotes and dashes
    (0x9F, 10.0),
    (0xBF, 9.0),  # Latin-1: symbols, capitals, small letters
    (0xDE, 8.5),
    (0xFF, 7.0),
    (0x24F, 9.0),  # Latin with other accents
    (0x36F, 12.0),
    (0x3CE, 8.0),  # Greek
    (0x40F, 10.0),
    (0x44F, 8.0),  # Cyrillic
    (0x5CF, 12.0),
    (0x6FF, 8.0),  # Hebrew, Arabic
    (0x1FFF, 14.0),
    (0x2BFF, 10.0),  # symbols
    (0x2FFF, 16.0),
    (0x3002, 5.0),  # 　、。
    (0x3040, 9.0),
    (0x3096, 5.5),  # hiragana
    (0x30A0, 12.0),
    (0x30FC, 6.3),  # katakana
    (0x33FF, 12.0),
    (0x4DFF, 17.7),
    (0x9FFF, _OTHER_KANJI),  # see _kanji_cost
    (0xABFF, 17.7),
    (0xD7A3, 13.0),  # hangul
    (0xDFFF, 18.0),
    (0xF8FF, 14.0),  # private use: 外字
    (0xFAFF, 14.0),
    (0xFEFF, 16.0),
    (0xFF5E, 6.8),  # full-width ASCII
    (0xFF60, 16.0),
    (0xFF66, 7.0),  # half-width: ｡｢｣､･ｦ
    (0xFF6B, 6.0),  # small vowels
    (0xFF9F, 3.7),
    (0xFFFC, 12.0),
    (0xFFFF, 14.0),  # U+FFFD, and what is no character
    (0x10FFFF, 17.0),
)
_LAST_CODES = [last for last, _ in _COSTS_UP_TO]

_KANA_RUNS = re.compile("[｡-ﾟ]+")
_KANA_MISFITS = re.compile(
    "(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ|(?<![ｷｼﾁﾆﾋﾐﾘﾞﾟ])[ｬ-ｮ]|(?<![ｲｳｸｼﾁﾂﾃﾄﾌﾞ])[ｧ-ｫ]|ｯ(?![ｶ-ﾄﾊ-ﾎ])|(?<![ｦ-ﾟ])[ｯｰﾝ]"
)
_RARE_HALF_WIDTH_KANA = frozenset("ｴｾﾇﾈﾍﾎﾑﾕﾜ")
_STRAYS = re.compile(r"[A-Za-z][^\x00-\xff]{1,2}(?=[a-z])")

#: Kanji of names, addresses and office texts: about three quarters of the kanji in the files scanned here.
_FREQUENT = frozenset(
    "一二三四五六七八九十百千万円年月日時分秒週曜午前後今毎回度第都道府県市区町村郡字丁目番地号室階棟通条線"
    "東西南北中央上下左右内外大小高低長短新旧古元本山川田野原林森木石井橋島崎谷沢池岡坂松竹梅藤杉桜佐伊加"
    "斉斎渡辺吉清水口福安宮永近遠阿部和馬鈴服武菅河浜横土屋柳植西村岩津増平今堀酒荒久保片栗菊柴関根星秋春"
    "夏冬冨富樋熊古江戸荻奥尾形金銀銅鉄鎌笠亀鶴倉蔵桑小早児玉三浦重篠庄城白赤青黒緑黄神須瀬仙台倉高滝竜"
    "谷玉千葉茨栃群埼奈潟梨愛知岐阜静滋賀京阪兵庫歌鳥取根媛徳香徳児鹿沖縄札幌函館旭帯広盛秋形葛飾港品渋"
    "豊世杉練墨荒足立江板目太郎次介助雄夫男彦之人子美恵幸代理里香織奈菜央花華咲莉優結衣陽翔斗大悠真樹健"
    "康隆博浩弘宏修誠勇勝明正昭進茂実孝義直哉也輝智仁信一由紀佳純千尋裕祐慎拓海空蓮颯凛葵楓希望生光洋英"
    "氏名姓住所電話携帯郵便性別男女職業会社員役勤務先連絡備考担当者申請届出受付登録変更削除追加確認承認検索"
    "表示一覧詳細印刷設定管理情報個人法番号利用使用対象期間開始終了有無効合計金額税込料支払請求領収納入契約"
    "保険年齢被者証書類票籍帯主続柄児童生徒学校園教育福祉介護医療病院診察健康障害手当給付等級国民健康厚労働"
    "省庁局課係長部室所署員議会政行自治体公共施設計画事業予算案件名称区分種別状態処理結果数量単価順位型式様"
    "的同不未再最初次他全各以上下以内場合必要可能方向相互関係内容項目欄値文字列形式出力入力画面機能実装試験"
    "環境開発運用保守作成提供要求仕様説明資料記載参照例注意問題解決対応修正版履歴日付時刻送信受信接続通信"
    "安全性質量産車両自動運転免許旅券発行交換見積物品販売店商顧客様御中私達彼何誰言思考食飲読書聞見来行帰"
)


def _cost(text: str) -> float:
    """How unlikely this text is, in nats; the sum over characters plus what half-width kana say in a row."""
    cost = sum(count * _character_cost(character) for character, count in Counter(text).items())
    kana = _KANA_RUNS.findall(text)
    cost += _KANA_RUN * len(kana) + _KANA_MISFIT * len(_KANA_MISFITS.findall(" ".join(kana)))
    return cost + _STRAY * len(_STRAYS.findall(text))


@lru_cache(maxsize=16384)
def _character_cost(character: str) -> float:
    code = ord(character)
    if 0x4E00 <= code <= 0x9FFF:
        return _kanji_cost(character)
    if character in _RARE_HALF_WIDTH_KANA:
        return _RARE_KANA
    return _COSTS_UP_TO[bisect_left(_LAST_CODES, code)][1]


def _kanji_cost(character: str) -> float:
    if character in _FREQUENT:
        return _FREQUENT_KANJI
    code = character.encode("euc_jp", "ignore")
    if len(code) != 2:
        return _LEVEL_2_KANJI if character.encode("cp932", "ignore") else _OTHER_KANJI
    return _LEVEL_1_KANJI if code[0] <= 0xCF else _LEVEL_2_KANJI
