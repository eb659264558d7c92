"""HTTP for adapters: questions to one origin, GET and nothing else, within one deadline.

A token goes to the origin of the roster's ``url`` and nowhere else, and over TLS unless that is this machine. Whatever
goes wrong is a ``Refusal`` that holds a reason and a status, and neither a header, an address nor a body.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import httpx

from guard.account import Reason
from guard.checks.accounts.systems.origin import ELSEWHERE, base_of, is_loopback, is_same, joined
from guard.checks.accounts.systems.refusal import Refusal, refusal_of
from guard.checks.accounts.systems.system import CUT_SHORT, TIMED_OUT, TOO_OFTEN, UNREACHABLE, UNTRUSTED
from guard.messages import N_

OVERSIZED: Final = N_("an answer is larger than {size} MB")
MAX_BYTES: Final = 32 << 20
_TIMEOUT: Final = 30.0
_TRIES: Final = 4
_REDIRECTS: Final = 5
_PAUSE: Final = 0.5
_BUSY: Final = frozenset({429, 502, 503, 504})
#: Where systems say when they answer again: the second of the epoch, or, in small numbers, how long it takes.
_EPOCH: Final = 1e8
_RESETS: Final = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")

Params = Mapping[str, str | int]


class Answer(NamedTuple):
    """What JSON a system answered, with its headers; ``url`` is where it answered."""

    body: Any
    headers: httpx.Headers
    url: httpx.URL

    @property
    def next_link(self) -> str | None:
        """The ``Link`` header's ``rel="next"``."""
        links = httpx.Response(200, headers={"link": self.headers.get("link", "")}).links
        return links.get("next", {}).get("url")


class _Reset(Exception):
    """The connection broke off before an answer began."""


class _Reply(NamedTuple):
    status: int
    headers: httpx.Headers
    content: bytes


class Line:
    """A connection to one origin on which nothing but GET can be sent."""

    def __init__(self, url: str, headers: Mapping[str, str], deadline: float, verify: ssl.SSLContext | bool) -> None:
        """``url`` is what all paths begin with. Raises ``Refusal`` for one that would send a token in the clear."""
        self._base = base_of(url)
        self._end = time.monotonic() + deadline
        self._socket: socket.socket | None = None
        is_local = is_loopback(self._base.host)
        self._client = httpx.Client(
            headers={"accept": "application/json", "accept-encoding": "gzip", "user-agent": "sekisho", **headers},
            verify=verify,
            follow_redirects=False,
            trust_env=not is_local,  # a proxy is no part of this machine
            event_hooks={"request": [self._only_ask]},
        )
        self._watch = threading.Timer(deadline, self._cut)  # a header that drips outlasts every timeout of a read
        self._watch.daemon = True
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.cancel()
        self._client.close()

    def get(self, target: str, params: Params | None = None, seen: Answer | None = None, *, accept: str = "") -> Answer:
        """The answer to a path, or to an address that the answer ``seen`` gave. Raises ``Refusal``."""
        url = self._address(target, params, seen)
        redirects = 0
        for attempt in range(_TRIES + _REDIRECTS):
            try:
                reply = self._send(url, {"accept": accept} if accept else {})
            except _Reset:
                refusal, wait = Refusal(Reason(UNREACHABLE)), _PAUSE * 2**attempt
            else:
                if reply.status == 200:
                    return Answer(_parsed(reply.content), reply.headers, url)
                if reply.status in {301, 302, 307, 308} and redirects < _REDIRECTS:
                    redirects += 1
                    url = joined(url, reply.headers.get("location", ""), self._base)
                    continue
                refusal = refusal_of(reply.status, reply.headers)
                if refusal.reason.message != TOO_OFTEN and reply.status not in _BUSY:
                    raise refusal
                wait = _wait(reply.headers, _PAUSE * 2**attempt)
            if attempt - redirects + 1 >= _TRIES or wait >= self._left():
                raise refusal
            time.sleep(wait)
        raise Refusal(Reason(UNREACHABLE))

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _address(self, target: str, params: Params | None, seen: Answer | None) -> httpx.URL:
        if seen is not None:
            return joined(seen.url, target, self._base)
        url = self._base.copy_with(raw_path=(self._base.raw_path.rstrip(b"/") + target.encode("ascii")))
        return url.copy_merge_params(dict(params)) if params else url

    def _only_ask(self, request: httpx.Request) -> None:
        """The last word on every request: whoever sends it, it only reads, and only here."""
        if request.method != "GET" or not is_same(request.url, self._base):
            raise Refusal(Reason(ELSEWHERE))

    def _send(self, url: httpx.URL, headers: Mapping[str, str]) -> _Reply:
        left = self._left()
        if left <= 0:
            raise Refusal(Reason(TIMED_OUT))
        try:
            with self._client.stream(
                "GET", url, headers=headers, timeout=min(_TIMEOUT, left), extensions={"trace": self._notice}
            ) as response:
                content = self._content(response) if response.status_code == 200 else b""
                return _Reply(response.status_code, response.headers, content)
        except httpx.TimeoutException:
            raise Refusal(Reason(TIMED_OUT)) from None
        except httpx.DecodingError:
            raise Refusal(Reason(CUT_SHORT)) from None
        except httpx.ConnectError as error:
            raise Refusal(Reason(UNTRUSTED if _is_tls(error) else UNREACHABLE)) from None
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            if self._left() <= 0:
                raise Refusal(Reason(TIMED_OUT)) from None
            raise _Reset from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
            raise Refusal(Reason(UNREACHABLE)) from None

    def _content(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() not in {"identity", "gzip"}:
            raise Refusal(Reason(CUT_SHORT))
        parts: list[bytes] = []
        size = 0
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > MAX_BYTES:
                    raise Refusal(Reason(OVERSIZED, (("size", str(MAX_BYTES >> 20)),)))
                if self._left() <= 0:
                    raise Refusal(Reason(TIMED_OUT))
                parts.append(chunk)
        except httpx.RemoteProtocolError:
            raise Refusal(Reason(TIMED_OUT if self._left() <= 0 else CUT_SHORT)) from None
        return b"".join(parts)

    def _notice(self, event: str, told: Mapping[str, Any]) -> None:
        """Keep the socket of a connection as it is made, and again as TLS takes it over."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = told["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        """End what is being read: the deadline has come."""
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # that of SSLSocket would first drop its state


def trusted(ca_file: str) -> ssl.SSLContext | bool:
    """Which certificates count: those of the public authorities, or of the file that the roster names."""
    if not ca_file:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError):
        raise Refusal(Reason(UNTRUSTED)) from None


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal(Reason(CUT_SHORT)) from None


def _wait(headers: httpx.Headers, otherwise: float) -> float:
    """The seconds until the system wants to be asked again."""
    after = headers.get("retry-after", "")
    if after.isascii() and after.isdecimal():
        return float(after[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, (email.utils.parsedate_to_datetime(after) - dt.datetime.now(dt.UTC)).total_seconds())
    if headers.get("x-ratelimit-remaining", "0") != "0":
        return otherwise
    resets = [told for name in _RESETS if (told := headers.get(name, "")).isascii() and told.isdecimal()]
    if not resets:
        return otherwise
    told = float(resets[0][:12])
    return told if told < _EPOCH else max(0.0, told - time.time())


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    for _step in range(8):
        if cause is None or isinstance(cause, ssl.SSLError):
            return cause is not None
        cause = cause.__cause__ or cause.__context__
    return False
