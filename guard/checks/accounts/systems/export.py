"""Exports of systems that cannot be asked: CSV and JSON with their date, for closed networks.

Columns ``id, login, mail, active, kind, last_used`` under a header row; more are ignored. ``active`` is true, false, or
empty for unknown. How old the export is stands in the roster (``source_date``).
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Inventory, Reason
from guard.checks.accounts.period import JAPAN
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import CUT_SHORT, Access
from guard.messages import N_

NO_PATH: Final = N_("the roster does not say where the export lies (path)")
NO_FILE: Final = N_("the export is not there")
TOO_LARGE: Final = N_("the export is larger than {size} MB")
NO_COLUMN: Final = N_("the export has no column {column}")
BAD_ROW: Final = N_("a row of the export cannot be read: line {line}")
MAX_BYTES: Final = 200 << 20
_TRUE: Final = frozenset({"true", "1", "yes", "y", "active", "enabled", "有効", "○"})
_FALSE: Final = frozenset({"false", "0", "no", "n", "inactive", "disabled", "無効", "×"})
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
    accounts: list[Account] = []
    data = content(access.root, name, reasons)
    text = None if data is None else _decoded(data, reasons)
    if text is not None:
        rows = _json_rows(text, reasons) if system.adapter == "json" else _csv_rows(text, reasons)
        for line, row in rows:
            account = _account(row)
            if account is None:
                reasons.append(Reason(BAD_ROW, (("line", str(line)),)))
            else:
                accounts.append(account)
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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = next((column for column in ("id", "login", "active") if column not in header), None)
        if missing is not None:
            reasons.append(Reason(NO_COLUMN, (("column", missing),)))
            return
        for cells in reader:
            if cells:
                fits = len(cells) >= len(header) and not any(cells[len(header) :])
                yield reader.line_num, dict(zip(header, cells, strict=False)) if fits else {}
    except csv.Error:
        reasons.append(Reason(BAD_ROW, (("line", str(reader.line_num)),)))


def _json_rows(text: str, reasons: list[Reason]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A list of objects, or an object with such a list under ``accounts``."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        reasons.append(Reason(CUT_SHORT))
        return
    rows = value.get("accounts") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        reasons.append(Reason(NO_COLUMN, (("column", "accounts"),)))
        return
    for number, row in enumerate(rows, 1):
        yield number, row if isinstance(row, dict) else {}


def _account(row: Mapping[str, Any]) -> Account | None:
    """One account, unknown where neither true nor false is told; ``None`` for a row that names none."""
    told = {name: "" if value is None else str(value).strip() for name, value in row.items()}
    if not told.get("id") and not told.get("login"):
        return None
    active = told.get("active", "").lower()
    state = (
        AccountState.ACTIVE if active in _TRUE else AccountState.DISABLED if active in _FALSE else AccountState.UNKNOWN
    )
    kind = _KINDS.get(told.get("kind", "").lower(), AccountKind.UNKNOWN)
    last_used = moment(told.get("last_used", ""))
    return Account(told.get("id", ""), told.get("login", ""), state, kind, told.get("mail", ""), last_used=last_used)


def moment(text: str) -> dt.datetime | None:
    """A moment of an export; without an offset it is meant as Japan's time, ``None`` where it is none."""
    try:
        told = dt.datetime.fromisoformat(text)
        return (told if told.tzinfo else told.replace(tzinfo=JAPAN)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
