"""Accepted findings: what counts as accepting, what it covers, and that it stays in the report without a value."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from guard.cli import main
from tests.conftest import Checkout, Runner

PHONE = "048-922-7731"
OTHER_PHONE = "090-3456-7812"
MAIL = "t.ren@soka-bunka.jp"
MARK = "sekisho: allow[phone-number] the switchboard of the city hall"
REASON = "the switchboard of the city hall"

#: Name → the mark on the line of the number, and on the line above, in the comment syntax of the language.
COMMENTS = {
    "a.py": (f'TEL = "{PHONE}"  # {MARK}\n', f'# {MARK}\nTEL = "{PHONE}"\n'),
    "b.sql": (f"UPDATE t SET tel = '{PHONE}'; -- {MARK}\n", f"-- {MARK}\nUPDATE t SET tel = '{PHONE}';\n"),
    "c.sql": (f"UPDATE t SET tel = '{PHONE}'; /* {MARK} */\n", f"/* {MARK} */\nUPDATE t SET tel = '{PHONE}';\n"),
    "d.html": (f"<p>電話 {PHONE}</p> <!-- {MARK} -->\n", f"<!-- {MARK} -->\n<p>電話 {PHONE}</p>\n"),
    "e.html": (f"<!-- {MARK} --><p>電話 {PHONE}</p>\n", f"  <!--  {MARK}  -->  \n<p>電話 {PHONE}</p>\n"),
    "f.js": (f'const tel = "{PHONE}"; // {MARK}\n', f'// {MARK}\nconst tel = "{PHONE}";\n'),
    "g.js": (f'/* {MARK} */ const tel = "{PHONE}";\n', f'/** {MARK} **/\nconst tel = "{PHONE}";\n'),
    "h.js": (f'const tel = "{PHONE}"; // {MARK}\n', f'/* the hall\n * {MARK} */\nconst tel = "{PHONE}";\n'),
    "i.php": (f'<?php $tel = "{PHONE}"; # {MARK}\n', f'<?php\n# {MARK}\n$tel = "{PHONE}";\n'),
    "j.yaml": (f"tel: '{PHONE}'  # {MARK}\n", f"# {MARK}\ntel: '{PHONE}'\n"),
    "k.csv": (f'電話番号,備考\n{PHONE},"# {MARK}"\n', f"電話番号,備考\n# {MARK}\n{PHONE},x\n"),
    "l.ini": (f"[a]\ntel = {PHONE} ; {MARK}\n", f"[a]\n; {MARK}\ntel = {PHONE}\n"),
    "m.tex": (f"電話 {PHONE} % {MARK}\n", f"% {MARK}\n電話 {PHONE}\n"),
    "n.jinja": (f"電話 {PHONE} {{# {MARK} #}}\n", f"{{# {MARK} #}}\n電話 {PHONE}\n"),
    "o.jsp": (f"電話 {PHONE} <%-- {MARK} --%>\n", f"<%-- {MARK} --%>\n電話 {PHONE}\n"),
    "p.bas": (f'tel = "{PHONE}" \' {MARK}\n', f'REM {MARK}\ntel = "{PHONE}"\n'),
}

Scan = Callable[..., dict[str, Any]]


@pytest.fixture
def scan(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Scan:
    """The JSON report on files that are written first."""
    monkeypatch.chdir(checkout.root)

    def run(*words: str, **files: str) -> dict[str, Any]:
        for name, text in files.items():
            checkout.write(name.replace("__", "."), text)
        code = main(["scan", "--format", "json", *words])
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert report["exit_code"] == code
        return report

    return run


def dispositions(report: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(f["rule_id"], f["disposition"], f["reason"]) for f in report["findings"]]


def allow_entry(**keys: str) -> str:
    entry = {"reason": "listed in the gazette", "owner": "security lead"} | keys
    return "[[allow]]\nexpires = 2099-01-01\n" + "".join(f"{k.replace('_', '-')} = '{v}'\n" for k, v in entry.items())


@pytest.mark.parametrize("above", [False, True], ids=["on the line", "on the line above"])
def test_mark_in_a_comment_accepts_in_every_language(scan: Scan, checkout: Checkout, above: bool) -> None:
    for name, texts in COMMENTS.items():
        checkout.write(name, texts[above])
    report = scan()
    found = {f["path"]: (f["disposition"], f["reason"]) for f in report["findings"]}
    assert found == dict.fromkeys(COMMENTS, ("allowed-inline", REASON))
    assert report["exit_code"] == 0
    assert report["summary"]["allowed"] == len(COMMENTS)
    assert report["summary"]["reported"] == 0


@pytest.mark.parametrize(
    "mark",
    [
        "sekisho: allow[phone-number]",
        "sekisho: allow[phone-number]   ",
        "sekisho: allow[phone-number] -->",
        "sekisho: allow[phone-number] */",
        "sekisho: allow[phone-nubmer] a reason",
        "sekisho: allow[] a reason",
        "sekisho: allow[*] a reason",
        "sekisho: allow[PHONE_NUMBER] a reason",
        "sekisho: allow phone-number a reason",
        "sekisho: allow[email-address] a reason",
        "sekisho: allow[phone-number,email-address] a reason",
        "sekisho:allow[phone-number] a reason",
    ],
)
def test_mark_without_reason_or_with_another_rule_does_not_count(scan: Scan, mark: str) -> None:
    report = scan(a__txt=f"電話 {PHONE}  # {mark}\n")
    assert dispositions(report) == [("phone-number", "reported", None)]
    assert report["exit_code"] == 1


def test_finding_of_another_rule_on_the_same_line_stays(scan: Scan) -> None:
    report = scan(a__txt=f"連絡 {PHONE} {MAIL}  # {MARK}\n")
    assert dispositions(report) == [
        ("phone-number", "allowed-inline", REASON),
        ("email-address", "reported", None),
    ]


def test_two_marks_on_one_line_accept_two_rules(scan: Scan) -> None:
    marks = f"{MARK} sekisho: allow[email-address] the public address"
    for report in (
        scan(a__txt=f"連絡 {PHONE} {MAIL}  # {marks}\n"),
        scan(a__txt=f"# {marks}\n連絡 {PHONE} {MAIL}\n"),
    ):
        assert dispositions(report) == [
            ("phone-number", "allowed-inline", REASON),
            ("email-address", "allowed-inline", "the public address"),
        ]


def test_mark_covers_its_own_line_and_the_next_only(scan: Scan) -> None:
    report = scan(a__txt=f"# {MARK}\n電話 {PHONE}\n電話 {OTHER_PHONE}\n")
    assert [f["disposition"] for f in report["findings"]] == ["allowed-inline", "reported"]


@pytest.mark.parametrize("line", [f'A = "{PHONE}"  # {MARK}', f'/* {MARK} */ a = "{PHONE}";', f"x = 1  # {MARK}"])
def test_mark_beside_code_does_not_cover_the_next_line(scan: Scan, line: str) -> None:
    report = scan(a__txt=f'{line}\nB = "{OTHER_PHONE}"\n')
    assert [f["line"] for f in report["findings"] if f["disposition"] == "reported"] == [2]


def test_mark_below_does_not_count(scan: Scan) -> None:
    assert scan(a__txt=f"電話 {PHONE}\n# {MARK}\n")["exit_code"] == 1


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_mark_works_with_other_line_ends(scan: Scan, end: str) -> None:
    report = scan(a__txt=f"# {MARK}{end}電話 {PHONE}{end}")
    assert dispositions(report) == [("phone-number", "allowed-inline", REASON)]


def test_reason_never_repeats_what_it_accepts(scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands behind a comment, in the next cell, or in the reason itself is not printed."""
    scan(
        a__js=f'/* {MARK} */ const tel = "{PHONE}";\n',
        b__html=f"<!-- {MARK} --><p>電話 {PHONE}</p>\n",
        c__csv=f'電話番号,備考,メール\n{PHONE},"# {MARK}",{MAIL}\n',
        d__txt=f"電話 {PHONE}  # sekisho: allow[phone-number] {PHONE} or 048 922 7731 is public, ask {MAIL}\n",
        e__txt="担当 勅使河原 蓮  # sekisho: allow[person-name] 勅使河原 蓮 is the mayor\n",
    )
    for format_ in ("json", "text", "sarif", "github-summary"):
        main(["scan", "--format", format_, "--verbose"])
        out = capsys.readouterr().out
        assert "switchboard" in out or format_ == "github-summary"
        for value in (PHONE, "048 922 7731", MAIL, "勅使河原"):
            assert value not in out


