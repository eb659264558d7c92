"""Where a program of the user is: on the path, never in the current folder, which may be a stranger's repository."""

from __future__ import annotations

import os
from pathlib import Path


def found(name: str) -> str | None:
    """The program of this name, ``None`` where none is installed."""
    file = f"{name}.exe" if os.name == "nt" else name
    for folder in map(Path, os.get_exec_path()):
        if folder.is_absolute() and os.access(folder / file, os.X_OK):
            return str(folder / file)
    return None
