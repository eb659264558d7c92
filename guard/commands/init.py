"""``sekisho init``: the files to start with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from guard.commands.options import CONTEXT, LANG
from guard.messages import translator


@click.command(context_settings=CONTEXT)
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
@LANG
def init(folder: Path, lang: str | None) -> int:
    """Write a starting sekisho.toml, pre-commit entry and GitHub workflow; overwrites nothing."""
    from guard.run.init import write_starting_files

    return write_starting_files(folder, sys.stdout, translator(lang))
