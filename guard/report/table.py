"""The table of reporters: sorted, explicit, and loaded one at a time."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from guard.report.options import Reporter

#: ``--format`` name → ``module:function``.
REPORTERS: Final = MappingProxyType(
    {
        "csv": "guard.report.csv_report:write",
        "github": "guard.report.github:write",
        "github-summary": "guard.report.github:write_summary",
        "gitlab": "guard.report.gitlab:write",
        "gitlab-sast": "guard.report.gitlab_sast:write",
        "html": "guard.report.html.page:write",
        "json": "guard.report.json_report:write",
        "junit": "guard.report.junit:write",
        "sarif": "guard.report.sarif:write",
        "text": "guard.report.text:write",
    }
)

#: Formats that name the rules of a run, or tell findings apart across runs.
FINGERPRINTED: Final = frozenset({"gitlab", "gitlab-sast", "html", "json", "sarif"})


def reporter(name: str) -> Reporter:
    """Load the reporter of a format; ``KeyError`` where there is none of that name."""
    module, _, function = REPORTERS[name].partition(":")
    return cast(Reporter, getattr(import_module(module), function))
