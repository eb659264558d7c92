"""``sekisho rules``: the catalogue, and what each rule means."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from guard.commands.options import CONTEXT, LANG
from guard.errors import ExitCode
from guard.messages import translator


@click.command(context_settings=CONTEXT)
@click.argument("rule_id", required=False)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file.  [default: sekisho.toml, found upwards]",
)
@LANG
def rules(rule_id: str | None, config_file: Path | None, lang: str | None) -> int:
    """List the rules, those of the project's configuration included.

    \b
    sekisho rules ID      explains one: what, why, how to fix, how to allow
    sekisho rules check   runs the examples in every rule
    """
    from guard.report.rules_text import write_checked, write_rule, write_rules, write_unknown_rule
    from guard.rules.catalogue import RULES
    from guard.run.policy import own_rules

    _ = translator(lang)
    own = own_rules(config_file)
    if rule_id == "check":
        from guard.run.rules_check import check

        checked = check(own)
        write_checked(checked, sys.stdout, _)
        return ExitCode.FOUND if checked.failures else ExitCode.CLEAN
    catalogue = (*RULES, *(one.rule() for one in own))
    if rule_id is None:
        write_rules(catalogue, sys.stdout, _)
        return ExitCode.CLEAN
    found = next((known for known in catalogue if known.id == rule_id), None)
    if found is None:
        write_unknown_rule(rule_id, [known.id for known in catalogue], sys.stderr, _)
        return ExitCode.USAGE
    write_rule(found, sys.stdout, _)
    return ExitCode.CLEAN
