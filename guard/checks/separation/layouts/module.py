"""Where the module of a program begins that a configuration file belongs to, and the stack of all that it reads."""

from __future__ import annotations

import re
from typing import Final

from guard.checks.separation.environment_names import Named, of_folder, of_folder_name
from guard.environment import Environment

_SOURCES: Final = re.compile(r"(?:^|/)src/(?=[^/]+/)")


def application(folder: str) -> str:
    """The stack of a program that lies in a folder: whatever its frameworks read, they read together."""
    return f"application:{folder}"


def module_of(path: str) -> str:
    """The folder of the module whose ``src/…`` holds a file (Maven, Gradle), otherwise the folder of the file."""
    found = None
    for found in _SOURCES.finditer(path):  # noqa: B007 - the last one counts
        pass
    return path[: found.start()] if found else path.rpartition("/")[0]


def below_environment(path: str, named: Named) -> tuple[str, Environment] | None:
    """A path with ``*`` in place of its environment folder, and that environment."""
    environment = named.of_path(path) or of_folder(path, named)
    if environment is None:
        return None
    parts = path.split("/")
    for at in range(len(parts) - 2, -1, -1):
        found = of_folder_name(parts[at], named)
        if found is not None and found.kind is environment.kind:
            return "/".join((*parts[:at], "*", *parts[at + 1 :])), environment
    return path, environment
