"""生年月日: a date of birth is a date that something calls one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from detectors import postal_code
from detectors.labels import Kind, kinds_of
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.trace import Reason

_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
_ERA_BY_NUMBER = {"1": 1867, "2": 1911, "3": 1925, "4": 1988, "5": 2018}
_NUMERALS = str.maketrans("〇一二三四五六七八九", "0123456789")
_WESTERN = (
    r"(?P<year>(?:18|19|20)[0-9]{2})[ ]?(?:[\-/.]|年)[ ]?(?P<month>[01]?[0-9])[ ]?(?:[\-/.]|月)[ ]?"
    r"(?P<day>[0-3]?[0-9])日?"
)
_ERA = (
    r"(?P<era>明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])[ ]?(?P<era_year>元|[0-9]{1,2}|"
    r"[一二三四五六七八九十〇]{1,4})[ ]?(?:年|[./\-])[ ]?"
    r"(?P<era_month>[01]?[0-9]|[一二三四五六七八九十]{1,2})[ ]?(?:月|[./\-])[ ]?(?P<era_day>[0-3]?[0-9]|"
    r"[一二三四五六七八九十]{1,3})日?"
)
_COMPACT = r"(?P<compact>(?:18|19|20)[0-9]{6})|(?P<legacy>[1-5][0-9]{6})|(?P<short>[MTSHR][0-9]{6})"
_US = r"(?P<us_month>[01]?[0-9])/(?P<us_day>[0-3]?[0-9])/(?P<us_year>(?:18|19|20)[0-9]{2})"
_EDGES = r"(?<![0-9.\-/])(?:{})(?![0-9]|[\-/.][0-9])"
_WRITTEN = re.compile(_EDGES.format(f"{_WESTERN}|{_ERA}"))
_BORN = r"[ ]?(?:\([^()]{0,8}\))?[ ]?(?:生まれ|うまれ|生れ|生(?![成産徒活存じ放鮮命物])|誕生)"
_BORN_COMPACT = re.compile(rf"(?<![0-9.\-/])(?:{_COMPACT})(?={_BORN})")
_UNDER_LABEL = re.compile(_EDGES.format(f"{_WESTERN}|{_ERA}|{_COMPACT}|{_US}"))
_BARE_CELL = re.compile(
    r"(?:^|[\t,;\"'|>]|  ) {0,4}(?P<date>(?:[12][0-9]{3}|[MTSHR][0-9]|明治|大正|昭和|平成|令和)[0-9年月日元〇一二三四五六七八九十./\-]{2,12}"
    r"|[3-5][0-9]{6})(?= {0,40}(?:$|[\t\r,;\"'|<])|  )",
    re.MULTILINE,
)
#: A date that source code makes, of three numbers or of a text: ``birth_date=date(1980, 4, 1)``, ``setBirthday(LocalDate.parse("…"))``.
_CONSTRUCTED = re.compile(
    r"(?<![A-Za-z0-9_])(?P<label>[A-Za-z_][A-Za-z0-9_]{1,40})[\"']?\]?[ ]{0,4}(?::[ ]?[A-Za-z.?]{1,30}[ ]?)?(?:=>|[:=(,])"
    r"[ ]{0,4}(?:new )?[A-Za-z_][A-Za-z0-9_.:]{0,40}\([ ]?[\"']?"
    r"(?P<date>(?P<year>(?:18|19|20)[0-9]{2})(?P<gap>, ?|[\-/])(?P<month>[01]?[0-9])(?P=gap)(?P<day>[0-3]?[0-9]))"
    r"(?![0-9.])"
)
#: Who edits a file writes when: .\\" Updated, 2022-04-28, Akihiro …; // 2009/06/11 … 追加.
_EDITED_BEFORE = re.compile(
    r"(?:updat|modif|translat|creat|revis|chang|releas|add|edit|generat|last|date|on|since|更新|作成|修正|改訂|変更|翻訳|追加|登録|発行|提出|受付|日時?)"
    r"[a-z]{0,6}(?:[ &]{1,3}[a-z]{2,10})?[ ,:/()]{0,6}$",
    re.IGNORECASE,
)
_AFTER_KEY = re.compile(r"[:=]>? {0,4}[\"']?$|(?:[Dd]ate|[Tt]ime|parse|format)\([\"']?$")
_BORN_AFTER = re.compile(_BORN)
_BORN_BEFORE = re.compile(
    r"(?:生年月日|誕生日|出生日?|生まれ|Birth(?:day| date)?|DOB)[^0-9\n明大昭平令MTSHR]{0,8}$", re.IGNORECASE
)


class BirthDateRecognizer(JapaneseRecognizer):
    """Dates under a label or before 生まれ; Western and Japanese years, compact and legacy numeric forms."""

    ENTITY = "DATE_OF_BIRTH"
    KINDS = frozenset({Kind.BIRTH_DATE})
    EXAMPLES = (
        Example("生年月日：昭和５５年４月１日", ("昭和５５年４月１日",)),
        Example("1980-04-01生まれ", ("1980-04-01",)),
        Example("19800401", ("19800401",), label="seinengappi"),
        Example("3550401", ("3550401",), label="生年月日"),
        Example("㍻元年１２月３１日", ("㍻元年１２月３１日",), label="誕生日"),
        Example("user.setBirthday(LocalDate.of(1980, 4, 1));", ("1980, 4, 1",)),
        Example("birthday: new Date('1980-12-27')", ("1980-12-27",)),
        Example("作成日：1980-04-01"),
        Example("created_at = datetime.date(1980, 4, 1)"),
        Example('{name: "佐々木健一", createdAt: new Date("2020-12-27")}'),
        Example("1980-13-01", label="生年月日"),
        Example("平成99年1月1日", label="生年月日"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Dates whose label, or the word that follows, makes them a birth date."""
        seen: set[tuple[int, int]] = set()
        for value in passage.labelled(Kind.BIRTH_DATE):
            for match in _UNDER_LABEL.finditer(passage.text, value.start, value.end):
                if match.span() not in seen and _is_birth_date(match):
                    seen.add(match.span())
                    yield Candidate(*match.span(), 0.9, "labelled date", Facts(labelled=True))
        for match in (*_WRITTEN.finditer(passage.text), *_BORN_COMPACT.finditer(passage.text)):
            if match.span() not in seen and _is_called_birth(passage.text, match) and _is_birth_date(match):
                seen.add(match.span())
                yield Candidate(*match.span(), 0.85, "born", Facts(labelled=True))
        for match in _CONSTRUCTED.finditer(passage.text):
            if match.span("date") not in seen and Kind.BIRTH_DATE in kinds_of(match["label"]) and _is_birth_date(match):
                seen.add(match.span("date"))
                yield Candidate(*match.span("date"), 0.9, "constructed date", Facts(labelled=True))
        yield from _bare(passage, seen)


