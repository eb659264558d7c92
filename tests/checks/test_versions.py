"""A line that is new in a version is never left out of what is looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.checks.personal_data.versions import Versions

TEXTS = st.text("ab\n", max_size=12)


@given(TEXTS, TEXTS)
def test_all_lines_stand_in_the_version_before_or_in_what_is_new(before: str, after: str) -> None:
    versions = Versions()
    versions.keep("path", before)
    new = versions.new_lines("path", after)
    assert set(after.split("\n")) <= set(before.split("\n")) | set(new.split("\n"))
    assert f"\n{new}\n" in f"\n{after}\n" or not new


def test_of_a_changed_line_only_that_line_is_new() -> None:
    versions = Versions()
    versions.keep("path", "one\ntwo\nthree\n")
    assert versions.new_lines("path", "one\n2\nthree\n") == "2"
    assert versions.new_lines("other", "one\n") == "one\n"
