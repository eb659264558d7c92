import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.model import Disposition, Origin, Part, Severity, Skip, SkipReason
from guard.report import text
from guard.report.console import clip, columns, encodable, pad, visible, visible_place, write_text
from guard.report.options import ReportOptions
from guard.report.rules_text import write_rule, write_rules
from guard.report.table import REPORTERS, reporter
from guard.rules.catalogue import RULES

from .example import english, full_result, japanese, result, verdict, written

ENGLISH = """\
db/seeds.sql (12 persons)
  12:34    high      person-name     The name of a person in one record with: address, phone number
  12:40    high      jp-address      An address in a field for addresses
      | INSERT INTO residents VALUES ('●●　●●', '●●●●');
  14:34    critical  jp-my-number    A number with a valid check digit in a field for My Numbers
      | '●●●●●●●●●●●●'

docs/名簿.xlsx
  名簿!B3  medium    email-address   An e-mail address in a field for e-mail addresses

old.zip
  [a/名簿.csv @ 1a2b3c4d5e]
  12:34    medium    phone-number    A phone number in a field for phone numbers
      | 電話  ●●●

NOT LOOKED AT (the run is incomplete):
  encrypted (1): is encrypted or protected by a password
    secret.xlsx: needs a password
  too-large (1): is larger than the limit
    old.zip > b/huge.csv: 64 MB

Not read, though it may hold text (does not fail the scan):
  no-extractor (1): is of a kind that nothing here reads
    scan.pdf: no text layer

note: The baseline has 2 entries that match nothing.

What to do next:
  email-address   Use an address that cannot exist, such as taro@example.jp or a domain that ends in .test.
  jp-address      Replace home addresses by the address of a public office or by one that does not exist.
  jp-my-number    If the number may be real, stop and tell the person responsible for security: \
removing the line is not enough, it stays in the history. In tests use a number whose check digit is wrong.
  person-name     Replace real names by invented ones that show it, such as 山田太郎 or テスト花子.
  phone-number    Use a number that is not assigned, such as 03-0000-0000 or 090-0000-0000.
  `sekisho mask PATH …` replaces personal data by values that are marked as made up.
  If a finding may stay, write `sekisho: allow[rule-id] reason` in a comment on its line or on the \
line above. `sekisho rules ID` explains a rule.
  Make what was not looked at readable, or accept it with a reason: `[[accept-skip]]` in sekisho.toml.

sekisho incomplete: 5 findings in 3 files (1 critical, 2 high, 2 medium); 2 NOT LOOKED AT; \
10 files looked at (12.3 kB); 3 skipped; 2 findings accepted; 1 below medium; 0.4 s
"""

JAPANESE = """\
db/seeds.sql (氏名 12 人分)
  12:34    高        person-name     氏名が、住所・電話番号と同じレコードにあります
  12:40    高        jp-address      住所の項目に住所があります
      | INSERT INTO residents VALUES ('●●　●●', '●●●●');
  14:34    重大      jp-my-number    マイナンバーの項目に、検査用数字が一致する番号があります
      | '●●●●●●●●●●●●'

docs/名簿.xlsx
  名簿!B3  中        email-address   メールアドレスの項目にメールアドレスがあります

old.zip
  [a/名簿.csv @ 1a2b3c4d5e]
  12:34    中        phone-number    電話番号の項目に電話番号があります
      | 電話  ●●●

【検査できなかったもの】このため、検査は完了していません
  encrypted (1): 暗号化またはパスワードで保護されています
    secret.xlsx: needs a password
  too-large (1): サイズが上限を超えています
    old.zip > b/huge.csv: 64 MB

【読み取っていないもの】文字を含む可能性がありますが、合否には影響しません
  no-extractor (1): 対応していない形式です
    scan.pdf: no text layer

注意：The baseline has 2 entries that match nothing.

【次に行うこと】
  email-address   taro@example.jp や末尾が .test のドメインなど、実在しえないメールアドレスに\
置き換えてください。
  jp-address      個人の住所は、公的機関の所在地か、実在しない住所に置き換えてください。
  jp-my-number    実在する番号の可能性がある場合は、作業を止めて情報セキュリティの責任者に連絡してください。\
行を削除しても履歴に残ります。テストでは、検査用数字が一致しない番号を使ってください。
  person-name     実在する人の氏名は、「山田太郎」「テスト花子」など、架空と分かる氏名に置き換えてください。
  phone-number    03-0000-0000、090-0000-0000 など、使われていない番号に置き換えてください。
  `sekisho mask PATH …` で、個人情報を作り物とわかる値に置き換えられます。
  検出されたものを残してよい場合は、その行または直前の行のコメントに `sekisho: allow[rule-id] 理由` と\
書いてください。規則の説明は `sekisho rules ID` で表示できます。
  検査できなかったものは、読み取れる形に直すか、理由を添えて sekisho.toml の \
`[[accept-skip]]` で承認してください。

関所 未完了：3 ファイルで 5 件を検出（重大 1・高 2・中 2）、検査できなかったもの 2 件、\
10 ファイル（12.3 kB）を検査、スキップ 3 件、承認済みの検出 2 件、重大度「中」未満 1 件、0.4 秒
"""


