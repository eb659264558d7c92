"""With which programs a verdict was reached: names and versions, no host, no user, no path."""

from __future__ import annotations

import json
import platform
import re
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Final

from guard import __version__
from guard.sources.repository import Repository

#: Packages whose version changes what is found or read.
_PACKAGES: Final = ("presidio-analyzer", "spacy", "sudachipy", "sudachidict-core", "google-re2", "click", "pydantic")
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}")


def toolchain(repository: Repository) -> dict[str, str]:
    """Program → version, in a fixed order; ``repository`` is asked for the version of Git."""
    git = (repository.line("version") or "").removeprefix("git version ")
    found = {"sekisho": __version__, "python": platform.python_version(), "git": git}
    found |= {name: _installed(name) for name in _PACKAGES}
    found["name-model"] = _model()
    found["os"] = platform.system()
    return {name: said for name, said in found.items() if _VERSION.fullmatch(said)}


def _installed(package: str) -> str:
    with suppress(PackageNotFoundError):
        return version(package)
    return ""


def _model() -> str:
    """The version of the model of names."""
    meta = files("detectors").joinpath("data", "name-model", "meta.json")
    return str(json.loads(meta.read_text(encoding="utf-8"))["version"])
