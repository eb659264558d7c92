"""An operator for ``presidio-anonymizer``: marked stand-ins for any user of Presidio (extra ``anonymizer``).

``engine = AnonymizerEngine(); engine.add_anonymizer(StandIn)``, then for each entity, or for ``DEFAULT``,
``OperatorConfig("sekisho_stand_in", {"substitutes": Substitutes(key)})``. One object for all texts keeps them consistent.
"""

from __future__ import annotations

from typing import Any

from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator, OperatorType

from guard.remedy.substitute import NotReplaced, Substitutes


class StandIn(Operator):
    """A marked stand-in; the name of the entity, as Presidio's ``replace`` has it, where there is none."""

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """The stand-in of a value."""
        given = params or {}
        made = given["substitutes"].of(given["entity_type"], text)
        return f"<{given['entity_type']}>" if isinstance(made, NotReplaced) else str(made.text)

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Raise ``InvalidParamError`` where ``substitutes`` is missing."""
        if not isinstance((params or {}).get("substitutes"), Substitutes):
            raise InvalidParamError(
                "sekisho_stand_in needs substitutes, an object of guard.remedy.substitute.Substitutes"
            )

    def operator_name(self) -> str:
        """What an ``OperatorConfig`` calls it."""
        return "sekisho_stand_in"

    def operator_type(self) -> OperatorType:
        """It anonymizes."""
        return OperatorType.Anonymize
