"""Schemas of ``sekisho synth``: tables, their columns, and what fills them, from TOML or YAML."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from guard.errors import ConfigError
from guard.remedy.synth.columns import PERSON_KINDS

BUILT_IN: Final = Path(__file__).with_name("schemas")
#: Kinds of columns that are of no person, with their options.
OTHER_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({"start", "prefix", "width"}),
    "integer": frozenset({"min", "max", "step"}),
    "date": frozenset({"from", "to"}),
    "choice": frozenset({"values", "weights"}),
    "constant": frozenset({"value"}),
    "foreign_key": frozenset({"table", "column"}),
}
#: A schema is no data.
_LONGEST: Final = 1 << 20
#: The rows of a table at most: so many residents differ.
MOST_ROWS: Final = 10_000_000
_MOST_TABLES: Final = 200
_NAME = re.compile(r"[^\x00-\x1f\"'`\[\]\\;]{1,64}")
#: Tables are files as well.
_TABLE_NAME = re.compile(r"(?!\.{1,2}$)[^\x00-\x1f\"'`\[\]\\/;]{1,64}")
_COMMON: Final = frozenset({"name", "kind", "empty", "of"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``of`` is the foreign key whose person it tells of, ``empty`` how many of a hundred are empty."""

    name: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    of: str = ""
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: so many rows, or ``times`` for each row of another one (``per``)."""

    name: str
    columns: tuple[Column, ...]
    rows: int = 0
    per: str = ""
    times: int = 1

    def column(self, name: str) -> Column:
        """A column of a name that the table has."""
        return next(one for one in self.columns if one.name == name)


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables, in an order in which no foreign key points forward; ``place`` is where all people live."""

    tables: tuple[Table, ...]
    place: str = ""

    def table(self, name: str) -> Table:
        """A table of a name that the schema has."""
        return next(one for one in self.tables if one.name == name)


def built_in() -> tuple[str, ...]:
    """The names of the schemas that come with Sekisho."""
    return tuple(sorted(file.stem for file in BUILT_IN.glob("*.toml")))


def load(name: str) -> Schema:
    """A schema that comes with Sekisho, or one in a file."""
    path = BUILT_IN / f"{name}.toml" if name in built_in() else Path(name)
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except FileNotFoundError:
        raise ConfigError(f"no such schema: there are {', '.join(built_in())}, and files", file=name) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=name) from None
    if len(data) > _LONGEST:
        raise ConfigError("larger than a schema can be", file=name)
    return parse(_parsed(data, path), name)


def _parsed(data: bytes, path: Path) -> object:
    try:
        text = data.decode("utf-8-sig")
        return _parsed_yaml(text, path) if path.suffix.lower() in {".yaml", ".yml"} else tomllib.loads(text)
    except UnicodeDecodeError:
        raise ConfigError("not in UTF-8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", file=str(path)) from None
    except RecursionError:
        raise ConfigError("not valid TOML: it is too deep", file=str(path)) from None


def _parsed_yaml(text: str, path: Path) -> object:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):  # a date that there is not is a ValueError
        raise ConfigError("not valid YAML", file=str(path)) from None


def parse(data: object, file: str) -> Schema:
    """A schema of what a file holds; what is unknown or cannot be is an error that names it."""
    top = _mapping(data, "the schema", {"tables", "place"}, file)
    tables: list[Table] = []
    listed = _list(top.get("tables"), "tables", file)
    if len(listed) > _MOST_TABLES:
        raise ConfigError(f"it has more than {_MOST_TABLES} tables", file=file)
    for number, one in enumerate(listed, 1):
        tables.append(_table(one, f"table {number}", tables, file))
    if not tables:
        raise ConfigError("it has no tables", file=file)
    return Schema(tuple(tables), _text(top.get("place", ""), "place", file))


def _table(data: object, what: str, before: list[Table], file: str) -> Table:
    table = _mapping(data, what, {"name", "rows", "per", "times", "columns"}, file)
    name = _name(table.get("name"), what, file, _TABLE_NAME, "quotes, brackets, slashes")
    what = f"table {name}"
    if any(one.name == name for one in before):
        raise ConfigError(f"{what} is there twice", file=file)
    per = _text(table.get("per", ""), f"{what}: per", file)
    if per:
        _known(per, [one.name for one in before], f"{what}: per", file)
    columns: list[Column] = []
    for one in _list(table.get("columns"), f"{what}: columns", file):
        columns.append(_column(one, what, columns, before, file))
    if not columns:
        raise ConfigError(f"{what} has no columns", file=file)
    rows = _count(table.get("rows", 1000), f"{what}: rows", MOST_ROWS, file)
    return Table(name, tuple(columns), rows, per, _count(table.get("times", 1), f"{what}: times", 1000, file))


