"""The environment of a file by where it lies and what it is called, and why."""

from __future__ import annotations

from typing import NamedTuple

from guard.checks.separation.environment_names import Named, of_file_name, of_folder
from guard.checks.separation.layouts.reasons import CONFIGURED, EVERYBODY, FOLDER, NAMED
from guard.environment import Environment


class Belonging(NamedTuple):
    """An environment, ``None`` where nothing says one, with the message id of what says so."""

    environment: Environment | None
    because: str


def belonging(path: str, named: Named) -> Belonging:
    """Which environment reads a file: the configuration decides, then its name, then its folders."""
    for because, environment in (
        (CONFIGURED, named.of_path(path)),
        (NAMED, of_file_name(path, named)),
        (FOLDER, of_folder(path, named)),
    ):
        if environment is not None:
            return Belonging(environment, because)
    return Belonging(None, EVERYBODY)


def by_folder(path: str, named: Named) -> Belonging:
    """Which environment reads a file whose own name says nothing."""
    environment = of_folder(path, named)
    return Belonging(None, EVERYBODY) if environment is None else Belonging(environment, FOLDER)


def folder_of(path: str) -> str:
    """The folder of a file, empty at the top."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The name of a file without its folders."""
    return path.rpartition("/")[2]


def joined(folder: str, relative: str) -> str | None:
    """A path that a file in a folder refers to; ``None`` where it leaves the repository."""
    parts = [part for part in folder.split("/") if part]
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
