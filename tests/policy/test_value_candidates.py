"""Whoever has the baseline and all reports, and tries every value there is, is left with ten thousand candidates."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from guard.config.config import Config
from guard.messages import translator
from guard.model import Document, Finding, Origin, Position, Sensitive, Severity, Verdict
from guard.policy.baseline_file import write_baseline
from guard.policy.fingerprint import Fingerprints
from guard.policy.identity import Identifier, fold
from guard.policy.policy import Policy
from guard.policy.value_space import FEWEST_LEFT, FEWEST_VALUES, VALUE_SPACES, may_have_tag
from guard.report.options import ReportOptions
from guard.report.table import reporter
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.catalogue import RULES
from tests.policy.judging import accepted

POLICY = Policy(Config(), None, Identifier())
RULE_OF = {"DATE_OF_BIRTH": "date-of-birth", "JP_BANK_ACCOUNT": "jp-bank-account", "JP_MY_NUMBER": "jp-my-number"}


def my_number(body: int) -> str:
    digits = f"{body:011}"
    left = (
        sum(int(digit) * weight for digit, weight in zip(reversed(digits), (2, 3, 4, 5, 6, 7) * 2, strict=False)) % 11
    )
    return digits + ("0" if left <= 1 else str(11 - left))


def birth_dates() -> Iterator[dt.date]:
    day = dt.date(1900, 1, 1)
    while day.year <= 2026:
        yield day
        day += dt.timedelta(1)


def verdict(entity: str, value: str, before: str = "", after: str = "") -> Verdict:
    """What is known of a value once it is judged."""
    document = Document(Origin("data/people.csv"), f"{before}{value}{after}\n")
    start, end = len(before), len(before) + len(value)
    finding = Finding(
        *("personal-data", RULE_OF[entity], entity, Severity.HIGH, 1.0, document.origin, start, end),
        *(Position(1, start + 1), Position(1, end + 1), "A value"),
        value=Sensitive(value),
        label=Sensitive("個人番号"),
        column=1,
        record=0,
    )
    (judged,) = POLICY.judge([finding], document)
    return judged


def fewest(verdicts: Iterable[Verdict]) -> int:
    """How many values share the rarest of what is known of one."""
    return min(Counter(repr(one) for one in verdicts).values())


@pytest.mark.slow
def test_no_account_is_told_from_another() -> None:
    assert not any(may_have_tag("JP_BANK_ACCOUNT", f"{number:07}") for number in range(10**7))
    some = random.Random(1).sample(range(10**7), 20_000)
    assert fewest(verdict("JP_BANK_ACCOUNT", f"{number:07}", "普通,", ",ｾｲｷﾕｳ") for number in some) == len(some)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"])
def test_no_birth_date_is_told_from_another(form: str) -> None:
    dates = [f"{day:{form}}" for day in birth_dates()]
    assert len(dates) > 46_000
    assert fewest(verdict("DATE_OF_BIRTH", date, "中条 紗世,", ",男") for date in dates) == len(dates)


@pytest.mark.slow
def test_a_birth_date_beside_a_finding_is_not_told_from_another() -> None:
    dates = [f"{day:%Y-%m-%d}" for day in birth_dates()]
    beside = (verdict("JP_MY_NUMBER", "621498320257", "", f",{date},女") for date in dates)
    assert fewest(beside) == len(dates)


@pytest.mark.parametrize("era", ["令和", "平成", "昭和", "大正", "明治"])
def test_the_era_of_a_birth_date_beside_a_finding_is_not_shown(era: str) -> None:
    shown = {
        verdict("JP_MY_NUMBER", "621498320257", "", f",{name}{year}年4月1日,").finding.excerpt
        for name, year in ((era, "元"), (era, "1"), (era, "31"), ("昭和", "55"))
    }
    assert len(shown) == 1


@pytest.mark.slow
def test_a_million_my_numbers_leave_one_in_256() -> None:
    identifier = Identifier()
    document = Document(Origin("data/people.csv"), "")
    tags: Counter[str] = Counter()
    finding = verdict("JP_MY_NUMBER", my_number(62149832025)).finding
    some = random.Random(2).sample(range(10**11), 10**6)
    for body in some:
        tags[
            identifier(replace(finding, value=Sensitive(my_number(body)), label=Sensitive("個人番号")), document).tag
        ] += 1
    assert len(tags) == 256
    left = min(tags.values()) * 10**11 // len(some)
    assert left > FEWEST_LEFT
    assert min(tags.values()) > 3_500  # of 3,906: none is singled out in a smaller space either


@pytest.mark.slow
def test_many_places_tell_no_more_of_a_value_than_one() -> None:
    """The same value in two files: the numbers that fit the first entry are those that fit the second."""
    identifier = Identifier()
    one = verdict("JP_MY_NUMBER", my_number(62149832025)).finding
    documents = [Document(Origin(path), "") for path in ("data/people.csv", "db/seeds.sql", "old/people.csv")]

    def tags(body: int) -> tuple[str, ...]:
        value = replace(one, value=Sensitive(my_number(body)), label=Sensitive("個人番号"))
        return tuple(identifier(replace(value, origin=at.origin), at).tag for at in documents)

    found = Counter(tags(body) for body in range(0, 10**9, 10**4))
    assert len(found) == 256
    assert all(len(set(told)) > 1 for told in found), "the same value looks the same nowhere"


def test_every_space_that_has_a_tag_leaves_enough() -> None:
    assert all(space.size >= FEWEST_VALUES and space.size // 256 >= FEWEST_LEFT for space in VALUE_SPACES)
    assert {space.entity for space in VALUE_SPACES} < {rule.entity for rule in RULES}
    assert all(space.source for space in VALUE_SPACES)


@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("PHONE_NUMBER", "048-925-3316"),
        ("PERSON", "中条 紗世"),
        ("DATE_OF_BIRTH", "1986-07-09"),
        ("JP_POSTAL_CODE", "340-0015"),
        ("JP_PENSION_NUMBER", "1234-567890"),
        ("EMAIL_ADDRESS", "s.nakajo@soka-bunka.jp"),
        ("JP_MY_NUMBER", "1234"),
        ("OWN_RULE", "1234567890123456"),
    ],
)
def test_what_has_few_values_has_no_tag(entity: str, value: str) -> None:
    assert not may_have_tag(entity, fold(value))


@pytest.mark.parametrize("format_", ["json", "sarif", "text", "github"])
def test_outputs_differ_by_nothing_that_follows_from_a_value(format_: str) -> None:
    """Two hundred birth dates, accounts and My Numbers: one report."""
    choose = random.Random(3)
    days = list(birth_dates())
    values = {
        "DATE_OF_BIRTH": [f"{choose.choice(days):%Y-%m-%d}" for _ in range(200)],
        "JP_BANK_ACCOUNT": [f"{choose.randrange(10**7):07}" for _ in range(200)],
        "JP_MY_NUMBER": [my_number(choose.randrange(10**11)) for _ in range(200)],
    }
    for entity, some in values.items():
        reports = {_report(format_, verdict(entity, value, "中条 紗世,", ",男")) for value in some}
        assert len(reports) == 1
        assert not any(value in report for report in reports for value in some)


def test_the_baseline_of_birth_dates_and_accounts_is_the_same_whatever_they_are() -> None:
    for entity, values in (
        ("DATE_OF_BIRTH", ("1986-07-09", "1900-01-01")),
        ("JP_BANK_ACCOUNT", ("1234567", "7654321")),
    ):
        assert len({write_baseline(accepted([verdict(entity, value)])) for value in values}) == 1


def _report(format_: str, judged: Verdict) -> str:
    run = RunInfo("scan", "worktree", ".", dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    result = ScanResult.build(run, [judged], (), Counts(files=1), Severity.LOW)
    out = io.StringIO()
    reporter(format_)(result, out, ReportOptions(translator("en"), fingerprint=Fingerprints()))
    return out.getvalue()
