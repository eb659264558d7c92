"""A pattern that is compiled late does what one that is compiled at once does."""

from __future__ import annotations

import re

import pytest

from detectors.lazy_pattern import lazy_pattern


def test_it_matches_as_the_compiled_one_does() -> None:
    lazy, compiled = lazy_pattern("(?P<x>[a-c]+)", re.IGNORECASE), re.compile("(?P<x>[a-c]+)", re.IGNORECASE)
    for _ in range(2):
        assert lazy.findall("ABx cz") == compiled.findall("ABx cz")
        assert [match["x"] for match in lazy.finditer("ABx cz")] == ["AB", "c"]
        assert lazy.fullmatch("x") is None
    assert lazy.pattern == compiled.pattern


def test_it_is_compiled_with_its_first_use_only() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.search("text")
