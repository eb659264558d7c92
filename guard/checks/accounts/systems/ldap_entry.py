"""What the attributes of a directory entry say of an account: OpenLDAP, 389-DS, FreeIPA, Active Directory and Samba.

The same rules hold for a server that is asked and for an export. An attribute that is not there may be one that we may
not see, so nothing but proof of a lock makes an account disabled.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from guard.account import Account, AccountKind, AccountState, Credential, Residue

#: Attributes by name in lower case, and their values as bytes.
Attributes = Mapping[str, Sequence[bytes]]

#: What a server is asked for: operational attributes come only by name.
ATTRIBUTES: Final = tuple(
    (
        "objectClass uid cn sAMAccountName mail loginShell memberOf "
        "entryUUID nsUniqueId ipaUniqueID objectGUID objectSid isCriticalSystemObject "
        "pwdAccountLockedTime nsAccountLock userAccountControl accountExpires krbPrincipalExpiration shadowExpire "
        "pwdLastSuccess authTimestamp lastLoginTime krbLastSuccessfulAuth lastLogon lastLogonTimestamp "
        "pwdChangedTime krbLastPwdChange pwdLastSet createTimestamp whenCreated sshPublicKey ipaSshPubKey"
    ).split()
)
#: The only value of ``pwdAccountLockedTime`` that an administrator set; any other is a lock that may end by itself.
_LOCKED_FOR_GOOD: Final = b"000001010000Z"
_NEVER: Final = frozenset({0, (1 << 63) - 1})
_DISABLED_FLAG: Final = 0x2
#: Accounts of a domain that come with it, by the last part of their SID: Administrator, Guest, krbtgt, DefaultAccount.
_BUILT_IN_RIDS: Final = frozenset({500, 501, 502, 503})
_NO_SHELLS: Final = frozenset({"nologin", "false"})
_MANAGED: Final = frozenset({"msds-managedserviceaccount", "msds-groupmanagedserviceaccount"})
_NO_PEOPLE: Final = frozenset({"computer", "contact"})
#: Classes that can log in, with those below them: an entry need not name the classes above its own.
_PEOPLE: Final = frozenset(
    "person organizationalperson inetorgperson nsperson nsaccount user posixaccount shadowaccount account "
    "simplesecurityobject".split()
)
_FILETIME_EPOCH: Final = 11_644_473_600
_GENERALIZED: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,]\d{1,9})?(Z|[+-]\d\d(?:\d\d)?)")
_LAST_USED: Final = ("pwdlastsuccess", "authtimestamp", "lastlogintime", "krblastsuccessfulauth")
_LAST_LOGON: Final = ("lastlogon", "lastlogontimestamp")


def is_account(entry: Attributes) -> bool:
    """Whether somebody or something can log in with an entry: no machine, no address of somebody else."""
    classes = {_text(one).lower() for one in entry.get("objectclass", ())}
    return bool(classes & _MANAGED) or (bool(classes & _PEOPLE) and not classes & _NO_PEOPLE)


def account_of(entry: Attributes, now: dt.datetime) -> Account:
    """One account of an entry."""
    state, weak = _state(entry, now)
    login = _first(entry, "samaccountname", "uid", "cn")
    return Account(
        _id(entry),
        login,
        state,
        _kind(entry),
        _first(entry, "mail"),
        created=_earliest(entry, "createtimestamp", "whencreated"),
        last_used=_latest(
            [*(_generalized(entry, one) for one in _LAST_USED), *(_filetime(entry, one) for one in _LAST_LOGON)]
        ),
        secret_changed=_latest(
            [
                _generalized(entry, "pwdchangedtime"),
                _generalized(entry, "krblastpwdchange"),
                _filetime(entry, "pwdlastset"),
            ]
        ),
        expires=_expiry(entry),
        weak=weak,
        credentials=_keys(entry, is_off=state is AccountState.DISABLED and "ipauniqueid" in entry),
        residues=tuple(Residue("group", _relative_name(_text(one))) for one in entry.get("memberof", ())),
        folds=True,
    )


def has_proof(entry: Attributes) -> bool:
    """Whether an entry came with the attributes of the server itself, without which a lock cannot be seen."""
    return bool(_id(entry))


def _state(entry: Attributes, now: dt.datetime) -> tuple[AccountState, tuple[str, ...]]:
    weak: list[str] = []
    is_domain = "samaccountname" in entry or "useraccountcontrol" in entry
    flags = _number(entry, "useraccountcontrol")
    if is_domain and flags is None:
        return AccountState.UNKNOWN, ()
    is_off = (
        bool((flags or 0) & _DISABLED_FLAG)
        or _first(entry, "pwdaccountlockedtime").encode() == _LOCKED_FOR_GOOD
        or _first(entry, "nsaccountlock").lower() == "true"
    )
    expires = _filetime(entry, "accountexpires")
    is_off = is_off or (expires is not None and expires <= now)
    expires = _generalized(entry, "krbprincipalexpiration")
    if expires is not None and expires <= now:
        if "ipauniqueid" in entry:  # FreeIPA refuses every login then; a bare Kerberos lets other doors open
            is_off = True
        else:
            weak.append("expiry-passed")
    days = _number(entry, "shadowexpire")
    if days is not None and 0 < days <= now.timestamp() // 86400:
        weak.append("shadow-expire")
    if _first(entry, "loginshell").rpartition("/")[2] in _NO_SHELLS:
        weak.append("nologin-shell")
    return (AccountState.DISABLED, ()) if is_off else (AccountState.ACTIVE, tuple(weak))


def _kind(entry: Attributes) -> AccountKind:
    classes = {_text(one).lower() for one in entry.get("objectclass", ())}
    if classes & _MANAGED:
        return AccountKind.SERVICE
    sid = next(iter(entry.get("objectsid", ())), b"")
    rid = int.from_bytes(sid[-4:], "little") if len(sid) >= 12 and len(sid) == 8 + 4 * sid[1] else 0
    if sid.startswith(b"S-1-"):
        rid = int(tail) if (tail := _text(sid).rpartition("-")[2]).isdecimal() and len(tail) < 11 else 0
    is_domains = rid in _BUILT_IN_RIDS or _first(entry, "iscriticalsystemobject").lower() == "true"
    return AccountKind.BUILT_IN if is_domains else AccountKind.UNKNOWN


def _id(entry: Attributes) -> str:
    """The identifier that the server gave the entry, and that a new name does not change."""
    guid = next(iter(entry.get("objectguid", ())), b"")
    if len(guid) == 16:
        return str(uuid.UUID(bytes_le=guid))
    return _text(guid) or _first(entry, "ipauniqueid", "entryuuid", "nsuniqueid")


def _expiry(entry: Attributes) -> dt.datetime | None:
    days = _number(entry, "shadowexpire")
    told = (
        _filetime(entry, "accountexpires"),
        _generalized(entry, "krbprincipalexpiration"),
        _moment(days * 86400) if days is not None and days > 0 else None,
    )
    return min((one for one in told if one is not None), default=None)


def _keys(entry: Attributes, *, is_off: bool) -> tuple[Credential, ...]:
    """SSH keys of the directory: whether a locked account's still open a host is the host's affair, but for FreeIPA."""
    return tuple(
        Credential("ssh-key", mark, active=False if is_off else None)
        for name in ("sshpublickey", "ipasshpubkey")
        for value in entry.get(name, ())
        if (mark := fingerprint(_text(value)))
    )


def fingerprint(line: str) -> str:
    """The fingerprint of an OpenSSH public key as ``ssh-keygen -l`` writes it; empty where there is no key in the line."""
    words = line.split()
    blob = next((word for word in words if word.startswith("AAAA")), "")
    try:
        key = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    return f"SHA256:{digest}" if blob else ""


def _relative_name(dn: str) -> str:
    """The first name of a distinguished name, without the place where it stands."""
    first = re.split(r"(?<!\\),", dn, maxsplit=1)[0]
    return first.partition("=")[2] or dn


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").strip()


def _first(entry: Attributes, *names: str) -> str:
    return next((_text(value) for name in names for value in entry.get(name, ())), "")


def _number(entry: Attributes, name: str) -> int | None:
    told = _first(entry, name)
    return int(told) if re.fullmatch(r"-?[0-9]{1,19}", told) else None


def _moment(seconds: float) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _filetime(entry: Attributes, name: str) -> dt.datetime | None:
    """A moment in steps of 100 ns since 1601, in UTC; 0 and the largest number mean never."""
    told = _number(entry, name)
    return None if told is None or told in _NEVER else _moment(told / 10_000_000 - _FILETIME_EPOCH)


def _generalized(entry: Attributes, name: str) -> dt.datetime | None:
    found = _GENERALIZED.fullmatch(_first(entry, name))
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    offset = "+0000" if zone == "Z" else zone.ljust(5, "0")
    try:
        local = dt.datetime(
            int(year), int(month), int(day), int(hour), int(minute or 0), min(int(second or 0), 59), tzinfo=dt.UTC
        )
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        return local - dt.timedelta(minutes=minutes if offset[0] == "+" else -minutes)
    except (ValueError, OverflowError):
        return None


def _latest(told: Sequence[dt.datetime | None]) -> dt.datetime | None:
    return max((one for one in told if one is not None), default=None)


def _earliest(entry: Attributes, *names: str) -> dt.datetime | None:
    return min((told for name in names if (told := _generalized(entry, name)) is not None), default=None)
