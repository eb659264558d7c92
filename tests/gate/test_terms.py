"""The terms as data: the shipped file says what the document says, and another city's is another file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from guard.control import Control, ControlKind, GateProfile
from guard.control_catalogue import SHIPPED, load_terms, terms_of
from guard.errors import ConfigError
from guard.gate.verdict import is_in
from guard.report.gate_words import PARTS, QUESTIONS
from guard.rules.catalogue import RULES
from tests.conftest import Checkout
from tests.gate.delivery import attestations, deliver, gate

#: The document, a paragraph, bullet or cell a line.
DOCUMENT = (Path(__file__).parent / "soka.txt").read_text(encoding="utf-8").splitlines()
#: Lines that lead to clauses and ask for nothing themselves: headings, and what comes before a list.
LEADS = re.compile(
    r"#|別紙|(?:共通|市保有情報|重要情報|管理区域|装置のセキュリティ|通信回線・機器|アクセス制御|開発・導入|不正プログラム対策"
    r"|不正アクセス対策|以上|【市保有情報における制限に加えて】|受注者は、次の対策に努めること。"
    r"|受注者は、原則として次の物理的対策を講じること。|受注者は、次の情報セキュリティ対策を行うこと。)$"
)
#: Separation.md and the chapters that were read: no other id may be shipped.
VERIFIED = {
    "総務省ガイドライン 対策基準（令和8年3月27日改定）": {"3", "5.4", "6.2", "6.3", "8.1", "8.2", "9.1"},
    "ISO/IEC 27001:2022": set("5.16 5.17 5.18 5.35 5.36 8.2 8.4 8.9 8.11 8.12 8.20 8.22 8.31 8.33".split()),
    "NIST SP 800-53 Rev. 5": {"CM-4(1)", "PM-25", "PS-7", "SI-12(2)"},
    "PCI DSS 4.0.1": {"6.5.5"},
}
OTHER = """\
schema = 1
id = "kisaragi"
title = "情報セキュリティ特記仕様書"
client = "きさらぎ市"
edition = { ja = "令和8年4月1日", en = "1 April 2026" }

[[control]]
id = "kisaragi-3"
clause = "第3条"
text = "受注者は、本番データを試験に用いてはならない。"
kind = "checked"
title = { ja = "試験に本番データを用いない", en = "no real data in tests" }
evidence = { ja = "作業ツリーと履歴", en = "the tree and the history" }
rules = ["check:personal-data"]
parts = ["personal-data"]

