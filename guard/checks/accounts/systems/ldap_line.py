"""A connection to a directory: encrypted, by name and password, without following anybody anywhere."""

from __future__ import annotations

import ssl
from typing import Any, Final
from urllib.parse import urlsplit

from guard.account import Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import (
    FAILED,
    FORBIDDEN,
    NO_TOKEN,
    NO_URL,
    NOT_FOUND,
    REFUSED,
    SIZE_LIMIT,
    TIMED_OUT,
    UNREACHABLE,
    UNTRUSTED,
    Access,
    TokenMissingError,
    token_variable,
)
from guard.messages import N_

NOT_A_URL: Final = N_("the url of the roster is none, or holds a name or a password")
REFERRAL: Final = N_("a part of the directory is on another server and was not read (referral)")
_CONNECT_SECONDS: Final = 15
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_REFERRED: Final = 10
_CODES: Final = {
    3: TIMED_OUT,
    4: SIZE_LIMIT,
    8: UNTRUSTED,
    _REFERRED: REFERRAL,
    11: SIZE_LIMIT,
    13: UNTRUSTED,
    32: NOT_FOUND,
    34: NOT_FOUND,
    48: REFUSED,
    49: REFUSED,
    50: FORBIDDEN,
}
#: An anonymous or locked principal that a server does not want to talk to at all.
_UNWILLING: Final = 53


def bound(system: System, access: Access) -> Any:
    """A connection that is encrypted or stays on this machine, and whose password was taken."""
    from ldap3 import ANONYMOUS, NONE, SIMPLE, Connection, Server, Tls

    url, must_encrypt = _address(system)
    user = system.settings.get("bind_dn", "")
    password = _password(system, access) if user else None
    ca_file = system.settings.get("ca_file", "")
    tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(access.root / ca_file) if ca_file else None)
    connection = Connection(
        Server(url, get_info=NONE, tls=tls, connect_timeout=_CONNECT_SECONDS),
        user=user or None,
        password=password,
        authentication=SIMPLE if user else ANONYMOUS,
        read_only=True,
        auto_referrals=False,
        check_names=False,
        return_empty_attributes=False,
        receive_timeout=max(1, int(access.deadline)),
    )
    connection.open(read_server_info=False)
    if must_encrypt and not url.startswith("ldaps:") and not connection.start_tls(read_server_info=False):
        raise Refusal(Reason(UNTRUSTED))
    if not connection.bind(read_server_info=False):
        code = connection.result["result"]
        raise Refusal(Reason(REFUSED) if code == _UNWILLING else reason_of_code(code))
    return connection


def _address(system: System) -> tuple[str, bool]:
    """The server, and whether StartTLS is a must: always, but for this machine unless the roster says so."""
    url = system.settings.get("url", "")
    if not url:
        raise Refusal(Reason(NO_URL))
    try:
        parts = urlsplit(url)
        host, user, _port = parts.hostname or "", parts.username or parts.password, parts.port
    except ValueError:
        raise Refusal(Reason(NOT_A_URL)) from None
    if parts.scheme not in {"ldap", "ldaps"} or not host or user is not None:
        raise Refusal(Reason(NOT_A_URL))
    wants = system.settings.get("start_tls", "").lower() in {"true", "yes", "1"}
    return f"{parts.scheme}://{parts.netloc}", wants or host not in _LOOPBACK


def _password(system: System, access: Access) -> str:
    """The password of ``bind_dn``; an empty one would make the server take us for nobody, without an error."""
    variable = token_variable(system)
    try:
        password = access.secret(variable)
    except TokenMissingError as error:
        raise Refusal(Reason(NO_TOKEN, (("variable", error.variable),))) from None
    if not password:
        raise Refusal(Reason(NO_TOKEN, (("variable", variable),)))
    return password


def reason_of(error: Exception) -> Reason:
    """What an error comes to; its message is dropped, it can hold logins and addresses."""
    from ldap3.core import exceptions

    if isinstance(error, (ssl.SSLError, exceptions.LDAPStartTLSError, exceptions.LDAPCertificateError)):
        return Reason(UNTRUSTED)
    said = str(error).lower()
    if "certificate" in said or "ssl" in said:
        return Reason(UNTRUSTED)
    if isinstance(error, (TimeoutError, exceptions.LDAPResponseTimeoutError)) or "timed out" in said:
        return Reason(TIMED_OUT)
    return Reason(UNREACHABLE)


def reason_of_code(code: int) -> Reason:
    """What the result code of an answer comes to."""
    return Reason(_CODES.get(code, FAILED))
