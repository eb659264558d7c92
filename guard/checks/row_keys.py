"""Rows are named by their keys in reports, unless a key is something that was found itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zlib import crc32

from detectors.folding import fold
from guard.model import Check, Document, Finding, Skip


class RowKeys:
    """A check on rows of a database: what another check finds, with the number of a row where its key would tell."""

    def __init__(self, check: Check) -> None:
        self._check = check

    def inspect(self, document: Document) -> Iterator[Finding | Skip]:
        """The findings in rows; ``tel[12]`` becomes ``tel[#57]`` where 12 is a detected value."""
        found = list(self._check.inspect(document))
        values = {_bare(item.value.reveal()) for item in found if isinstance(item, Finding)}
        for item in found:
            if isinstance(item, Finding) and item.cell is not None and item.cell.endswith("]"):
                column, _, key = item.cell[:-1].rpartition("[")
                told = not key.startswith("#") and not values.isdisjoint(map(_bare, key.split(",")))
                cell = f"{column}[#{item.position.line}]" if told else item.cell
                # a column has one number in all batches of its table, whoever looks at them
                item = replace(item, cell=cell, column=crc32(column.encode("utf-8", "surrogatepass")))
            yield item

    def finish(self) -> Iterable[Finding | Skip]:
        """What the other check has left to say."""
        return self._check.finish()


def _bare(value: str) -> str:
    """What a value and a key share if they are the same number: no separators, no leading zeros."""
    return "".join(filter(str.isalnum, fold(value).text)).lstrip("0").lower()
