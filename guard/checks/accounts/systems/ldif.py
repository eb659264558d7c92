"""LDIF: a directory that cannot be asked, as an export of it (RFC 2849), under the same rules as one that can.

``slapcat``, ``ldapsearch … '*' +``, ``db2ldif``, ``ldifde`` and ``ldbsearch`` write it. How old it is stands in the roster.
"""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from guard.account import Account, AccountState, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.export import content
from guard.checks.accounts.systems.ldap import is_elsewhere
from guard.checks.accounts.systems.ldap_entry import account_of, has_proof, is_account
from guard.checks.accounts.systems.ldap_line import REFERRAL
from guard.checks.accounts.systems.system import CUT_SHORT, SIZE_LIMIT, Access
from guard.messages import N_

CHANGES: Final = N_("the export holds changes (changetype) and no entries: line {line}")
BAD_RECORD: Final = N_("an entry of the export cannot be read: line {line}")
NO_OPERATIONAL: Final = N_(
    "the export lacks the server's own attributes, so a lock cannot be seen: export them, too (+)"
)
_MAX_REASONS: Final = 20
#: What ``ldapsearch`` writes behind the entries, unless it is told not to (``-LLL``).
_TRAILER: Final = "search"
_REFERRED: Final = b"# ref"
#: The change that every entry of ``ldifde`` claims to be: all of it is there.
_WHOLE_ENTRY: Final = b"add"


class _Record(NamedTuple):
    """One record: its first line, its attributes by name in lower case, and whether all of it could be read."""

    line: int
    attributes: dict[str, list[bytes]]
    is_whole: bool


def inventory(system: System, access: Access) -> Inventory:
    """The accounts of an export; what cannot be read of it makes it incomplete, the rest is kept."""
    name = system.settings.get("path", "")
    failed: list[Reason] = []
    data = content(access.root, name, failed)
    reasons = dict.fromkeys(failed)
    accounts: list[Account] = []
    if data is not None:
        data = _as_utf8(data)
        if data and not data.endswith(b"\n"):
            reasons[Reason(CUT_SHORT)] = None
        for record in _records(data):
            if _is_entry(record, reasons):
                account = account_of(record.attributes, access.now())
                if not has_proof(record.attributes):
                    reasons[Reason(NO_OPERATIONAL)] = None
                    account = replace(account, state=AccountState.UNKNOWN)
                accounts.append(account)
        if any(is_elsewhere(one[len(_REFERRED) :].decode("utf-8", "replace")) for one in _referrals(data)):
            reasons[Reason(REFERRAL)] = None
    return Inventory(
        system.id,
        system.adapter,
        tuple(accounts),
        complete=data is not None and not reasons,
        reasons=tuple(reasons)[:_MAX_REASONS],
        principal="export",
        scope=name,
        pages=0 if data is None else 1,
        fetched_at=access.now(),
        can_write=False,
    )


def _as_utf8(data: bytes) -> bytes:
    """The text in UTF-8: ``ldifde -u`` and PowerShell write UTF-16, both with a mark before it. What is neither stays as it is."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "surrogatepass")
    return data.removeprefix(codecs.BOM_UTF8)


def _is_entry(record: _Record, reasons: dict[Reason, None]) -> bool:
    """Whether a record is an account's; what it should not be is a reason."""
    told = record.attributes
    line = (("line", str(record.line)),)
    if _TRAILER in told and "dn" not in told:
        if not all(one.startswith(b"0 ") for one in told.get("result", ())):
            reasons[Reason(SIZE_LIMIT)] = None
        return False
    if told.get("changetype", [_WHOLE_ENTRY]) != [_WHOLE_ENTRY]:
        reasons[Reason(CHANGES, line)] = None
        return False
    if "dn" not in told or not record.is_whole:
        reasons[Reason(BAD_RECORD, line)] = None
        return False
    return is_account(told) if "objectclass" in told else bool({"uid", "samaccountname"} & told.keys())


def _records(data: bytes) -> Iterator[_Record]:
    """The records, each between empty lines, without the line that tells the version."""
    record: _Record | None = None
    for number, line in _logical(data):
        if not line:
            if record is not None:
                yield record
            record = None
            continue
        if line.startswith(b"#") or (record is None and line.lower().startswith(b"version:")):
            continue
        record = record or _Record(number, {}, True)
        name, value = _pair(line)
        if value is None:
            record = record._replace(is_whole=False)
        else:
            record.attributes.setdefault(name, []).append(value)
    if record is not None:
        yield record


def _logical(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, those that were folded put together."""
    parts: list[bytes] = []
    start = 1
    for number, line in enumerate(data.split(b"\n"), 1):
        line = line.removesuffix(b"\r")
        if line.startswith(b" ") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield start, b"".join(parts)
        parts, start = [line], number
    if parts:
        yield start, b"".join(parts)


def _pair(line: bytes) -> tuple[str, bytes | None]:
    """Name and value of a line; no value where there is none, or where it lies in another file, which is not opened."""
    told, colon, value = line.partition(b":")
    name = told.decode("utf-8", "replace").lower().partition(";")[0]
    if not colon or value.startswith(b"<"):
        return name, None
    if not value.startswith(b":"):
        return name, value.lstrip(b" ")
    try:
        return name, base64.b64decode(value[1:].strip(), validate=True)
    except (binascii.Error, ValueError):
        return name, None


def _referrals(data: bytes) -> Iterator[bytes]:
    """The comments by which clients tell of a part that lies elsewhere."""
    return (line for _number, line in _logical(data) if line.startswith(_REFERRED))
