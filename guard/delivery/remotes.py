"""Where a repository is sent, and whether everybody can read it there.

Git itself is asked as a stranger would ask it: the list of refs over HTTPS, without any credential (Git's "smart HTTP"
protocol, gitprotocol-http(5)). A server that gives it to us gives it to all.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from guard.account import Reason
from guard.control import Answer, Observation
from guard.errors import SourceError
from guard.messages import N_
from guard.sources.repository import Repository

QUESTION: Final = "remotes"
NONE: Final = N_("there is no remote")
PUBLIC: Final = N_("{remote} at {host}: everybody can read it")
PUBLIC_WITH_DATA: Final = N_("{remote} at {host}: everybody can read it, and this repository holds personal data")
PRIVATE: Final = N_("{remote} at {host}: a stranger is refused")
LOCAL: Final = N_("{remote}: a folder of this machine")
UNKNOWN: Final = N_("{remote} at {host}: not known who can read it (no answer)")
NOT_ASKED: Final = N_("{remote} at {host}: not asked (--offline)")
BARE_TRANSPORT: Final = N_("{remote} at {host}: sent without encryption")

#: Seconds that one server may take, and remotes that are asked.
TIMEOUT: Final = 10.0
MOST: Final = 50
#: As Git tells it from a path: a colon before the first slash, however short the host.
_SCP: Final = re.compile(r"(?:[^/:\[]*@)?(?:\[(?P<inner>[^\]/]*)\]|(?P<host>[^/:]*)):(?P<path>.*)", re.DOTALL)
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_HELPER: Final = re.compile(r"([A-Za-z0-9]+)::")
_ADVERTISED: Final = "application/x-git-upload-pack-advertisement"
_REFUSED: Final = frozenset({401, 403, 404, 410, 451})
_NETWORKED: Final = frozenset({"ssh", "git", "http", "https", "git+ssh", "ssh+git", "git+https", "git+http"})
_IN_THE_CLEAR: Final = frozenset({"git", "http", "git+http"})


class Visibility(enum.Enum):
    """Who can read a remote."""

    PUBLIC = "public"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Remote(NamedTuple):
    """One remote: its name, the host and the path it is sent to (``None``: a folder of this machine), and how."""

    name: str
    host: str | None
    path: str
    scheme: str
    port: int | None = None

    @property
    def is_in_the_clear(self) -> bool:
        """Whether what is sent can be read on its way."""
        return self.scheme in _IN_THE_CLEAR

    @property
    def probe(self) -> str:
        """The address at which a stranger would ask for its refs; it holds no credential."""
        port = f":{self.port}" if self.port is not None and self.scheme in {"http", "https"} else ""
        scheme = "http" if self.scheme == "http" else "https"
        return f"{scheme}://{self.host}{port}/{quote(self.path.strip('/'))}/info/refs?service=git-upload-pack"

    @property
    def can_be_asked(self) -> bool:
        """Whether a stranger would speak HTTPS with this host, as with those of Git: not so a bucket or another helper."""
        return self.scheme in _NETWORKED


#: Asks at an address who can read what lies there.
Ask = Callable[[str], Visibility]


def remotes(repository: Repository) -> list[Remote]:
    """All remotes, those to push to as well, each place once: where Git would go, ``url.*.insteadOf`` applied."""
    return list(dict.fromkeys(remote_of(name, url) for name, url in _addresses(repository) if url))


def _addresses(repository: Repository) -> Iterator[tuple[str, str]]:
    """Names and addresses: of remotes in the configuration and in the files of old, and of branches that name one."""
    written: dict[str, list[str]] = {}
    for key, value in _configured(repository, r"^remote\..*\.(url|pushurl)$"):
        written.setdefault(key.removeprefix("remote.").rpartition(".")[0], []).append(value)
    directory = repository.directory()
    for folder in ("remotes", "branches"):
        with suppress(OSError):
            for file in sorted((directory / folder).iterdir()) if directory is not None else ():
                written.setdefault(file.name, [])
    for name, values in written.items():
        yield from ((name, value) for value in list(_meant(repository, name)) or values)
    for key, value in _configured(repository, r"^(branch\..*\.(remote|pushremote)|remote\.pushdefault)$"):
        if value != "." and value not in written:
            yield key, value


def _meant(repository: Repository, name: str) -> Iterator[str]:
    """The addresses that Git makes of those of a remote."""
    for words in (("--all",), ("--all", "--push")):
        with suppress(SourceError):
            for record in repository.records("remote", "get-url", *words, "--", name, separator=b"\n"):
                yield record.decode("utf-8", "replace")


def _configured(repository: Repository, pattern: str) -> Iterator[tuple[str, str]]:
    with suppress(SourceError):  # nothing of that kind: git says no
        for record in repository.records("config", "--null", "--get-regexp", pattern):
            key, _, value = record.decode("utf-8", "replace").partition("\n")
            yield key, value


def remote_of(name: str, url: str, *, has_drives: bool = os.name == "nt") -> Remote:
    """A remote by its URL, in any of the forms of git-fetch(1); ``x:repo`` is a folder where there are drives."""
    helper = _HELPER.match(url)
    if helper is not None:  # ``transport::address``: a program knows where that is
        return Remote(name, helper[1], "", helper[0])
    scheme, colon, _rest = url.partition("://")
    if colon:
        try:
            parts = urlsplit(url)
            if scheme.lower() == "file" and parts.netloc in {"", "localhost"}:
                return Remote(name, None, "", "file")
            return Remote(name, parts.hostname or "?", parts.path, scheme.lower(), parts.port)
        except ValueError:
            return Remote(name, "?", "", scheme.lower())
    match = _SCP.fullmatch(url)
    if match is None or (has_drives and _DRIVE.match(url)):
        return Remote(name, None, "", "file")
    host = (match["inner"] or match["host"] or "").rpartition("@")[2]
    if host.count(":") == 1:  # a host with its port: an address of IPv6 has more of them
        host = host.partition(":")[0]
    return Remote(name, host or "?", match["path"], "ssh")


def ask_as_a_stranger(address: str) -> Visibility:
    """Who can read what lies at an address: asks once, follows nothing, sends no credential."""
    import httpx

    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers={"user-agent": "git/2 (sekisho)"}) as client:
            client.auth = httpx.Auth()  # what a .netrc says is no stranger's
            with client.stream("GET", address) as answer:
                if answer.status_code == 200 and answer.headers.get("content-type", "").startswith(_ADVERTISED):
                    return Visibility.PUBLIC
                return Visibility.PRIVATE if answer.status_code in _REFUSED else Visibility.UNKNOWN
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
        return Visibility.UNKNOWN


def _nobody(_address: str) -> Visibility:
    return Visibility.UNKNOWN


def observe(places: Iterable[Remote], *, holds_data: bool, ask: Ask | None) -> Observation:
    """Whether what is in the repository stays with those it is meant for; ``ask`` is ``None`` where nobody may be asked."""
    told = [_told(one, holds_data, ask if at < MOST else _nobody) for at, one in enumerate(places)]
    if not told:
        return Observation(QUESTION, Answer.GOOD, (Reason(NONE),))
    worst = next(
        answer for answer in (Answer.BAD, Answer.UNKNOWN, Answer.GOOD) if any(one[0] is answer for one in told)
    )
    return Observation(QUESTION, worst, tuple(reason for _answer, reasons in told for reason in reasons))


def _told(remote: Remote, holds_data: bool, ask: Ask | None) -> tuple[Answer, list[Reason]]:
    if remote.host is None:
        return Answer.GOOD, [Reason(LOCAL, (("remote", remote.name),))]
    place = (("remote", remote.name), ("host", remote.host))
    answer, reasons = _answer(remote, place, holds_data, ask)
    if remote.is_in_the_clear:
        return Answer.BAD, [*reasons, Reason(BARE_TRANSPORT, place)]
    return answer, reasons


def _answer(
    remote: Remote, place: tuple[tuple[str, str], ...], holds_data: bool, ask: Ask | None
) -> tuple[Answer, list[Reason]]:
    if ask is None:
        return Answer.UNKNOWN, [Reason(NOT_ASKED, place)]
    seen = ask(remote.probe) if remote.can_be_asked else Visibility.UNKNOWN
    if seen is Visibility.PUBLIC:
        return (Answer.BAD, [Reason(PUBLIC_WITH_DATA, place)]) if holds_data else (Answer.GOOD, [Reason(PUBLIC, place)])
    if seen is Visibility.PRIVATE:
        return Answer.GOOD, [Reason(PRIVATE, place)]
    return Answer.UNKNOWN, [Reason(UNKNOWN, place)]
