"""DSSE: an envelope around a statement and the signatures over it (https://github.com/secure-systems-lab/dsse, version 1)."""

from __future__ import annotations

import base64
import binascii
from typing import Final, NamedTuple

from guard.evidence.document import Document, read, text_of

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
_STANDARD: Final = str.maketrans("-_", "+/")


class Signature(NamedTuple):
    """A signature and the name of its key, which is a hint and proves nothing."""

    keyid: str
    sig: bytes


class Envelope(NamedTuple):
    """What was signed, its type, and the signatures."""

    payload: bytes
    payload_type: str
    signatures: tuple[Signature, ...]


class _SignatureFile(Document):
    keyid: str = ""
    sig: str


class _EnvelopeFile(Document):
    payload: str
    payloadType: str  # noqa: N815 - the name in the specification
    signatures: list[_SignatureFile]


def pae(payload_type: str, body: bytes) -> bytes:
    """What is signed: the pre-authentication encoding, so that the type is signed along."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


def envelope_text(envelope: Envelope) -> bytes:
    """The file."""
    return text_of(
        _EnvelopeFile(
            payload=_encoded(envelope.payload),
            payloadType=envelope.payload_type,
            signatures=[_SignatureFile(keyid=one.keyid, sig=_encoded(one.sig)) for one in envelope.signatures],
        )
    )


def read_envelope(data: bytes) -> Envelope:
    """The envelope in a file, in either alphabet of Base64. Raises ``ValueError``."""
    file = read(_EnvelopeFile, data)
    signatures = (Signature(one.keyid, _decoded(one.sig)) for one in file.signatures)
    return Envelope(_decoded(file.payload), file.payloadType, tuple(signatures))


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(_STANDARD).encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("no Base64") from None
