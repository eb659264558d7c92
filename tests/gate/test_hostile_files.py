"""Terms and attestations that are anything at all: an error of the configuration, never a crash."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.control_catalogue import SHIPPED, terms_of
from guard.errors import ConfigError
from guard.gate.attestation import attested
from tests.gate.delivery import attestations
from tests.gate.test_terms import OTHER

TODAY = dt.date(2025, 10, 1)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> bytes:
    """A file with a stretch cut out, put elsewhere, or replaced by anything."""
    data = text.encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 60)))
    return data[:start] + draw(st.one_of(st.binary(max_size=20), st.just(b"[" * 40), st.just(data[:30]))) + data[end:]


@given(damaged(OTHER))
def test_damaged_terms_are_terms_or_an_error(data: bytes) -> None:
    with suppress(ConfigError):
        assert terms_of(data, "terms.toml").controls


@given(damaged(attestations(["soka-3-imp-1", "soka-3-imp-2"])))
def test_damaged_attestations_are_attestations_or_an_error(data: bytes) -> None:
    with suppress(ConfigError):
        assert isinstance(attested(data, "a.yaml", ["soka-3-imp-1"], TODAY).attestations, tuple)


@settings(max_examples=20)
@given(damaged(SHIPPED.read_text(encoding="utf-8")))
def test_damage_to_the_shipped_terms_is_told_or_harmless(data: bytes) -> None:
    with suppress(ConfigError):
        assert terms_of(data, "soka.toml").controls


def test_terms_and_attestations_nested_without_end_are_an_error() -> None:
    for data in (b"a = " + b"[" * 100_000, b"x." * 100_000 + b"y = 1", b"a = { " + b"x." * 100_000 + b"y = 1 }"):
        with pytest.raises(ConfigError):
            terms_of(data, "terms.toml")
    with pytest.raises(ConfigError):
        attested(b"[" * 100_000, "a.yaml", [], TODAY)
