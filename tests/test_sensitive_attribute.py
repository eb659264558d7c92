"""Sensitive facts: low alone, high beside a name, and nothing where the same word means a machine or an invoice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.cli import main

NAME = "勅使河原 蓮"

BESIDE_A_NAME = {
    "a.csv": f"氏名,病名,要介護度\n{NAME},胃がん,要介護３\n",
    "romaji.csv": f"shimei,shogai_tokyu,seiho_flg\n{NAME},身体障害2級,1\n",
    "a.json": json.dumps({"name": NAME, "nationality": "ブラジル"}, ensure_ascii=False),
    "a.yaml": f"- 氏名: {NAME}\n  続柄: 長女\n",
    "a.sql": f"INSERT INTO jumin (shimei, honseki) VALUES ('{NAME}', '埼玉県草加市');\n",
    "a.md": f"| 氏名 | 障害種別 |\n|---|---|\n| {NAME} | 知的障害 |\n",
    "form.txt": f"氏名：{NAME}\n国籍：ブラジル\n合計所得金額：3,482,000円\n",
}
NOTHING_OF_A_PERSON = {
    "incident.csv": "障害番号,障害内容,担当者,復旧日時\nINC-1,DBサーバが応答しない,勅使河原,2026-01-01 10:00\n",
    "invoice.csv": "注文番号,金額,消費税額,税額\nA-1,1000,100,100\n",
    "empty.csv": f"氏名,既往歴,滞納額\n{NAME},なし,0\n",
    "form.html": '<input name="nationality" disabled="true"><option>続柄</option>',
    "prose.md": "国籍や続柄、病名は要配慮個人情報です。障害対応の手順を示します。\n",
}


def scan(tmp_path: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    main(["scan", str(tmp_path), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [(one["rule_id"], one["severity"]) for one in findings]


@pytest.mark.parametrize("name", BESIDE_A_NAME)
def test_beside_a_name_the_fact_and_the_name_are_high(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = scan(tmp_path, name, BESIDE_A_NAME[name], capsys)
    assert ("jp-sensitive-attribute", "high") in found
    assert ("person-name", "high") in found
    assert ("jp-sensitive-attribute", "low") not in found


def test_alone_a_fact_is_low(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scan(tmp_path, "a.csv", "番号,病名\n1,胃がん\n2,２型糖尿病\n", capsys)
    assert found == [("jp-sensitive-attribute", "low")] * 2


@pytest.mark.parametrize("name", NOTHING_OF_A_PERSON)
def test_the_same_word_for_something_else_is_no_fact(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = scan(tmp_path, name, NOTHING_OF_A_PERSON[name], capsys)
    assert "jp-sensitive-attribute" not in {rule for rule, _ in found}
