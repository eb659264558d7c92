"""Exports of systems that cannot be asked: CSV and JSON with their date, for closed networks.

Columns ``id, login, mail, active, kind, last_used`` under a header row, parted by commas, tabs or semicolons; more are
ignored. ``active`` is true, false, or empty for unknown. How old the export is stands in the roster (``source_date``).
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory, Reason
from guard.checks.accounts.period import JAPAN
from guard.checks.accounts.roster import System
from guard.checks.accounts.roster_day import parse_day
from guard.checks.accounts.systems.fields import Accounts, is_time
from guard.checks.accounts.systems.system import CUT_SHORT, Access
from guard.messages import N_

NO_PATH: Final = N_("the roster does not say where the export lies (path)")
NO_FILE: Final = N_("the export is not there")
TOO_LARGE: Final = N_("the export is larger than {size} MB")
NO_COLUMN: Final = N_("the export has no column {column}")
COLUMN_TWICE: Final = N_("the export has two columns {column}")
BAD_ROW: Final = N_("a row of the export cannot be read: line {line}")
NO_MOMENT: Final = N_("the last use of an account cannot be read (last_used): line {line}")
MAX_BYTES: Final = 200 << 20
_COLUMNS: Final = ("id", "login", "mail", "active", "kind", "last_used")
_NEEDED: Final = ("id", "login", "active")
_TRUE: Final = frozenset({"true", "1", "yes", "y", "active", "enabled", "有効", "○"})
_FALSE: Final = frozenset({"false", "0", "no", "n", "inactive", "disabled", "無効", "×"})
#: What says that an account was never used.
_NEVER: Final = frozenset({"", "-", "never", "none", "n/a", "なし", "未使用"})
_KINDS: Final = {
    "human": AccountKind.HUMAN,
    "user": AccountKind.HUMAN,
    "service": AccountKind.SERVICE,
    "system": AccountKind.BUILT_IN,
    "built_in": AccountKind.BUILT_IN,
    "break_glass": AccountKind.BREAK_GLASS,
}


def inventory(system: System, access: Access) -> Inventory:
    """The accounts of an export file; what cannot be read of it makes it incomplete, the rest is kept."""
    name = system.settings.get("path", "")
    reasons: list[Reason] = []
    accounts = Accounts()
    data = content(access.root, name, reasons)
    text = None if data is None else _decoded(data, reasons)
    if text is not None:
        rows = _json_rows(text, reasons) if system.adapter == "json" else _csv_rows(text, reasons)
        for line, row in rows:
            account = _account(row)
            if account is None:
                reasons.append(Reason(BAD_ROW, (("line", str(line)),)))
                continue
            try:
                account = replace(account, last_used=moment(_told(row, "last_used")))
            except ValueError:
                reasons.append(Reason(NO_MOMENT, (("line", str(line)),)))
            accounts.put(account, f"{account.id}\0{account.login}")
    return Inventory(
        system.id,
        system.adapter,
        tuple(accounts),
        complete=text is not None and not reasons,
        reasons=tuple(reasons[:20]),
        principal="export",
        scope=name,
        pages=1 if text is not None else 0,
        fetched_at=access.now(),
        can_write=False,
    )


def content(root: Path, name: str, reasons: list[Reason]) -> bytes | None:
    """The bytes of an export; ``None`` with a reason where there is none, or more than anybody exports."""
    if not name:
        reasons.append(Reason(NO_PATH))
        return None
    path = root / name
    try:
        if not path.is_file():  # to open a pipe would wait for ever
            raise FileNotFoundError
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        reasons.append(Reason(NO_FILE))
        return None
    if len(data) > MAX_BYTES:
        reasons.append(Reason(TOO_LARGE, (("size", str(MAX_BYTES >> 20)),)))
        return None
    return data


def _decoded(data: bytes, reasons: list[Reason]) -> str | None:
    """Text as UTF-8, as what Windows writes in Japan, or as UTF-16 with its mark."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    reasons.append(Reason(CUT_SHORT))
    return None


def _csv_rows(text: str, reasons: list[Reason]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows under their header. One that is shorter was cut; in one that is longer, cells are not where they belong."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = next((column for column in _NEEDED if column not in header), None)
        twice = next((column for column in _COLUMNS if header.count(column) > 1), None)
        if missing is not None or twice is not None:
            message = NO_COLUMN if twice is None else COLUMN_TWICE
            reasons.append(Reason(message, (("column", twice or missing or ""),)))
            return
        for cells in reader:
            if any(cells):
                fits = len(cells) >= len(header) and not any(cells[len(header) :])
                yield reader.line_num, dict(zip(header, cells, strict=False)) if fits else {}
    except csv.Error:
        reasons.append(Reason(BAD_ROW, (("line", str(reader.line_num)),)))


def _delimiter(text: str) -> str:
    """What parts the cells: a comma, or the tab or semicolon that spreadsheets write under the same name."""
    return max(",\t;", key=text.partition("\n")[0].count)


def _json_rows(text: str, reasons: list[Reason]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A list of objects, or an object with such a list under ``accounts``."""
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        reasons.append(Reason(CUT_SHORT))
        return
    rows = value.get("accounts") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        reasons.append(Reason(NO_COLUMN, (("column", "accounts"),)))
        return
    for number, row in enumerate(rows, 1):
        yield number, row if isinstance(row, dict) else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand there once: of two, nobody knows which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _account(row: Mapping[str, Any]) -> Account | None:
    """One account, unknown where neither true nor false is told; ``None`` for a row that names none."""
    id_, login, mail, active, kind = (_told(row, column) for column in _COLUMNS[:5])
    if (not id_ and not login) or any(isinstance(row.get(column), (dict, list)) for column in _COLUMNS):
        return None
    active = active.lower()
    state = (
        AccountState.ACTIVE if active in _TRUE else AccountState.DISABLED if active in _FALSE else AccountState.UNKNOWN
    )
    return Account(id_, login, state, _KINDS.get(kind.lower(), AccountKind.UNKNOWN), mail)


def _told(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def moment(text: str) -> dt.datetime | None:
    """A moment of an export: ISO 8601, or a day as people in Japan write it with a time behind it; ``None`` means never.

    Without an offset it is meant as Japan's time. Raises ``ValueError`` for what is none.
    """
    if text.lower() in _NEVER:
        return None
    try:
        told = dt.datetime.fromisoformat(text)
    except ValueError:
        day, _, time = text.replace("T", " ").partition(" ")
        hour, _, rest = time.strip().partition(":")
        told = dt.datetime.combine(parse_day(day), dt.time.fromisoformat(f"{hour:0>2}:{rest or '00'}"))
    if not is_time(told):
        return None
    return (told if told.tzinfo else told.replace(tzinfo=JAPAN)).astimezone(dt.UTC)
