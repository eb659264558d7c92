from typing import NamedTuple


class Table(NamedTuple):
    percent: int
    addresses: int
