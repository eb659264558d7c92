"""Whoever tries all birth dates against a report is left with ten thousand of them, in whatever way a date is written."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from guard import entry
from guard.commands.options import FORMATS
from guard.config.config import Config
from guard.examine import Outcome
from guard.model import Document, Finding, Origin, Place, Sensitive, Severity
from guard.policy.baseline_file import write_baseline
from guard.policy.fingerprint import Fingerprints
from guard.policy.identity import Identifier
from guard.policy.policy import Policy
from guard.policy.value_space import FEWEST_LEFT
from guard.report.options import ReportOptions
from guard.report.table import reporter
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.catalogue import RULES
from guard.verdicts import Verdicts
from tests.conftest import Checkout, Runner
from tests.policy.judging import accepted

from .example import english

Writing = Callable[[dt.date], str]
_ERAS = (
    (dt.date(2019, 5, 1), "令和", "R"),
    (dt.date(1989, 1, 8), "平成", "H"),
    (dt.date(1926, 12, 25), "昭和", "S"),
    (dt.date(1912, 7, 30), "大正", "T"),
    (dt.date(1868, 1, 25), "明治", "M"),
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI = "〇一二三四五六七八九"
NAME, PHONE = "中条 紗世", "090-3456-7812"
RULE_OF = {rule.entity: rule for rule in RULES}
#: The page in HTML tells of amounts and digests in prose; it is made from the same verdicts.
FORMATS_OF_A_FILE = sorted({*FORMATS} - {"html"})
POLICY = Policy(Config(), Severity.LOW, Identifier())


def _era(day: dt.date) -> tuple[str, str, int]:
    start, name, letter = next(era for era in _ERAS if day >= era[0])
    return name, letter, day.year - start.year + 1


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_KANJI[tens]}十") + (_KANJI[ones] if ones else "")


def _in_era(day: dt.date) -> str:
    name, _letter, year = _era(day)
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def _in_padded_era(day: dt.date) -> str:
    name, _letter, year = _era(day)
    return f"{name}{year:02}年{day:%m月%d日}"


def _in_kanji(day: dt.date) -> str:
    name, _letter, year = _era(day)
    return f"{name}{'元' if year == 1 else _kanji(year)}年{_kanji(day.month)}月{_kanji(day.day)}日"


def _wide(writing: Writing) -> Writing:
    return lambda day: writing(day).translate(_FULL_WIDTH)


def _era_year(day: dt.date) -> str:
    _name, letter, year = _era(day)
    return f"{letter}{year}"


#: Ways of writing a date that a length does not tell apart: with or without a zero before a month and a day.
NOTATIONS: dict[str, tuple[Writing, ...]] = {
    "1930-04-01": (lambda day: f"{day:%Y-%m-%d}", lambda day: f"{day.year}-{day.month}-{day.day}"),
    "1930/4/1": (lambda day: f"{day.year}/{day.month}/{day.day}", lambda day: f"{day:%Y/%m/%d}"),
    "1930. 4. 1": (lambda day: f"{day.year}.{day.month:2}.{day.day:2}",),
    "4/1/1930": (lambda day: f"{day.month}/{day.day}/{day.year}", lambda day: f"{day:%m/%d/%Y}"),
    "19300401": (lambda day: f"{day:%Y%m%d}",),
    "1930年4月1日": (lambda day: f"{day.year}年{day.month}月{day.day}日", lambda day: f"{day:%Y年%m月%d日}"),
    "１９３０年４月１日": (
        _wide(lambda day: f"{day.year}年{day.month}月{day.day}日"),
        _wide(lambda day: f"{day:%Y年%m月%d日}"),
    ),
    "1930年 4月 1日": (lambda day: f"{day.year}年{day.month:2}月{day.day:2}日",),
    "昭和5年4月1日": (_in_era, _in_padded_era),
    "昭和５年４月１日": (_wide(_in_era), _wide(_in_padded_era)),
    "昭和五年四月一日": (_in_kanji,),
    "S5.4.1": (
        lambda day: f"{_era_year(day)}.{day.month}.{day.day}",
        lambda day: f"{_era(day)[1]}{_era(day)[2]:02}.{day:%m.%d}",
    ),
    "S050401": (lambda day: f"{_era(day)[1]}{_era(day)[2]:02}{day:%m%d}",),
    "3050401": (lambda day: f"{'MTSHR'.index(_era(day)[1]) + 1}{_era(day)[2]:02}{day:%m%d}",),
    "the 1st of April, 1930": (lambda day: f"{day.day} {day:%B} {day.year}",),
}
#: What stands around a date: a row, a line of a program with an inline allow, minified JSON, a row of a workbook.
LINES = {
    "row": f"17,{NAME},{{}},{PHONE},女\n",
    "allow": f'add("{NAME}", "{{}}", "{PHONE}")  # sekisho: allow[date-of-birth] made up\n',
    "minified": f'{{{{"name":"{NAME}","birthday":"{{}}","tel":"{PHONE}","note":"{"x " * 40}"}}}}',
    "workbook": f"{NAME}\t{{}}\t{PHONE}\n",
}


def birth_dates() -> Iterator[dt.date]:
    day = dt.date(1900, 1, 1)
    while day <= dt.date(2026, 11, 23):
        yield day
        day += dt.timedelta(1)


def _form(value: str) -> str:
    """All of a value but its digits: where two dates have one form, so have all their characters their places."""
    return re.sub("[0-9]", "9", re.sub("[０-９]", "９", re.sub("[〇一二三四五六七八九]", "一", value)))


def _judged(line: str, value: str) -> Verdicts:
    """What is known of the name, the date and the phone number of a line once they are judged."""
    text = LINES[line].format(value)
    starts = [text.index(value) for value in (NAME, value, PHONE)]
    cells = [Place(start, 2, 1, f"名簿!{letter}2") for start, letter in zip(starts, "ABC", strict=True)]
    document = Document(Origin("data/people.csv"), text, places=cells if line == "workbook" else ())
    entities = zip(("PERSON", "DATE_OF_BIRTH", "PHONE_NUMBER"), (NAME, value, PHONE), starts, strict=True)
    found = [_finding(document, *one, column=at) for at, one in enumerate(entities)]
    return Verdicts(POLICY.judge(found, document))


def _finding(document: Document, entity: str, value: str, start: int, *, column: int) -> Finding:
    rule, end = RULE_OF[entity], start + len(value)
    last = document.position(end - 1)
    place = document.place(start)
    return Finding(
        *("personal-data", rule.id, entity, Severity.HIGH, 1.0, document.origin, start, end),
        *(document.position(start), last._replace(column=last.column + 1), rule.messages.labelled),
        value=Sensitive(value),
        record=0,
        column=column,
        cell=None if place is None else place.cell,
    )


def _outputs(verdicts: Verdicts) -> Iterator[tuple[str, str]]:
    """Every report of these verdicts, a baseline that accepts them, and what the cache keeps of them."""
    run = RunInfo("scan", "worktree", ".", dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    result = ScanResult.build(run, verdicts, (), Counts(files=1), Severity.LOW)
    for name in sorted({"text", *FORMATS}):
        out = io.StringIO()
        reporter(name)(result, out, ReportOptions(english(), fingerprint=Fingerprints()))
        yield name, out.getvalue()
    yield "baseline", write_baseline(accepted(list(verdicts))).decode()
    yield "cache", entry.dumps(Outcome(verdicts=verdicts)).hex()


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_output_leaves_ten_thousand_birth_dates(notation: str, line: str) -> None:
    forms: defaultdict[str, dict[str, dt.date]] = defaultdict(dict)
    for writing in NOTATIONS[notation]:
        for day in birth_dates():
            value = writing(day)
            forms[_form(value)][value] = day
    known: dict[str, Verdicts] = {}
    alike: defaultdict[str, set[dt.date]] = defaultdict(set)
    for dates in forms.values():
        values = sorted(dates)
        verdicts = _judged(line, values[0])
        told = repr(list(verdicts))
        assert told == repr(list(_judged(line, values[-1]))), "what is told follows from the form alone"
        known[told] = verdicts
        alike[told] |= set(dates.values())
    left: defaultdict[tuple[str, str], set[dt.date]] = defaultdict(set)
    for told, days in alike.items():
        for output in _outputs(known[told]):
            left[output] |= days
    assert min(map(len, left.values())) >= FEWEST_LEFT


def test_dates_of_one_form_come_to_the_same() -> None:
    choose = random.Random(4)
    days = list(birth_dates())
    for writings in NOTATIONS.values():
        for writing in writings:
            known: dict[str, str] = {}
            for day in choose.sample(days, 60):
                told = repr(list(_judged("row", writing(day))))
                assert known.setdefault(_form(writing(day)), told) == told


@pytest.mark.parametrize(
    "value",
    [
        "1985-04-12",
        "1985/4/12",
        "19850412",
        "1985年4月12日",
        "昭和60年4月1日",
        "S60.4.12",
        "S600412",
        "平成元年10月8日",
    ],
)
def test_a_date_as_most_are_written_is_told_at_its_exact_place(value: str) -> None:
    name, date, phone = (verdict.finding for verdict in _judged("row", value))
    assert date.end_position.column - date.position.column == len(value)
    assert phone.end_position.column - phone.position.column == len(PHONE)
    assert {one.end_position.line for one in (name, date, phone)} == {1}


@pytest.mark.parametrize("short", ["昭和5年4月1日", "平成元年8月8日", "S5.4.1"])
def test_the_shortest_dates_of_an_era_are_told_as_though_their_year_had_two_digits(short: str) -> None:
    name, date, phone = (verdict.finding for verdict in _judged("row", short))
    assert name.end_position.column - name.position.column == len(NAME)
    assert date.end_position.column - date.position.column == len(short) + 1
    assert phone.position.column == date.end_position.column + 1
    assert phone.end_position.column - phone.position.column == len(PHONE)


@pytest.mark.parametrize("value", ["昭和五年四月一日", "昭和五十五年四月一日", "1 April 1930"])
def test_a_date_in_a_notation_that_is_not_known_goes_to_the_end_of_its_line(value: str) -> None:
    name, date, phone = (verdict.finding for verdict in _judged("row", value))
    assert name.end_position.column - name.position.column == len(NAME)
    assert (date.position, date.end_position) == (phone.position, phone.end_position)
    assert (date.end_position.line, date.end_position.column) == (2, 1)


@pytest.mark.slow
def test_a_scan_of_birth_dates_of_any_length_ends_in_the_same_reports(checkout: Checkout, sekisho: Runner) -> None:
    """The whole way, as a value is found: all but the time, the amounts and the digest of the rules."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for value in ("昭和5年4月1日", "昭和60年4月1日", "平成元年10月8日"):
        checkout.write("people.csv", f"氏名,生年月日,電話番号\n{NAME},{value},{PHONE}\n")
        checkout.write("people.py", f'PERSON = dict(name="{NAME}", birthday="{value}", tel="{PHONE}")\n')
        words = [word for name in FORMATS_OF_A_FILE for word in ("--report", f"{name}=../report.{name}")]
        outcome = sekisho("scan", "--min-severity", "low", "--no-cache", *words, cwd=checkout.root)
        assert outcome.code == 1
        assert "date-of-birth" in outcome.out
        reports = {
            name: (checkout.root.parent / f"report.{name}").read_text(encoding="utf-8-sig")
            for name in FORMATS_OF_A_FILE
        }
        reports["json"] = json.dumps(json.loads(reports["json"])["findings"])
        for name, report in ({"text": outcome.out} | reports).items():
            told[name].add(_timeless(report))
    assert {name: len(variants) for name, variants in told.items()} == dict.fromkeys(told, 1)


def _timeless(report: str) -> str:
    report = html.unescape(report)
    report = re.sub(r'\d{4}(?:-\d\d-\d\d|年\d+月\d+日)[T ]\d\d:\d\d(:\d\d)?(Z|")?', "TIME", report)
    report = re.sub(
        r'("(bytes|seconds)": |time="|\d+ (files? looked at|秒|件の?ファイル)[^)]*?)[\d.,]+', r"\1N", report
    )
    return re.sub(r"[\d.,]+ ?(B|s|秒|kB|バイト|bytes)\b", r"N \1", report)
