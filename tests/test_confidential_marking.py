"""Confidential markings: found where documents carry them, not where somebody talks about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.cli import main

MARKED = {
    "head.md": ("部外秘\n\n# 住民税システム 移行計画\n", 1),
    "title.txt": ("住民基本台帳 連携仕様書　　関係者外秘\n", 1),
    "banner.py": ("# ============\n#   社外秘\n# ============\nimport os\n", 2),
    "grade.txt": ("移行計画\n\n機密性３情報　取扱注意\n", 3),
    "bracket.html": ("<h1>【取扱注意】移行計画</h1>\n", 1),
    "label.yaml": ("title: 移行計画\n機密区分: 部外秘\n", 2),
    "banner.java": ("/* CONFIDENTIAL - INTERNAL USE ONLY */\nclass A {}\n", 1),
}
TALK = {
    "a.md": "この文書は「部外秘」ではない。秘密鍵と機密情報の取扱いは取扱注意事項に従う。\n",
    "list.txt": "区分\n極秘\n部外秘\n取扱注意\n",
    "levels.md": "区分は次のとおり。\n- 極秘\n- 部外秘\n- 取扱注意\n",
    "oauth.yaml": "client_type: confidential\n",
    "status.csv": "id,公開\n1,公開\n2,非公開\n",
    "license.txt": "You shall keep the CONFIDENTIAL INFORMATION secret.\n",
    "enum.java": "enum Level {\n  PUBLIC,\n  CONFIDENTIAL,\n}\n",
}


def scan(tmp_path: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int]]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    main(["scan", str(tmp_path), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [(one["rule_id"], one["severity"], one["line"]) for one in findings]


@pytest.mark.parametrize("name", MARKED)
def test_a_marked_document_is_medium(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, line = MARKED[name]
    assert scan(tmp_path, name, text, capsys) == [("jp-confidential-marking", "medium", line)]


@pytest.mark.parametrize("name", TALK)
def test_talk_about_markings_is_none(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(tmp_path, name, TALK[name], capsys) == []