[[control]]
id = "kisaragi-9"
clause = "第9条"
text = "受注者は、従事者に誓約書を提出させる。"
kind = "recorded"
title = { ja = "誓約書" }
"""


def sentences() -> list[str]:
    lines = [line for line in DOCUMENT if not LEADS.match(line)]
    return [one for line in lines for one in re.findall(r"[^。]+。?", line)]


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_of_the_document_belongs_to_one_clause(sentence: str) -> None:
    terms = load_terms()
    owners = [one.id for one in terms.controls if sentence.strip() in one.text]
    assert len(owners) == 1, sentence


@pytest.mark.parametrize("control", load_terms().controls, ids=lambda one: one.id)
def test_every_clause_is_in_the_words_of_the_document(control: Control) -> None:
    document = "".join(DOCUMENT)
    for line in control.text.split("\n"):
        assert line.replace("　", "") in document.replace("　", ""), control.id


def test_sections_of_the_document_are_all_there_in_its_order() -> None:
    numbers = [int(re.match(r"§(\d+)", one.clause)[1]) for one in load_terms().controls]  # type: ignore[index]
    assert (numbers, set(numbers)) == (sorted(numbers), set(range(1, 10)))


def test_outward_ids_are_those_that_were_checked() -> None:
    for control in load_terms().controls:
        for one in control.outward:
            assert one.id in VERIFIED[one.standard], (control.id, one)


def test_audit_rows_name_only_what_the_outward_map_names() -> None:
    for control in load_terms().controls:
        known = {one.id for one in control.outward}
        for row in control.audit:
            assert not row.number
            assert {row.clause, *filter(None, row.jis.split(", "))} <= known, control.id


def test_every_clause_that_a_rule_names_is_one_of_ours() -> None:
    known = {one.id for one in load_terms().controls}
    assert {control for rule in RULES for control in rule.controls} <= known


def test_every_rule_violates_the_clauses_that_it_names() -> None:
    terms = {one.id: one for one in load_terms().controls}
    counted = {"soka-2-class", "soka-8-1"}  # findings are classed, and shown: that is how these are kept
    for rule in RULES:
        for control in set(rule.controls) - counted:
            assert is_in(terms[control].rules, rule.id), (rule.id, control)


def test_every_title_and_sentence_is_there_in_both_languages() -> None:
    for control in load_terms().controls:
        for words in (control.title, control.evidence, control.left_out):
            assert bool(words.ja) == bool(words.en), control.id
        if control.kind not in {ControlKind.OUTSIDE, ControlKind.RECORDED}:
            assert control.evidence.ja, control.id
        assert (control.kind is ControlKind.PARTLY_CHECKED) == bool(control.left_out.ja), control.id


def test_a_smaller_profile_demands_less() -> None:
    demanded = {
        profile: {one.id for one in load_terms().controls if profile in one.profiles} for profile in GateProfile
    }
    assert demanded[GateProfile.COMMIT] < demanded[GateProfile.PULL_REQUEST] < demanded[GateProfile.RELEASE]


def test_the_file_is_part_of_the_wheel() -> None:
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert SHIPPED.relative_to(root).parts[0] in packages


def test_another_city_is_another_file(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    words = attestations(["kisaragi-9"])
    deliver(checkout, **{"terms/kisaragi.toml": OTHER, "sekisho-attestations.yaml": words})
    verdict = gate("--terms", "terms/kisaragi.toml")
    assert (verdict.code, verdict.states) == (0, {"kisaragi-3": "met", "kisaragi-9": "recorded"})
    assert verdict.report["gate"]["terms"]["client"] == "きさらぎ市"
    checkout.write("sekisho.toml", '[gate]\nterms = "terms/kisaragi.toml"\n')
    checkout.commit("terms of the configuration")
    checkout.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert gate().states == verdict.states


def test_terms_of_the_judged_tree_do_not_count(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    deliver(checkout, **{"terms/kisaragi.toml": OTHER, "sekisho.toml": '[gate]\nterms = "terms/kisaragi.toml"\n'})
    weaker = OTHER.replace('rules = ["check:personal-data"]\nparts', "parts")
    checkout.write("terms/kisaragi.toml", weaker)
    checkout.commit("weaker terms")
    files = {one["path"]: one["sha256"] for one in gate().report["gate"]["policy"]["files"]}
    assert files["terms/kisaragi.toml"] == hashlib.sha256(OTHER.encode()).hexdigest()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "checked"', 'kind = "proven"', "terms.toml:11: control.kind: "),
        (
            'rules = ["check:personal-data"]',
            'rules = ["jp-nothing"]',
            "terms.toml:14: rules: no rule is called jp-nothing",
        ),
        ('parts = ["personal-data"]', 'parts = ["everything"]', "terms.toml:15: parts: nothing is called everything"),
        ('parts = ["personal-data"]', "", "terms.toml:11: kind: needs parts or questions"),
        ('id = "kisaragi-9"', 'id = "kisaragi-3"', "terms.toml:18: id: two controls are called kisaragi-3"),
        ('clause = "第9条"\n', "", "terms.toml:17: control.clause: is required"),
        ('client = "きさらぎ市"', 'klient = "きさらぎ市"', "terms.toml"),
        ("schema = 1", "schema = 2", "terms.toml:1: schema: "),
        ('title = { ja = "誓約書" }', "title = { }", "terms.toml:22: control.title: write ja, en, or both"),
        ("[[control]]", "[[control", "terms.toml:7: is not TOML"),
    ],
)
def test_a_fault_names_file_line_and_key(before: str, after: str, said: str) -> None:
    assert before in OTHER
    with pytest.raises(ConfigError) as caught:
        terms_of(OTHER.replace(before, after).encode(), "terms.toml")
    assert str(caught.value).startswith(said), caught.value


def test_questions_of_the_shipped_terms_have_names() -> None:
    for control in load_terms().controls:
        assert {*control.questions, *control.records} <= QUESTIONS.keys(), control.id
        assert set(control.parts) <= PARTS.keys(), control.id
