"""Public keys, as OpenSSH writes and names them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

ED25519: Final = "ssh-ed25519"
_RAW_LENGTH: Final = 32
_KIND = re.compile(r"[a-z0-9][a-z0-9@.-]{2,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key of any kind that OpenSSH knows: ``kind`` as in ``ssh-ed25519``, ``blob`` in the format of the wire (RFC 4253)."""

    kind: str
    blob: bytes

    @property
    def line(self) -> str:
        """The key without a comment, which would name a user and a machine."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ``ssh-keygen -l`` shows it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def ed25519(self) -> bytes | None:
        """The 32 bytes of an Ed25519 key, ``None`` for another kind."""
        fields = unpacked(self.blob) if self.kind == ED25519 else []
        return fields[1] if len(fields) == 2 and len(fields[1]) == _RAW_LENGTH else None


def parse_key(text: str) -> PublicKey:
    """``ssh-ed25519 AAAA… comment`` as a key. Raises ``ValueError``."""
    kind, _, rest = text.strip().partition(" ")
    word = rest.split(maxsplit=1)[0] if rest.strip() else ""
    try:
        blob = base64.b64decode(word, validate=True)
    except binascii.Error:
        raise ValueError("no public key of OpenSSH") from None
    fields = unpacked(blob)
    if not _KIND.fullmatch(kind) or not fields or fields[0] != kind.encode():
        raise ValueError("no public key of OpenSSH")
    key = PublicKey(kind, blob)
    if kind == ED25519 and key.ed25519 is None:
        raise ValueError("no public key of OpenSSH")
    return key


def ed25519_key(raw: bytes) -> PublicKey:
    """An Ed25519 key of 32 bytes."""
    return PublicKey(ED25519, packed(ED25519.encode()) + packed(raw))


def packed(field: bytes) -> bytes:
    """A string of the wire format: its length in four bytes, then itself."""
    return len(field).to_bytes(4, "big") + field


def unpacked(blob: bytes) -> list[bytes]:
    """The strings that a blob is made of; nothing where it is not made of strings alone."""
    fields: list[bytes] = []
    at = 0
    while at < len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if end > len(blob) or at + 4 > len(blob):
            return []
        fields.append(blob[at + 4 : end])
        at = end
    return fields
