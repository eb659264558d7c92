"""The commit-msg hook ``sekisho-msg``: personal data in the message of a commit.

Comments, and what ``git commit --verbose`` puts below its scissors, are not part of the message. The names of
those who wrote and reviewed the change may stand in its trailers.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from guard.cli import main as guard_main

_SCISSORS = re.compile(rb"^[^\r\n]?[^\r\n]? ?-+ >8 -+\r?$", re.MULTILINE)
_COMMENT = re.compile(rb"^[#;][^\r\n]*", re.MULTILINE)


def message(content: bytes) -> bytes:
    """What Git will keep of a message file, each line where it was."""
    return _COMMENT.sub(b"", _SCISSORS.split(content, maxsplit=1)[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Look at the message file that Git names last; other arguments are passed on."""
    *options, file = sys.argv[1:] if argv is None else argv
    sys.stdin = io.TextIOWrapper(io.BytesIO(message(Path(file).read_bytes())), encoding="utf-8")
    return guard_main(["scan", "--stdin", "--stdin-name", "<commit message>", *options])


if __name__ == "__main__":
    sys.exit(main())
