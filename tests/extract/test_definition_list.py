from __future__ import annotations

import time
from itertools import count

import pytest

from guard.extract.definition_list import read


def values(text: str) -> list[tuple[int, str, str]]:
    return [(field.record, field.label, text[field.start : field.end]) for field in read(text, count())]


def test_definitions_have_their_terms_as_labels_and_a_list_is_a_record() -> None:
    text = (
        "<dl><dt>氏名</dt><dd>関所 渡</dd>\n<DT class='a'>\n <b>電話</b>\n</DT>\n<DD> <span>090 </span></DD></dl>"
        "<dl><dt>氏名</dt><dd>架空</dd></dl>"
    )
    assert values(text) == [(0, "氏名", "関所 渡"), (0, "電話", "090"), (1, "氏名", "架空")]


def test_label_at_points_at_the_term() -> None:
    text = "<dl><dt> 氏名</dt><dd>x</dd></dl>"
    assert [text[field.label_at] for field in read(text, count())] == ["氏"]


def test_term_without_a_definition_is_passed_over() -> None:
    assert values("<dt>a</dt><dt>b</dt><dd>c</dd>") == [(0, "b", "c")]


@pytest.mark.parametrize("piece", ["<dt>", "<dt>a<", "<dt>a</dt>", "<dt><b><b>", "<dt>a</dt><dd>", "<dt" + " " * 50])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    values(piece * 20_000)
    assert time.process_time() - started < 50
