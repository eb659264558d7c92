"""The tools that Sekisho is measured beside: found on ``PATH`` or where a variable says, never installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata

_PRESIDIO_VERSION = "from importlib.metadata import version; print(version('presidio_analyzer'), version('ja_ginza'))"
_NUMBER = re.compile(r"(?<!\S)v?\d\S*")
#: Tool, the program on ``PATH``, the variable that names another one, and what prints its version.
_TOOLS = (
    ("git", "git", "SEKISHO_BENCH_GIT", ("--version",)),
    ("gitleaks", "gitleaks", "SEKISHO_BENCH_GITLEAKS", ("version",)),
    ("kingfisher", "kingfisher", "SEKISHO_BENCH_KINGFISHER", ("--version",)),
    ("detect-secrets", "detect-secrets", "SEKISHO_BENCH_DETECT_SECRETS", ("--version",)),
    ("detect-secrets-hook", "detect-secrets-hook", "SEKISHO_BENCH_DETECT_SECRETS_HOOK", ("--version",)),
    ("ripgrep", "rg", "SEKISHO_BENCH_RG", ("--version",)),
    ("jp-pii-detect", "jp-pii-detect", "SEKISHO_BENCH_JP_PII_DETECT", ("version",)),
    ("presidio + ja_ginza", "", "SEKISHO_QUALITY_PRESIDIO", ("-c", _PRESIDIO_VERSION)),
)


@dataclass(frozen=True)
class Peer:
    """An installed tool."""

    name: str
    program: str
    version: str


def installed() -> dict[str, Peer]:
    """The tools that are here and start."""
    found: dict[str, Peer] = {}
    for name, program, variable, version in _TOOLS:
        place = os.environ.get(variable) or shutil.which(program)
        if place and (said := _version((place, *version))) is not None:
            found[name] = Peer(name, place, said)
    return found


def versions(found: Iterable[Peer]) -> dict[str, str]:
    """The version of each peer, a tool of two programs once, and of what Sekisho runs on."""
    own = {name: metadata.version(name) for name in ("sekisho", "presidio-analyzer", "spacy", "sudachipy")}
    return (
        {"python": sys.version.split()[0]}
        | own
        | {peer.name: peer.version for peer in found if not peer.name.endswith("-hook")}
    )


def missing(found: Iterable[str]) -> list[str]:
    """The tools that are not here."""
    here = set(found)
    return [name for name, *_ in _TOOLS if name not in here]


def _version(words: tuple[str, ...]) -> str | None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = done.stdout.strip().splitlines()
    return " ".join(_NUMBER.findall(said[0])) if done.returncode == 0 and said else None
