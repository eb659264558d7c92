"""A vendor that is played by a server of this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guard.checks.accounts.systems import http

from .web import Web, running


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as web:
        yield web


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a system does not say to wait for is not waited for."""
    monkeypatch.setattr(http, "_PAUSE", 0.01)
