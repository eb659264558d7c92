"""``sekisho synth`` as a command asks for it: a schema in, files of made-up data out."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

from guard.errors import ExitCode, UsageError
from guard.remedy.synth import write as synth_write
from guard.remedy.synth.columns import Value
from guard.remedy.synth.rows import DEFAULT_SEED, Synth
from guard.remedy.synth.schema import Table, built_in, load
from guard.remedy.synth.xlsx import MOST_ROWS, Workbook

#: Format → the ending of its files.
FORMATS: Final = {"csv": ".csv", "json": ".json", "jsonl": ".jsonl", "sql": ".sql", "xlsx": ".xlsx"}
ENCODINGS: Final = ("utf-8", "utf-8-sig", "cp932")
_ONE_FILE_A_TABLE: Final = frozenset({"csv", "jsonl"})


@dataclass(frozen=True, slots=True)
class SynthOptions:
    """The options of ``sekisho synth``."""

    schema: str = "residents"
    rows: int | None = None
    seed: str = DEFAULT_SEED
    format_: str | None = None
    encoding: str = "utf-8"
    dialect: str = "standard"
    output: Path | None = None
    list_: bool = False


def run_synth(options: SynthOptions) -> ExitCode:
    """Write the tables of a schema, or list the schemas that there are."""
    if options.list_:
        for name in built_in():
            tables = load(name).tables
            sys.stdout.write(f"{name:<12}{', '.join(f'{one.name} ({len(one.columns)})' for one in tables)}\n")
        return ExitCode.CLEAN
    format_ = options.format_ or _format_of(options.output)
    schema = load(options.schema)
    synth = Synth(schema, options.seed, options.rows)
    tables = schema.tables
    for table, column, most in synth.repeats():
        place = f"{table.name}.{column.name}"
        sys.stderr.write(
            f"sekisho: note: {place}: {most} numbers differ, the others repeat ({synth.count(table)} rows)\n"
        )
    if format_ in _ONE_FILE_A_TABLE and len(tables) > 1:
        if options.output is None or (options.output.exists() and not options.output.is_dir()):
            raise UsageError(f"{options.schema} has {len(tables)} tables: name a folder with --output")
        try:
            options.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot write {options.output}: {error.strerror}") from None
        for table in tables:
            with _opened(options.output / f"{table.name}{FORMATS[format_]}") as file:
                _write(file, format_, synth, (table,), options)
        return ExitCode.CLEAN
    if format_ == "xlsx":
        _check_workbook(synth, options.output)
    with _opened(options.output) as file:
        _write(file, format_, synth, tables, options)
    return ExitCode.CLEAN


def _format_of(output: Path | None) -> str:
    ending = "" if output is None else output.suffix.lower()
    return next((name for name, suffix in FORMATS.items() if suffix == ending), "csv")


def _check_workbook(synth: Synth, output: Path | None) -> None:
    if output is None and sys.stdout.isatty():
        raise UsageError("a workbook is nothing for a terminal: name a file with --output")
    for table in synth.schema.tables:
        if synth.count(table) >= MOST_ROWS:
            raise UsageError(f"{table.name}: a sheet holds {MOST_ROWS - 1} rows at most; choose another format")


def _write(file: IO[bytes], format_: str, synth: Synth, tables: Sequence[Table], options: SynthOptions) -> None:
    if format_ == "xlsx":
        with Workbook(file) as book:
            for table in tables:
                book.sheet(table.name, _with_header(table, synth.rows(table)))
        return
    text = TextIOWrapper(file, encoding=options.encoding, newline="", write_through=False)
    try:
        if format_ == "json":
            pairs = ((table, synth.rows(table)) for table in tables)
            synth_write.write_json(text, pairs, is_one=len(tables) == 1)
        for table in tables if format_ != "json" else ():
            if format_ == "csv":
                synth_write.write_csv(text, table, synth.rows(table))
            elif format_ == "jsonl":
                synth_write.write_json_lines(text, table, synth.rows(table))
            else:
                synth_write.write_sql(text, table, synth.rows(table), options.dialect)
        text.flush()
    except UnicodeEncodeError:
        raise UsageError(f"the schema holds characters that {options.encoding} does not have") from None
    finally:
        with suppress(ValueError, OSError):
            text.detach()


def _with_header(table: Table, rows: Iterator[list[Value]]) -> Iterator[Sequence[Value]]:
    yield [column.name for column in table.columns]
    yield from rows


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there as a whole or not at all; a device or a pipe is written to as it is."""
    if path is None:
        yield sys.stdout.buffer
        return
    if path.exists() and not path.is_file():
        try:
            with path.open("wb") as device:
                yield device
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from None
        return
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        Path(draft).chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        Path(draft).replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    finally:
        Path(draft).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
