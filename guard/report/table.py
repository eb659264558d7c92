"""The table of reporters: sorted, explicit, and loaded one at a time."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from guard.report.options import Reporter

#: ``--format`` name → ``module:function``.
REPORTERS: Final = MappingProxyType(
    {
        "github": "guard.report.github:write",
        "github-summary": "guard.report.github:write_summary",
        "json": "guard.report.json_report:write",
        "sarif": "guard.report.sarif:write",
        "text": "guard.report.text:write",
    }
)


def reporter(name: str) -> Reporter:
    """Load the reporter of a format; ``KeyError`` where there is none of that name."""
    module, _, function = REPORTERS[name].partition(":")
    return cast(Reporter, getattr(import_module(module), function))
