"""Which inline allows count with a trusted policy: those that it has for the same data in the same file."""

from __future__ import annotations

import gzip
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.cli import main
from guard.config.config import Config
from guard.model import Document, Origin
from guard.policy.allow import InlineAllow
from guard.policy.approval import ApprovedAllows
from guard.policy.policy import Policy
from guard.policy_files import PolicyDocuments
from guard.run.policy import limits_of
from tests.trusted.conftest import MARK, OTHER_PHONE, PHONE, Judge, Protected

REASON = "the switchboard of the city hall"


def approve(repository: Protected, text: str, name: str = "a.txt") -> None:
    """Let the protected branch have a file."""
    repository.write(name, text)
    repository.merge()


def change(repository: Protected, text: str, name: str = "a.txt") -> None:
    repository.write(name, text)
    repository.commit()


def test_an_approved_line_may_move_and_be_formatted_anew(protected: Protected, judge: Judge) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n窓口\n")
    change(protected, f"別の行\n\n\t  電話   {PHONE} # {MARK}\n窓口\n")
    told = judge()
    assert told.code == 0
    assert told.rules("allowed-inline") == ["phone-number"]
    assert told.report["approvals"] == []


def test_the_code_around_an_approved_value_may_change(protected: Protected, judge: Judge) -> None:
    approve(protected, f'TEL = "{PHONE}"  # {MARK}\n')
    change(protected, f'tel: Final = ("{PHONE}", None)  # {MARK}\n')
    assert judge().code == 0


def test_an_allow_on_the_line_above_covers_what_it_covered(protected: Protected, judge: Judge) -> None:
    approve(protected, f"# {MARK}\n電話 {PHONE}\n")
    change(protected, f"\n\n  # {MARK}\n  電話 {PHONE}\n")
    assert judge().code == 0
    change(protected, f"\n\n  # {MARK}\n  電話 {OTHER_PHONE}\n")
    assert judge().code == 1


def test_another_value_under_an_approved_allow_is_reported(protected: Protected, judge: Judge) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n")
    change(protected, f"電話 {OTHER_PHONE}  # {MARK}\n")
    told = judge()
    assert told.code == 1
    assert sorted(told.rules()) == ["gate-allow-added", "phone-number"]


def test_a_copied_allow_covers_no_new_data(protected: Protected, judge: Judge) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n")
    change(protected, f"電話 {PHONE}  # {MARK}\n携帯 {OTHER_PHONE}  # {MARK}\n")
    told = judge()
    assert told.rules() == ["phone-number", "gate-allow-added"]
    assert [one["line"] for one in told.report["approvals"]] == [2]


def test_an_allow_of_another_file_rule_or_reason_does_not_count(protected: Protected, judge: Judge) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n")
    change(protected, f"電話 {PHONE}  # {MARK}\n", "b.txt")
    change(protected, f"電話 {PHONE}  # {MARK} since 2020\n")
    told = judge()
    assert [one["path"] for one in told.report["approvals"]] == ["a.txt", "b.txt"]


def test_what_waits_for_approval_is_listed_without_values(protected: Protected, judge: Judge) -> None:
    change(protected, f"氏名,電話\n山田太郎,{PHONE}  # sekisho: allow[phone-number] {PHONE} is ours\n")
    told = judge()
    (waiting,) = told.report["approvals"]
    assert waiting == {
        "path": "a.txt",
        "members": [],
        "commit": protected.oid(),
        "line": 2,
        "rule": "phone-number",
        "reason": "● is ours",
    }
    assert PHONE not in str(told.report)


