"""``sekisho separation``: are development and production configurations apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import BASELINE, CONTEXT, EPILOG, policy, reporting


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--map", "--explain", "show_map", is_flag=True, help="Say what each file was taken for, and which are nobody's."
)
@click.option(
    "--terraform-plan",
    "--terraform-state",
    "terraform",
    multiple=True,
    metavar="[ENV=]FILE",
    help="What Terraform really plans or has made: the output of `terraform show -json`.",
)
@click.option(
    "--rendered",
    multiple=True,
    metavar="ENV[=FILE]",
    help="What really runs in Kubernetes: rendered manifests from FILE or standard input (kubectl, helm, kustomize).",
)
@click.option(
    "--matrix",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the picture (environments across, kinds of things down) to FILE.svg or FILE.html.",
)
@click.option("--all", "include_ignored", is_flag=True, help="Look at ignored files too.")
@BASELINE
@policy
@reporting
def separation(
    paths: tuple[Path, ...],
    config_file: Path | None,
    matrix: Path | None,
    terraform: tuple[str, ...],
    rendered: tuple[str, ...],
    **options: Any,
) -> int:
    """Check that development and production configurations are apart.

    \b
    Reads the configuration files of a repository (or of PATHs), finds out which environment reads
    which of them, and tells what both production and another environment use. What only comes at
    deploy time is told as unknown. Nothing is executed, nothing is fetched.

    \b
    Examples:
      sekisho separation              the repository you are in
      sekisho separation --map        how each file was classified
      sekisho separation --report json=separation.json
      terraform show -json tfplan > prod.json && sekisho separation --terraform-plan prod=prod.json
      helm template . -f values-prod.yaml | sekisho separation --rendered prod
    """
    from guard.run.scan_options import ScanOptions
    from guard.run.separation import SeparationOptions, run_separation

    scan_options = ScanOptions(paths=paths, config_file=config_file, **options)
    return int(run_separation(SeparationOptions(scan_options, matrix, terraform, rendered)))
