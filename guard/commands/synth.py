"""``sekisho synth``: made-up fixtures from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import CONTEXT

EPILOG = """\b
Exit codes:
  0    written
  2    usage or schema error
  4    internal error (a defect in Sekisho)
  130  interrupted
"""


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("schema", default="residents")
@click.option(
    "--rows", "-n", type=click.IntRange(0, 10_000_000), metavar="N", help="Rows of each table.  [default: its schema's]"
)
@click.option("--seed", default="0", show_default=True, metavar="WORD", help="The same word makes the same data.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("csv", "json", "jsonl", "sql", "xlsx")),
    help="Format.  [default: by the ending of --output, otherwise csv]",
)
@click.option(
    "--encoding",
    type=click.Choice(("utf-8", "utf-8-sig", "cp932")),
    default="utf-8",
    show_default=True,
    help="Encoding of CSV, JSON and SQL.",
)
@click.option(
    "--dialect",
    type=click.Choice(("standard", "postgresql", "mysql", "sqlite", "sqlserver", "oracle")),
    default="standard",
    show_default=True,
    help="How SQL quotes.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write to a file; to a folder, where CSV has several tables.  [default: standard output]",
)
@click.option("--list", "list_", is_flag=True, help="List the schemas that come with Sekisho.")
def synth(schema: str, **options: Any) -> int:
    """Make fixtures of people who do not exist, marked so that a scan knows them.

    SCHEMA is one that comes with Sekisho (residents by default) or a file in TOML or YAML.

    \b
    Examples:
      sekisho synth residents --rows 1000 > residents.csv
      sekisho synth juki --encoding cp932 -o juki.csv
      sekisho synth benefits -o fixtures.sql --dialect mysql
      sekisho synth my-tables.toml -o fixtures.xlsx
    """
    from guard.run.synth import SynthOptions, run_synth

    return int(run_synth(SynthOptions(schema=schema, **options)))
