"""``sekisho accounts``: development IDs that are still active and should not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import AS_OF, CONTEXT, EPILOG, LANG, OFFLINE, policy, reporting
from guard.config.config import ROSTER
from guard.errors import ExitCode


@click.group(context_settings=CONTEXT, epilog=EPILOG, invoke_without_command=True)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(ROSTER),
    show_default=True,
    help="The roster: projects, people, accounts, systems.",
)
@AS_OF
@click.option("--system", "only", multiple=True, metavar="ID", help="Ask this system only; can be given several times.")
@OFFLINE
@click.option(
    "--show-logins/--hide-logins",
    default=None,
    help="Print logins and the commands that remove an access.  [default: on a terminal only]",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what each system told, without logins, to a JSON file.",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The evidence of an earlier run: a system that tells of far fewer accounts is not believed.",
)
@click.option(
    "--timeline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the picture (people down, months across) to FILE.svg or FILE.html.",
)
@policy
@reporting
@click.pass_context
def accounts(context: click.Context, /, config_file: Path | None, **options: Any) -> int:
    """Report development IDs that are still active and should not be.

    \b
    Compares what systems tell (GitHub, LDAP, databases, clouds, exports, …) with the roster. A system
    that told nothing, or not all, makes the run incomplete. Nothing is ever changed in a system.

    \b
    Examples:
      sekisho accounts                        as of today
      sekisho accounts --as-of 2026-04-01     as of a day, 令和8年4月1日 too
      sekisho accounts lint                   check the roster, without network
    """
    if context.invoked_subcommand is not None:
        return ExitCode.CLEAN
    from guard.run.accounts import AccountsOptions, run_accounts
    from guard.run.scan_options import ScanOptions

    own = {
        name: options.pop(name)
        for name in ("roster", "as_of", "only", "offline", "show_logins", "since", "evidence", "timeline")
    }
    return int(run_accounts(AccountsOptions(ScanOptions(config_file=config_file, **options), **own)))


@accounts.command("lint")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@AS_OF
@LANG
@click.pass_context
def accounts_lint(context: click.Context, /, file: Path | None, as_of: Any, lang: str | None) -> int:
    """Check a roster without network: all faults with their lines, and what is odd.

    \b
    Exit codes: 0 valid (there may be warnings), 2 not valid.
    """
    from guard.run.roster import run_lint

    above = _of_group(context)
    return int(run_lint(file or above["roster"], as_of or above["as_of"], lang or above["lang"]))


@accounts.command("bootstrap")
@click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="KEY=VALUE,…",
    help="A system to ask, such as adapter=github,scope.org=acme; can be given several times.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the draft to a file; overwrites nothing."
)
@LANG
@click.pass_context
def accounts_bootstrap(
    context: click.Context, /, systems: tuple[str, ...], output: Path | None, lang: str | None
) -> int:
    """Draft a roster from the systems that can be asked: those of a roster, or of --system.

    \b
    Example:
      sekisho accounts bootstrap --system adapter=github,scope.org=acme --output sekisho-roster.yaml
    """
    from guard.run.roster import run_bootstrap

    above = _of_group(context)
    return int(run_bootstrap(above["roster"], systems, output, lang or above["lang"]))


@accounts.command("diff")
@click.option(
    "--since",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The evidence of the earlier run (accounts --evidence).",
)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@LANG
@click.pass_context
def accounts_diff(context: click.Context, /, since: Path, file: Path | None, lang: str | None) -> int:
    """Tell what changed since an earlier evidence: asks the systems, or reads a later evidence FILE.

    \b
    Exit codes: 0 compared, 2 the files are none, 3 a system was not seen whole.
    """
    from guard.run.accounts import AccountsOptions
    from guard.run.roster import run_diff

    above = _of_group(context)
    own = {name: above[name] for name in ("roster", "as_of", "only", "offline")}
    return int(run_diff(since, file, AccountsOptions(**own), lang or above["lang"]))


def _of_group(context: click.Context) -> dict[str, Any]:
    """The options that stand before the name of the subcommand."""
    return {} if context.parent is None else context.parent.params
