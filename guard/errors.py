"""What can go wrong, and the one place that says which exit code it becomes.

SekishoError
├── UsageError              exit 2: the command line or the place to scan is wrong
├── ConfigError             exit 2: the configuration is wrong: file, line and key are named
├── SourceError             exit 2: Git, or the folder, cannot be asked at all
└── Unlookable              a blob cannot be looked at: becomes a Skip, never ends the run
    ├── TooLarge            more bytes than the limit
    ├── Undecodable         no encoding fits
    └── NoExtractor         a kind of file that nothing here reads
"""

from __future__ import annotations

import enum

from guard.model import SkipReason


class ExitCode(enum.IntEnum):
    """Exit codes of contract.md; see ``guard.result`` for the order among them."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4
    INTERRUPTED = 130


def where(error: BaseException) -> str:
    """The kind of an exception and the innermost place in our code, without its message: that could hold a value."""
    frame = error.__traceback__
    place = ""
    while frame is not None:
        code = frame.tb_frame.f_code
        module = frame.tb_frame.f_globals.get("__name__", "")
        if str(module).partition(".")[0] in {"guard", "detectors"}:
            place = f" in {module}.{code.co_name}, line {frame.tb_lineno}"
        frame = frame.tb_next
    return type(error).__name__ + place


class SekishoError(Exception):
    """Base of all errors that Sekisho raises itself. Messages hold no detected value."""


class UsageError(SekishoError):
    """The command line asks for something that cannot be done."""


class SourceError(SekishoError):
    """The place to scan cannot be opened at all."""


class ConfigError(SekishoError):
    """The configuration is not valid: nothing is judged with it."""

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        place = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        super().__init__(place + message)


class Unlookable(SekishoError):
    """A blob that cannot be looked at; carries the reason of the skip it becomes."""

    reason = SkipReason.UNREADABLE

    def __init__(self, detail: str, *, can_hold_text: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.can_hold_text = can_hold_text


class TooLarge(Unlookable):
    """More bytes than the configured limit."""

    reason = SkipReason.TOO_LARGE


class Undecodable(Unlookable):
    """Text in no encoding that is known here."""

    reason = SkipReason.UNDECODABLE


class NoExtractor(Unlookable):
    """A kind of file that nothing here reads."""

    reason = SkipReason.NO_EXTRACTOR
