"""The reports of a run: written where they were asked for, each on its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from guard.config.config import Config
from guard.errors import ExitCode, UsageError
from guard.messages import translator
from guard.report.console import visible, write_text
from guard.report.options import ReportOptions
from guard.result import ScanResult, worst
from guard.run.scan_options import ScanOptions
from guard.stream import leave_stdout


def write_file(path: Path, text: str) -> list[str]:
    """Write a file beside the reports; that it cannot be written is told in the messages returned."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return [f"cannot write {path}: {error.strerror}"]
    return []


def ended(result: ScanResult, refused: Sequence[str]) -> ExitCode:
    """Say what could not be written, and how the run ended."""
    for message in refused:
        write_text(sys.stderr, f"sekisho: {visible(message)}\n")
    return worst((result.exit_code(), *(ExitCode.USAGE for _message in refused)))


def write_reports(result: ScanResult, options: ScanOptions, config: Config) -> list[str]:
    """Write all reports; one that cannot be written costs no other, and is told in the messages returned."""
    refused = []
    for format_, path in _targets(options):
        try:
            if path is None:
                _write(result, options, config, format_, sys.stdout, colour=_wants_colour(options))
                sys.stdout.flush()
            else:
                with path.open("w", encoding="utf-8", newline="\n") as out:
                    _write(result, options, config, format_, out, colour=False)
        except BrokenPipeError:
            leave_stdout()  # whoever read our output has gone (``| head``); the verdict stands
        except OSError as error:
            refused.append(f"cannot write {path or 'standard output'}: {error.strerror}")
            if path is None:
                leave_stdout()
    return refused


def _write(
    result: ScanResult, options: ScanOptions, config: Config, format_: str, out: TextIO, *, colour: bool
) -> None:
    from guard.report.table import FINGERPRINTED, reporter

    report_options = ReportOptions(
        translator=translator(options.lang),
        colour=colour,
        verbosity=-1 if options.quiet else int(options.verbose),
        width=_width(out),
        dropped=options.explain_dropped,
        show_map=options.show_map,
        own=tuple(one.rule() for one in config.recognizers),
    )
    if format_ in FINGERPRINTED:
        from guard.policy.fingerprint import Fingerprints
        from guard.ruleset import identity

        result = identity(result, repr((config.recognizers, config.markings)))
        report_options = ReportOptions(
            report_options.translator,
            fingerprint=Fingerprints(),
            width=report_options.width,
            dropped=report_options.dropped,
            own=report_options.own,
        )
    reporter(format_)(result, out, report_options)


def _wants_colour(options: ScanOptions) -> bool:
    if options.no_color or os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width(out: TextIO) -> int:
    if not out.isatty():
        return 100
    return max(40, os.get_terminal_size(out.fileno()).columns or 100)


def check_targets(options: ScanOptions) -> None:
    """Refuse before the work what could not be written after it."""
    files = [path for _format, path in _targets(options) if path is not None]
    for path in files:
        if not path.parent.is_dir():
            raise UsageError(f"cannot write {path}: there is no folder {path.parent}")
    places = [os.path.realpath(path) for path in files]
    if len(places) != len(set(places)):
        raise UsageError("two reports cannot be written to one file")


def _targets(options: ScanOptions) -> list[tuple[str, Path | None]]:
    """Format and file of each report, the main one last; ``None`` is standard output."""
    return [*options.reports, (options.format_, options.output)]
