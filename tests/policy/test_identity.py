"""What a finding is known by: words that everybody uses, at most eight bits, and a digest under a key."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard import entry
from guard.config.config import Config
from guard.errors import UsageError
from guard.examine import Outcome
from guard.model import Disposition, Document, Finding, Identity, Origin, Part, Position, Sensitive, Severity, Verdict
from guard.policy.identity import BaselineKey, Identifier, Where, baseline_key, fold, turned, where
from guard.policy.masking import _TRADE_JAPANESE, _TRADE_WORDS
from guard.policy.policy import Policy
from guard.verdicts import HELD, Verdicts
from tests.policy.judging import KEY

NUMBER = "621498320257"


def identified(
    text: str, value: str = NUMBER, *, label: str = "", path: str = "a.csv", key: BaselineKey | None = None
) -> Finding:
    """A finding of a value where it stands in a text."""
    document = Document(Origin(path), text)
    start = text.index(value)
    finding = Finding(
        *("personal-data", "jp-my-number", "JP_MY_NUMBER", Severity.HIGH, 1.0, document.origin),
        *(start, start + len(value), Position(1, 1), Position(1, 1), ""),
        value=Sensitive(value),
        label=Sensitive(label),
        column=0 if label else None,
    )
    return replace(finding, identity=Identifier(key)(finding, document))


def identity(text: str, value: str = NUMBER, label: str = "") -> Identity:
    told = identified(text, value, label=label).identity
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f'name = "{NUMBER}"', "name"),
        (f"'name' :  '{NUMBER}'", "name"),
        (f"\t\tname='{NUMBER}',", "name"),
        (f"個人番号：{NUMBER}", "個人番号"),
        (f"送付先住所 {NUMBER}", "住所"),
        (f"phoneNumber: {NUMBER}", "phone"),
        (f"佐伯 {NUMBER}", ""),
        (f"return {NUMBER}", ""),
        (f"氏名 佐伯 {NUMBER}", ""),
        (f"氏名\n{NUMBER}", ""),
    ],
)
def test_the_place_is_the_label_right_before_the_value(text: str, place: str) -> None:
    assert identity(text).place == place


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("氏名", "氏名"),
        ("people.3.phone_no", "phone.no"),
        ("山田太郎.tel", "tel"),
        ("yamada", ""),
        ("users.residents.name", "users.residents.name"),
    ],
)
def test_of_a_label_only_the_words_of_the_trade_are_kept(label: str, place: str) -> None:
    assert identity(NUMBER, label=label).place == place


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_of_a_line_or_label_is_in_an_identity(before: str, label: str) -> None:
    known = {*_TRADE_WORDS, *_TRADE_JAPANESE}
    for told in (identity(before + NUMBER), identity(NUMBER, label=label)):
        assert set(filter(None, told.place.split("."))) <= known


@pytest.mark.parametrize(
    "written",
    [
        "6214 9832 0257",
        "6214-9832-0257",
        "６２１４９８３２０２５７",
        "６２１４－９８３２－０２５７",
        r"\u0036" + NUMBER[1:],
    ],
)
def test_another_notation_is_no_other_value(written: str) -> None:
    assert identity(written, value=written) == identity(NUMBER)


@given(st.text())
def test_folding_never_fails_and_keeps_letters_and_digits(value: str) -> None:
    assert all(character.isalnum() for character in fold(value))


def test_the_eight_bits_are_turned_by_the_place_and_turned_back() -> None:
    one, other = identified(NUMBER), identified(NUMBER, path="b.csv")
    assert one.identity is not None
    assert other.identity is not None
    assert one.identity.tag != other.identity.tag
    assert turned(one.identity.tag, where(one), where(other)) == other.identity.tag
    assert turned("", where(one), where(other)) == ""


def test_a_digest_is_one_of_the_key_the_rule_and_the_label_and_not_of_the_path() -> None:
    other = BaselineKey("another key that is long enough for anybody, 0123")
    told = identified(NUMBER, key=KEY, label="個人番号").identity
    assert told is not None
    assert len(told.mac) == 16
    assert told.mac.isalpha(), "no number is ever found in a baseline"
    for changed in (
        identified(NUMBER, key=other, label="個人番号"),
        identified(NUMBER, key=KEY, label="番号"),
        identified("983205673214", "983205673214", key=KEY, label="個人番号"),
    ):
        assert changed.identity is not None
        assert changed.identity.mac != told.mac
    moved = identified(NUMBER, key=KEY, label="個人番号", path="new/b.csv").identity
    assert moved is not None
    assert moved.mac == told.mac
    assert KEY.id != other.id


def test_no_key_is_printed_and_a_short_one_is_refused() -> None:
    assert repr(Identifier(KEY)) == f"Identifier({KEY.id})"
    assert baseline_key({}) is None
    assert baseline_key({"SEKISHO_BASELINE_KEY": ""}) is None
    with pytest.raises(UsageError, match="at least 32 characters"):
        baseline_key({"SEKISHO_BASELINE_KEY": "x" * 31})


def test_a_policy_with_a_key_travels_to_other_processes() -> None:
    policy = pickle.loads(pickle.dumps(Policy(Config(), None, Identifier(KEY))))
    document = Document(Origin("a.csv"), NUMBER)
    (verdict,) = policy.judge([replace(identified(NUMBER), value=Sensitive(NUMBER))], document)
    assert verdict.finding.identity == identified(NUMBER, key=KEY).identity
    assert verdict.finding.label.reveal() == verdict.finding.value.reveal() == ""


def test_without_a_baseline_there_is_no_identity() -> None:
    document = Document(Origin("a.csv"), NUMBER)
    (verdict,) = Policy(Config()).judge([identified(NUMBER)], document)
    assert verdict.finding.identity is None


def test_identities_are_kept_when_verdicts_are_packed_and_when_they_are_written_down() -> None:
    finding = replace(identified(NUMBER, key=KEY), value=Sensitive(""), label=Sensitive(""))
    some = [Verdict(replace(finding, start=at), Disposition.REPORTED) for at in range(HELD + 10)]
    some[5] = Verdict(replace(finding, identity=None), Disposition.REPORTED)
    packed = Verdicts(some)
    assert list(packed) == some
    outcome = Outcome(Verdicts(some[:10]))
    assert entry.loads(entry.dumps(outcome)).verdicts == outcome.verdicts


def test_a_path_has_no_place() -> None:
    told = identified(NUMBER)
    document = Document(Origin("氏名621498320257.csv"), "氏名621498320257.csv", part=Part.PATH)
    finding = replace(told, part=Part.PATH, origin=document.origin, start=2, end=14)
    assert Identifier()(finding, document).place == ""
    assert where(told) == Where("jp-my-number", "a.csv", (), Part.CONTENT, "")