def test_english_report_is_the_golden_one():
    assert written(text.write, full_result()) == ENGLISH


def test_japanese_report_is_the_golden_one(tmp_path: Path):
    assert written(text.write, full_result(), ReportOptions(japanese(tmp_path))) == JAPANESE


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_clean_run_prints_exactly_one_line(verbosity: int):
    options = ReportOptions(english(), verbosity=verbosity)
    assert written(text.write, result(), options) == "sekisho passed: 10 files looked at (12.3 kB); 0.4 s\n"


def test_files_that_hold_no_text_do_not_lengthen_a_clean_report():
    skips = (Skip(Origin("logo.png"), SkipReason.NO_EXTRACTOR, can_hold_text=False),)
    assert written(text.write, result(skips=skips)).splitlines() == [
        "sekisho passed: 10 files looked at (12.3 kB); 1 skipped; 0.4 s"
    ]


def test_quiet_keeps_findings_and_what_was_not_looked_at_and_drops_the_advice():
    report = written(text.write, full_result(), ReportOptions(english(), verbosity=-1))
    assert "db/seeds.sql" in report
    assert "NOT LOOKED AT (the run is incomplete):" in report
    assert "What to do next" not in report
    assert "note:" not in report
    assert "scan.pdf" not in report


def test_verbose_shows_what_is_below_the_threshold_and_what_was_accepted_and_why():
    report = written(text.write, full_result(), ReportOptions(english(), verbosity=1))
    assert "A postal code in a field for postal codes [below the severity that fails]" in report
    assert "[allowed on the line: published sample]" in report
    assert "[accepted in the baseline: before the contract]" in report
    assert "vendor/x.bin: malformed: test data of a library" in report
    assert "logo.png" in report


def test_run_with_only_accepted_findings_passes_and_counts_them():
    accepted = result(verdict(disposition=Disposition.BASELINED), verdict(disposition=Disposition.ALLOWED_CONFIG))
    assert written(text.write, accepted).startswith("sekisho passed: 10 files looked at (12.3 kB); 2 findings accepted")


def test_interrupted_run_says_so_whatever_was_found():
    assert "sekisho interrupted:" in written(text.write, result(verdict(), interrupted=True))


def test_findings_of_one_rule_in_one_file_are_limited_and_the_rest_is_counted():
    many = [verdict(line=n, excerpt="") for n in range(1, 53)]
    lines = written(text.write, result(*many)).splitlines()
    assert sum(" person-name " in line and ":" in line.split()[0] for line in lines) == text.MAX_PER_RULE
    assert "  … and 42 more of person-name in this file (the JSON report has all)" in lines


def test_limit_keeps_the_worst_findings():
    many = [verdict(line=n, severity=Severity.MEDIUM, excerpt="") for n in range(1, 60)]
    report = written(text.write, result(*many, verdict(line=99, severity=Severity.CRITICAL, excerpt="")))
    assert "  99:34    critical" in report


def test_skips_of_one_reason_are_limited_and_the_rest_is_counted():
    skips = tuple(Skip(Origin(f"{n:03}.bin"), SkipReason.UNREADABLE) for n in range(text.MAX_PER_REASON + 5))
    report = written(text.write, result(skips=skips))
    assert "unreadable (25): could not be read" in report
    assert "    … and 5 more (the JSON report has all)" in report


def test_run_over_nothing_is_incomplete_and_names_the_place():
    report = written(text.write, result(skips=(Skip(Origin(""), SkipReason.NOTHING_SCANNED, "no file matches"),)))
    assert "    .: no file matches" in report
    assert "sekisho incomplete: 1 NOT LOOKED AT" in report


def test_finding_in_a_path_has_no_line():
    assert "\n  path     high" in written(text.write, result(verdict(part=Part.PATH)))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a\nb.csv", r"a\nb.csv"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\x9bb", r"a\x9bb"),
        ("txt\u202evsc.csv", r"txt\u202evsc.csv"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("\udc82\udca0.txt", r"\udc82\udca0.txt"),
        ("名簿　写し.csv", "名簿　写し.csv"),
        ("::error::x", "./::error::x"),
        (" ::add-mask::x", "./ ::add-mask::x"),
    ],
)
def test_hostile_path_is_shown_visibly_on_one_line(path: str, shown: str):
    assert visible_place(path) == shown
    assert written(text.write, result(verdict(path=path))).splitlines()[0] == shown


