"""The pre-commit hook ``sekisho``: personal data in what the next commit adds.

``pre-commit run --all-files`` cannot be told apart from ``pre-commit run`` (pre-commit says nothing about it), so
the hook asks Git: a commit or merge that is under way has exported ``GIT_INDEX_FILE`` and is looked at as it is
staged. Without one somebody runs the hook by hand or in CI, and everything is looked at: a hook that prints
"Passed" after looking at nothing would be worse than none.
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
    if commits is not None:
        return ["scan", f"--range={commits}"]
    if "GIT_INDEX_FILE" in environ:
        return ["scan", "--staged"]
    return ["scan"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the guard; further arguments of the hook (``args:``) are passed on."""
    return guard_main([*arguments(os.environ), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
