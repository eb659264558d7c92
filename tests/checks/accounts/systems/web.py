"""A real HTTP server on this machine that plays a vendor: what it was asked, what it answers, and how it fails."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    target: str


@dataclass(frozen=True)
class Reply:
    """One answer; ``hangs`` never comes, ``cut`` ends in the middle of the body, ``drips`` a header byte by byte."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    cut: bool = False
    drips: bool = False
    resets: bool = False


Route = Callable[[Asked], Reply]


class Web:
    """The routes of a vendor by path; ``fail`` replaces the n-th answer of one."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.routes: dict[str, Route] = {}
        self._faults: dict[tuple[str, int], Reply] = {}
        self._calls: Counter[str] = Counter()
        self.over = threading.Event()

    def serve(self, path: str, body: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Answer a path with the same each time."""
        self.routes[path] = lambda asked: Reply(body, status, headers or {})

    def linked(
        self, path: str, rows: Sequence[Any], size: int = 2, key: str = "", cursor: str = "page", **headers: str
    ) -> None:
        """A list in pages of ``size`` that name the next one in ``Link``, with the parameter ``cursor``."""

        def route(asked: Asked) -> Reply:
            page = int(asked.query.get(cursor, "1"))
            part = rows[(page - 1) * size : page * size]
            more = {"Link": f'<{self.url}{path}?{cursor}={page + 1}>; rel="next"'} if page * size < len(rows) else {}
            return Reply({"total_count": len(rows), key: part} if key else part, headers={**headers, **more})

        self.routes[path] = route

    def fail(self, path: str, call: int = 1, *, reply: Reply) -> None:
        """Give another answer the ``call``-th time that a path is asked for; 0 is every time."""
        self._faults[path, call] = reply

    def answer(self, asked: Asked) -> Reply:
        """What one request gets."""
        self.asked.append(asked)
        self._calls[asked.path] += 1
        fault = self._faults.get((asked.path, self._calls[asked.path])) or self._faults.get((asked.path, 0))
        if fault is not None:
            return fault
        route = self.routes.get(asked.path)
        return Reply({"message": "Not Found"}, 404) if route is None else route(asked)


@contextmanager
def running() -> Iterator[Web]:
    """A server on a free port; ``url`` is where it is."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            _write(self, web, web.answer(Asked(self.command, parts.path, query, headers, self.path)))

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _any  # noqa: N815 - the names of http.server

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - that of http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        web.over.set()
        server.shutdown()
        server.server_close()


def _write(handler: BaseHTTPRequestHandler, web: Web, reply: Reply) -> None:
    handler.close_connection = reply.hangs or reply.cut or reply.drips or reply.resets
    if reply.hangs:
        web.over.wait(120)
        return
    if reply.resets:
        return
    body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if reply.drips:
        handler.flush_headers()
        while not web.over.wait(0.05):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
        return
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2] if reply.cut else body)
