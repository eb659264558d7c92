"""The command line: options in, exit code out. The only place that maps errors to exit codes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from guard import __version__
from guard.errors import ExitCode, SekishoError, SourceError
from guard.messages import Translator, translator
from guard.report.table import REPORTERS
from guard.stream import leave_stdout, make_safe

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
FORMATS = tuple(REPORTERS)
COMPLETION = "_SEKISHO_COMPLETE"
SEVERITIES = ("low", "medium", "high", "critical")

EPILOG = """\b
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


@click.group(context_settings=CONTEXT, epilog=EPILOG)
@click.version_option(__version__, "-V", "--version", prog_name="sekisho")
def sekisho() -> None:
    """Sekisho (関所): the checkpoint in front of a repository.

    Finds Japanese personal data (My Number, names, addresses, telephone numbers, …) before it is
    committed, pushed or delivered. No detected value is ever printed.
    """


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


@sekisho.command(epilog=EPILOG)
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
    from guard.run import ScanOptions, run_scan

    history = options["history"] or options["unreachable"]
    database = options["database"] is not None
    sources = (options["staged"], options["stdin"], options["commits"] is not None, history, database)
    if sum(map(bool, sources)) + (bool(paths) and (options["staged"] or options["stdin"] or database)) > 1:
        raise click.UsageError("choose one: PATHs, --staged, --range, --history, --stdin or --database")
    if options["sample"] is not None and not database:
        raise click.UsageError("--sample goes with --database")
    return int(run_scan(ScanOptions(paths=paths, config_file=config_file, **options)))


@sekisho.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--map", "show_map", is_flag=True, help="Say what each file was taken for, and which are nobody's.")
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
    from guard.run import ScanOptions
    from guard.run_separation import SeparationOptions, run_separation

    scan_options = ScanOptions(paths=paths, config_file=config_file, **options)
    return int(run_separation(SeparationOptions(scan_options, matrix, terraform, rendered)))


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


@sekisho.group(epilog=EPILOG, invoke_without_command=True)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sekisho-roster.yaml"),
    show_default=True,
    help="The roster: projects, people, accounts, systems.",
)
@click.option("--as-of", type=Day(), metavar="DATE", help="The day of judgement, in Japan.  [default: today]")
@click.option("--system", "only", multiple=True, metavar="ID", help="Ask this system only; can be given several times.")
@click.option("--offline", is_flag=True, help="Ask no network: exports and this repository only.")
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
    from guard.run import ScanOptions
    from guard.run_accounts import AccountsOptions, run_accounts

    own = {
        name: options.pop(name)
        for name in ("roster", "as_of", "only", "offline", "show_logins", "since", "evidence", "timeline")
    }
    return int(run_accounts(AccountsOptions(ScanOptions(config_file=config_file, **options), **own)))


@accounts.command("lint")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as-of", type=Day(), metavar="DATE", help="The day of judgement, in Japan.  [default: today]")
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
@click.pass_context
def accounts_lint(context: click.Context, /, file: Path | None, as_of: Any, lang: str | None) -> int:
    """Check a roster without network: all faults with their lines, and what is odd.

    \b
    Exit codes: 0 valid (there may be warnings), 2 not valid.
    """
    from guard.run_roster import run_lint

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
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
@click.pass_context
def accounts_bootstrap(
    context: click.Context, /, systems: tuple[str, ...], output: Path | None, lang: str | None
) -> int:
    """Draft a roster from the systems that can be asked: those of a roster, or of --system.

    \b
    Example:
      sekisho accounts bootstrap --system adapter=github,scope.org=acme --output sekisho-roster.yaml
    """
    from guard.run_roster import run_bootstrap

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
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
@click.pass_context
def accounts_diff(context: click.Context, /, since: Path, file: Path | None, lang: str | None) -> int:
    """Tell what changed since an earlier evidence: asks the systems, or reads a later evidence FILE.

    \b
    Exit codes: 0 compared, 2 the files are none, 3 a system was not seen whole.
    """
    from guard.run_accounts import AccountsOptions
    from guard.run_roster import run_diff

    above = _of_group(context)
    own = {name: above[name] for name in ("roster", "as_of", "only", "offline")}
    return int(run_diff(since, file, AccountsOptions(**own), lang or above["lang"]))


def _of_group(context: click.Context) -> dict[str, Any]:
    """The options that stand before the name of the subcommand."""
    return {} if context.parent is None else context.parent.params


@sekisho.command()
@click.argument("rule_id", required=False)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file.  [default: sekisho.toml, found upwards]",
)
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
def rules(rule_id: str | None, config_file: Path | None, lang: str | None) -> int:
    """List the rules, those of the project's configuration included.

    \b
    sekisho rules ID      explains one: what, why, how to fix, how to allow
    sekisho rules check   runs the examples in every rule
    """
    from guard.report.rules_text import write_checked, write_rule, write_rules, write_unknown_rule
    from guard.rules import RULES
    from guard.run import own_rules

    _ = translator(lang)
    own = own_rules(config_file)
    if rule_id == "check":
        from guard.rules_check import check

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


@sekisho.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--lang", type=click.Choice(("ja", "en")), help="Language.  [default: from the locale]")
def init(folder: Path, lang: str | None) -> int:
    """Write a starting sekisho.toml, pre-commit entry and GitHub workflow; overwrites nothing."""
    from guard.init import write_starting_files

    return write_starting_files(folder, sys.stdout, translator(lang))


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; nothing but an exit code leaves this function."""
    make_safe()
    code = _outcome(list(sys.argv[1:] if argv is None else argv))
    try:
        sys.stdout.flush()
    except OSError as error:
        leave_stdout()
        if not isinstance(error, BrokenPipeError):  # ``| head`` has seen enough; a full disk has not
            sys.stderr.write(f"sekisho: cannot write standard output: {error.strerror}\n")
            return max(code, ExitCode.USAGE)
    return code


def _outcome(words: list[str]) -> int:
    try:
        return _run(words)
    except BrokenPipeError:  # of help and lists: a scan keeps its verdict
        return ExitCode.CLEAN
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except SekishoError as error:
        _say(translator(_lang(words)), error)
        return ExitCode.USAGE
    except Exception as error:
        from guard.crash import report

        return report(error)


def _run(words: list[str]) -> int:
    # Not ``click.Command.main``: it turns a closed pipe into exit code 1, which here means findings, and
    # lets an environment variable ask for shell completion instead of a verdict.
    try:
        with sekisho.make_context("sekisho", words) as context:
            return int(sekisho.invoke(context) or ExitCode.CLEAN)
    except click.exceptions.Exit as end:
        return end.exit_code


def entry_point() -> None:
    """The ``sekisho`` command; with no arguments it also serves the shell's completion."""
    instruction = os.environ.get(COMPLETION)
    if instruction and len(sys.argv) == 1:
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(sekisho, {}, "sekisho", COMPLETION, instruction))
    code = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the verdict stands; the interpreter only tidies up
    sys.exit(code)


def _lang(words: Sequence[str]) -> str | None:
    for index, word in enumerate(words):
        if word == "--lang" and index + 1 < len(words):
            return words[index + 1]
        if word.startswith("--lang="):
            return word[7:]
    return None


def _say(_: Translator, error: SekishoError) -> None:
    from guard.report.console import visible, write_text

    write_text(sys.stderr, f"sekisho: {visible(_(str(error)))}\n")
    if isinstance(error, SourceError):
        write_text(sys.stderr, _("Nothing was judged.") + "\n")
