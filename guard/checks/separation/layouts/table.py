"""The layouts, by name: each finds the files of one ecosystem."""

from __future__ import annotations

from typing import Final

from guard.checks.separation.setting import Layout

LAYOUTS: Final[tuple[tuple[str, Layout], ...]] = ()
