"""Parquet, Arrow and Feather: the rows, labelled with their columns, some at a time; the metadata of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

from guard.extract.piece import Limits, Piece, Text
from guard.extract.readers import rows

_PARQUET, _FEATHER_1, _STREAM = b"PAR1", b"FEA1", b"\xff\xff\xff\xff"
#: Rows that are unpacked at once.
_BATCH = 1024
#: What the library keeps in the metadata for itself.
_OWN_METADATA = b"ARROW:schema"


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the rows in texts, then what the metadata say."""
    schema, batches = _opened(data)
    yield from rows.pieces("", "", schema.names, _numbered(batches))
    said = [
        f"{key.decode('utf-8', 'replace')}: {value.decode('utf-8', 'replace')}"
        for key, value in (schema.metadata or {}).items()
        if key != _OWN_METADATA
    ]
    if said:
        yield Text("metadata", "\n".join(said) + "\n", "text")


def _opened(data: bytes) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    source = pa.BufferReader(data)
    if data.startswith(_PARQUET):
        file = pyarrow.parquet.ParquetFile(source)
        return file.schema_arrow, file.iter_batches(batch_size=_BATCH, use_threads=False)
    if data.startswith(_FEATHER_1):
        table = pyarrow.feather.read_table(source, use_threads=False, memory_map=False)
        return table.schema, iter(table.to_batches(max_chunksize=_BATCH))
    if data.startswith(_STREAM):
        stream = pa.ipc.open_stream(source)
        return stream.schema, iter(stream)
    stored = pa.ipc.open_file(source)
    return stored.schema, (stored.get_batch(number) for number in range(stored.num_record_batches))


def _numbered(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, list[object]]]:
    before = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _BATCH):
            columns = [column.to_pylist() for column in batch.slice(start, _BATCH).columns]
            for number, row in enumerate(zip(*columns, strict=True), start=before + start + 1):
                yield number, [_plain(value) for value in row]
        before += batch.num_rows


def _plain(value: object) -> object:
    """A list or a structure as JSON; everything else as it is."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value
