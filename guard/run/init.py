"""``sekisho init``: starting files for a repository, written only where there are none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from guard import __version__
from guard.errors import ExitCode, UsageError
from guard.messages import Translator
from guard.report.console import visible, write_text

REPOSITORY = "https://github.com/sekisho/sekisho"

_CONFIG = """\
# Sekisho (関所): https://github.com/sekisho/sekisho/tree/main/docs/configuration.md
min-severity = "medium"

[scan]
max-file-size = "50MB"

# What is not to be looked at, and why:
# [[scan.exclude]]
# path = "third_party/**"
# reason = "delivered by the vendor, checked there"

# What is accepted, by whom, why and until when:
# [[allow]]
# rule = "phone-number"
# path = "docs/contact.md"
# reason = "the switchboard of the city hall"
# owner = "security lead"
# expires = 2027-03-31
"""

_PRE_COMMIT = f"""\
default_install_hook_types: [pre-commit, pre-merge-commit, commit-msg, pre-push]
repos:
  - repo: {REPOSITORY}
    rev: v{__version__}
    hooks:
      - id: sekisho
      - id: sekisho-msg
      - id: sekisho-separation
"""

_WORKFLOW = f"""\
name: sekisho
on:
  pull_request:
    types: [opened, edited, reopened, synchronize]  # edited: title and body are looked at too
  push:
    branches: [main]
  schedule:
    - cron: "17 18 * * 0"  # the whole history, on Mondays at 3:17 in Japan
permissions: {{}}
concurrency:
  group: sekisho-${{{{ github.event_name }}}}-${{{{ github.ref }}}}
  cancel-in-progress: ${{{{ github.event_name == 'pull_request' }}}}
jobs:
  personal-data:
    name: Personal data
    # A hosted runner is outside the separated network: use one of your own where My Number data may be met.
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1
        with:
          fetch-depth: 0  # a change is told from what was there before
          persist-credentials: false
      # Better by the commit of the release than by its tag. For code scanning see docs/github-action.md of Sekisho.
      - uses: sekisho/sekisho@v{__version__}
        with:
          checks: personal-data separation
"""

PRE_COMMIT = ".pre-commit-config.yaml"
STARTING_FILES = {
    "sekisho.toml": _CONFIG,
    PRE_COMMIT: _PRE_COMMIT,
    ".github/workflows/sekisho.yml": _WORKFLOW,
}


def write_starting_files(folder: Path, out: TextIO, _: Translator) -> ExitCode:
    """Write what is missing, name what was there already and what to do next.

    Raises ``UsageError`` where a file cannot be written.
    """
    for name, text in STARTING_FILES.items():
        target = folder / name
        if os.path.lexists(target):
            write_text(out, _("left as it is: {path}", path=visible(name)) + "\n")
            if name == PRE_COMMIT and not _has_hook(target):
                write_text(out, _("add this to it:") + "\n" + _PRE_COMMIT.partition("repos:\n")[2])
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"cannot write {target}: {error.strerror}") from None
        write_text(out, _("written: {path}", path=visible(name)) + "\n")
    write_text(out, _("next: pre-commit install && sekisho scan") + "\n")
    return ExitCode.CLEAN


def _has_hook(config: Path) -> bool:
    try:
        return "id: sekisho" in config.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
