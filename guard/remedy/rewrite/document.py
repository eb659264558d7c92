"""A Word document with its findings replaced; only the XML parts that hold one are written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from guard.messages import N_
from guard.model import Document
from guard.remedy.mask.plan import IN_PLACE, Planned, Refused
from guard.remedy.rewrite.markup import Part, Spots, attributes, flow, leaves
from guard.remedy.rewrite.parser import Unreadable
from guard.remedy.rewrite.part import Patch, everywhere, patched, patches
from guard.remedy.rewrite.rewritten import Rewritten
from guard.remedy.rewrite.zip import Unfit, members, replaced

#: Bytes that one part may have.
MOST: Final = 64 << 20
#: What the texts of tables are called behind the name of their part.
_TABLE: Final = " table "

#: The records of a pivot table's cache and of an external link, the links of a part, and the variables of a document.
_RECORDED: Final = frozenset({"s", "n", "d"})
_LINKS: Final = frozenset({"Relationship"})
_VARIABLES: Final = frozenset({"docVar"})

UNFIT = N_("the ZIP file cannot be written part by part: {error}")

Plans = Sequence[tuple[Document, Sequence[Planned]]]


def rewrite(data: bytes, plans: Plans, result: Rewritten) -> None:
    """Write what was planned into a document."""
    by_part: dict[str, list[tuple[Document, Sequence[Planned]]]] = {}
    for document, planned in plans:
        by_part.setdefault(part_of(document), []).append((document, planned))
    try:
        parts = members(data, dict.fromkeys(by_part, MOST)) if "" not in by_part else {}
        contents = rewritten_parts(parts, by_part, result)
        if contents:
            result.content = replaced(data, contents)
    except Unfit as error:
        result.failed(UNFIT, str(error))


def rewritten_parts(parts: Mapping[str, bytes], by_part: Mapping[str, Plans], result: Rewritten) -> dict[str, bytes]:
    """The parts as they become."""
    contents = {}
    for name, plans in by_part.items():
        part = parts.get(name)
        changes = None if part is None else _changes(part, name, plans, result)
        if part is not None and changes:
            contents[name] = patched(part, changes)
        elif changes is None:
            result.refused += [Refused(one.finding, IN_PLACE) for _document, planned in plans for one in planned]
    return contents


def part_of(document: Document) -> str:
    """The name of the part that a document was read from; empty for one in a file inside of this one."""
    members = document.origin.members
    return members[0].partition(_TABLE)[0] if len(members) == 1 else ""


def _changes(part: bytes, name: str, plans: Plans, result: Rewritten) -> list[Patch] | None:
    """The patches of a part; ``None`` where it cannot be read with places."""
    try:
        read = flow(part)
        texts = _texts(name, read)
        others = [leaves(part), attributes(part, _RECORDED, "v"), attributes(part, _LINKS, "Target", links=True)]
        others.append(attributes(part, _VARIABLES, "val"))
    except Unreadable:
        return None
    changes: list[Patch] = []
    news: dict[str, str] = {}
    for document, planned in plans:
        candidates = [*others, texts.get(document.origin.members[0])]
        spots = next((one for one in candidates if one is not None and str(one) == document.text), None)
        for one in planned:
            made = None if spots is None else patches(spots, one.edit)
            if made is None:
                result.refused.append(Refused(one.finding, IN_PLACE))
                continue
            changes += made
            news[document.text[one.edit.start : one.edit.end]] = one.edit.new
            result.took(document, one)
    return changes + everywhere(read.again, news)


def _texts(name: str, read: Part) -> dict[str, Spots]:
    tables = {f"{name}{_TABLE}{number}": table for number, table in enumerate(read.tables, 1)}
    return {name: read.flowing()} | tables
