"""The pre-commit hook ``sekisho-gate``: the commits of a push before they leave, or a whole delivery by hand.

A push is judged with the profile ``commit`` and asks no network. Run by hand (``pre-commit run sekisho-gate --hook-stage
manual``) the hook is the gate before a delivery: everything that the repository holds, and the systems of the roster.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from guard.cli import main as guard_main
from hooks.push import told_by_pre_commit


def arguments(environ: Mapping[str, str]) -> list[str]:
    """The command line for the situation that the environment describes."""
    commits = told_by_pre_commit(environ)
    if commits is None:
        return ["gate", "--profile=release"]
    return ["gate", "--profile=commit", f"--range={commits}", "--offline"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the gate; further arguments of the hook (``args:``) are passed on."""
    return guard_main([*arguments(os.environ), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
