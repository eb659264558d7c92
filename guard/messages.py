"""What people read, in their language: the standard library's gettext behind one small seam.

Message ids are the English sentences themselves, so that a missing catalogue means English and no error.
``{placeholders}`` are filled after translation and never by ``str.format``: what fills them may be hostile.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping
from typing import Final

DOMAIN: Final = "sekisho"
#: Where the compiled catalogues lie. Not a ``Path``: pathlib costs 5 ms, and every commit imports this.
CATALOGUES: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120
#: The variables that name the language of messages, the first that is set wins (POSIX, XBD 8.2).
LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_JAPANESE = re.compile(r"(?i)ja(panese)?(?![a-z])")


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a sentence for the catalogue where it is defined; it is translated where it is shown."""
    return msgid


class Translator:
    """Turns message ids into sentences of one language."""

    __slots__ = ("_catalogue", "language")

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, msgid: str, /, **args: str | int) -> str:
        """The sentence of this id, its placeholders filled; a placeholder without a value stays as it is."""
        return _fill(self._catalogue.gettext(msgid), args) if msgid else ""

    def ngettext(self, singular: str, plural: str, n: int, /, **args: str | int) -> str:
        """The sentence for ``n`` things; ``{n}`` is filled with the number, its thousands separated."""
        return _fill(self._catalogue.ngettext(singular, plural, n), {"n": f"{n:,}", **args})


def _fill(sentence: str, args: Mapping[str, str | int]) -> str:
    return _PLACEHOLDER.sub(lambda match: str(args.get(match[1], match[0])), sentence)


def language(lang: str | None, environ: Mapping[str, str]) -> str:
    """``ja`` or ``en``: what ``--lang`` says, else the locale environment, else English."""
    spoken = lang or next((environ[name] for name in LOCALE_VARIABLES if environ.get(name)), "")
    return "ja" if _JAPANESE.match(spoken) else "en"


def translator(
    lang: str | None, *, environ: Mapping[str, str] | None = None, catalogues: str = CATALOGUES
) -> Translator:
    """The translator for ``--lang`` or, where that is not given, for the locale environment."""
    chosen = language(lang, os.environ if environ is None else environ)
    if chosen == "en":
        return Translator(chosen, gettext.NullTranslations())
    path = os.path.join(catalogues, chosen, "LC_MESSAGES", f"{DOMAIN}.mo")  # noqa: PTH118
    try:
        with open(path, "rb") as compiled:  # noqa: PTH123
            return Translator(chosen, gettext.GNUTranslations(compiled))
    except FileNotFoundError:
        return Translator(chosen, gettext.NullTranslations())