def test_allow_of_the_configuration_by_rule_path_and_value_pattern(scan: Scan) -> None:
    files = {"a__txt": f"電話 {PHONE} {MAIL}\n", "b__txt": "電話 ０４８－９２２－７７３１\n電話 090-3456-7812\n"}
    by_rule = scan(**files, sekisho__toml=allow_entry(rule="phone-number"))
    assert {d[0]: d[1] for d in dispositions(by_rule)} == {
        "phone-number": "allowed-config",
        "email-address": "reported",
    }
    by_path = scan(sekisho__toml=allow_entry(path="a.txt"))
    assert {(f["path"], f["disposition"]) for f in by_path["findings"]} == {
        ("a.txt", "allowed-config"),
        ("b.txt", "reported"),
    }
    by_both = scan(sekisho__toml=allow_entry(path="a.*", rule="phone-number"))
    assert by_both["summary"]["allowed"] == 1
    by_value = scan(sekisho__toml=allow_entry(value_pattern="048-922-[0-9]{4}"))
    assert [(f["path"], f["line"], f["disposition"]) for f in by_value["findings"]] == [
        ("a.txt", 1, "allowed-config"),
        ("a.txt", 1, "reported"),
        ("b.txt", 1, "allowed-config"),
        ("b.txt", 2, "reported"),
    ]
    assert {d[2] for d in dispositions(by_value)} == {"listed in the gazette", None}


