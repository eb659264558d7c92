"""Files of a host, or of a copy of one: nothing outside of its root is read, nothing endless, nothing but files."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from guard.account import Reason
from guard.messages import N_

UNREADABLE: Final = N_("{file} cannot be read with the rights of this user")
OUTSIDE: Final = N_("{file} is a link out of the root, or no file, and was not read")
TOO_LARGE: Final = N_("{file} is larger than {size} MB, and the rest was not read")
MAX_BYTES: Final = 16 << 20


class Files:
    """The files below a root, and every reason why one of them could not be read."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))
        self.reasons: dict[Reason, None] = {}
        self.read: dict[str, None] = {}

    def lines(self, name: str, shown: str = "") -> list[str] | None:
        """The lines of a file; ``None`` where it is not there, or with a reason where it cannot be read.

        ``shown`` stands in the reason for a name that holds a login.
        """
        shown = shown or name
        try:
            found = self._found(name)
            if found is None:
                self._doubt(OUTSIDE, shown)
                return None
            data = _content(found)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            self._doubt(UNREADABLE, shown)
            return None
        if data is None:
            self._doubt(OUTSIDE, shown)
            return None
        self.read[shown] = None
        if len(data) > MAX_BYTES:
            self.reasons[Reason(TOO_LARGE, (("file", shown), ("size", str(MAX_BYTES >> 20))))] = None
        return data[:MAX_BYTES].decode("utf-8", "replace").split("\n")

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where it is not there."""
        try:
            found = self._found(folder)
            return [] if found is None else sorted(os.listdir(found))  # noqa: PTH208 - a link is not to be followed
        except (FileNotFoundError, NotADirectoryError):
            return []
        except (OSError, ValueError):
            self._doubt(UNREADABLE, folder)
            return []

    def has_folder(self, name: str) -> bool:
        """Whether a folder is there."""
        try:
            found = self._found(name)
            return found is not None and found.is_dir()
        except (OSError, ValueError):
            return False

    def _found(self, name: str) -> Path | None:
        """Where a file really lies; ``None`` outside of the root."""
        found = Path(os.path.realpath(self._root / name.lstrip("/")))
        return found if found.is_relative_to(self._root) else None

    def _doubt(self, message: str, shown: str) -> None:
        self.reasons[Reason(message, (("file", shown),))] = None


def _content(path: Path) -> bytes | None:
    """At most a little more than ``MAX_BYTES`` of a regular file; a pipe or a device is not opened to wait for it."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_BYTES + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
