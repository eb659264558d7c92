"""A system may answer anything: no adapter raises, and nothing that could not be read is called whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.account import AccountState
from guard.checks.accounts.systems import inquiry
from guard.checks.accounts.systems.inquiry import TOO_MANY_PAGES

from .vendors import VENDORS, Vendor, ask, okta_user
from .web import Asked, Reply, Web, running

#: Names that adapters look for, so that what stands under them is looked at.
NAMES = """id login type state username expires_at active userName emails meta totalResults Resources value items users
    metadata continue subjects kind name namespace primaryEmail suspended archived lastLoginTime profile status enabled
    createdTimestamp serviceAccountsEnabled accountEnabled environments protection_rules reviewers reviewer added_by owner
    invitee invite_email user_id scopes annotations @odata.count @odata.nextLink nextPageToken created_at""".split()
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31", "\ud800", "active", "User", "ServiceAccount"])
)
BODIES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=24,
)


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)
def test_no_answer_makes_an_adapter_raise(vendor: Vendor) -> None:
    with running() as web:

        @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(body=BODIES)
        def any_answer(body: Any) -> None:
            def route(asked: Asked) -> Reply:
                return Reply(body)

            web.answer = route  # type: ignore[method-assign]
            found = ask(vendor, web, repos="app", projects="app")
            assert all(isinstance(one.state, AccountState) and isinstance(one.login, str) for one in found.accounts)
            assert found.complete is not bool(found.reasons)

        any_answer()


def test_pages_without_end_come_to_one(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inquiry, "_MAX_PAGES", 3)
    web.linked("/api/v1/users", [okta_user(f"u{n}", "ACTIVE") for n in range(40)])
    found = ask(VENDORS["okta"], web)
    assert TOO_MANY_PAGES in {reason.message for reason in found.reasons}
    assert (len(web.asked), len(found.accounts)) == (3, 6)
