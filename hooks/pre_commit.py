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
from hooks.push import known_to


def arguments(environ: Mapping[str, str]) -> list[str]:
    """The command line for the situation that the environment describes."""
    base, head = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    if base and head:  # a push, or ``pre-commit run --from-ref … --to-ref …``
        return ["scan", f"--range={base}..{head}"]
    if "PRE_COMMIT_REMOTE_NAME" in environ and "PRE_COMMIT_LOCAL_BRANCH" in environ:  # the first push of a repository
        return ["scan", f"--range={known_to(environ['PRE_COMMIT_REMOTE_NAME'])}..{environ['PRE_COMMIT_LOCAL_BRANCH']}"]
    if "GIT_INDEX_FILE" in environ:
        return ["scan", "--staged"]
    return ["scan"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the guard; further arguments of the hook (``args:``) are passed on."""
    return guard_main([*arguments(os.environ), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
