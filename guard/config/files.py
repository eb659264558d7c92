"""Files that a configuration names: they lie beside it, wherever it is read from."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from guard.errors import ConfigError

#: Reads a file beside the configuration by its name, in at most so many bytes. Raises ``ConfigError``.
Beside = Callable[[str, int], bytes]


def checked_name(name: str) -> str:
    """A name that stays beside the configuration. Raises ``ConfigError``."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise ConfigError(f"recognizers.presidio: {name} has to lie beside the configuration")
    return path.as_posix()


def in_folder(folder: Path) -> Beside:
    """What reads the files of a folder; a link that leads out of it is refused."""

    def read(name: str, max_bytes: int) -> bytes:
        real = Path(os.path.realpath(folder / checked_name(name)))
        if not real.is_relative_to(os.path.realpath(folder)):
            raise ConfigError(f"recognizers.presidio: {name} has to lie beside the configuration")
        try:
            if not stat.S_ISREG(real.stat().st_mode):
                raise ConfigError("cannot be read: it is no file", file=name)
            with real.open("rb") as file:
                data = file.read(max_bytes + 1)
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", file=name) from None
        if len(data) > max_bytes:
            raise ConfigError(f"is larger than {max_bytes} bytes", file=name)
        return data

    return read
