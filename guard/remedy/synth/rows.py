"""Rows for the tables of a schema: each follows from the seed and its number, so that nothing has to be remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from detectors.gazetteer import Municipality, municipalities
from guard.errors import ConfigError
from guard.remedy.synth.columns import PERSON_KINDS, Draw, Value, choice, date, different_numbers, integer, serial
from guard.remedy.synth.numbers import NumberMaker
from guard.remedy.synth.people import Resident, Residents
from guard.remedy.synth.schema import MOST_ROWS, Column, Schema, Table

#: A seed that nobody chose: the same fixtures for everybody.
DEFAULT_SEED: Final = "0"


class Row(NamedTuple):
    """Where a row is: its number, and those of the rows that its foreign keys point at."""

    number: int
    parents: dict[str, int]
    people: dict[str, Resident]


Maker = Callable[[Row], Value]


class Synth:
    """The tables of a schema under a seed."""

    def __init__(self, schema: Schema, seed: str = DEFAULT_SEED, rows: int | None = None) -> None:
        """``rows`` is for the tables that have a number of their own in the schema."""
        self.schema = schema
        self._seed = seed
        self._places = _places(schema.place)
        self._counts = self._counted(rows)
        self._people: dict[str, tuple[Residents, NumberMaker]] = {}

    def count(self, table: Table) -> int:
        """How many rows a table gets."""
        return self._counts[table.name]

    def _counted(self, rows: int | None) -> dict[str, int]:
        counts: dict[str, int] = {}
        for table in self.schema.tables:  # none is for a later one
            own = table.rows if rows is None else rows
            counts[table.name] = count = counts[table.per] * table.times if table.per else own
            if count > MOST_ROWS:
                raise ConfigError(f"table {table.name} has {count} rows: at most {MOST_ROWS} can be made")
        return counts

    def repeats(self) -> Iterator[tuple[Table, Column, int]]:
        """The columns of numbers with fewer different ones than their table has residents, and how many there are."""
        for table in self.schema.tables:
            for column in table.columns:
                most = None if column.of else different_numbers(column.kind, column.options)
                if most is not None and self.count(table) > most:
                    last = self._people_of(table.name)[0][self.count(table) - 1]
                    if column.kind != "household" or last.household.number >= most:
                        yield table, column, most

    def rows(self, table: Table) -> Iterator[list[Value]]:
        """The rows of a table, in order."""
        makers = [self._maker(table, column) for column in table.columns]
        parents = [
            (column.name, self._parent(table, column)) for column in table.columns if column.kind == "foreign_key"
        ]
        for number in range(self.count(table)):
            row = Row(number, {name: parent(number) for name, parent in parents}, {})
            yield [make(row) for make in makers]

    def _maker(self, table: Table, column: Column) -> Maker:
        make = self._filled(table, column)
        if not column.empty:
            return make
        draw, percent = Draw(f"{self._seed} {table.name} {column.name} empty"), column.empty
        return lambda row: None if draw(row.number, 100) < percent else make(row)

    def _filled(self, table: Table, column: Column) -> Maker:
        options, draw = column.options, Draw(f"{self._seed} {table.name} {column.name}")
        match column.kind:
            case "foreign_key":
                return self._reference(column)
            case "constant":
                constant: Value = options["value"]
                return lambda _row: constant
            case "id":
                return _by_number(serial(options))
            case "integer":
                return _by_number(integer(options, draw))
            case "date":
                return _by_number(date(options, draw))
            case "choice":
                return _by_number(choice(options, draw))
        return self._personal(table, column)

    def _personal(self, table: Table, column: Column) -> Maker:
        """What a column tells of the person of the row, or of the row that a foreign key points at."""
        of = column.of
        owner = self.schema.table(str(table.column(of).options["table"])) if of else table
        residents, numbers = self._people_of(owner.name)
        tell = PERSON_KINDS[column.kind].make(column.options)

        def make(row: Row) -> Value:
            person = row.people.get(of)
            if person is None:
                person = row.people[of] = residents[row.parents[of] if of else row.number]
            return tell(person, numbers)

        return make

    def _reference(self, column: Column) -> Maker:
        parent = self.schema.table(str(column.options["table"]))
        target = self._maker(parent, parent.column(str(column.options["column"])))
        name = column.name
        parents = [(one.name, self._parent(parent, one)) for one in parent.columns if one.kind == "foreign_key"]

        def make(row: Row) -> Value:
            number = row.parents[name]
            return target(Row(number, {key: of(number) for key, of in parents}, {}))

        return make

    def _parent(self, table: Table, column: Column) -> Callable[[int], int]:
        """Which row of its table a foreign key points at: the one that the row is for, otherwise a drawn one."""
        parent = self.schema.table(str(column.options["table"]))
        if table.per == parent.name:
            times = max(1, table.times)
            return lambda number: number // times
        draw, count = Draw(f"{self._seed} {table.name} {column.name}"), max(1, self.count(parent))
        return lambda number: draw(number, count)

    def _people_of(self, table: str) -> tuple[Residents, NumberMaker]:
        if table not in self._people:
            seed = f"{self._seed} {table}"
            self._people[table] = Residents(seed, self._places), NumberMaker(seed)
        return self._people[table]


def _by_number(of: Callable[[int], Value]) -> Maker:
    return lambda row: of(row.number)


def _places(name: str) -> tuple[Municipality, ...]:
    """The municipalities of a name (``埼玉県草加市``), or all of a prefecture; none for no name."""
    if not name:
        return ()
    found = tuple(
        place for place in municipalities() if not place.has_wards and (place.prefecture + place.city).startswith(name)
    )
    if not found:
        raise ConfigError(f"place: there is no municipality {name!r}; it begins with its prefecture")
    return found
