"""What commands share: the shape of their help, the options of every check, the types of their arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from guard.report.table import REPORTERS

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
FORMATS: Final = tuple(REPORTERS)
SEVERITIES: Final = ("low", "medium", "high", "critical")

EPILOG: Final = """\b
Exit codes:
  0    complete and clean
  1    complete, findings at or above --min-severity
  2    usage or configuration error: nothing was judged
  3    incomplete: something in scope could not be looked at
  4    internal error (a defect in Sekisho)
  130  interrupted
"""


class Report(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from Click 8.4 on
    """``FORMAT=FILE``."""

    name = "format=file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Split and check."""
        format_, equals, file = str(value).partition("=")
        if not equals or format_ not in FORMATS or not file:
            self.fail(f"write FORMAT=FILE with FORMAT one of {', '.join(FORMATS)}", param, ctx)
        return format_, Path(file)


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from Click 8.4 on
    """A day in Japan: ISO or in a Japanese era."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse."""
        from guard.checks.accounts.roster_day import parse_day

        try:
            return parse_day(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


#: What every check takes: where its configuration is, what is written where, and in which language.
_REPORTING = (
    click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Configuration file.  [default: sekisho.toml, found upwards]",
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="Format of the report.",
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the report to a file instead of standard output.",
    ),
    click.option(
        "--report",
        "reports",
        type=Report(),
        multiple=True,
        metavar="FORMAT=FILE",
        help="One more report; can be given several times.",
    ),
    click.option(
        "--min-severity",
        type=click.Choice(SEVERITIES),
        help="What is below is kept in the report and does not fail.  [default: medium]",
    ),
    click.option("--lang", type=click.Choice(("ja", "en")), help="Language of the report.  [default: from the locale]"),
    click.option("--no-color", is_flag=True, help="No colour, whatever the terminal."),
    click.option("--quiet", "-q", is_flag=True, help="Only findings and the summary."),
    click.option(
        "--verbose",
        "-v",
        is_flag=True,
        help="Also what was accepted, what is below the severity, what was left out.",
    ),
)


def reporting(command: Any) -> Any:
    """The options of every check, in the order in which help shows them."""
    for option in reversed(_REPORTING):
        command = option(command)
    return command


_POLICY = (
    click.option(
        "--policy-ref",
        metavar="REF",
        envvar="SEKISHO_POLICY_REF",
        help="Take configuration, baseline, roster and inline allows from this ref, not from what is judged.",
    ),
    click.option(
        "--policy-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Take the configuration from FILE, whose signature is FILE.sig.",
    ),
    click.option(
        "--policy-signers",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Who may sign it: a list of keys as ssh-keygen reads it (allowed_signers).",
    ),
)


def policy(command: Any) -> Any:
    """The options that say whose words a run is judged by."""
    for option in reversed(_POLICY):
        command = option(command)
    return command


BASELINE: Final = click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Accepted findings.  [default: .sekisho-baseline.json at the root of the repository]",
)
AS_OF: Final = click.option(
    "--as-of", type=Day(), metavar="DATE", help="The day of judgement, in Japan.  [default: today]"
)
OFFLINE: Final = click.option("--offline", is_flag=True, help="Ask no network: exports and this repository only.")
LANG: Final = click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
