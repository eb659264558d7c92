"""A real Git server over HTTP, that of Git itself: ``git http-backend`` behind the CGI of the standard library."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: Paths below this are for those who log in.
CLOSED = "/closed/"


class Server(ThreadingHTTPServer):
    """The server, with the folder that it serves and the requests that it saw."""

    daemon_threads = True
    folder: Path
    seen: list[tuple[str, str | None]]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.seen.append((self.path, self.headers.get("authorization")))
        if address.path.startswith(CLOSED):
            self.send_response(401)
            self.end_headers()
            return
        done = subprocess.run(
            ["git", "http-backend"],
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(self.server.folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "REQUEST_METHOD": "GET",
                "PATH_INFO": address.path,
                "QUERY_STRING": address.query,
            },
            capture_output=True,
            check=True,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def git_server(folder: Path) -> Iterator[Server]:
    """Serve the repositories of a folder until the end of the block."""
    server = Server(("127.0.0.1", 0), _Handler)
    server.folder, server.seen = folder, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