def _bare(passage: Passage, seen: set[tuple[int, int]]) -> Iterator[Candidate]:
    """The first date of a row or line without labels: nothing by itself, a birth date beside a name."""
    rows: set[object] = set()
    for match in _BARE_CELL.finditer(passage.text):
        cell = passage.cell_at(*match.span("date"))
        row: object = cell.record if cell is not None else ("line", passage.text.count("\n", 0, match.start("date")))
        is_named = (cell is not None and cell.label) or _AFTER_KEY.search(
            passage.text, max(0, match.start("date") - 12), match.start("date")
        )
        before = passage.text[max(0, match.start("date") - 32) : match.start("date")]
        if cell is None and _EDITED_BEFORE.search(before):
            continue
        if row in rows or is_named or match.span("date") in seen:
            continue
        date = _UNDER_LABEL.fullmatch(match["date"])
        if date is not None and _is_birth_date(date) and not postal_code.exists(match["date"]):
            rows.add(row)
            yield Candidate(*match.span("date"), 0.4, "bare date", Facts(), Reason.NEEDS_COMPANY)


def _is_called_birth(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 24) : match.start()]
    return _BORN_AFTER.match(text, match.end()) is not None or _BORN_BEFORE.search(before) is not None


def _is_birth_date(match: re.Match[str]) -> bool:
    groups = {name: value for name, value in match.groupdict().items() if value}
    try:
        if "year" in groups:
            date = dt.date(int(groups["year"]), int(groups["month"]), int(groups["day"]))
        elif "us_year" in groups:
            date = dt.date(int(groups["us_year"]), int(groups["us_month"]), int(groups["us_day"]))
        elif "compact" in groups:
            text = groups["compact"]
            date = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        elif "legacy" in groups or "short" in groups:
            text = groups.get("legacy") or groups["short"]
            first_year = _ERA_BY_NUMBER.get(text[0]) or _ERAS[text[0]]
            date = dt.date(first_year + int(text[1:3]), int(text[3:5]), int(text[5:]))
        else:
            year = _number(groups["era_year"])
            date = dt.date(_ERAS[groups["era"]] + year, _number(groups["era_month"]), _number(groups["era_day"]))
            if not _is_in_era(groups["era"], year):
                return False
    except (ValueError, OverflowError):
        return False
    return dt.date(1868, 1, 25) <= date <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def _is_in_era(era: str, year: int) -> bool:
    longest = {"明": 45, "M": 45, "大": 15, "T": 15, "昭": 64, "S": 64, "平": 31, "H": 31, "令": 99, "R": 99}
    return 1 <= year <= longest[era[0]]


def _number(text: str) -> int:
    if text == "元":
        return 1
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_NUMERALS))
    return (int(tens.translate(_NUMERALS)) if tens else 1) * 10 + (int(ones.translate(_NUMERALS)) if ones else 0)
