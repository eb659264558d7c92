"""The GitHub Action: the checks that were asked for, and what they came to, handed on to GitHub.

Inputs arrive in the environment (``INPUT_…``), never in a command line that a shell would read. Nothing is uploaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from guard.errors import ExitCode
from guard.messages import N_, translator
from guard.report.github import MAX_SUMMARY_BYTES
from guard.result import worst
from hooks.github_checks import CHECKS, STEP_SUMMARY, Places
from hooks.github_inputs import given, several
from hooks.github_output import append, category, joined, reported

#: Said where the input ``checks`` names none.
NO_CHECK = N_("the input `checks` takes personal-data, separation and accounts")


def main(_argv: Sequence[str] | None = None) -> int:
    """Run the checks, hand on what they came to, and end with the worst of their exit codes."""
    environ = os.environ
    places = Places.new(environ.get("RUNNER_TEMP") or None)
    wanted = several(environ, "checks") or ["personal-data"]
    if set(wanted) <= CHECKS.keys():
        code = worst([CHECKS[name](environ, places) for name in wanted])
    else:
        print(f"::error title=sekisho::{translator(given(environ, 'lang') or None)(NO_CHECK)}", flush=True)
        code = ExitCode.USAGE
    _hand_on(environ, places, code)
    return code


def _hand_on(environ: Mapping[str, str], places: Places, code: ExitCode) -> None:
    """Summaries and outputs; no output has a line end in it: all are paths, names and numbers of ours."""
    append(environ, STEP_SUMMARY, joined(sorted(places.summaries.iterdir()), MAX_SUMMARY_BYTES))
    files = sorted(places.sarif.iterdir())
    outputs = {
        "exit-code": int(code),
        "sarif": places.sarif if files else "",
        "sarif-category": ",".join(map(category, files)),
        "reported": sum(map(reported, places.reports.glob("*.json"))),
        "report": places.reports,
    }
    append(environ, "GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs.items()))


if __name__ == "__main__":
    sys.exit(main())
