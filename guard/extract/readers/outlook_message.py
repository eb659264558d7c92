"""Outlook messages ([MS-OXMSG]): headers, people, bodies, attachments. A property is a stream that is named by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guard.extract.piece import Member, Piece, Text
from guard.extract.readers.compound_file import CompoundFile

_PROPERTY = re.compile(r"(?P<folder>.*/)?__substg1\.0_(?P<name>[0-9A-F]{4})(?P<type>[0-9A-F]{4})")
_UTF16, _BYTES, _BINARY = "001F", "001E", "0102"
_BODY, _HTML, _ATTACHED, _LONG_NAME, _SHORT_NAME = "1000", "1013", "3701", "3707", "3704"
_CONTENTS = {_BODY: "body.txt", _HTML: "body.html"}


class _Property(NamedTuple):
    """A property of a message, or of one of its recipients and attachments, which have a folder each."""

    folder: str
    name: str
    type: str
    path: str


def is_message(file: CompoundFile) -> bool:
    """Whether this is a message."""
    return any(path.startswith("__properties_version1.0") for path in file.streams)


def pieces(file: CompoundFile) -> Iterator[Piece]:
    """Texts of a folder as a text of lines, bodies and attachments as the files that they are."""
    folders: dict[str, list[_Property]] = {}
    for path in sorted(file.streams):
        match = _PROPERTY.fullmatch(path)
        if match is not None:
            one = _Property(match["folder"] or "", match["name"], match["type"], path)
            folders.setdefault(one.folder, []).append(one)
    for folder, properties in folders.items():
        lines = [_text(file, one) for one in properties if one.name not in _CONTENTS and one.type in {_UTF16, _BYTES}]
        said = "".join(f"{line}\n" for line in lines if line.strip())
        if said:
            yield Text(f"{folder}properties", said, "text")
        for one in properties:
            if one.name in _CONTENTS:
                yield Member(f"{folder}{_CONTENTS[one.name]}", _content(file, one))
            elif one.name == _ATTACHED and one.type == _BINARY:
                yield Member(_file_name(file, properties) or f"{folder}attachment", file.read(one.path))


def _file_name(file: CompoundFile, properties: list[_Property]) -> str:
    names = {one.name: _text(file, one) for one in properties if one.name in {_LONG_NAME, _SHORT_NAME}}
    return names.get(_LONG_NAME) or names.get(_SHORT_NAME, "")


def _content(file: CompoundFile, one: _Property) -> bytes:
    return file.read(one.path) if one.type == _BINARY else _text(file, one).encode()


def _text(file: CompoundFile, one: _Property) -> str:
    return file.read(one.path).decode("utf-16-le" if one.type == _UTF16 else "cp932", "replace").replace("\0", "")
