"""The rules of the gate itself: what a change does to the checkpoint that it has to pass."""

from __future__ import annotations

from typing import Final

from guard.messages import N_
from guard.model import Severity
from guard.rules.rule import Rule

GATE: Final = "gate"
POLICY_CHANGED: Final = "gate-policy-changed"
ALLOW_ADDED: Final = "gate-allow-added"

_WHY: Final = N_(
    "Soka City's terms for contractors, section 7 (development): suitable measures are taken under a person in charge. A "
    "check that the change under check can switch off is no such measure."
)
_ALLOW: Final = N_(
    "Have it approved: merge it into the protected branch in a change of its own, or sign the policy file anew. An inline "
    "allow of {rule} has no effect."
)


def _rule(
    rule_id: str,
    severity: Severity,
    name: str,
    description: str,
    fix: str,
    severity_text: str,
    controls: tuple[str, ...] = ("soka-7-dev-1",),
    why: str = _WHY,
    allow: str = _ALLOW,
) -> Rule:
    return Rule(
        id=rule_id,
        entity="policy",
        check=GATE,
        severity=severity,
        name=name,
        description=description,
        why=why,
        fix=fix,
        severity_text=severity_text,
        allow=allow,
        controls=controls,
    )


GATE_RULES: Final = (
    _rule(
        ALLOW_ADDED,
        Severity.MEDIUM,
        N_("inline allow that nobody approved"),
        N_(
            "An inline allow stands beside a finding, and the trusted policy does not have it at this path. The finding is "
            "reported."
        ),
        N_("Remove the data, or have the allow approved by those who own the protected branch."),
        N_("medium"),
    ),
    _rule(
        POLICY_CHANGED,
        Severity.HIGH,
        N_("policy changed"),
        N_(
            "The change also changes what it is judged by: configuration, baseline, roster, hooks or workflows. This run was "
            "judged without that change."
        ),
        N_("Take it out of this change, and have it approved in one of its own."),
        N_("high or medium where something becomes weaker, low for any other change"),
    ),
)
