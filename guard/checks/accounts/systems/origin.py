"""Where a token may go: addresses, and which of them are the system's own."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import httpx

from guard.account import Reason
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import CUT_SHORT, UNTRUSTED
from guard.messages import N_

ELSEWHERE: Final = N_("the system points to another host; a token does not go there")
NOT_A_URL: Final = N_("the url of the roster is none, or holds a name or a password")
_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(rb"[A-Za-z0-9._:-]{1,255}")


def base_of(url: str) -> httpx.URL:
    """The address of the roster. Raises ``Refusal`` for one that is none, or that would send a token in the clear."""
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL:
        raise Refusal(Reason(NOT_A_URL)) from None
    if base.scheme not in _PORTS or not _HOST.fullmatch(base.raw_host) or base.userinfo or base.query or base.fragment:
        raise Refusal(Reason(NOT_A_URL))
    if base.scheme == "http" and not is_loopback(base.host):
        raise Refusal(Reason(UNTRUSTED))
    return base


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_same(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    return (one.scheme, one.host, one.port or _PORTS.get(one.scheme)) == (
        other.scheme,
        other.host,
        other.port or _PORTS.get(other.scheme),
    )


def joined(url: httpx.URL, link: str, base: httpx.URL) -> httpx.URL:
    """The address that a link of an answer means. Raises ``Refusal`` for one that is not the system's own."""
    try:
        found = url.join(link)
    except (httpx.InvalidURL, ValueError):
        raise Refusal(Reason(CUT_SHORT)) from None
    if not is_same(found, base) or found.userinfo:
        raise Refusal(Reason(ELSEWHERE))
    return found
