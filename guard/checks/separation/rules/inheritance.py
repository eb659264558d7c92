"""What production reads only because nobody wrote it a value of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from guard.checks.separation.environment_names import in_name
from guard.checks.separation.facts.fact import Thing
from guard.checks.separation.rules.problem import Example, Problem, Scene, place
from guard.checks.separation.setting import Provenance, Setting
from guard.environment import EnvironmentKind
from guard.messages import N_
from guard.model import Severity

_THINGS: Final = frozenset({Thing.DATABASE, Thing.CREDENTIAL, Thing.BUCKET, Thing.QUEUE, Thing.KEY, Thing.ACCOUNT})
_FELL_IN: Final = N_("{key}: {production} has no value of its own and reads one of development from a common file")
_FELL_ON: Final = N_(
    "{key}: {production} has no value of its own and reads the one of a common file; the other environments have theirs"
)
_FELL_BACK: Final = N_("{key}: {production} falls back to a secret that is written in the code when nobody sets one")


def fallen_in(scene: Scene) -> Iterator[Problem]:
    """Things of development that production inherits, and secrets that it falls back to."""
    told: set[tuple[str, int]] = set()
    replaced = {_question(one) for one in scene.others if one.provenance is Provenance.EXPLICIT}
    for fact in scene.facts:
        setting = fact.setting
        if not setting.environment.is_production or fact.thing not in _THINGS or place(setting) in told:
            continue
        if setting.provenance is Provenance.DEFAULT and fact.thing is Thing.CREDENTIAL:
            message = _FELL_BACK
        elif setting.provenance is Provenance.INHERITED and _is_of_development(
            fact.identity or fact.around, fact.thing
        ):
            message = _FELL_IN
        elif (
            setting.provenance is Provenance.INHERITED
            and fact.thing is Thing.CREDENTIAL
            and _question(setting) in replaced
        ):
            message = _FELL_ON
        else:
            continue
        told.add(place(setting))
        args = {"key": setting.name, "production": setting.environment.name}
        yield Problem("sep-fall-in", Severity.MEDIUM, setting, message, args, (), fact.thing, (setting.environment,))


def _question(setting: Setting) -> tuple[str, tuple[str, ...]]:
    """What a setting answers: one key of one application."""
    return setting.stack, setting.key


def _is_of_development(identity: str, thing: Thing) -> bool:
    named = None if thing is Thing.CREDENTIAL else in_name(identity)
    return named is not None and named.kind in {EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST}


EXAMPLES: Final = (
    Example(
        "sep-fall-in",
        {
            "values.yaml": "bucket: juki-dev-files\n",
            "Chart.yaml": "name: juki\n",
            "values-prod.yaml": "replicas: 3\n",
            "values-dev.yaml": "bucket: juki-dev-files2\n",
        },
    ),
    Example(
        "sep-fall-in",
        {
            "values.yaml": "bucket: ''\n",
            "Chart.yaml": "name: juki\n",
            "values-prod.yaml": "bucket: juki-prod-files\n",
            "values-dev.yaml": "bucket: juki-dev-files\n",
        },
        is_counter_example=True,
    ),
)
