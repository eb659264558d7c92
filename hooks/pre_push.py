"""A ``pre-push`` hook of Git itself: all refs of a push at once, tags too, and no other than these.

pre-commit hands on the first ref of a push alone, and nothing of a tag on commits that the remote has.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from guard.cli import main as guard_main
from guard.sources.repository import opened
from hooks.push import pushed


def main(argv: Sequence[str] | None = None) -> int:
    """Look at what Git says on standard input; it names the remote and its URL last, options may stand before."""
    *options, remote, _url = sys.argv[1:] if argv is None else argv
    with opened(Path.cwd()) as repository:
        ranges = pushed(map(os.fsdecode, sys.stdin.buffer), remote, repository)
    return guard_main(["scan", f"--range={ranges}", *options]) if ranges else 0


if __name__ == "__main__":
    sys.exit(main())
