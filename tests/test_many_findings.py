"""Findings in any number: packed and streamed, they come to the same as a few do, and fit into memory."""

from __future__ import annotations

import io
import json
import pickle
import random
from dataclasses import replace
from pathlib import Path

import pytest

from guard import verdicts as packing
from guard.checks.personal_data import sections, synthetic, window
from guard.cli import main
from guard.model import Disposition, Origin, Related, Severity, Step, Verdict
from guard.policy.fingerprint import Fingerprints
from guard.report import github, json_report, sarif, text
from guard.report.options import Reporter, ReportOptions
from guard.verdicts import Verdicts
from tests.conftest import Checkout
from tests.people import HEADER, ROWS
from tests.report.example import english, full_result, result, verdict
from tests.test_hostile import LIMIT, run

PERSON = dict(zip(HEADER.split(","), ROWS[0].split(","), strict=True))


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done with more than fits into memory is done with a handful."""
    monkeypatch.setattr(packing, "HELD", 7)
    monkeypatch.setattr(packing, "CHUNK", 3)


def examples() -> list[Verdict]:
    rng = random.Random(4)
    shown = [
        verdict(
            path=f"{rng.randrange(5)}.csv", line=rng.randrange(40), column=rng.randrange(9), record=rng.randrange(9)
        )
        for _ in range(50)
    ]
    rich = replace(
        shown[0].finding,
        origin=Origin("a.zip", ("b.csv",), "c" * 40),
        cell="名簿!B3",
        record=None,
        removed="d" * 40,
        message_args={"kinds": "jp-address", "n": 3},
        explanation=(Step("rule", "{n}", (("n", 1),), 0.5),),
        related=(Related("x.yml", 3, "here"),),
        severity=Severity.CRITICAL,
    )
    return [*shown, Verdict(rich, Disposition.ALLOWED_INLINE, "published"), *full_result().verdicts]


@pytest.mark.usefixtures("few_are_many")
def test_verdicts_are_the_same_after_they_were_packed() -> None:
    given = examples()
    assert list(Verdicts(given)) == given
    assert list(pickle.loads(pickle.dumps(Verdicts(given)))) == given
    joined = Verdicts(given[:9])
    joined.extend(Verdicts(given[9:]))
    assert sorted(map(repr, joined)) == sorted(map(repr, given))
    assert joined.counts == Verdicts(given).counts
    assert len(joined) == len(given)


def test_many_verdicts_are_sorted_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(Verdicts(examples()).ordered())
    monkeypatch.setattr(packing, "HELD", 7)
    monkeypatch.setattr(packing, "CHUNK", 3)
    assert list(Verdicts(examples()).ordered()) == few


@pytest.mark.usefixtures("few_are_many")
def test_verdicts_in_order_are_not_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order = list(Verdicts(examples()).ordered())
    halves = Verdicts(in_order[:30])
    halves.extend(Verdicts(in_order[30:]))
    swapped = Verdicts(in_order[30:])
    swapped.extend(Verdicts(in_order[:30]))
    assert list(swapped.ordered()) == in_order
    monkeypatch.setattr(Verdicts, "_pack", None)
    assert list(halves.ordered()) == in_order


@pytest.mark.parametrize("write", [json_report.write, sarif.write, text.write, github.write, github.write_summary])
def test_a_report_of_many_is_that_of_few(monkeypatch: pytest.MonkeyPatch, write: Reporter) -> None:
    def report() -> str:
        out = io.StringIO()
        write(result(*examples()), out, ReportOptions(english(), fingerprint=Fingerprints()))
        return out.getvalue()

    few = report()
    monkeypatch.setattr(packing, "HELD", 7)
    monkeypatch.setattr(packing, "CHUNK", 3)
    assert report() == few


def test_a_finding_of_the_json_report_is_written_as_json_writes_it() -> None:
    out = io.StringIO()
    json_report.write(result(*examples()), out, ReportOptions(english(), fingerprint=Fingerprints()))
    lines = [line.strip().rstrip(",") for line in out.getvalue().splitlines() if '"fingerprint"' in line]
    assert len(lines) == len(examples())
    for line in lines:
        line = line.removesuffix("]")
        assert json.dumps(json.loads(line), ensure_ascii=False) == line


def test_the_worst_come_first_in_sarif_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 20)
    out = io.StringIO()
    lines = [verdict(line=n, severity=Severity.CRITICAL if n % 10 == 0 else Severity.MEDIUM) for n in range(1, 101)]
    sarif.write(result(*lines), out, ReportOptions(english()))
    results = json.loads(out.getvalue())["runs"][0]["results"]
    found = [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results]
    assert found == [*range(10, 101, 10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert "80 results left out" in out.getvalue()


def rows(count: int) -> list[str]:
    return [ROWS[number % 2].replace("100234", str(number)) for number in range(count)]


def objects(count: int) -> str:
    people = [{**PERSON, "No": number, "家族": {"氏名": "勅使河原 凛", "続柄": "子"}} for number in range(count)]
    return json.dumps({"担当者": "五十嵐 蒼", "顧客": people, "連絡先": "048-922-7731"}, ensure_ascii=False, indent=1)


def prose(count: int) -> str:
    paragraph = (
        "担当は勅使河原蓮です。\n電話は048-922-7731です。\n\n住所:埼玉県草加市高砂1丁目12番34号\n氏名:五十嵐心愛\n"
    )
    filler = "届出の内容を確認する。\n"
    return "".join(paragraph + filler * (number % 30) for number in range(count))


def invented(count: int) -> str:
    places = ("北海道横浜市港北区", "沖縄県川崎市幸区", "長野県千葉市緑区", "大阪府札幌市北区", "愛媛県仙台市泉区")
    lines = (
        f"勅使河原 蓮,{places[n % 5]}{n % 40 + 1}丁目{n % 9 + 1}番{n % 7 + 1}号,t{n}@example.com" for n in range(count)
    )
    return "\n".join(("氏名,住所,メール", *lines)) + "\n"


FILES = {
    "people.csv": "\n".join((HEADER, *rows(150))) + "\n",
    "people.sql": "\n".join(
        f"INSERT INTO p VALUES ('{row.replace(',', chr(39) + ',' + chr(39))}');" for row in rows(150)
    ),
    "bare.csv": "\n".join(row.split(",")[-1] for row in rows(300)),
    "tree.json": objects(60),
    "lines.jsonl": "\n".join(json.dumps(PERSON, ensure_ascii=False) for _ in range(80)),
    "text.txt": prose(80),
    "invented.csv": invented(150),
    "allowed.csv": "\n".join((HEADER, *(f"{row} # sekisho: allow[email-address] test" for row in rows(80)))),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "full", [pytest.param(1, marks=pytest.mark.slow), 13, pytest.param(64, marks=pytest.mark.slow)]
)
def test_a_document_judged_in_stretches_comes_to_the_same_as_in_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, full: int
) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")

    def findings() -> list[str]:
        assert main(["scan", str(tmp_path), "--format", "json", "--min-severity", "low", "--explain"]) in {0, 1}
        lines = capsys.readouterr().out.splitlines()
        return [line for line in lines if '"fingerprint"' in line or '"summary"' in line]

    monkeypatch.setattr(sections, "SECTION", 600)
    whole = findings()
    judged = []
    release = window.Window.release
    monkeypatch.setattr(window.Window, "release", lambda *given: judged.append(1) or release(*given))
    monkeypatch.setattr(window, "FULL", full)
    monkeypatch.setattr(sections, "STREAMED", 0)
    monkeypatch.setattr(synthetic, "STRETCH", 5_000)
    assert findings() == whole
    assert len(whole) > 60
    assert judged or name == "tree.json"  # its first object ends with the file


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_findings_fits_into_memory(checkout: Checkout) -> None:
    checkout.write("people.csv", "\n".join((HEADER, *rows(15_000))).encode())
    done = run(checkout.root, "scan", "--no-cache", "--format", "json")
    assert done.code == 1
    assert done.out.count('"fingerprint"') == 7 * 15_000
    assert done.memory < LIMIT
