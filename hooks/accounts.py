"""The pre-commit hook ``sekisho-accounts``: are the rosters that changed valid. No network, no token.

pre-commit names the rosters that changed; without names it is the one of the working folder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from guard.cli import main as guard_main

_ROSTERS = (".yaml", ".yml")


def main(argv: Sequence[str] | None = None) -> int:
    """Check each roster; the worst exit code counts."""
    words = list(sys.argv[1:] if argv is None else argv)
    rosters = [word for word in words if word.endswith(_ROSTERS)]
    options = [word for word in words if not word.endswith(_ROSTERS)]
    return max(guard_main(["accounts", "lint", *options, *named]) for named in ([[one] for one in rosters] or [[]]))


if __name__ == "__main__":
    sys.exit(main())
