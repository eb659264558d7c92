"""What the JSON report says of a run of the separation check besides its findings: places and keys, never a value."""

from __future__ import annotations

from guard.environment import Answer, Classified, Coverage, Separation
from guard.messages import Translator

Fields = dict[str, object]


def fields(separation: Separation, _: Translator) -> Fields:
    """The ``separation`` object of the report."""
    return {
        "environments": [{"name": one.name, "kind": one.kind.value} for one in separation.environments],
        "answers": [_answer(one, _) for one in separation.answers],
        "coverage": [_coverage(one) for one in separation.coverage],
        "cells": [
            {
                "thing": one.thing,
                "kind": one.kind.value,
                "known": one.known,
                "unresolved": one.unresolved,
                "shared_with": [kind.value for kind in one.shared],
            }
            for one in separation.cells
        ],
        "files": [_classified(one, _) for one in separation.classified],
        "unclassified": list(separation.unclassified),
    }


def _answer(answer: Answer, _: Translator) -> Fields:
    return {
        "thing": answer.thing,
        "other": answer.other.value,
        "state": answer.state.value,
        "reason": _(answer.reason) if answer.reason else None,
        "evidence": [one._asdict() for one in answer.evidence],
    }


def _coverage(coverage: Coverage) -> Fields:
    return {
        "environment": coverage.environment.name,
        "kind": coverage.environment.kind.value,
        "files": coverage.files,
        "settings": coverage.settings,
        "facts": coverage.facts,
        "unresolved": coverage.unresolved,
        "unparsed": list(coverage.unparsed),
    }


def _classified(one: Classified, _: Translator) -> Fields:
    return {
        "path": one.path,
        "part": one.part or None,
        "layout": one.layout,
        "environment": None if one.environment is None else one.environment.name,
        "kind": None if one.environment is None else one.environment.kind.value,
        "because": _(one.because) if one.because else None,
    }
