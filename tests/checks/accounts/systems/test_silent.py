"""Servers that take a connection and say nothing, or break it off: no adapter waits for ever, and none believes it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from guard.checks.accounts.systems.system import TIMED_OUT, UNREACHABLE, UNTRUSTED

from .asking import ask, why

_DEADLINE = 2.0
#: So long nobody would wait who has a deadline, however busy the machine is.
_FOR_EVER = 300


@pytest.fixture
def silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def rude() -> Iterator[int]:
    """A server that ends every connection at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=refuse, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def _ask(name: str, port: int) -> list[str]:
    secret = "pw-hidden" if name == "ldap" else f"{name}://x:pw-hidden@127.0.0.1:{port}/x"
    settings = {"url": f"ldap://127.0.0.1:{port}", "bind_dn": "cn=x", "base_dn": "dc=x"}
    told = ask(name, secret, settings=settings, deadline=_DEADLINE)
    assert "hidden" not in repr(told)
    return why(told)


@pytest.mark.parametrize("name", ["ldap", "mariadb", "postgresql"])
def test_a_server_that_says_nothing_is_not_waited_for(name: str, silent: int) -> None:
    started = time.monotonic()
    assert {TIMED_OUT, UNREACHABLE} & set(_ask(name, silent))
    assert time.monotonic() - started < _FOR_EVER


@pytest.mark.parametrize("name", ["ldap", "mariadb", "postgresql"])
def test_a_server_that_hangs_up_is_unreachable(name: str, rude: int) -> None:
    assert {UNREACHABLE, UNTRUSTED} & set(_ask(name, rude))
