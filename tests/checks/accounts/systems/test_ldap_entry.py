"""What attributes of a directory mean, whatever a directory may write into them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.account import AccountState
from guard.checks.accounts.systems.ldap_entry import ATTRIBUTES, account_of, fingerprint, is_account

from .asking import NOW

_NAMES = [name.lower() for name in ATTRIBUTES]
_VALUES = st.binary(max_size=40) | st.integers().map(lambda number: str(number).encode())


@given(st.dictionaries(st.sampled_from(_NAMES), st.lists(_VALUES, max_size=3)))
def test_any_value_of_any_attribute_is_survived(entry: dict[str, list[bytes]]) -> None:
    is_account(entry)
    assert account_of(entry, NOW).state in AccountState


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260402010203Z", dt.datetime(2026, 4, 2, 1, 2, 3, tzinfo=dt.UTC)),
        ("20260402010203.123456Z", dt.datetime(2026, 4, 2, 1, 2, 3, tzinfo=dt.UTC)),
        ("20260402010203+0900", dt.datetime(2026, 4, 1, 16, 2, 3, tzinfo=dt.UTC)),
        ("202604020102-05", dt.datetime(2026, 4, 2, 6, 2, tzinfo=dt.UTC)),
        ("2026040201Z", dt.datetime(2026, 4, 2, 1, tzinfo=dt.UTC)),
        ("20261302010203Z", None),
        ("00000101000000+2359", None),
        ("tomorrow", None),
    ],
)
def test_a_generalized_time_is_a_moment_in_utc(text: str, moment: dt.datetime | None) -> None:
    assert account_of({"uid": [b"x"], "pwdlastsuccess": [text.encode()]}, NOW).last_used == moment


def test_an_expiry_that_comes_later_today_has_not_come() -> None:
    ticks = int((NOW + dt.timedelta(hours=1)).timestamp() + 11_644_473_600) * 10_000_000
    entry = {"samaccountname": [b"x"], "useraccountcontrol": [b"512"], "accountexpires": [str(ticks).encode()]}
    assert account_of(entry, NOW).state is AccountState.ACTIVE
    assert account_of(entry, NOW + dt.timedelta(hours=1)).state is AccountState.DISABLED


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-ed25519 AAAA!", "AAA", "ssh-rsa 日本"])
def test_a_line_without_a_key_has_no_fingerprint(line: str) -> None:
    assert fingerprint(line) == ""


def test_an_account_of_a_domain_whose_flags_are_hidden_is_unknown() -> None:
    assert account_of({"samaccountname": [b"x"]}, NOW).state is AccountState.UNKNOWN
