"""What a push brings, as ``--range`` says it: all that the remote has not yet, whichever refs it goes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from guard.sources.repository import Repository

_PLAIN_NAME = re.compile(r"(?!.*(?:\.\.|//))\w[\w./-]*")
#: Below which no ref is: nothing is known of what such a remote has, and all that is pushed is looked at.
_NOWHERE = "refs/remotes//*"


def known_to(remote: str) -> str:
    """The base that means what a remote is known to have; one that is called by its URL has no refs here."""
    return f"refs/remotes/{remote}/*" if _PLAIN_NAME.fullmatch(remote) else _NOWHERE


def told_by_pre_commit(environ: Mapping[str, str]) -> str | None:
    """The range that pre-commit exports for a push, or that somebody named (``--from-ref``, ``--to-ref``)."""
    base, head = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    if base and head:
        return f"{base}..{head}"
    if "PRE_COMMIT_REMOTE_NAME" in environ and "PRE_COMMIT_LOCAL_BRANCH" in environ:  # the first push of a repository
        return f"{known_to(environ['PRE_COMMIT_REMOTE_NAME'])}..{environ['PRE_COMMIT_LOCAL_BRANCH']}"
    return None


def pushed(lines: Iterable[str], remote: str, repository: Repository) -> str:
    """The ranges of the lines that Git tells a ``pre-push`` hook; empty where refs are only taken away.

    A line is ``<local ref> <local oid> <remote ref> <remote oid>``. A remote ref that moved on unseen is no base:
    what stood there is not here.
    """
    ranges = []
    for line in lines:
        name, oid, _, there = line.rstrip("\n").rsplit(" ", 3)  # a full-width blank is part of a name
        if not oid.strip("0"):
            continue
        head = name if name.startswith("refs/") and _meant(repository, name) == oid else oid
        ranges.append(f"{known_to(remote)}..{head}")
        if there.strip("0") and _meant(repository, f"{there}^{{commit}}") is not None:
            ranges.append(f"{there}..{head}")
    return " ".join(ranges)


def _meant(repository: Repository, name: str) -> str | None:
    return repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", name)
