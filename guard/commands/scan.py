"""``sekisho scan``: personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import BASELINE, CONTEXT, EPILOG, policy, reporting


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--staged", is_flag=True, help="Look at what is staged (the index) instead of the working tree.")
@click.option(
    "--range", "commits", metavar="BASE..HEAD", help="Look at what commits add: a pull request, a push; messages too."
)
@click.option(
    "--history", is_flag=True, help="Look at every blob that a branch, tag, stash or note reaches, and messages."
)
@click.option("--unreachable", is_flag=True, help="With --history: the rest of the object store too.")
@click.option("--stdin", is_flag=True, help="Look at standard input.")
@click.option("--stdin-name", metavar="NAME", default="<stdin>", help="The file name that standard input stands for.")
@click.option(
    "--database",
    metavar="URL",
    help="Look at the rows of a database (PostgreSQL, MariaDB, MySQL, SQLite); env:NAME takes the URL from a variable.",
)
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="With --database: at most N random rows of each table."
)
@click.option(
    "--database-timeout",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="With --database: what one statement may take.",
)
@click.option("--all", "include_ignored", is_flag=True, help="Look at ignored files too.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that share the work, once there is enough of it.  [default: one a core, at most 8]",
)
@click.option("--explain", is_flag=True, help="Say for each finding which rule, label and neighbours led to it.")
@click.option("--explain-dropped", is_flag=True, help="List what was looked at and is no finding, with the reason.")
@click.option("--no-cache", is_flag=True, help="Look at everything anew, and remember nothing.")
@BASELINE
@policy
@reporting
def scan(paths: tuple[Path, ...], config_file: Path | None, **options: Any) -> int:
    """Look for personal data in the working tree, in PATHs, in what is staged, or in standard input.

    \b
    Examples:
      sekisho scan                        the repository you are in
      sekisho scan tests/fixtures         one folder
      sekisho scan --staged               what the next commit adds
      sekisho scan --range origin/main..HEAD   what a pull request adds
      sekisho scan --history              all that the repository remembers
      sekisho scan --database env:DATABASE_URL   the rows of a database
      sekisho scan --report sarif=a.sarif --report json=a.json
    """
    from guard.run.scan import run_scan
    from guard.run.scan_options import ScanOptions

    history = options["history"] or options["unreachable"]
    database = options["database"] is not None
    sources = (options["staged"], options["stdin"], options["commits"] is not None, history, database)
    if sum(map(bool, sources)) + (bool(paths) and (options["staged"] or options["stdin"] or database)) > 1:
        raise click.UsageError("choose one: PATHs, --staged, --range, --history, --stdin or --database")
    if options["sample"] is not None and not database:
        raise click.UsageError("--sample goes with --database")
    return int(run_scan(ScanOptions(paths=paths, config_file=config_file, **options)))
