"""A ``pre-receive`` hook of a Git server: what a push brings is refused before a ref leads to it.

The objects of a push lie in quarantine while this runs, and Git throws them away when it says no.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from guard.cli import main as guard_main
from guard.policy_source import VARIABLE
from guard.sources.repository import Repository, opened

#: What the server has before the push, whichever ref leads to it.
_KNOWN = "refs/*"


def received(lines: Iterable[str]) -> str:
    """The ranges of the lines that Git tells the hook, ``<old oid> <new oid> <ref>``; empty where refs are only taken away."""
    heads = dict.fromkeys(line.split(" ", 2)[1] for line in lines)
    return " ".join(f"{_KNOWN}..{oid}" for oid in heads if oid.strip("0"))


def policy(options: Sequence[str], repository: Repository) -> list[str]:
    """The option that takes the words from the main branch as it stood before the push; empty where others were named.

    A repository that is pushed to for the first time has none: the defaults hold.
    """
    if os.environ.get(VARIABLE) or any(option.startswith("--policy-") for option in options):
        return []
    branch = repository.line("symbolic-ref", "HEAD")
    known = branch and repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", branch)
    return [f"--policy-ref={branch}"] if known else []


def main(argv: Sequence[str] | None = None) -> int:
    """Look at what Git says on standard input; ``argv`` are options of ``sekisho scan``."""
    options = list(sys.argv[1:] if argv is None else argv)
    ranges = received(map(os.fsdecode, sys.stdin.buffer))
    if not ranges:
        return 0
    with opened(Path.cwd()) as repository:
        words = policy(options, repository)
    return guard_main(["scan", f"--range={ranges}", *words, *options])


if __name__ == "__main__":
    sys.exit(main())
