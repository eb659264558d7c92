"""The style of the page, and what paper needs besides."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
STYLE: Final = (_FOLDER / "style.css").read_text("utf-8")
#: Numbers of pages in the contents, which browsers do not know.
PAPER: Final = (_FOLDER / "paper.css").read_text("utf-8")