def test_the_text_lists_it_once(protected: Protected, capsys: pytest.CaptureFixture[str]) -> None:
    change(protected, f"電話 {PHONE}  # {MARK}\n")
    assert main(["scan", "--policy-ref", "origin/main", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "Inline allows for somebody to approve:\n  a.txt:1  phone-number: the switchboard of the city hall\n" in out
    assert out.count(REASON) == 1
    assert main(["scan", "--policy-ref", "origin/main", "--lang", "ja", "--format", "github"]) == 1


def test_several_findings_under_one_allow_ask_for_one_approval(protected: Protected, judge: Judge) -> None:
    change(protected, f"電話 {PHONE} 電話 {OTHER_PHONE}  # {MARK}\n")
    told = judge()
    assert told.rules().count("phone-number") == 2
    assert len(told.report["approvals"]) == 1


def test_an_allow_inside_an_archive_is_approved_there(protected: Protected, judge: Judge) -> None:
    def packed(text: str) -> bytes:
        return gzip.compress(text.encode(), mtime=0)

    protected.write("a.txt.gz", packed(f"電話 {PHONE}  # {MARK}\n"))
    protected.merge()
    protected.write("a.txt.gz", packed(f"\n電話 {PHONE}  # {MARK}\n"))
    protected.commit()
    assert judge().code == 0
    protected.write("a.txt.gz", packed(f"\n電話 {OTHER_PHONE}  # {MARK}\n"))
    protected.commit()
    assert judge().code == 1


def test_in_a_history_what_the_policy_still_has_counts_for_older_versions(protected: Protected, judge: Judge) -> None:
    protected.write("a.txt", f"電話 {PHONE}  # {MARK}\n")
    protected.commit()
    approve(protected, f"連絡先\n電話番号は {PHONE}  # {MARK}\n")
    told = judge("--history", "--jobs", "2", range_=None)
    assert told.code == 0
    assert told.rules("allowed-inline") == ["phone-number", "phone-number"]


def test_in_a_history_what_the_policy_no_longer_has_is_reported(protected: Protected, judge: Judge) -> None:
    protected.write("a.txt", f"電話 {OTHER_PHONE}  # {MARK}\n")
    protected.commit()
    approve(protected, f"電話 {PHONE}  # {MARK}\n")
    told = judge("--history", "--jobs", "2", range_=None)
    assert told.code == 1
    assert sorted(told.rules()) == ["gate-allow-added", "phone-number"]


def test_an_approval_does_not_outlive_its_withdrawal_in_the_cache(protected: Protected, judge: Judge) -> None:
    text = f"電話 {PHONE}  # {MARK}\n"
    approve(protected, text)
    for _again in range(2):
        assert judge(range_=None).code == 0
        assert judge("--history", range_=None).rules("allowed-inline") == ["phone-number"]
    protected.git("update-ref", "refs/remotes/origin/main", "main")
    for _again in range(2):
        assert judge(range_=None).code == 1
        assert judge("--history", range_=None).rules() == ["phone-number", "gate-allow-added"]
    assert judge(ref=None, range_=None).code == 0


def test_a_policy_with_approved_allows_travels_to_other_processes(protected: Protected) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n")
    documents = PolicyDocuments(protected.root, protected.oid(), limits_of(Config()), 1 << 20)
    policy = pickle.loads(pickle.dumps(Policy(Config(), approved=ApprovedAllows(documents))))
    document = Document(Origin("a.txt"), f"電話 {PHONE}  # {MARK}\n")
    assert policy.approved.of(document).covers("phone-number", InlineAllow(REASON, covers_next=False), 3, 15)


LINES = st.lists(
    st.tuples(st.sampled_from(["電話 {} # {}", "# {1}\ntel: {0}", "\t{} , x # {}", "{}"]), st.integers(0, 5)),
    max_size=8,
)


@given(policy=LINES, judged=LINES)
def test_what_is_approved_stands_in_the_policy(policy: list[tuple[str, int]], judged: list[tuple[str, int]]) -> None:
    """Whatever moves, is copied or left out: an allow covers no value that no approved line has."""

    def text(lines: list[tuple[str, int]]) -> str:
        return "\n".join(shape.format(f"090-0000-000{value}", MARK) for shape, value in lines)

    approved = ApprovedAllows(lambda path: [Document(Origin(path), text(policy))])
    document = Document(Origin("a.txt"), text(judged))
    approval, allow = approved.of(document), InlineAllow(REASON, covers_next=True)
    known = {value for shape, value in policy if shape != "{}"}
    for value in range(6):
        start = document.text.find(f"090-0000-000{value}")
        if start >= 0 and approval.covers("phone-number", allow, start, start + 13):
            assert value in known
        elif start >= 0:
            assert value not in known
            assert not approval.covers("email-address", allow, start, start + 13)


def test_a_hostile_number_of_allows_takes_no_time_of_ours(protected: Protected, judge: Judge) -> None:
    approve(protected, f"電話 {PHONE}  # {MARK}\n" * 2_000)
    line = f"電話 {OTHER_PHONE}  # {MARK}\n"
    change(protected, "".join(f"{number} {line}" for number in range(2_000)))
    told = judge()
    assert told.code == 1
    assert len(told.report["approvals"]) == 2_000
