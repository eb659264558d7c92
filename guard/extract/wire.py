"""Frames between a scan and its worker: a length, JSON, and bytes. Nothing in a frame is ever executed."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import IO, Any, NamedTuple

from guard.extract.packed import Packed, pack
from guard.extract.piece import Member, Piece, Text, Unread
from guard.model import Field, Place, SkipReason

_LENGTHS = struct.Struct(">II")
#: JSON of a frame: the labels and cells of one text at most.
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
        text = piece.text.encode("utf-8", "surrogatepass")
        labels, fields = pack((field.label, field[1:]) for field in piece.fields)
        cells, places = pack((place.cell, place[:3]) for place in piece.places)
        told = {"piece": "text", "format": piece.format, "labels": labels, "cells": cells}
        return header | told | {"sizes": (len(text), len(fields))}, b"".join((text, fields, places))
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
                size, numbers = header["sizes"]
                text = str(memoryview(payload)[:size], "utf-8", "surrogatepass")
                fields = Packed(_field, 5, header["labels"], payload[size : size + numbers])
                places = Packed(_place, 4, header["cells"], payload[size + numbers :])
                return chain, Text(name, text, str(header["format"]), fields, places)
            case "unread":
                return chain, Unread(name, SkipReason(header["reason"]), str(header["detail"]))
            case _:
                raise BrokenFrame
    except (KeyError, TypeError, ValueError):
        raise BrokenFrame from None


def _field(label: str | None, numbers: Sequence[int]) -> Field:
    return Field(label or "", *numbers)


def _place(cell: str | None, numbers: Sequence[int]) -> Place:
    start, line, column = numbers
    return Place(start, line, column, cell)
