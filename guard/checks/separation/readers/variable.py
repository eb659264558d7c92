"""How readers of program code write down that a setting is asked of the environment: as shells do, ``${NAME:-default}``."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z_][\w.\-]{0,199}")


def asked(name: str, default: str | None = None) -> str:
    """The notation for a variable and what stands in for it; a default with braces in it is left out."""
    if _NAME.fullmatch(name) is None:
        return "${}"
    if default is None or "{" in default or "}" in default:
        return f"${{{name}}}"
    return f"${{{name}:-{default}}}"
