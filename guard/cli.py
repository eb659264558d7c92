"""The command line: options in, exit code out. The only place that maps errors to exit codes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from guard import __version__
from guard.commands.options import CONTEXT, EPILOG
from guard.errors import ExitCode, SekishoError, SourceError
from guard.messages import Translator, translator
from guard.stream import leave_stdout, make_safe

COMPLETION: Final = "_SEKISHO_COMPLETE"

#: Command → the module of that name in ``guard.commands`` that has it under its own name.
COMMANDS: Final = MappingProxyType(
    {
        name: f"guard.commands.{name}"
        for name in ("scan", "separation", "accounts", "gate", "baseline", "mask", "synth", "rules", "doctor", "init")
    }
)


class Commands(click.Group):
    """The commands in the order in which help shows them, each loaded when it is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, ``None`` where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, context_settings=CONTEXT, epilog=EPILOG)
@click.version_option(__version__, "-V", "--version", prog_name="sekisho")
def sekisho() -> None:
    """Sekisho (関所): the checkpoint in front of a repository.

    Finds Japanese personal data (My Number, names, addresses, telephone numbers, …) before it is
    committed, pushed or delivered. No detected value is ever printed.
    """


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
    except (click.Abort, KeyboardInterrupt):  # a run that is interrupted as it looks tells what it came to
        with suppress(KeyboardInterrupt):
            _tell(translator(_lang(words)), "interrupted")
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


def _tell(_: Translator, message: str) -> None:
    from guard.report.console import visible, write_text

    write_text(sys.stderr, f"sekisho: {visible(_(message))}\n")


def _say(_: Translator, error: SekishoError) -> None:
    from guard.report.console import write_text

    _tell(_, str(error))
    if isinstance(error, SourceError):
        write_text(sys.stderr, _("Nothing was judged.") + "\n")
