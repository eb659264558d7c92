"""What a package says of the recognizers that it brings, so that a scan can list, trigger and test them.

An entry point of the group ``sekisho.recognizers`` names a :class:`Plugin`, several in a list, or a class or function
that makes a Presidio recognizer. This module needs neither Presidio nor anything else that is slow to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The entry-point group in which packages offer their recognizers.
GROUP: Final = "sekisho.recognizers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One kind of data that a package finds.

    ``recognizer`` is ``package.module:Class`` (or a function without arguments) of a Presidio ``EntityRecognizer``; it
    is imported with the first text that it is asked about. ``entity`` is the one of its entities that is meant.
    ``trigger`` is an RE2 expression that fits on every line of folded text on which the recognizer finds something;
    without it and without ``columns`` every text is asked about, and Presidio is loaded for each.
    """

    entity: str
    recognizer: str
    name: str
    trigger: str = ""
    columns: tuple[str, ...] = ()
    severity: str = "medium"
    severity_beside_name: str = "high"
    description: str = ""
    fix: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Installed:
    """A recognizer of an installed package as an engine takes it; plain values that travel between processes.

    ``entity`` is the name under which a scan knows what it finds, ``found`` the recognizer's own; ``origin`` is the
    name of the entry point, ``reference`` what to import.
    """

    entity: str
    found: str
    origin: str
    reference: str
    trigger: str = ""
    columns: tuple[str, ...] = ()

    def source(self) -> str | None:
        """The RE2 expression of the trigger, ``None`` where there is none."""
        return self.trigger or None
