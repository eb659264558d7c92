"""The name model: what it adds to the rules, where it is asked, and that it is small and fast."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from pathlib import Path

import pytest

from detectors import name_gate, name_model, names
from detectors.engine import Detector
from detectors.passage import Passage

#: Invented people whose names no rule knows, beside data that makes the line worth a look.
LINES = [
    "連絡先は佐藤勝正、090-3456-7812",
    "申込 2026-04-01 長谷部尚志 048-922-7731",
]


def found(text: str, engine: str = "sekisho") -> list[str]:
    return [text[one.start : one.end] for one in Detector(names=engine).detect(text, entities=["PERSON"])]


@pytest.mark.parametrize("line", LINES)
def test_the_model_never_takes_away_what_the_rules_find(line: str) -> None:
    assert set(found(line, "rules")) <= set(found(line))


def test_the_model_finds_names_that_the_rules_do_not_know() -> None:
    text = "\n".join(
        f"{name} 様方 090-3456-78{n:02}" for n, name in enumerate(("佐藤勝正", "島清興", "車谷吉章", "手塚治虫雄"))
    )
    with_model, alone = found(text), found(text, "rules")
    assert set(alone) <= set(with_model)


def test_what_the_model_alone_finds_is_partial_and_so_low_by_itself() -> None:
    for line in LINES:
        for one in Detector().detect(line, entities=["PERSON"]):
            if one.pattern == "name model":
                assert one.facts.partial


@pytest.mark.parametrize("line", ["田中は大阪へ行った。", "2026-04-01 に出荷した。", "x" * 3000 + "田中 090-3456-7812"])
def test_the_model_is_not_asked_of_prose_and_of_lines_without_names(line: str) -> None:
    assert not name_gate.is_worth_asking(line)


@pytest.mark.parametrize(
    "line", ["田中工業社 048-922-7731", "中村町役場 048-922-7731", "$user->佐藤_id = '090-3456-7812'"]
)
def test_bodies_places_and_code_do_not_pass_the_gate(line: str) -> None:
    marked = {line[one.start : one.end] for one in name_model.suspects(line)}
    assert not {text for text in marked if text.endswith(("社", "役場", "町")) or "$" in text}


@pytest.mark.parametrize("line", ["村田機械 048-922-7731", "竹中土木 2026-04-01", "花子カレンダー 2026年4月"])
def test_a_known_noun_at_the_end_of_a_span_says_that_it_is_no_name(line: str) -> None:
    assert not list(name_model.suspects(line))


def test_the_words_of_a_history_are_not_kept() -> None:
    list(name_model.suspects("連絡先は佐藤勝正、090-3456-7812"))
    strings = name_model.pipeline().vocab.strings
    before = len(strings)
    list(name_model.suspects("\n".join(f"佐藤{chr(0x4E00 + n)}{chr(0x5000 + n)} 090-3456-7812" for n in range(200))))
    assert len(strings) == before


def test_the_pipeline_reads_text_with_our_own_words() -> None:
    assert [entity.text for entity in name_model.pipeline()("担当は佐藤勝正です。").ents] == ["佐藤勝正"]


def test_the_card_names_the_weights_that_are_shipped() -> None:
    digest = hashlib.sha256((name_model.PATH / "ner" / "model").read_bytes()).hexdigest()
    assert digest in (name_model.PATH / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["config.cfg", "meta.json", "ner/model", "ner/cfg"])
def test_a_damaged_model_is_an_error_and_not_silence(tmp_path: Path, file: str) -> None:
    shutil.copytree(name_model.PATH, tmp_path / "copy")
    damaged = tmp_path / "copy" / file
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    with pytest.raises((OSError, ValueError)):
        name_model.pipeline(tmp_path / "copy")


def test_the_model_is_small_and_fast_enough_to_ship() -> None:
    size = sum(path.stat().st_size for path in name_model.PATH.rglob("*") if path.is_file())
    assert size < 10_000_000
    name_model.pipeline()
    line = "連絡先は佐藤勝正、090-3456-7812 までお願いします。"
    text = "\n".join([line] * 2000)
    began = time.process_time()
    list(name_model.suspects(text))
    assert len(text) / (time.process_time() - began) > 5_000  # far below what is measured: machines differ


def test_a_model_that_is_missing_is_an_error_and_not_silence(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="name-model"):
        name_model.pipeline(tmp_path / "name-model")


def test_the_rules_need_no_model() -> None:
    assert names.is_candidate("勅使河原 蓮")
    assert list(names.find(Passage.of("勅使河原 蓮")))
    assert "detectors.name_gate" in sys.modules
