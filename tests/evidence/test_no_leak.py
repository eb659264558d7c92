"""The evidence of a real gate on a repository full of made-up people tells none of them, and no place or secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Checkout, Runner
from tests.people import TABLE
from tests.test_no_leak import OTHERS, assert_nothing_planted

TOKEN = "ghp_Zx81kQmW0aLtYb5Vn3Rc9Hd2Jf6Us7Pe4Tg"


@pytest.mark.slow
def test_evidence_of_a_real_gate_holds_no_value_no_place_and_no_token(
    sekisho: Runner, checkout: Checkout, tmp_path: Path
):
    checkout.write("residents.csv", TABLE)
    for name, text in OTHERS.items():
        checkout.write(name, text)
    checkout.commit()
    checkout.git("remote", "add", "origin", f"https://somebody:{TOKEN}@git.example.jp/town/app.git")
    gate = sekisho("gate", "--offline", "--evidence", tmp_path / "evidence", cwd=checkout.root)
    assert gate.code == 3, gate.err
    assert sekisho("gate", "verify", tmp_path / "evidence", cwd=checkout.root).code == 0
    for path in (tmp_path / "evidence").iterdir():
        text = _pdf_text(path) if path.suffix == ".pdf" else path.read_text("utf-8")
        assert_nothing_planted(text)
        for word in (TOKEN, "somebody:", str(tmp_path), "test@example.jp"):
            assert word not in text, path.name


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
