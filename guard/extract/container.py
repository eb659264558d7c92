"""Blob to documents, whatever it is: a text here, a container in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from guard.extract.extractor import TextExtractor, load
from guard.extract.kind import Kind, sniff
from guard.extract.piece import Limits
from guard.model import Blob, Document, Skip

if TYPE_CHECKING:
    from guard.extract.taken_apart import Containers


class ContainerExtractor:
    """Reads texts itself and hands containers on; what takes them apart is loaded with the first one."""

    def __init__(self, limits: Limits, max_member_bytes: int) -> None:
        """``max_member_bytes`` bounds one text inside a container, as it does a file."""
        self._limits = limits
        self._max_member_bytes = max_member_bytes
        self._texts = TextExtractor()
        self._containers: Containers | None = None

    def extract(self, blob: Blob) -> Iterator[Document | Skip]:
        """The documents in a blob, and a skip for each part that could not be looked at."""
        data = load(blob)
        if isinstance(data, Skip):
            yield data
            return
        kind = sniff(data, blob.origin.path)
        if kind is Kind.TEXT or not self._is_container(kind):
            documents = self._texts.read(blob, kind, data)
            del data
            yield from documents
            return
        if self._containers is None:
            from guard.extract.taken_apart import Containers

            self._containers = Containers(self._limits, self._max_member_bytes)
        documents = self._containers.documents(blob, kind, data)
        del data
        yield from documents

    def close(self) -> None:
        """End the process that takes containers apart; another container starts it again."""
        if self._containers is not None:
            self._containers.close()

    def _is_container(self, kind: Kind) -> bool:
        from guard.extract.reader_table import reader_of

        return reader_of(kind) is not None
