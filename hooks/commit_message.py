"""The commit-msg hook ``sekisho-msg``: personal data in the message of a commit.

Comments, and what ``git commit --verbose`` puts below its scissors, are not part of the message. The names of
those who wrote and reviewed the change may stand in its trailers.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from guard.cli import main as guard_main
from guard.sources.texts import without_trailers

_SCISSORS = re.compile(rb"^[^\r\n]?[^\r\n]? ?-+ >8 -+\r?$", re.MULTILINE)
_COMMENT = re.compile(rb"^[#;][^\r\n]*", re.MULTILINE)


def message(content: bytes) -> bytes:
    """What Git will keep of a message file, each line where it was."""
    return _COMMENT.sub(b"", _SCISSORS.split(content, maxsplit=1)[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Look at the message file that Git names last; other arguments are passed on."""
    *options, file = sys.argv[1:] if argv is None else argv
    content = Path(file).read_bytes()
    if os.environ.get("GIT_EDITOR") != ":":  # without an editor Git keeps every line, comments too
        content = message(content)
    sys.stdin = io.TextIOWrapper(io.BytesIO(without_trailers(content)), encoding="utf-8")
    return guard_main(["scan", "--stdin", "--stdin-name", "<commit message>", *options])


if __name__ == "__main__":
    sys.exit(main())
