"""No detected value, folded or digits only, in any output, log, traceback or cache, in any format, at any verbosity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.folding import fold
from guard.cli import main
from guard.commands.options import FORMATS
from tests.conftest import Checkout, Outcome, Runner
from tests.people import ENCODINGS, TABLE, VALUES, encoded

#: The same people in other shapes; whatever is missed in them must not show in an excerpt either.
OTHERS = {
    "seeds.sql": "INSERT INTO residents (shimei, jusho, tel) VALUES ('勅使河原 蓮', '埼玉県草加市高砂1丁目12番34号', '０４８－９２２－７７３１');\n",
    "people.json": '{"name": "勅使河原 蓮", "note": "五十嵐 心愛の母", "my_number": "6214-9832-0257", "mail": "t.ren@soka-bunka.jp"}\n',
    "app.py": '# 問い合わせ: 勅使河原 蓮 (090-3456-7812)\nCONTACT = "kokoa@hanamizuki.ne.jp"  # 五十嵐 心愛\n',
    "escaped.js": 'const n = "\\u52c5\\u4f7f\\u6cb3\\u539f \\u84ee"; const t = "090%2D3456%2D7812";\n',
    "missed.txt": "テシガワラ レン 五十嵐 心愛 ｲｶﾞﾗｼ ｺｺｱ 621498320257 983205673214 090-3456-7812 t.ren@soka-bunka.jp\n",
}
FORMS = ("text", *sorted(set(FORMATS) - {"text"}))


def _forms(value: str) -> Iterator[str]:
    folded = fold(value).text
    digits = re.sub(r"[^0-9]", "", folded)
    yield from {value, folded, value.replace(" ", ""), folded.replace(" ", "")}
    if len(digits) >= 7:
        yield digits
    if re.fullmatch(r"\S+ \S+", value) and not value.isascii():
        yield from value.split(" ")


PLANTED = sorted({form for value in VALUES for form in _forms(value) if len(form) > 1})


@pytest.fixture
def planted(checkout: Checkout) -> Checkout:
    for encoding in ENCODINGS:
        checkout.write(f"residents-{encoding}.csv", encoded(TABLE, encoding))
    for name, text in OTHERS.items():
        checkout.write(name, text)
    checkout.write(".gitattributes", "*.csv diff=x\n")
    return checkout


def assert_nothing_planted(text: str) -> None:
    plain = fold(text).text
    for value in PLANTED:
        # "蓮" and the like are too short to be told from any text; the longer forms hold them.
        assert value not in text, "a planted value is in the output"
        assert value not in plain, "a planted value is in the folded output"


def _assert_clean(outcome: Outcome) -> None:
    assert_nothing_planted(outcome.out)
    assert_nothing_planted(outcome.err)


@pytest.mark.parametrize("format_", FORMS)
@pytest.mark.parametrize("verbosity", ["--quiet", "", "--verbose"])
def test_no_planted_value_in_a_report(
    planted: Checkout,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    format_: str,
    verbosity: str,
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.chdir(planted.root)
    assert main(["scan", "--format", format_, "--min-severity", "low", *([verbosity] if verbosity else [])]) == 1
    printed = capfd.readouterr()
    assert printed.out
    assert_nothing_planted(printed.out)
    assert_nothing_planted(printed.err)


def test_planted_values_are_what_the_scan_finds(planted: Checkout, sekisho: Runner) -> None:
    """The tests above mean something only if the values are there and are seen."""
    outcome = sekisho("scan", "--format", "json", "--min-severity", "low", cwd=planted.root)
    for rule in ("jp-my-number", "person-name", "jp-address", "phone-number", "email-address", "date-of-birth"):
        assert f'"{rule}"' in outcome.out
    assert sum(value in "".join(OTHERS.values()) + TABLE for value in PLANTED) > 20


def test_no_planted_value_when_a_recognizer_raises(
    planted: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from detectors.recognizers.my_number import MyNumberRecognizer

    def fail(_self: object, passage: object) -> None:
        raise ValueError(f"cannot read {passage.text}")  # type: ignore[attr-defined]

    monkeypatch.setattr(MyNumberRecognizer, "find", fail)
    monkeypatch.chdir(planted.root)
    assert main(["scan", "--verbose"]) == 3
    printed = capsys.readouterr()
    assert "ValueError" in printed.out
    assert_nothing_planted(printed.out)
    assert_nothing_planted(printed.err)


def test_no_planted_value_in_the_log_of_an_internal_error(
    planted: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import tempfile

    from guard.scan import Scan

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(TABLE)

    monkeypatch.setattr(Scan, "run", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(planted.root)
    assert main(["scan"]) == 4
    printed = capsys.readouterr()
    assert "internal error" in printed.err
    logs = list(tmp_path.glob("sekisho-*.log"))
    assert len(logs) == 1
    assert "RuntimeError" in logs[0].read_text(encoding="utf-8")
    assert_nothing_planted(printed.err + logs[0].read_text(encoding="utf-8"))


def test_digits_of_other_scripts_are_masked_too(checkout: Checkout, sekisho: Runner) -> None:
    number = "".join(chr(0x1D7CE + int(digit)) for digit in "621498320257")
    checkout.write("a.txt", f"個人番号 {number} ①②③ ٦٢١٤\n")
    outcome = sekisho("scan", cwd=checkout.root)
    assert "jp-my-number" in outcome.out
    assert not {*number, *"①٦"} & set(outcome.out)


def test_nothing_is_written_beside_the_reports_that_were_asked_for(planted: Checkout, sekisho: Runner) -> None:
    before = {path for path in planted.root.parent.rglob("*") if ".git" not in path.parts}
    sekisho("scan", cwd=planted.root)
    after = {path for path in planted.root.parent.rglob("*") if ".git" not in path.parts}
    assert after == before
