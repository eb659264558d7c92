"""Build hook: compiles the message catalogues (``.po`` to ``.mo``) so that nothing has to be compiled at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel (editable ones too) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write one ``.mo`` beside each ``.po``."""
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for po in sorted(Path(self.root, "guard", "locale").glob("*/LC_MESSAGES/*.po")):
            with po.open("rb") as source:
                catalogue = read_po(source, locale=po.parent.parent.name)
            with po.with_suffix(".mo").open("wb") as target:
                write_mo(target, catalogue)
