"""The severity table for official and financial numbers, by the real command."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import environment

HIGH = {
    "運転免許証番号": "430512345620",
    "旅券番号": "TR3847291",
    "在留カード番号": "UJ38201947LA",
    "健康保険証番号": "38201947",
    "介護保険被保険者番号": "0003820194",
    "基礎年金番号": "4820-193756",
    "雇用保険被保険者番号": "5029-384716-3",
    "住民票コード": "38201947562",
    "口座番号": "3820194",
    "カード番号": "4539148803436467",
}
MEDIUM = {"宛名番号": "0003820194", "世帯番号": "382019475", "車両番号": "越谷300さ82-13"}
LOW = {
    "運転免許証番号": "123456789012",
    "旅券番号": "TR1234567",
    "在留カード番号": "AB12345678CD",
    "保険者番号": "138057",
    "口座番号": "1234567",
    "カード番号": "4111111111111111",
    "宛名番号": "123456",
}


TABLES = {
    **{
        f"{label} {value}": f"区分,{label}\nA,{value}\nB,\n"
        for table in (HIGH, MEDIUM, LOW)
        for label, value in table.items()
    },
    "two official numbers": "区分,運転免許証番号,基礎年金番号\nA,430512345620,4820-193756\n",
    "My Number without a label": "区分,運転免許証番号,備考\nA,430512345620,621498320257\n",
    "insurer and insured": "区分,保険者番号,被保険者番号\nA,138057,38201947\n",
    "name": "宛名番号,氏名\n0003820194,勅使河原 蓮\n",
    "corporate": "区分,法人番号\nA,8700110005901\n",
    "invoice": "区分,登録番号\nA,T8700110005901\n",
}
Severities = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Severities:
    """Rule and severity of what stands in each table; one scan, because each starts Presidio."""
    folder = tmp_path_factory.mktemp("tables")
    for number, table in enumerate(TABLES.values()):
        (folder / f"{number}.csv").write_text(table, "utf-8")
    command = [sys.executable, "-I", "-m", "guard", "scan", ".", "--format", "json", "--min-severity", "low"]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, check=False)
    findings = json.loads(done.stdout)["findings"]
    return {
        name: {f["rule_id"]: f["severity"] for f in findings if f["path"] == f"{number}.csv"}
        for number, name in enumerate(TABLES)
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{label} {value}", severity)
        for severity, table in (("high", HIGH), ("medium", MEDIUM), ("low", LOW))
        for label, value in table.items()
    ],
)
def test_number_in_its_column_has_the_severity_of_the_contract(found: Severities, name: str, expected: str) -> None:
    assert list(found[name].values()) == [expected]


def test_two_official_numbers_in_a_record_are_critical(found: Severities) -> None:
    assert found["two official numbers"] == {"jp-drivers-license": "critical", "jp-pension-number": "critical"}


def test_my_number_beside_a_licence_is_critical_without_a_label(found: Severities) -> None:
    assert found["My Number without a label"] == {"jp-drivers-license": "critical", "jp-my-number": "critical"}


def test_insurer_beside_its_insured_is_high_and_counts_as_one_number(found: Severities) -> None:
    assert found["insurer and insured"] == {"jp-health-insurance": "high"}


def test_name_beside_a_municipal_number_is_high(found: Severities) -> None:
    assert found["name"] == {"jp-municipal-id": "high", "person-name": "high"}


def test_corporate_and_invoice_numbers_are_public(found: Severities) -> None:
    assert found["corporate"] == found["invoice"] == {}
