"""From layers to settings: what each environment reads, and whether it was written for it or inherited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from guard.checks.separation.interpolate import evaluate, interpolate, names_of
from guard.checks.separation.setting import Layer, Leaf, Provenance, Setting
from guard.checks.separation.shape import Shape, shape_of
from guard.environment import Environment


def resolve(layers: Iterable[Layer]) -> Iterator[Setting]:
    """The settings of all environments, stack by stack; a stack that knows no environment gives none."""
    stacks: defaultdict[str, list[Layer]] = defaultdict(list)
    for layer in layers:
        stacks[layer.stack].append(layer)
    for stack in sorted(stacks):
        members = sorted(stacks[stack], key=lambda one: one.rank)
        for environment in sorted({one.environment for one in members if one.environment is not None}):
            yield from _environment(environment, members)


def _environment(environment: Environment, members: Sequence[Layer]) -> Iterator[Setting]:
    """The settings of one environment: of layers that set one key the last wins, all of its list with it."""
    effective: dict[tuple[str, ...], list[Setting]] = {}
    for layer in members:
        if layer.environment not in {None, environment}:
            continue
        if layer.replaces:  # the files of its own kind; ``config/app.php`` is read whatever ``.env`` is
            effective = {key: own for key, own in effective.items() if own[0].layout != layer.layout}
        own: defaultdict[tuple[str, ...], list[Setting]] = defaultdict(list)
        for leaf in layer.leaves:
            own[slot(leaf.key)].append(_setting(environment, layer, leaf))
        effective |= own
    yield from _answered([setting for settings in effective.values() for setting in settings])


def _answered(settings: Sequence[Setting]) -> Iterator[Setting]:
    """The settings of one environment with the references that they answer themselves."""
    known: dict[str, str] = {}
    for setting in settings:
        text = _own_text(setting.leaf)
        if text is not None:
            for name in names_of(setting.key):
                known.setdefault(name, text)
    for setting in settings:
        text = _text(setting.leaf, known)
        shape = Shape.REFERENCE if text is None else shape_of(text)
        literal = text.strip() if text is not None and shape is Shape.LITERAL else None
        is_answered = setting.provenance is Provenance.DEFAULT and text != setting.leaf.default
        yield setting._replace(
            text=setting.leaf.value if text is None else text,
            literal=literal,
            provenance=Provenance.EXPLICIT if is_answered else setting.provenance,
        )


def _own_text(leaf: Leaf) -> str | None:
    return leaf.default if leaf.is_expression else leaf.value


def _text(leaf: Leaf, known: Mapping[str, str]) -> str | None:
    """What a leaf comes to; ``None`` for an expression that nothing answers.

    An answer of the environment goes before what an expression falls back to.
    """
    if leaf.is_expression and "${" in leaf.value:
        answered = interpolate(leaf.value, known)
        if "${" not in answered:
            return answered
    own = _own_text(leaf)
    if own is None:
        own = leaf.value if "${" in leaf.value else evaluate(leaf.value, known)
    return None if own is None else interpolate(own, known)


def _setting(environment: Environment, layer: Layer, leaf: Leaf) -> Setting:
    if leaf.is_expression and leaf.default is not None:
        provenance = Provenance.DEFAULT
    else:
        provenance = Provenance.INHERITED if layer.environment is None else Provenance.EXPLICIT
    return Setting(environment, leaf.key, leaf, layer.path, provenance, layer.layout, layer.stack)


def slot(key: Sequence[str]) -> tuple[str, ...]:
    """Under which a setting is replaced: a list is replaced as a whole, so positions and what is below them go away."""
    for index, part in enumerate(key):
        if part.isdecimal():
            return tuple(key[:index])
    return tuple(key)
