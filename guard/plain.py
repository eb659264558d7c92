"""Typed values to plain JSON and back, by their annotations: what is read back is checked, never trusted.

Not pickle: what lies in a file may have been put there by somebody else.
"""

from __future__ import annotations

import enum
import json
import types
import typing
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from guard.model import Sensitive, Verdict
from guard.verdicts import Verdicts

T = TypeVar("T")
_Reader = Callable[[Any], Any]


def dumps(value: object) -> bytes:
    """A dataclass of ours as JSON; records are lists of their fields in order."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(kind: type[T], data: bytes) -> T:
    """Read a value of a type back; raises ``ValueError`` for anything else."""
    try:
        value = _reader(typing.cast("Any", kind))(json.loads(data.decode("utf-8", "surrogatepass")))
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"no {kind.__name__}") from error
    return typing.cast("T", value)


def _plain(value: Any) -> Any:
    if isinstance(value, Sensitive):
        if value.reveal():
            raise TypeError("a detected value is not written anywhere")
        return None
    if isinstance(value, enum.Enum):
        return value.value
    if is_dataclass(value):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | Verdicts):
        return [_plain(item) for item in value]
    return value


@cache
def _reader(kind: Any) -> _Reader:
    """What reads a value of this annotation."""
    if kind is None:
        kind = type(None)
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        return _one_of(tuple(map(_reader, typing.get_args(kind))))
    if origin is not None:
        return _collection(origin, typing.get_args(kind))
    if kind is Sensitive:
        return _nothing_sensitive
    if kind is Verdicts:
        verdicts = _reader(list[Verdict])
        return lambda value: Verdicts(verdicts(value))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return _record(kind, tuple(_reader(hints[one.name]) for one in fields(kind)))
    if isinstance(kind, type) and issubclass(kind, tuple):
        return _record(kind, tuple(map(_reader, typing.get_type_hints(kind).values())))
    return _exactly(kind)


def _exactly(kind: type) -> _Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise ValueError(f"no {kind.__name__}")
        return value

    return read


def _record(kind: Any, readers: tuple[_Reader, ...]) -> _Reader:
    def read(value: Any) -> Any:
        if type(value) is not list or len(value) != len(readers):
            raise ValueError(f"no {kind.__name__}")
        return kind(*(reader(item) for reader, item in zip(readers, value, strict=True)))

    return read


def _one_of(readers: tuple[_Reader, ...]) -> _Reader:
    def read(value: Any) -> Any:
        for reader in readers:
            try:
                return reader(value)
            except (ValueError, TypeError):
                continue
        raise ValueError("none of its types")

    return read


def _collection(origin: Any, arguments: tuple[Any, ...]) -> _Reader:
    if issubclass(origin, Counter):
        return lambda value: Counter({_text(key): _whole(item) for key, item in value.items()})
    if issubclass(origin, Mapping):
        item_reader = _reader(arguments[1])
        return lambda value: {_text(key): item_reader(item) for key, item in value.items()}
    if issubclass(origin, tuple) and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        return _record(lambda *items: items, tuple(map(_reader, arguments)))
    reader = _reader(arguments[0])
    return lambda value: origin([reader(item) for item in _sequence(value)])


def _nothing_sensitive(value: Any) -> Sensitive:
    if value is not None:
        raise ValueError("a value where none may be")
    return Sensitive("")


_text = _exactly(str)
_whole = _exactly(int)
_sequence = _exactly(list)
