"""A writer of compound files, as small as they can be: streams in sectors one after the other, folders as given."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512
NONE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A file with these streams; ``/`` in a path makes folders."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, NONE, END, 0]]
    folders, chain, body = {"": 0}, [], b""
    for path, content in streams.items():
        folder = ""
        for part in path.split("/")[:-1]:
            inside = f"{folder}{part}/"
            if inside not in folders:
                folders[inside] = len(entries)
                _link(entries, folders[folder], [part, 1, NONE, NONE, NONE, 0, 0])
            folder = inside
        _link(entries, folders[folder], [path.rpartition("/")[2], 2, NONE, NONE, NONE, len(chain), len(content)])
        sectors = max(1, -(-len(content) // SECTOR))
        chain += [*range(len(chain) + 1, len(chain) + sectors), END]
        body += content.ljust(sectors * SECTOR, b"\0")
    listing = b"".join(map(_entry, entries))
    listing = listing.ljust(-(-len(listing) // SECTOR) * SECTOR, b"\0")
    directory, sectors = len(chain), len(listing) // SECTOR
    chain += [*range(directory + 1, directory + sectors), END]
    tables = -(-(len(chain) + 1) // 127)
    places = list(range(len(chain), len(chain) + tables))
    table = struct.pack(f"<{len(chain) + tables}L", *chain, *[TABLE] * tables).ljust(tables * SECTOR, b"\xff")
    header = struct.pack("<8s16s5H6x9L", MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 0, END, 0, END, 0)
    return header + struct.pack("<109L", *places, *[NONE] * (109 - tables)) + body + listing + table


MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _link(entries: list[list[object]], folder: int, entry: list[object]) -> None:
    """Put an entry before the others of its folder."""
    entry[3], entries[folder][4] = entries[folder][4], len(entries)
    entries.append(entry)


def _entry(entry: list[object]) -> bytes:
    name, kind, left, right, child, start, size = entry
    raw = str(name).encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBB3L36xLQ", raw, len(raw), kind, 1, left, right, child, start, size)
