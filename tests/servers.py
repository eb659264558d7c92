"""Real database servers for tests: in a temporary folder, on a Unix socket, gone when the tests are."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import missing_tool

#: Of the administrator; no word of it stands in any other text.
PASSWORD = "kT9-vestibule"
_READY_SECONDS = 300
#: Who runs the servers where the tests are run by root.
_NOBODY = 65534
_POSTGRESQL = ("/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql*", "/usr/local/opt/postgresql*")


@dataclass
class Server:
    """A running server: ``socket`` is what its clients connect to, ``folder`` holds all that it has."""

    system: str
    folder: Path
    socket: Path
    process: subprocess.Popen[bytes]
    query: str
    administrator: str
    _stopped: bool = field(default=False, repr=False)

    def url(self, database: str = "", user: str | None = None, password: str = PASSWORD) -> str:
        """The URL of a database, for the administrator or another user."""
        return f"{self.system}://{user or self.administrator}:{password}@/{database}?{self.query}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self._stopped:
            return
        self._stopped = True
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgresql(*settings: str) -> Server:
    """A PostgreSQL server; each of ``settings`` is ``name=value``."""
    programs = _postgresql_programs()
    folder, run_as = _folder()
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    _give(secret, run_as)
    _done(
        [
            *run_as,
            f"{programs}/initdb",
            "--pgdata",
            data,
            "--username",
            "boss",
            "--pwfile",
            secret,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
        ]
    )
    words = [f"{programs}/postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    process = _started([*run_as, *words, *(word for setting in settings for word in ("-c", setting))], folder)
    port = next((one.partition("=")[2] for one in settings if one.startswith("port=")), "5432")
    server = Server("postgresql", folder, folder / f".s.PGSQL.{port}", process, f"host={folder}&port={port}", "boss")
    ask = [f"{programs}/pg_isready", "-q", "-h", folder, "-p", port]
    _wait(server, lambda: subprocess.run(ask, check=False).returncode == 0)
    return server


def start_mariadb(*options: str) -> Server:
    """A MariaDB server; each of ``options`` is one of its own (``--name=value``)."""
    daemon = shutil.which("mariadbd", path=_sbin()) or missing_tool("mariadbd")
    install = shutil.which("mariadb-install-db", path=_sbin()) or missing_tool("mariadb-install-db")
    folder, run_as = _folder()
    data, address, first = folder / "data", folder / "m.sock", folder / "first.sql"
    first.write_text(f"ALTER USER root@localhost IDENTIFIED BY '{PASSWORD}';\n")
    _give(first, run_as)
    _done(
        [
            *run_as,
            install,
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            f"--tmpdir={folder}",
        ]
    )
    words = [daemon, "--no-defaults", f"--datadir={data}", f"--socket={address}", "--skip-networking"]
    words += [f"--pid-file={folder}/pid", f"--tmpdir={folder}", f"--init-file={first}", *options]
    process = _started([*run_as, *words], folder)
    server = Server("mariadb", folder, address, process, f"unix_socket={address}", "root")
    _wait(server, lambda: _answers(address))
    return server


def free_ports(count: int) -> list[int]:
    """Ports of this machine that are free, and not of those that a system gives to whoever asks for any."""
    free: list[int] = []
    for port in secrets.SystemRandom().sample(range(20_000, 32_000), 1_000):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            free.append(port)
        if len(free) == count:
            break
    return free


def _answers(address: Path) -> bool:
    """Whether the administrator can log in, so that the first statements have run."""
    import pymysql

    try:
        pymysql.connect(unix_socket=str(address), user="root", password=PASSWORD).close()
    except pymysql.Error:
        return False
    return True


def _postgresql_programs() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    for pattern in _POSTGRESQL:
        root = Path(pattern)
        for program in sorted(root.parent.glob(f"{root.name}/**/bin/initdb")):
            return program.parent
    missing_tool("initdb")
    raise AssertionError


def _folder() -> tuple[Path, list[str]]:
    """A new folder with a short name, and what makes a program run as its owner: these servers do not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="srv-"))
    if os.geteuid() != 0:
        return folder, []
    setpriv = shutil.which("setpriv") or missing_tool("setpriv")
    shutil.chown(folder, _NOBODY, _NOBODY)
    folder.chmod(0o755)
    return folder, [str(setpriv), f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]


def _give(file: Path, run_as: Sequence[str]) -> None:
    file.chmod(0o600)
    if run_as:
        shutil.chown(file, _NOBODY, _NOBODY)


def _done(words: Sequence[str | Path]) -> None:
    done = subprocess.run(words, capture_output=True, check=False, timeout=600, env=_environment(), cwd="/")
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _started(words: Sequence[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=_environment(), cwd="/")


def _environment() -> dict[str, str]:
    return {"PATH": _sbin(), "LC_ALL": "C", "TZ": "UTC"}


def _sbin() -> str:
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


def _wait(server: Server, is_ready: object) -> None:
    assert callable(is_ready)
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError):
            if is_ready():
                return
        if server.process.poll() is not None:
            break
        time.sleep(0.1)
    log = (server.folder / "log").read_text(errors="replace")
    server.stop()
    raise AssertionError(f"the server did not start: {log[-2000:]}")
