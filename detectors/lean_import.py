"""Presidio imported at half of its price: a first candidate costs a developer that time at every commit.

Two things are put off until somebody asks for them, which nobody does here. ``import spacy`` brings in ``spacy.cli``
(training, packaging, downloads) for the one function ``spacy.info``; a stand-in takes its place while spaCy is imported,
and afterwards ``spacy.cli`` is imported as ever. And Presidio compiles the patterns of all the recognizers that it has
for other countries, to see whether they are valid.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_COMMANDS: Final = "spacy.cli"
_INFO: Final = "spacy.cli.info"


@contextmanager
def lean_import() -> Iterator[None]:
    """Import Presidio inside of this; does nothing where it is there already."""
    if "presidio_analyzer" in sys.modules:
        yield
        return
    with _patterns_put_off(), _commands_put_off():
        yield


@contextmanager
def _commands_put_off() -> Iterator[None]:
    if "spacy" in sys.modules:
        yield
        return
    package, module = ModuleType(_COMMANDS), ModuleType(_INFO)
    package.__path__ = []
    module.info = _info  # type: ignore[attr-defined]
    sys.modules |= {_COMMANDS: package, _INFO: module}
    try:
        yield
    finally:
        for name, standin in ((_COMMANDS, package), (_INFO, module)):
            if sys.modules.get(name) is standin:
                del sys.modules[name]
        spacy = sys.modules.get("spacy")
        if getattr(spacy, "cli", None) is package:
            del spacy.cli  # type: ignore[union-attr]


def _info(*args: Any, **options: Any) -> Any:
    """``spacy.info``, from where it is."""
    return import_module(_INFO).info(*args, **options)


@contextmanager
def _patterns_put_off() -> Iterator[None]:
    import regex

    compile_now = regex.compile

    class Pattern:
        """A pattern that is compiled when something is asked of it."""

        def __init__(self, *args: Any, **options: Any) -> None:
            self._asked = args, options

        def __getattr__(self, name: str) -> Any:
            args, options = self._asked
            return getattr(compile_now(*args, **options), name)

    regex.compile = Pattern
    try:
        yield
    finally:
        regex.compile = compile_now
