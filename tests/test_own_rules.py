"""Rules that a project brings: by its configuration, in Presidio's format, and checked by their own examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.cli import main

CONFIG = """
[[recognizer]]
id = "library-card"
name = "図書館利用者カード番号"
pattern = "L[0-9]{8}"
columns = ["利用者番号", "card_no"]
examples = ["L12345678"]
counter-examples = ["M12345678"]

[[recognizer]]
id = "student-number"
name = "学籍番号"
columns = ["学籍番号"]
severity = "low"

[[recognizer]]
id = "member"
name = "会員番号"
pattern = "[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}"
check-digit = "luhn"
requires = "column"
columns = ["会員番号"]

[markings]
words = ["社内限り資料K", "Project Kaname"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sekisho.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def scan(folder: Path, capsys: pytest.CaptureFixture[str], *options: str, **files: str) -> list[dict[str, object]]:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    main(["scan", str(folder), "--format", "json", "--lang", "en", *options])
    findings: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return [one for one in findings if one["path"] != "sekisho.toml"]


def told(findings: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(one["rule_id"], one["severity"], one["line"], one["column"]) for one in findings]


def test_a_pattern_is_found_and_named_by_the_projects_word(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = scan(project, capsys, a_py="card = 'Ｌ８３９２０１７４'\n")
    assert told(findings) == [("library-card", "medium", 1, 9)]
    assert findings[0]["message"] == "図書館利用者カード番号 (a rule of this project)"


def test_beside_a_name_it_weighs_more_and_so_does_the_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = scan(project, capsys, a_csv="氏名,card_no\n勅使河原 蓮,L83920174\n")
    assert ("library-card", "high", 2, 8) in told(findings)


def test_a_column_alone_finds_its_values(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(scan(project, capsys, a_csv="番号,学籍番号\n1,AB-77\n2,\n3,CD-88\n")) == [
        ("student-number", "low", 2, 3),
        ("student-number", "low", 4, 3),
    ]


def test_a_check_digit_and_a_column_that_is_required_count(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = "1234-5678-9012-3452", "1234-5678-9012-3453"
    findings = scan(project, capsys, a_txt=f"会員番号：{good}\n会員番号：{bad}\n注文：{good}\n")
    assert [one["line"] for one in findings if one["rule_id"] == "member"] == [1]


def test_words_of_the_project_mark_a_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = scan(
        project, capsys, a_md="表紙 社内限り資料Ｋ です\nproject Kaname\nProject Kaname2\nProject Kaname 限定\n"
    )
    assert told(findings) == [
        ("jp-confidential-marking", "medium", 1, 4),
        ("jp-confidential-marking", "medium", 4, 1),
    ]


def test_an_own_rule_can_be_allowed_and_raised(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "sekisho.toml").write_text(CONFIG + '[severity]\nlibrary-card = "critical"\n', encoding="utf-8")
    text = "L83920174\nL83920175  # sekisho: allow[library-card] a printed specimen\n"
    findings = scan(project, capsys, a_py=text)
    assert [(one["severity"], one["disposition"]) for one in findings] == [
        ("critical", "reported"),
        ("critical", "allowed-inline"),
    ]


def test_several_processes_know_the_rules_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import datetime as dt
    from functools import partial

    from guard.config.loading import load
    from guard.model import Blob, Origin
    from guard.parallel.pool import shared_out
    from guard.policy.policy import Policy
    from guard.run.scan import make_examiner

    config = load(project / "sekisho.toml", dt.date(2026, 1, 1))
    blobs = [Blob(Origin(f"{n}.py"), partial(bytes, b"L83920174"), is_new_path=False) for n in range(4)]
    outcomes = list(shared_out(partial(make_examiner, Policy(config), config), 2, blobs, patience=0))
    assert [len(outcome.verdicts) for _, outcome in outcomes] == [1] * 4


PRESIDIO = """
recognizers:
  - name: Ticket
    supported_entity: TICKET_ID
    supported_languages: [{language: ja, context: [チケット]}]
    patterns:
      - {name: strong, regex: 'TCK-\\d{6}', score: 0.8}
  - name: Titles
    supported_entity: CODE_NAME
    deny_list: [カナメ計画]
"""


def test_recognizers_in_the_format_of_presidio_are_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "recognizers.yaml").write_text(PRESIDIO, encoding="utf-8")
    (tmp_path / "sekisho.toml").write_text('[recognizers]\npresidio = ["recognizers.yaml"]\n', encoding="utf-8")
    findings = scan(tmp_path, capsys, a_md="tck-839201 は カナメ計画 の一部\n")
    found = [one["rule_id"] for one in findings if one["path"] == "a.md"]
    assert found == ["presidio-ticket-id", "presidio-code-name"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[recognizer]]\nid = "jp-address"\nname = "x"\npattern = "x1"\n', "id of a rule that Sekisho brings"),
        ('[[recognizer]]\nid = "a"\nname = "x"\n', "needs a pattern, words or columns"),
        ('[[recognizer]]\nid = "a"\nname = "x"\npattern = "(?=x)"\n', "not a valid RE2 expression"),
        ('[[recognizer]]\nid = "a"\nname = "x"\npattern = "x*"\n', "fits an empty text"),
        ('[[recognizer]]\nid = "a"\nname = "x"\npattern = "x1"\ncheck-digit = "y"\n', "one of corporate-number"),
        ('[[recognizer]]\nid = "a"\nname = "x"\npattern = "x1"\nclass = "evil.Module"\n', "unknown key"),
        ('[[recognizer]]\nid = "a"\nname = "x"\npattern = "x1"\nrequires = "column"\n', "requires a column"),
        ('[recognizers]\npresidio = ["../x.yaml"]\n', "has to lie beside the configuration"),
        ('[recognizers]\npresidio = ["missing.yaml"]\n', "cannot be read"),
        ('[severity]\nno-such-rule = "high"\n', "no rule of this id"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_judged(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sekisho.toml").write_text(text, encoding="utf-8")
    assert main(["scan", str(tmp_path), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_a_presidio_file_that_names_a_class_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.yaml").write_text("recognizers:\n  - {name: X, class_name: evil.Module}\n", encoding="utf-8")
    (tmp_path / "sekisho.toml").write_text('[recognizers]\npresidio = ["r.yaml"]\n', encoding="utf-8")
    assert main(["scan", str(tmp_path), "--lang", "en"]) == 2
    assert "this one names code" in capsys.readouterr().err


def test_rules_lists_explains_and_checks_them(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert main(["rules", "--lang", "en"]) == 0
    assert "図書館利用者カード番号" in capsys.readouterr().out
    assert main(["rules", "library-card", "--lang", "en"]) == 0
    assert "OWN_LIBRARY_CARD" in capsys.readouterr().out
    assert main(["rules", "check", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "student-number: has no examples" in out
    assert "50 rules" in out


def test_an_example_that_fails_is_told_without_its_value(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = CONFIG.replace('["L12345678"]', '["L12345678", "X99887766"]').replace('["M12345678"]', '["L55443322"]')
    (project / "sekisho.toml").write_text(wrong, encoding="utf-8")
    monkeypatch.chdir(project)
    assert main(["rules", "check", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "library-card: example 2 is not found as it should be" in out
    assert "library-card: counter-example 1 is found" in out
    assert "99887766" not in out
    assert "55443322" not in out


def test_words_of_a_project_change_no_other_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "担当窓口 氏名：勅使河原 蓮\n住所：埼玉県草加市高砂1丁目12番34号\n"
    plain = told(scan(tmp_path, capsys, a_txt=text))
    own = '[markings]\nwords = ["担当窓口"]\n[[recognizer]]\nid = "desk"\nname = "x"\nwords = ["窓口"]\nseverity = "low"\n'
    (tmp_path / "sekisho.toml").write_text(own, encoding="utf-8")
    added = told(scan(tmp_path, capsys, a_txt=text))
    assert [one for one in added if one[0] not in {"desk", "jp-confidential-marking"}] == plain
