"""The checks of the Action, each as the runs of the guard that it takes."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from guard.cli import main as guard_main
from guard.errors import ExitCode, SourceError
from guard.messages import translator
from guard.result import worst
from guard.sources.repository import opened
from hooks.github_event import event_of, policy, scope
from hooks.github_inputs import given, memory, options, reports
from hooks.github_request import look_at, request_text

STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
_COMPLETE: Final = frozenset({ExitCode.CLEAN, ExitCode.FOUND})
_JUDGED_BY: Final = ("min-severity", "lang", "config", "baseline")


class Places(NamedTuple):
    """Folders of this run alone: nothing that an earlier step, or the repository, left is handed on."""

    reports: Path
    sarif: Path
    summaries: Path

    @classmethod
    def new(cls, parent: str | None) -> Places:
        """Make them below a folder."""
        root = Path(tempfile.mkdtemp(prefix="sekisho-", dir=parent))
        places = cls(*(root / name for name in cls._fields))
        for place in places:
            place.mkdir()
        return places

    def options(self, run: str, environ: Mapping[str, str]) -> list[str]:
        """Where a run writes what; the JSON report is for us, too."""
        words = ["--format=github", f"--report=json={self.reports / run}.json"]
        if environ.get(STEP_SUMMARY):
            words.append(f"--report=github-summary={self.summaries / run}.md")
        return [*words, *reports(environ, self.reports, run)]


def personal_data(environ: Mapping[str, str], places: Places) -> ExitCode:
    """What the event adds or the repository holds, and what people wrote around it.

    What one push adds is no state of its branch: the next push would close its alerts, so there is no SARIF of it.
    """
    judged = [*options(environ, _JUDGED_BY), *policy(environ)]
    looked_at = scope(environ, _is_here, partial(_notice, environ))
    is_push = environ.get("GITHUB_EVENT_NAME") == "push" and any(word.startswith("--range=") for word in looked_at)
    words = ["scan", *judged, *options(environ, ("jobs",)), *memory(environ), *looked_at]
    code = _run([*words, *places.options("personal-data", environ)], environ, None if is_push else places.sarif)
    if not (text := request_text(event_of(environ))):
        return code
    return worst((code, ExitCode(look_at(text, [*judged, *places.options("pull-request", environ)]))))


def separation(environ: Mapping[str, str], places: Places) -> ExitCode:
    """Whether the environments of the files that are checked out are apart."""
    words = ["separation", *options(environ, _JUDGED_BY), *policy(environ), *places.options("separation", environ)]
    return _run(words, environ, places.sarif)


def accounts(environ: Mapping[str, str], _places: Places) -> ExitCode:
    """Whether the roster is valid. No network: who is active is asked where the tokens are."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)  # a roster's own words are no commands to GitHub
    try:
        return ExitCode(guard_main(["accounts", "lint", *options(environ, ("lang",))]))
    finally:
        print(f"::{token}::", flush=True)


CHECKS: Final = {"personal-data": personal_data, "separation": separation, "accounts": accounts}


def _run(words: list[str], environ: Mapping[str, str], folder: Path | None) -> ExitCode:
    """Run the guard; a SARIF stays in its folder only where the run was complete: missing results would close alerts."""
    sarif = None if folder is None else folder / f"{words[0]}.sarif"
    told = [] if sarif is None else [f"--report=sarif={sarif}"]
    path = given(environ, "path")
    code = ExitCode(guard_main([*words, *told, *(("--", path) if path else ())]))
    if sarif is not None and code not in _COMPLETE:
        sarif.unlink(missing_ok=True)
    return code


def _is_here(oid: str) -> bool:
    try:
        with opened(Path.cwd()) as repository:
            return repository.line("rev-parse", "--verify", "--quiet", f"{oid}^{{commit}}") is not None
    except SourceError:  # the scan will say so
        return True


def _notice(environ: Mapping[str, str], message: str) -> None:
    """Say something that GitHub shows with the run."""
    print(f"::notice title=sekisho::{translator(given(environ, 'lang') or None)(message)}", flush=True)
