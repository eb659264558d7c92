"""The inputs of ``action.yml`` as options: values that arrive in the environment, whatever they look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

#: Events that run what the repository's own people have pushed: only these may leave something for a later run.
_TRUSTED: Final = frozenset({"push", "schedule", "workflow_dispatch"})
#: What other programs look for at the end of a name, where that is not the format's own.
_SUFFIXES: Final = {"gitlab": ".json", "gitlab-sast": ".json", "junit": ".xml"}
_BETWEEN = re.compile(r"[\s,]+")


def given(environ: Mapping[str, str], name: str) -> str:
    """An input without the blanks around it; empty where it was left out."""
    return environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def several(environ: Mapping[str, str], name: str) -> list[str]:
    """The words of an input, separated by blanks, line ends or commas, each once."""
    return list(dict.fromkeys(filter(None, _BETWEEN.split(given(environ, name)))))


def options(environ: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """The inputs of these names that were given, as options of the same names."""
    return [f"--{name}={value}" for name in names if (value := given(environ, name))]


def reports(environ: Mapping[str, str], folder: Path, run: str) -> list[str]:
    """The formats that the input ``report`` names; what the guard does not know it refuses before it writes.

    The name of a file is ours, so that no input is a path. JSON is written in any case.
    """
    names = (name.replace("=", "?") for name in several(environ, "report"))
    return [f"--report={name}={folder / run}.{name}{_SUFFIXES.get(name, '')}" for name in names if name != "json"]


def memory(environ: Mapping[str, str]) -> list[str]:
    """Nothing is remembered, and nothing believed, where strangers may have run: pull requests above all."""
    return [] if environ.get("GITHUB_EVENT_NAME") in _TRUSTED else ["--no-cache"]