def test_no_line_is_a_workflow_command():
    evil = " ::add-mask::x"
    scan = result(
        verdict(path=evil, origin=Origin(evil, (evil,)), cell=evil, rule_id=evil, message=evil, excerpt=evil),
        skips=(Skip(Origin(evil, (evil,)), SkipReason.MALFORMED, evil),),
        notes=(evil,),
    )
    report = written(text.write, scan, ReportOptions(english(), verbosity=1))
    assert not [line for line in report.splitlines() if line.lstrip().startswith("::")]


def test_every_text_of_the_repository_is_shown_visibly():
    evil = "x\x1b[31m\n\u202e\udc82"
    scan = result(
        verdict(
            path=evil,
            origin=Origin(evil, (evil,), evil),
            excerpt=evil,
            cell=evil,
            message="{kinds}",
            message_args={"kinds": evil},
        ),
        verdict(path="b", disposition=Disposition.ALLOWED_INLINE, reason=evil),
        skips=(Skip(Origin(evil, (evil,), evil), SkipReason.MALFORMED, evil),),
        accepted_skips=((Skip(Origin(evil), SkipReason.MALFORMED), evil),),
        notes=(evil,),
    )
    report = written(text.write, scan, ReportOptions(english(), verbosity=1))
    assert not set(evil) & set(report) - set("x[31m\n")
    assert all(line == visible(line) for line in report.splitlines())


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "cp1252", "utf-16", "iso2022_jp", "utf-8"])
def test_no_console_makes_the_report_fail(encoding: str, tmp_path: Path):
    scan = result(*full_result().verdicts, verdict(path="𠮷野\udc82🍣é.csv", excerpt="𠮷●é\x80"))
    for translator in (english(), japanese(tmp_path)):
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
        text.write(scan, out, ReportOptions(translator, colour=True, verbosity=1))
        out.flush()
        assert "person-name" in raw.getvalue().decode(encoding)


@given(st.text(st.characters(exclude_categories=[])), st.sampled_from(["cp932", "ascii", "euc_jp", "utf-8"]))
def test_any_text_can_be_written_to_any_stream(value: str, encoding: str):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    write_text(out, value)
    out.flush()


def test_what_a_stream_cannot_encode_becomes_an_escape_and_the_rest_stays():
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp932")
    assert encodable("草加市 é 𠮷", out) == r"草加市 \xe9 \U00020bb7"


@given(st.text(), st.integers(1, 30))
def test_clipped_text_fits_and_keeps_what_fits(value: str, width: int):
    clipped = clip(value, width)
    assert columns(clipped) <= width
    assert clipped == value or columns(value) > width


def test_columns_count_wide_characters_twice():
    assert columns("氏名ab") == 6
    assert pad("高", 4) == "高  "


def test_colour_is_used_only_where_it_is_asked_for():
    assert "\x1b" not in written(text.write, full_result())
    coloured = written(text.write, full_result(), ReportOptions(english(), colour=True))
    assert "\x1b[1;31mcritical\x1b[0m" in coloured


def test_long_excerpt_is_cut_to_the_width():
    report = written(text.write, result(verdict(excerpt="あ" * 5_000)), ReportOptions(english(), width=60))
    excerpt = next(line for line in report.splitlines() if "|" in line)
    assert columns(excerpt) <= 60
    assert excerpt.endswith("…")


@pytest.mark.parametrize("name", REPORTERS)
def test_every_reporter_of_the_table_writes(name: str):
    assert written(reporter(name), full_result())


def test_table_is_sorted():
    assert list(REPORTERS) == sorted(REPORTERS)


def test_rules_are_sorted_and_listed_and_each_can_be_explained():
    order = ["personal-data", "separation", "accounts", "gate"]
    assert list(RULES) == sorted(RULES, key=lambda rule: (order.index(rule.check), rule.id))
    out = io.StringIO()
    write_rules(RULES, out, english())
    assert [line.split()[0] for line in out.getvalue().splitlines()] == [rule.id for rule in RULES]
    for rule in RULES:
        out = io.StringIO()
        write_rule(rule, out, english())
        assert f"`sekisho: allow[{rule.id}] reason`" in out.getvalue() or rule.check in {"accounts", "gate"}
        assert rule.controls[0] in out.getvalue()


def test_clean_report_imports_nothing_heavy():
    program = (
        "import sys, json; from guard.report.table import reporter; from guard.messages import translator;"
        "reporter('text'); translator('ja'); print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, text=True)
    assert not {"rich", "pathlib", "babel", "urllib.parse", "pydantic"} & (set(json.loads(run.stdout)) - _at_start())


def _at_start() -> set[str]:
    """What the interpreter itself imports, editable installs included."""
    program = "import sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, text=True)
    return set(json.loads(run.stdout))