def _column(data: object, table: str, columns: list[Column], tables: list[Table], file: str) -> Column:
    given = data if isinstance(data, Mapping) else {}
    name = _name(given.get("name"), f"{table}: a column", file)
    what = f"{table}, column {name}"
    if any(one.name == name for one in columns):
        raise ConfigError(f"{what} is there twice", file=file)
    kind = _text(given.get("kind", name), f"{what}: kind", file)
    _known(kind, [*PERSON_KINDS, *OTHER_KINDS], f"{what}: kind", file)
    allowed = PERSON_KINDS[kind].options if kind in PERSON_KINDS else OTHER_KINDS[kind]
    _mapping(data, what, {*_COMMON, *allowed}, file)
    options = {key: value for key, value in given.items() if key not in _COMMON}
    of = _text(given.get("of", ""), f"{what}: of", file)
    if of:
        _known(of, [one.name for one in columns if one.kind == "foreign_key"], f"{what}: of", file)
    if kind in PERSON_KINDS:
        options = _styles(kind, options, what, file)
    else:
        _check(kind, options, tables, what, file)
    return Column(name, kind, options, of, _count(given.get("empty", 0), f"{what}: empty", 100, file))


def _styles(kind: str, options: Mapping[str, Any], what: str, file: str) -> dict[str, Any]:
    found = {}
    for key, choices in PERSON_KINDS[kind].options.items():
        value = str(options.get(key, choices[0]))
        _known(value, choices, f"{what}: {key}", file)
        found[key] = value
    return found


def _check(kind: str, options: dict[str, Any], tables: list[Table], what: str, file: str) -> None:
    """Refuse options that nothing can be made of."""
    if kind == "foreign_key":
        parent = _text(options.get("table", ""), f"{what}: table", file)
        _known(parent, [one.name for one in tables], f"{what}: table", file)
        table = next(one for one in tables if one.name == parent)
        options.setdefault("column", table.columns[0].name)
        _known(str(options["column"]), [one.name for one in table.columns], f"{what}: column", file)
    if kind == "choice":
        values = _list(options.get("values"), f"{what}: values", file)
        weights = options.get("weights")
        if not values or not all(isinstance(one, str | int | float | bool) for one in values):
            raise ConfigError(f"{what}: values are words and numbers", file=file)
        if weights is not None and not _are_weights(weights, len(values)):
            raise ConfigError(f"{what}: weights are whole numbers, one for each value", file=file)
    if kind == "constant" and not isinstance(options.get("value"), str | int | float | bool):
        raise ConfigError(f"{what}: value is a word or a number", file=file)
    if kind in {"id", "integer"}:
        for key in {"start", "width", "min", "max", "step"} & options.keys():
            if not isinstance(options[key], int) or isinstance(options[key], bool):
                raise ConfigError(f"{what}: {key} is a whole number", file=file)
        if int(options.get("max", 100)) < int(options.get("min", 0)) or int(options.get("step", 1)) < 1:
            raise ConfigError(f"{what}: there is no such number", file=file)
        if not 0 <= int(options.get("width", 0)) <= 64:
            raise ConfigError(f"{what}: width is at most 64", file=file)
    if kind == "date":
        _check_dates(options, what, file)


def _are_weights(weights: object, count: int) -> bool:
    if not isinstance(weights, list) or len(weights) != count:
        return False
    return all(type(one) is int and one >= 0 for one in weights) and sum(weights) > 0


def _check_dates(options: Mapping[str, Any], what: str, file: str) -> None:
    try:
        first, last = (
            dt.date.fromisoformat(str(options.get(key, default)))
            for key, default in (("from", "2025-04-01"), ("to", "2026-03-31"))
        )
    except ValueError:
        raise ConfigError(f"{what}: from and to are written 2026-04-01", file=file) from None
    if last < first:
        raise ConfigError(f"{what}: there is no such day", file=file)


def _mapping(data: object, what: str, allowed: Iterable[str], file: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ConfigError(f"{what} is not written as one", file=file)
    for key in data:
        _known(str(key), sorted(allowed), what, file)
    return data


def _known(word: str, words: Iterable[str], what: str, file: str) -> None:
    known = list(words)
    if word not in known:
        near = difflib.get_close_matches(word, known, 1)
        hint = f" (did you mean {near[0]}?)" if near else f" (there is: {', '.join(known) or 'nothing'})"
        raise ConfigError(f"{what}: {word!r} is not known{hint}", file=file)


def _list(data: object, what: str, file: str) -> list[Any]:
    if not isinstance(data, list):
        raise ConfigError(f"{what} is not a list", file=file)
    return data


def _text(data: object, what: str, file: str) -> str:
    if not isinstance(data, str):
        raise ConfigError(f"{what} is not a word", file=file)
    return data


def _name(
    data: object, what: str, file: str, allowed: re.Pattern[str] = _NAME, refused: str = "quotes, brackets"
) -> str:
    if not isinstance(data, str) or not allowed.fullmatch(data):
        raise ConfigError(f"{what} has no name, or one with {refused} or backslashes in it", file=file)
    return data


def _count(data: object, what: str, most: int, file: str) -> int:
    if type(data) is not int or not 0 <= data <= most:
        raise ConfigError(f"{what} is a whole number, at most {most}", file=file)
    return data
