"""The file of accepted findings: JSON, one entry a line, sorted, so that branches which add entries merge.

No line numbers, no time but the day on which an acceptance ends, no value and nothing that a value follows from.
Every line of an entry ends with a comma, and the list with ``null``: a new last entry changes no other line.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Never

from guard.config.config import BASELINE
from guard.errors import ConfigError
from guard.model import Part, Severity
from guard.policy.allow import without_values
from guard.policy.baseline import Baseline, Entry, Grant, Judged, Tally
from guard.policy.identity import Where

FILE_NAME: Final = BASELINE
MAX_BYTES: Final = 64 << 20
MAX_TEXT: Final = 300
VERSION: Final = 1

_RULE: Final = re.compile(r"[a-z0-9][a-z0-9\-]{0,79}")
_TAG: Final = re.compile(r"(?:[a-p]{2})?")
_MAC: Final = re.compile(r"[a-p]{16}")
_KEY_ID: Final = re.compile(r"[a-p]{8}")
_MAX_PATH: Final = 4096
_SEVERITIES: Final = {severity.label: severity for severity in Severity}
_REQUIRED: Final = ("rule", "path", "severity", "expires", "owner", "reason")
_KNOWN: Final = frozenset({*_REQUIRED, "members", "part", "place", "tag", "macs", "n", "audit", "only"})
_HISTORY: Final = "history"
_ENTRY_LINE: Final = re.compile(r'[ \t]*\{[ \t]*"rule"')


class _WrongError(ValueError):
    """What is wrong with one entry."""


def read_baseline(data: bytes, name: str, today: dt.date | None) -> Baseline:
    """The accepted findings in a file called ``name``; with ``today`` none of them may have ended.

    Raises ``ConfigError`` naming file and line.
    """
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", file=name, line=data.count(b"\n", 0, error.start) + 1) from None
    table = _parsed(text, name)
    entries = tuple(_entries(table, text, name))
    _refuse_twins(entries, name)
    if today is not None:
        _refuse_ended(entries, name, today)
    return Baseline(name, entries, _key_id(table, name), dict(_tallies(table, name)))


def write_baseline(baseline: Baseline) -> bytes:
    """The bytes of a file."""
    lines = ["{", f'"version": {VERSION},']
    if baseline.key_id is not None:
        lines.append(f'"key": {_json(baseline.key_id)},')
    lines.append('"entries": [')
    lines += (f"{_json(_told(entry))}," for entry in sorted(baseline.entries, key=lambda one: one.key))
    lines += ["null],", '"audits": [']
    for rule, tally in sorted(baseline.tallies.items()):
        lines.append(f"{_json({'rule': rule, 'real': tally.real, 'false-alarms': tally.false_alarms})},")
    lines += ["null]", "}", ""]
    return "\n".join(lines).encode("utf-8", "backslashreplace")  # a path that is no UTF-8 has surrogates


def checked_text(text: str, what: str) -> str:
    """An owner or a reason as it may stand in a file that everybody reads. Raises ``ValueError`` for another."""
    if not text.strip() or len(text) > MAX_TEXT:
        raise _WrongError(f"{what}: needs 1 to {MAX_TEXT} characters")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text):
        raise _WrongError(f"{what}: holds characters that cannot be shown")
    if without_values(text, ()) != text:
        raise _WrongError(f"{what}: holds what looks like a number or an address of somebody")
    return text


def _told(entry: Entry) -> dict[str, object]:
    at = entry.where
    told = {
        "rule": at.rule,
        "path": at.path,
        "members": list(at.members),
        "part": "" if at.part is Part.CONTENT else at.part.value,
        "place": at.place,
        "tag": entry.tag,
        "macs": sorted(entry.macs),
        "n": 0 if entry.macs or entry.count == 1 else entry.count,
        "severity": entry.severity.label,
        "audit": entry.judged and entry.judged.value,
        "only": _HISTORY if entry.is_past else "",
        "expires": entry.grant.expires.isoformat(),
        "owner": entry.grant.owner,
        "reason": entry.grant.reason,
    }
    return {name: value for name, value in told.items() if value or name in _REQUIRED}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Reading


def _parsed(text: str, name: str) -> Mapping[str, Any]:
    try:
        table = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ConfigError(f"is not JSON: {error.msg}", file=name, line=error.lineno) from None
    except _WrongError as error:
        raise ConfigError(f"is not JSON that can be read: {error}", file=name) from None
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        raise ConfigError("is not JSON that can be read: nested too deeply, or a number too long", file=name) from None
    if not isinstance(table, dict):
        raise ConfigError("is no baseline", file=name, line=1)
    if unknown := sorted(set(table) - {"version", "key", "entries", "audits"}):
        raise ConfigError(f"{_shown(unknown[0])}: unknown key", file=name)
    if table.get("version") != VERSION or isinstance(table["version"], bool):
        raise ConfigError(f"version: this program reads {VERSION}", file=name)
    return table


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _WrongError("a key stands twice in one object")
    return table


def _no_constant(_word: str) -> Never:
    raise _WrongError("NaN or Infinity")


def _items(table: Mapping[str, Any], key: str, name: str) -> list[Any]:
    """A list, without the ``null`` at its end."""
    items = table.get(key, [])
    if not isinstance(items, list):
        raise ConfigError(f"{key}: is no list", file=name)
    return items[:-1] if items and items[-1] is None else items


def _entries(table: Mapping[str, Any], text: str, name: str) -> Iterator[Entry]:
    items = _items(table, "entries", name)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _ENTRY_LINE.match(line)]
    is_ours = len(lines) == len(items)  # nobody wrote it in another layout
    for index, item in enumerate(items):
        line = lines[index] if is_ours else None
        try:
            yield _entry(item, line)
        except _WrongError as error:
            raise ConfigError(str(error), file=name, line=line) from None


def _entry(item: Any, line: int | None) -> Entry:
    if not isinstance(item, dict):
        raise _WrongError("an entry is no object")
    if unknown := sorted(set(item) - _KNOWN):
        raise _WrongError(f"{_shown(unknown[0])}: unknown key")
    for key in _REQUIRED:
        if key not in item:
            raise _WrongError(f"{key}: is required")
    where = Where(
        _matching(item, "rule", _RULE),
        _path(item["path"]),
        tuple(_name(member, "members") for member in _list(item, "members")),
        _choice(item, "part", {part.value: part for part in Part}, Part.CONTENT),
        _name(item.get("place", ""), "place"),
    )
    macs = tuple(sorted(_list(item, "macs")) if all(map(_is_mac, _list(item, "macs"))) else _refuse("macs"))
    return Entry(
        where,
        _choice(item, "severity", _SEVERITIES, None),
        Grant(_words(item, "owner"), _words(item, "reason"), _day(item["expires"])),
        _count(item, macs),
        _matching(item, "tag", _TAG),
        macs,
        _choice(item, "audit", {one.value: one for one in Judged}, None) if "audit" in item else None,
        is_past=_choice(item, "only", {_HISTORY: True}, default=False),
        line=line,
    )


def _count(item: Mapping[str, Any], macs: tuple[str, ...]) -> int:
    count = item.get("n", 1)
    if type(count) is not int or not 0 < count < 1 << 31 or (macs and "n" in item):
        raise _WrongError("n: is no number of findings")
    return len(macs) or count


def _list(item: Mapping[str, Any], key: str) -> list[Any]:
    value = item.get(key, [])
    return value if isinstance(value, list) else _refuse(key)


def _is_mac(value: Any) -> bool:
    return isinstance(value, str) and _MAC.fullmatch(value) is not None


def _refuse(key: str) -> Never:
    raise _WrongError(f"{key}: is not what Sekisho writes there")


def _matching(item: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str:
    value = item.get(key, "")
    return value if isinstance(value, str) and form.fullmatch(value) else _refuse(key)


def _name(value: Any, key: str) -> str:
    return value if isinstance(value, str) and len(value) <= _MAX_PATH and "\0" not in value else _refuse(key)


def _path(value: Any) -> str:
    """A path inside of the repository."""
    path = _name(value, "path")
    return path if path and not path.startswith("/") and ".." not in path.split("/") else _refuse("path")


def _words(item: Mapping[str, Any], key: str) -> str:
    value = item[key]
    return checked_text(value, key) if isinstance(value, str) else _refuse(key)


def _choice(item: Mapping[str, Any], key: str, choices: Mapping[str, Any], default: Any) -> Any:
    if key not in item:
        return default
    value = item[key]
    return choices[value] if isinstance(value, str) and value in choices else _refuse(key)


def _day(value: Any) -> dt.date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise _WrongError("expires: is no day, write YYYY-MM-DD")


def _shown(key: str) -> str:
    """A key that nobody knows, as far as it can be shown."""
    return key if re.fullmatch(r"[A-Za-z_\-]{1,40}", key) else "?"


def _key_id(table: Mapping[str, Any], name: str) -> str | None:
    value = table.get("key")
    if value is not None and not (isinstance(value, str) and _KEY_ID.fullmatch(value)):
        raise ConfigError("key: is not what Sekisho writes there", file=name)
    return value


def _tallies(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, Tally]]:
    for item in _items(table, "audits", name):
        match item:
            case {"rule": str(rule), "real": real, "false-alarms": false} if len(item) == 3 and _RULE.fullmatch(rule):
                if _is_count(real) and _is_count(false):
                    yield rule, Tally(real, false)
                    continue
        raise ConfigError("audits: is not what Sekisho writes there", file=name)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 31


def _refuse_twins(entries: Iterable[Entry], name: str) -> None:
    seen: set[object] = set()
    for entry in entries:
        if entry.key in seen:
            message = "stands twice, as after a merge; `sekisho baseline update` counts anew once one of the two lines is gone"
            raise ConfigError(message, file=name, line=entry.line)
        seen.add(entry.key)


def _refuse_ended(entries: Iterable[Entry], name: str, today: dt.date) -> None:
    for entry in entries:
        if entry.grant.expires < today:
            message = f"expires: ended on {entry.grant.expires.isoformat()}; review it, then renew or remove it"
            raise ConfigError(f"{message} (sekisho baseline update)", file=name, line=entry.line)
