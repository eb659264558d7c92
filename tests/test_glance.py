"""What is clean at first sight is clean, and comes to the same as when it is looked at alone."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.config.config import Config
from guard.examine import GLANCE_BYTES, Examiner, Outcome
from guard.model import Blob, Origin, Skip
from guard.parallel.parcel import parcel_of
from guard.policy.policy import Policy
from guard.run.scan import make_examiner
from tests.people import TABLE

NAMES = ("a.php", "a.csv", "a.txt", "a.json", "a", "住民 048-922-7731.txt", "package-lock.json")
LINES = (
    "echo 1;",
    "// 連絡先 048-922-7731",
    "氏名,電話",
    "勅使河原 蓮,x",
    '{"name": "勅使河原 蓮"}',
    "",
    "個人番号 621498320257",
    *TABLE.splitlines(),
)
TEXTS = st.lists(st.sampled_from(LINES), max_size=5).map("\n".join)
ENCODINGS = st.sampled_from(("utf-8", "cp932", "utf-16"))


def make() -> Examiner:
    return make_examiner(Policy(Config()), Config())


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return make()


def glance(examiner: Examiner, blobs: list[Blob]) -> list[Outcome | None]:
    return examiner.glance([parcel_of(one) for one in blobs])


def blob(name: str, content: bytes, *, is_new_path: bool = False) -> Blob:
    return Blob(Origin(name, commit="c"), partial(bytes, content), is_new_path=is_new_path)


@settings(deadline=None)
@given(files=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS, ENCODINGS, st.booleans()), min_size=1, max_size=6))
def test_a_glance_says_what_a_look_says(examiner: Examiner, files: list[tuple[str, str, str, bool]]) -> None:
    blobs = [blob(name, text.encode(encoding), is_new_path=new) for name, text, encoding, new in files]
    for one, outcome in zip(blobs, glance(examiner, blobs), strict=True):
        if outcome is not None:
            assert outcome == examiner.examine(one)


def test_versions_of_a_clean_file_are_clean_until_a_line_tells(examiner: Examiner) -> None:
    lines = [f"call({number});" for number in range(50)]
    versions = []
    for number in range(20):
        lines[number] = f"other({number});"
        versions.append(blob("v.php", "\n".join(lines).encode()))
    told = blob("v.php", "\n".join([*lines, "// 連絡先 048-922-7731"]).encode())
    outcomes = glance(examiner, [*versions, told, versions[-1]])
    assert [outcome is not None for outcome in outcomes] == [True] * 20 + [False, True]
    again = glance(examiner, [told, versions[0]])
    assert [outcome is not None for outcome in again] == [False, True]


def test_what_is_no_plain_text_is_left_to_a_look(examiner: Examiner) -> None:
    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    large = blob("large.php", b"x;\n" * GLANCE_BYTES)
    changed = Blob(Origin("a.php"), partial(bytes, b"x;"), base=partial(bytes, b"y;"), is_new_path=False)
    odd = [blob("a.png", b"\x89PNG\r\n\x1a\n"), Blob(Origin("closed"), refuse), large, changed]
    assert glance(examiner, [*odd, blob("a.php", b"x;")]) == [
        None,
        None,
        None,
        None,
        examiner.examine(blob("a.php", b"x;")),
    ]


def test_a_defect_that_one_wakes_is_left_to_a_look(examiner: Examiner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Skip:
        raise RuntimeError

    monkeypatch.setattr(examiner, "_quiet", fail)
    assert glance(examiner, [blob("a.php", b"x;")]) == [None]


def test_without_a_check_that_can_tell_nothing_is_clean_at_first_sight() -> None:
    class Nothing:
        def extract(self, _blob: Blob) -> list[Skip]:
            return []

    blind = Examiner(Nothing(), [], Policy(Config()))  # type: ignore[arg-type]
    assert glance(blind, [blob("a.php", b"x;")]) == [None]
    assert Outcome().is_clean
