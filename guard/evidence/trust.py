"""Whose signature counts: keys that were given one by one, or the ``allowed_signers`` that OpenSSH and Git use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from guard.errors import UsageError
from guard.evidence.key import PublicKey, ed25519_key, parse_key
from guard.evidence.layout import NAMESPACE

_MAX_FILE: Final = 1 << 20
_PEM: Final = "-----BEGIN PUBLIC KEY-----"
_OPTION = re.compile(r'(?:^|,)([a-z-]+)(?:="([^"]*)")?', re.ASCII)
_FORMATS: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that counts, for signatures made from ``after`` on and before ``before``; ``name`` says whose it is."""

    key: PublicKey
    name: str = ""
    after: dt.datetime | None = None
    before: dt.datetime | None = None

    def counts_at(self, moment: dt.datetime) -> bool:
        """Whether a signature of this moment counts."""
        return (self.after is None or self.after <= moment) and (self.before is None or moment < self.before)


def trusted_keys(path: Path) -> tuple[Trusted, ...]:
    """The public keys in a file: one in PEM, or one a line as OpenSSH writes them. Raises ``UsageError``."""
    text = _text(path)
    try:
        if text.lstrip().startswith(_PEM):
            return (Trusted(_pem(text)),)
        keys = tuple(Trusted(parse_key(line)) for line in _lines(text))
    except ValueError:
        raise UsageError(f"{path.name}: is no public key, neither PEM (Ed25519) nor OpenSSH") from None
    if not keys:
        raise UsageError(f"{path.name}: holds no public key")
    return keys


def allowed_signers(path: Path) -> tuple[Trusted, ...]:
    """The keys of an ``allowed_signers`` file that may sign evidence; see ``ssh-keygen(1)``. Raises ``UsageError``.

    Lines of certificate authorities are for certificates, which evidence is not signed with, and are passed over.
    """
    trusted: list[Trusted] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                trusted += _allowed(line)
            except ValueError:
                raise UsageError(f"{path.name}:{number}: is no line of allowed_signers") from None
    return tuple(trusted)


def _allowed(line: str) -> Iterator[Trusted]:
    principals, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    options: dict[str, str] = {}
    try:
        key = parse_key(rest)
    except ValueError:
        words, rest = _split(rest)
        options = {name.lower(): value for name, value in _OPTION.findall(words)}
        key = parse_key(rest)
    if not principals or options.keys() - {"namespaces", "valid-after", "valid-before", "cert-authority"}:
        raise ValueError("an option that is not known")
    if "cert-authority" in options or not _is_ours(options.get("namespaces")):
        return
    after, before = (_moment(options[name]) if name in options else None for name in ("valid-after", "valid-before"))
    yield Trusted(key, principals.strip('"'), after, before)


def _split(text: str) -> tuple[str, str]:
    """Options and what follows them; a space within quotes ends nothing."""
    is_quoted = False
    for at, char in enumerate(text):
        if char == '"':
            is_quoted = not is_quoted
        elif char == " " and not is_quoted:
            return text[:at], text[at:].strip()
    return text, ""


def _is_ours(namespaces: str | None) -> bool:
    if namespaces is None:
        return True
    patterns = [one.strip() for one in namespaces.split(",")]
    if any(one.startswith("!") and fnmatchcase(NAMESPACE, one[1:]) for one in patterns):
        return False
    return any(fnmatchcase(NAMESPACE, one) for one in patterns)


def _moment(text: str) -> dt.datetime:
    """``YYYYMMDD[HHMM[SS]]``, in UTC with a trailing Z, else in the time zone of this machine as OpenSSH reads it."""
    digits = text.removesuffix("Z")
    if len(digits) not in _FORMATS or not digits.isdecimal():
        raise ValueError("no moment")
    told = dt.datetime.strptime(digits, _FORMATS[len(digits)])  # noqa: DTZ007 - the zone follows
    return told.replace(tzinfo=dt.UTC) if text.endswith("Z") else told.astimezone(dt.UTC)


def _pem(text: str) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(text.encode())
    except UnsupportedAlgorithm:
        raise ValueError("no key that is known here") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")
    return ed25519_key(key.public_bytes_raw())


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > _MAX_FILE:
        raise UsageError(f"{path.name}: is too large for a list of keys")
    return data.decode("utf-8", "replace")
