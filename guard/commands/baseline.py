"""``sekisho baseline``: accepted findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import CONTEXT, LANG, SEVERITIES, Day

_FILE = click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file.  [default: .sekisho-baseline.json at the root of the repository]",
)
_CONFIG = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file.  [default: sekisho.toml, found upwards]",
)
_ACCEPTING = (
    click.option(
        "--check",
        "checks",
        type=click.Choice(("personal-data", "separation", "accounts")),
        multiple=True,
        default=("personal-data",),
        show_default=True,
        help="Whose findings; can be given several times. Those of accounts have exceptions in the roster instead.",
    ),
    click.option("--history", is_flag=True, help="Also what only the history holds."),
    click.option("--owner", metavar="NAME", help="Who answers for it: a team or a role."),
    click.option("--reason", metavar="TEXT", help="Why it may stay."),
    click.option("--expires", type=Day(), metavar="DATE", help="The last day on which it is accepted."),
    click.option("--include-critical", is_flag=True, help="Accept critical findings too."),
    click.option("--min-severity", type=click.Choice(SEVERITIES), help="What is below is none.  [default: medium]"),
    _FILE,
    _CONFIG,
    click.option("--no-cache", is_flag=True, help="Look at everything anew, and remember nothing."),
    click.option("--quiet", "-q", is_flag=True, help="No progress."),
    LANG,
)


def _accepting(command: Any) -> Any:
    for option in reversed(_ACCEPTING):
        command = option(command)
    return command


@click.group(context_settings=CONTEXT)
def baseline() -> None:
    """Accept findings that are there, so that only new ones are reported.

    \b
    The file holds no value, and nothing that a value follows from. Each entry has an owner, a reason and
    an end. With SEKISHO_BASELINE_KEY (32 characters or more, kept outside of the repository) every changed
    value is reported again, and a renamed file keeps its entries.
    """


@baseline.command("create")
@_accepting
def create(**options: Any) -> int:
    """Accept what is in the working tree today; overwrites nothing.

    \b
    Exit codes: 0 accepted, 1 critical findings stay reported, 2 usage, 3 incomplete: nothing was accepted.

    \b
    Example:
      sekisho baseline create --owner platform --reason "fixtures of 2019" --expires 2027-03-31
    """
    from guard.run.baseline import run_create

    return int(run_create(_options(options)))


@baseline.command("update")
@click.option("--prune", is_flag=True, help="Remove entries that cover nothing any more.")
@click.option("--renew", is_flag=True, help="Give entries that have ended or end within 14 days a new end.")
@_accepting
def update(**options: Any) -> int:
    """Accept what is new; what was accepted keeps its owner, reason and end.

    \b
    Exit codes: 0 accepted, 1 critical findings stay reported, 2 usage, 3 incomplete: nothing was changed.
    """
    from guard.run.baseline import run_update

    return int(run_update(_options(options)))


@baseline.command("audit")
@click.option("--all", "again", is_flag=True, help="Also what was judged already.")
@click.option("--statistics", is_flag=True, help="Only print what was judged so far, by rule.")
@click.option("--no-color", is_flag=True, help="No colour, whatever the terminal.")
@_FILE
@_CONFIG
@LANG
def audit(**options: Any) -> int:
    """Go through accepted findings on a terminal: is each real personal data, or a false alarm?

    \b
    Keys: y real, n false alarm, s skip, u undo, q quit, ? help. Every answer is kept at once; a later
    audit goes on where this one ended.
    """
    from guard.run.audit import AuditOptions, run_audit

    return int(run_audit(AuditOptions(**options)))


def _options(options: dict[str, Any]) -> Any:
    from guard.run.baseline import BaselineOptions
    from guard.run.scan_options import ScanOptions

    own = {
        name: options.pop(name)
        for name in ("checks", "history", "owner", "reason", "expires", "include_critical", "prune", "renew")
        if name in options
    }
    return BaselineOptions(ScanOptions(**options), **own)