def test_value_pattern_must_fit_the_whole_value(scan: Scan) -> None:
    assert scan(a__txt=f"電話 {PHONE}\n", sekisho__toml=allow_entry(value_pattern="922-[0-9]{4}"))["exit_code"] == 1


def test_name_that_is_no_utf8_does_not_break_an_allow(scan: Scan, checkout: Checkout) -> None:
    (checkout.root / "番号621498320257\udcff.txt").write_bytes(b"x\n")
    report = scan(sekisho__toml=allow_entry(value_pattern="[0-9]{12}") + allow_entry(path="**/*.txt"))
    assert not [skip for skip in report["skips"] if skip["incomplete"]]
    assert {f["disposition"] for f in report["findings"]} == {"allowed-config"}


def test_accepted_findings_stay_in_the_report_and_are_counted(scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    report = scan(
        a__txt=f"電話 {PHONE}  # {MARK}\n",
        b__txt=f"電話 {OTHER_PHONE}\n",
        c__txt=f"メール {MAIL}\n",
        sekisho__toml=allow_entry(path="b.txt"),
    )
    assert [f["disposition"] for f in report["findings"]] == ["allowed-inline", "allowed-config", "reported"]
    assert report["summary"]["allowed"] == 2
    assert report["summary"]["reported"] == 1
    main(["scan"])
    assert "2 findings accepted" in capsys.readouterr().out


@pytest.mark.slow
def test_removing_an_allow_in_a_staged_change_reports_the_finding_again(checkout: Checkout, sekisho: Runner) -> None:
    for before, after in (
        (f'TEL = "{PHONE}"  # {MARK}\n', f'TEL = "{PHONE}"\n'),
        (f'# {MARK}\nTEL = "{PHONE}"\n', f'TEL = "{PHONE}"\n'),
        (f'# {MARK}\nTEL = "{PHONE}"\n', f'# sekisho: allow[phone-number]\nTEL = "{PHONE}"\n'),
    ):
        checkout.write("a.py", before)
        checkout.git("add", ".")
        assert sekisho("scan", "--staged", cwd=checkout.root).code == 0
        checkout.commit()
        checkout.write("a.py", after)
        checkout.git("add", ".")
        assert sekisho("scan", "--staged", cwd=checkout.root).code == 1


@pytest.mark.slow
def test_thousands_of_marks_and_findings_on_one_line_take_linear_time(scan: Scan) -> None:
    line = " ".join(f"{PHONE} sekisho: allow[phone-number] x" for _ in range(4000))
    report = scan(a__txt=line + "\n")
    assert report["summary"]["allowed"] > 3000
    assert report["run"]["seconds"] < 20


@pytest.mark.slow
def test_reason_that_repeats_what_another_rule_found_is_masked(checkout: Checkout, sekisho: Runner) -> None:
    checkout.write("a.py", 'tel = "048-922-7731"  # sekisho: allow[phone-number] 勅使河原 蓮 の内線\n')
    done = sekisho("scan", "--format", "json", "--min-severity", "low", cwd=checkout.root)
    assert '"allowed-inline"' in done.out
    assert "勅使河原" not in done.out
