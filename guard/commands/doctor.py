"""``sekisho doctor``: is the checkpoint installed, in the shade, up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from guard.commands.options import CONTEXT, LANG


@click.command(context_settings=CONTEXT)
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--no-color", is_flag=True, help="No colour, whatever the terminal.")
@LANG
def doctor(folder: Path, format_: str, no_color: bool, lang: str | None) -> int:
    """Tell whether the hooks run, the history is whole, which policy holds, and what is not installed.

    \b
    Exit codes: 0 nothing is wrong (there may be notes), 1 something would pass unseen, 2 no repository.
    """
    from guard.run.doctor import run_doctor

    is_plain = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return int(run_doctor(folder, format_, lang, colour=sys.stdout.isatty() and not is_plain))
