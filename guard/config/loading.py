"""A configuration file, found and read: ``sekisho.toml``, or ``[tool.sekisho]`` in ``pyproject.toml``.

pydantic, which checks it and words the errors, is imported only when there is a file to check.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

from guard.config.config import FILE_NAME, MAX_BYTES, PYPROJECT, SECTION, Config, InstalledRules
from guard.config.files import Beside, in_folder
from guard.errors import ConfigError

#: Dots on one line: the time for a dotted key grows with the square of its parts.
MAX_DOTS = 500


def find(start: Path, stop: Path) -> Path | None:
    """The nearest configuration file from a folder upwards to ``stop`` (the root of the repository)."""
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if os.path.lexists(candidate):  # what is there and cannot be read is an error, not another configuration
            return candidate
        pyproject = folder / PYPROJECT
        if pyproject.is_file() and _has_section(pyproject):
            return pyproject
        if folder == stop:
            return None
    return None


def load(path: Path | None, today: dt.date, installed: InstalledRules | None = None) -> Config:
    """Read and check a configuration file; ``None`` gives the defaults. ``installed`` finds packages that it names.

    Raises ``ConfigError`` naming file, line, key and the nearest known key.
    """
    if path is None:
        return Config()
    return loads(_read(path), path.name, today, in_folder(path.parent), installed)


def loads(
    data: bytes, name: str, today: dt.date, beside: Beside | None = None, installed: InstalledRules | None = None
) -> Config:
    """Check the bytes of a configuration file; ``beside`` reads the files that it names. Raises as ``load``."""
    from guard.config.schema import parse  # pydantic, which a run without a file does without

    text = text_of(data, name)
    table = read_toml(text, name)
    prefix: tuple[str, ...] = ()
    if re.split("[/:]", name)[-1] == PYPROJECT:  # the name may say of which commit it is
        prefix = SECTION
        table = _section(table) or {}
    return parse(table, text, name, today, prefix, beside, installed)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise ConfigError("cannot be read: it is no file", file=path.name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=path.name)
    return data


def text_of(data: bytes, name: str) -> str:
    """The text of a configuration file. Raises ``ConfigError``."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8", file=name, line=line) from None


def read_toml(text: str, name: str) -> dict[str, Any]:
    """The table that a text is. Raises ``ConfigError`` with the line; a key of thousands of parts would take hours."""
    import tomllib

    for number, written in enumerate(text.split("\n"), start=1):
        if written.count(".") > MAX_DOTS:
            raise ConfigError("is not TOML that can be read: a line has too many dots", file=name, line=number)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).rpartition(" (at ")
        line = re.match(r"line ([0-9]+)", place)
        end = text.count("\n") + 1  # where tomllib names no line it says "at end of document"
        raise ConfigError(f"is not TOML: {said}", file=name, line=int(line[1]) if line else end) from None
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        raise ConfigError("is not TOML that can be read: nested too deeply, or a number too long", file=name) from None


def _section(table: Any) -> Any:
    """The table of ours in a ``pyproject.toml``; ``None`` where there is none."""
    for name in SECTION:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _has_section(pyproject: Path) -> bool:
    try:
        with pyproject.open("rb") as file:
            return has_section(file.read(MAX_BYTES + 1))
    except OSError:
        return False


def has_section(data: bytes) -> bool:
    """Whether a ``pyproject.toml`` has a section of ours; one that names us and is broken has: reading it will tell."""
    if SECTION[-1].encode() not in data:
        return False
    try:
        return len(data) > MAX_BYTES or _section(read_toml(text_of(data, PYPROJECT), PYPROJECT)) is not None
    except ConfigError:
        return True
