"""``sekisho mask``: synthetic data in the place of personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import CONTEXT, SEVERITIES

EPILOG = """\b
Exit codes:
  0    everything that was found is replaced
  2    usage or configuration error, or files that must not be changed: nothing was changed
  3    something stays that looks real, or could not be looked at
  4    internal error (a defect in Sekisho)
  130  interrupted
"""


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--staged", is_flag=True, help="Replace in what is staged: in the index and in the working tree.")
@click.option(
    "--findings",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Replace only what this JSON report of a scan names.",
)
@click.option("--dry-run", "-n", is_flag=True, help="Change nothing; show what would become of which line.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The key under which replacements are chosen, outside of the repository.  [default: SEKISHO_MASK_KEY]",
)
@click.option(
    "--keep",
    type=click.Choice(("age", "era", "none")),
    default="none",
    show_default=True,
    help="What of a date of birth stays: the year of school and so the age, the Japanese era, or nothing.",
)
@click.option(
    "--official-samples",
    is_flag=True,
    help="Published sample numbers, whose check digits are right, where there are some.",
)
@click.option("--allowed-too", is_flag=True, help="Replace what the configuration or a comment allows, too.")
@click.option("--all", "include_ignored", is_flag=True, help="Look at ignored files too.")
@click.option("--force", is_flag=True, help="Change files too that Git could not give back.")
@click.option("--continue", "finish", is_flag=True, help="Finish a run that was interrupted.")
@click.option("--undo", is_flag=True, help="Give files back what they held before the last run, from Git.")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file.  [default: sekisho.toml, found upwards]",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report to a file instead of standard output.",
)
@click.option(
    "--min-severity", type=click.Choice(SEVERITIES), help="Records without a finding of it stay.  [default: medium]"
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that share the look at many files, once there is enough of it.  [default: one a core, at most 8]",
)
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language of the report.  [default: from the locale]")
@click.option("--quiet", "-q", is_flag=True, help="Only what stays, and the summary.")
def mask(paths: tuple[Path, ...], config_file: Path | None, **options: Any) -> int:
    """Replace personal data in the working tree, in PATHs, or in what is staged, by marked synthetic data.

    \b
    The same value is replaced alike in all files and formats, and by every run under the same key.
    Nothing else of a file changes. What cannot be replaced is reported.

    \b
    Examples:
      sekisho mask tests/fixtures         one folder
      sekisho mask --staged               what the next commit adds
      sekisho mask --dry-run db/seeds.sql what would become of it
      sekisho mask --undo                 as it was before
    """
    from guard.run.mask import MaskOptions, run_mask

    ends = options["finish"] + options["undo"]
    if ends > 1 or (ends and (options["staged"] or options["dry_run"] or options["findings"])):
        raise click.UsageError("--continue and --undo stand alone")
    if ends and len(paths) > 1:
        raise click.UsageError("name one folder")
    if options["staged"] and paths:
        raise click.UsageError("choose one: PATHs or --staged")
    return int(run_mask(MaskOptions(paths=paths, config_file=config_file, **options)))
