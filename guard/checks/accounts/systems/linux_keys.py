"""SSH keys that open an account of a host, and how many people they belong to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from guard.account import Credential
from guard.checks.accounts.period import JAPAN
from guard.checks.accounts.systems.ldap_entry import fingerprint
from guard.checks.accounts.systems.linux_files import Files

_KEY: Final = re.compile(
    r"(?:^|[ \t])((?:ssh|ecdsa|sk)-[\w@.-]{1,60}[ \t]+(AAAA[A-Za-z0-9+/]{16,20000}={0,3}))[ \t]*(.{0,200})"
)
_EXPIRY: Final = re.compile(r'expiry-time="(\d{8}|\d{12}|\d{14})(Z?)"', re.IGNORECASE)
_LONGEST: Final = 1 << 16
_DEFAULT: Final = (".ssh/authorized_keys", ".ssh/authorized_keys2")


class Keys(NamedTuple):
    """The keys of an account, and the number of people that their comments name."""

    credentials: tuple[Credential, ...] = ()
    people: int = 1


def key_files(files: Files) -> tuple[str, ...]:
    """Where the server looks for keys (``AuthorizedKeysFile``): the first line that says so, before any ``Match``."""
    names = [f"etc/ssh/sshd_config.d/{one}" for one in files.names("etc/ssh/sshd_config.d") if one.endswith(".conf")]
    for name in (*names, "etc/ssh/sshd_config"):
        for line in files.lines(name) or ():
            words = line.partition("#")[0].replace("=", " ").split()
            if words and words[0].lower() == "match":
                break
            if len(words) > 1 and words[0].lower() == "authorizedkeysfile":
                return () if words[1].lower() == "none" else tuple(words[1:9])
    return _DEFAULT


def keys_of(files: Files, login: str, home: str, patterns: Iterable[str], now: dt.datetime) -> Keys:
    """The keys of an account. A comment is not kept: it names a person or a machine."""
    found: dict[str, Credential] = {}
    people: set[str] = set()
    for pattern in patterns:
        name = pattern.replace("%h", home).replace("%u", login).replace("%%", "%")
        path = name if name.startswith("/") else f"{home}/{name}"
        for line in files.lines(path, shown=f"~/{pattern}") or ():
            for credential, comment in _key(line[:_LONGEST].strip(), now):
                found[credential.id] = credential
                if comment and credential.active:
                    people.add(comment.partition("@")[0].casefold())
    return Keys(tuple(found.values()), max(1, len(people)))


def _key(line: str, now: dt.datetime) -> Iterator[tuple[Credential, str]]:
    """The key of a line with its comment; ``cert-authority`` opens to whomever that authority signs for."""
    if line.startswith("#") or (match := _KEY.search(line)) is None:
        return
    mark = fingerprint(match[1])
    if mark:
        expiry = _EXPIRY.search(line, 0, match.start(1))
        is_over = expiry is not None and (end := _moment(expiry[1], expiry[2])) is not None and end <= now
        yield Credential("ssh-key", mark, active=not is_over, where="authorized_keys"), match[3].strip()


def _moment(digits: str, zone: str) -> dt.datetime | None:
    """A moment of an option; it is local time, which means Japan's here, unless it ends with Z."""
    try:
        told = dt.datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - its zone comes next
        return told.replace(tzinfo=dt.UTC if zone else JAPAN)
    except ValueError:
        return None
