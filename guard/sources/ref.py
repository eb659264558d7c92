"""What a name of a ref means, said once and without doubt: a name that could mean two commits means none.

Git takes a tag before a branch and a local branch before one of a remote, so that whoever may push a tag ``origin/main``
would decide what ``origin/main`` is. Expressions (``main~3``, ``main@{1 day ago}``) are no names and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guard.errors import UsageError
from guard.sources.repository import Repository

#: Where Git looks for a short name, in its order.
_PLACES: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_REMOTES: Final = "refs/remotes/"
_DEFAULT: Final = "refs/remotes/origin/HEAD"
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NO_NAME: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|[/.]$|/\.|\.lock(?:$|/)")


class Ref(NamedTuple):
    """A ref by its full name (or a commit by its id), and the commit that it is."""

    name: str
    commit: str


def resolved(repository: Repository, name: str) -> Ref:
    """The one ref of a name. Raises ``UsageError`` that says what to do where there is none, or more than one."""
    if _NO_NAME.search(name) or name == "@" or not name:
        raise UsageError(f"{name} is no name of a ref; write one such as origin/main, or the full id of a commit")
    if name == "HEAD" or _FULL_ID.fullmatch(name):
        commit = _commit(repository, name)
        found = [] if commit is None else [Ref(name, commit)]
    else:
        found = list(_candidates(repository, name))
    if not found:
        raise UsageError(f"there is no commit {name} here; {_advice(repository, name)}")
    if len({one.commit for one in found}) > 1:
        names = ", ".join(one.name for one in found)
        raise UsageError(f"{name} could be {names}, which are not the same; write the full name")
    return next((one for one in found if one.name.startswith(_REMOTES)), found[0])


def default_ref(repository: Repository) -> str | None:
    """The full name of what the remote ``origin`` calls its main branch, ``None`` where this clone does not know."""
    target = repository.line("symbolic-ref", "--quiet", _DEFAULT)
    if target is not None and not target.startswith(
        _REMOTES
    ):  # turned to a branch of this clone: no word of the remote
        return None
    return _DEFAULT if any(ref == _DEFAULT for ref, _commit in _listed(repository, [_DEFAULT])) else None


def _candidates(repository: Repository, name: str) -> Iterator[Ref]:
    places = [name] if name.startswith("refs/") else [place.format(name) for place in _PLACES]
    remote = name.partition("/")[0] if "/" in name and not name.startswith("refs/") else None
    found = list(_listed(repository, places))
    is_remote = any(one.name.startswith(_REMOTES) for one in found)
    if found and remote is not None and not is_remote and _is_remote(repository, remote):
        raise UsageError(
            f"{name} is {found[0].name} here, and no branch of the remote {remote}; "
            f"write that full name if you mean it, or git fetch {remote}"
        )
    yield from found


def _is_remote(repository: Repository, name: str) -> bool:
    return name.encode("utf-8", "surrogateescape") in repository.records("remote", separator=b"\n")


def _listed(repository: Repository, places: list[str]) -> Iterator[Ref]:
    listing = "--format=%(refname)%00%(objecttype)%00%(objectname)"
    for line in repository.records("for-each-ref", listing, *places, separator=b"\n"):
        if not line:
            continue
        name, kind, oid = line.decode("utf-8", "surrogateescape").split("\0")
        if name in places:
            commit = oid if kind == "commit" else _commit(repository, oid)
            if commit is not None:
                yield Ref(name, commit)


def _commit(repository: Repository, name: str) -> str | None:
    return repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def _advice(repository: Repository, name: str) -> str:
    if repository.line("rev-parse", "--is-shallow-repository") == "true":
        return "this clone is shallow: fetch it whole (git fetch --unshallow; in a workflow fetch-depth: 0)"
    remote, slash, branch = name.removeprefix(_REMOTES).partition("/")
    if slash and not name.startswith(("refs/heads/", "refs/tags/")):
        return f"git fetch {remote} {branch} brings it if the remote has it"
    return "git fetch brings what the remote has; git branch --all shows what is here"
