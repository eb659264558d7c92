"""A line that is new in a version is never left out of what is looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.checks.personal_data.versions import FINE, NEAR, Versions

LINES = st.sampled_from(("", "a", "b", "a" * (2 * FINE), "b" * (2 * NEAR), "a" * FINE + "b"))
TEXTS = st.text("ab\n", max_size=12) | st.lists(LINES, max_size=12).map("\n".join)


@given(TEXTS, TEXTS)
def test_all_lines_stand_in_the_version_before_or_in_what_is_new(before: str, after: str) -> None:
    versions = Versions()
    versions.keep("path", before)
    new = versions.new_lines("path", after)
    assert set(after.split("\n")) <= set(before.split("\n")) | set(new.split("\n"))
    assert f"\n{new}\n" in f"\n{after}\n" or not new


def test_of_a_changed_line_only_that_line_is_new() -> None:
    versions = Versions()
    one, two, three = ("a" * 2 * NEAR, "b", "c" * 2 * NEAR)
    versions.keep("path", f"{one}\n{two}\n{three}\n")
    assert versions.new_lines("path", f"{one}\n2\n{three}\n") in {"2", f"{one}\n2", f"2\n{three}"}
    assert versions.new_lines("other", "one\n") == "one\n"
