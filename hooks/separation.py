"""The pre-commit hook ``sekisho-separation``: are development and production configurations apart.

pre-commit names the files that changed; what they share with others only all of them tell, so the hook looks at the
whole working tree, and only where a file changed that may be configuration.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from guard.cli import main as guard_main


def main(argv: Sequence[str] | None = None) -> int:
    """Run the check; further arguments of the hook (``args:``) are passed on."""
    return guard_main(["separation", *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
