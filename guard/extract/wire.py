"""Frames between a scan and its worker: a length, JSON, and bytes. Nothing in a frame is ever executed."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any, NamedTuple

from guard.extract.piece import Member, Piece, Text, Unread
from guard.model import Field, Place, SkipReason

_LENGTHS = struct.Struct(">II")
#: JSON of a frame: the fields and places of one text at most.
MAX_HEADER = 256 * 1024 * 1024

Chain = tuple[str, ...]


class BrokenFrame(Exception):
    """The other side ended in the middle of a frame, or sent what is none."""


class Frame(NamedTuple):
    """What is said, and the bytes it is said about."""

    header: dict[str, Any]
    payload: bytes


def send(stream: IO[bytes], header: Mapping[str, object], payload: bytes = b"") -> None:
    """Write one frame."""
    encoded = json.dumps(header, separators=(",", ":")).encode()
    stream.write(_LENGTHS.pack(len(encoded), len(payload)))
    stream.write(encoded)
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], max_payload: int) -> Frame | None:
    """Read one frame; ``None`` where the stream has ended. Raises ``BrokenFrame``."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BrokenFrame
    header_size, payload_size = _LENGTHS.unpack(lengths)
    if header_size > MAX_HEADER or payload_size > max_payload:
        raise BrokenFrame
    encoded, payload = stream.read(header_size), stream.read(payload_size)
    if len(encoded) < header_size or len(payload) < payload_size:
        raise BrokenFrame
    try:
        header = json.loads(encoded)
    except ValueError:
        raise BrokenFrame from None
    if not isinstance(header, dict):
        raise BrokenFrame
    return Frame(header, payload)


def encode(chain: Chain, piece: Piece) -> tuple[dict[str, object], bytes]:
    """A piece as header and payload of a frame; ``chain`` is the way to it, its own name included."""
    header: dict[str, object] = {"chain": chain}
    if isinstance(piece, Member):
        return header | {"piece": "member"}, piece.data
    if isinstance(piece, Text):
        told = {"piece": "text", "format": piece.format, "fields": piece.fields, "places": piece.places}
        return header | told, piece.text.encode("utf-8", "surrogatepass")
    return header | {"piece": "unread", "reason": piece.reason.value, "detail": piece.detail}, b""


def decode(frame: Frame) -> tuple[Chain, Piece]:
    """The piece of a frame, its name being the last of the chain. Raises ``BrokenFrame``."""
    header, payload = frame
    try:
        chain = tuple(str(name) for name in header["chain"])
        name = chain[-1] if chain else ""
        match header["piece"]:
            case "member":
                return chain, Member(name, payload)
            case "text":
                text = payload.decode("utf-8", "surrogatepass")
                fields = _fields(header.pop("fields"))
                places = tuple(Place(*place) for place in header["places"])
                return chain, Text(name, text, str(header["format"]), fields, places)
            case "unread":
                return chain, Unread(name, SkipReason(header["reason"]), str(header["detail"]))
            case _:
                raise BrokenFrame
    except (KeyError, TypeError, ValueError):
        raise BrokenFrame from None


def _fields(told: list[list[Any]]) -> tuple[Field, ...]:
    """Fields with one text for each label, however many rows there are under it."""
    labels: dict[str, str] = {}
    return tuple(Field(labels.setdefault(label, label), *numbers) for label, *numbers in told)
