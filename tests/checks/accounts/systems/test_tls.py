"""Whom a token is shown to: certificates that nobody signed, and those that the roster names."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guard.account import Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.inquiry import NOT_READ
from guard.checks.accounts.systems.system import TIMED_OUT, UNTRUSTED, Access
from guard.checks.accounts.systems.table import adapter

from .vendors import TOKEN


class Secured(NamedTuple):
    """A server with a certificate of its own; ``asked`` are the tokens that reached it."""

    url: str
    certificate: Path
    asked: list[str | None]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = _signed_by_itself(folder)
    asked: list[str | None] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            self.send_response(200)
            if "slow" in self.path:
                self.flush_headers()
                with suppress(OSError):
                    while not over.wait(0.05):
                        self.wfile.write(b"x")
                return
            self.end_headers()
            self.wfile.write(b'[{"id": "1", "status": "ACTIVE", "profile": {"login": "a@example.jp"}}]')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - that of http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield Secured(f"https://127.0.0.1:{server.server_port}", certificate, asked)
    over.set()
    server.shutdown()
    server.server_close()


def _signed_by_itself(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "ca.pem", folder / "key.pem"


def ask(secured: Secured, deadline: float = 120.0, path: str = "", **settings: str) -> Inventory:
    system = System("okta:tls", "okta", settings={"url": secured.url + path, **settings})
    root = secured.certificate.parent
    return adapter("okta")(system, Access(lambda _variable: TOKEN, root=root, deadline=deadline))


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


def test_a_certificate_that_nobody_signed_is_shown_no_token(secured: Secured) -> None:
    before = len(secured.asked)
    assert messages(ask(secured)) == {UNTRUSTED}
    assert len(secured.asked) == before


def test_a_certificate_that_the_roster_names_is_trusted(secured: Secured) -> None:
    inventory = ask(secured, ca_file="ca.pem")
    assert inventory.complete
    assert secured.asked[-1] == f"SSWS {TOKEN}"


@pytest.mark.parametrize("name", ["missing.pem", "key.pem"])
def test_a_file_without_certificates_is_no_trust(secured: Secured, name: str) -> None:
    assert messages(ask(secured, ca_file=name)) == {UNTRUSTED}


def test_a_certificate_is_for_its_own_host_only(secured: Secured) -> None:
    other = secured._replace(url=secured.url.replace("127.0.0.1", "localhost"))
    assert messages(ask(other, ca_file="ca.pem")) == {UNTRUSTED}


@pytest.mark.slow
def test_the_deadline_cuts_an_encrypted_connection_too(secured: Secured) -> None:
    assert messages(ask(secured, 3, "/slow", ca_file="ca.pem")) == {TIMED_OUT}
