"""A ``pre-receive`` hook of a Git server: what a push brings is refused before a ref leads to it.

The objects of a push lie in quarantine while this runs, and Git throws them away when it says no.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from guard.cli import main as guard_main
from guard.policy_source import VARIABLE
from guard.sources.repository import Repository, opened
from guard.sources.texts import REF, name_text

#: What the server has before the push, whichever ref leads to it.
_KNOWN = "refs/*"


def received(lines: Iterable[str]) -> tuple[str, list[bytes]]:
    """The ranges of the lines that Git tells, ``<old oid> <new oid> <ref>``, and names of new refs that could tell something."""
    ranges, names = dict[str, None](), list[bytes]()
    for line in lines:
        old, new, name = line.rstrip("\n").split(" ", 2)
        if new.strip("0"):
            ranges[f"{_KNOWN}..{new}"] = None
            names += [blob.read() for blob in name_text(name) if not old.strip("0")]
    return " ".join(ranges), names


def policy(options: Sequence[str], repository: Repository) -> list[str]:
    """The option that takes the words from the main branch before the push; empty for the first push, or if others were named."""
    if os.environ.get(VARIABLE) or any(option.startswith("--policy-") for option in options):
        return []
    branch = repository.line("symbolic-ref", "HEAD")
    known = branch and repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", branch)
    return [f"--policy-ref={branch}"] if known else []


def main(argv: Sequence[str] | None = None) -> int:
    """Look at what Git says on standard input; ``argv`` are options of ``sekisho scan``."""
    options = list(sys.argv[1:] if argv is None else argv)
    ranges, names = received(map(os.fsdecode, sys.stdin.buffer))
    if not ranges:
        return 0
    with opened(Path.cwd()) as repository:
        options = [*policy(options, repository), *options]
    if names:
        sys.stdin = io.TextIOWrapper(io.BytesIO(b"\n".join(names)), encoding="utf-8")
        if code := guard_main(["scan", "--stdin", f"--stdin-name={REF}", *options]):
            return code
    return guard_main(["scan", f"--range={ranges}", *options])


if __name__ == "__main__":
    sys.exit(main())
