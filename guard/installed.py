"""Recognizers of installed packages: the entry-point group ``sekisho.recognizers``, for the names that are configured.

A configuration comes from the judged repository, so that a name in it must never reach code that lies there. What is
installed for this interpreter counts, an ignored ``.venv`` in the repository included; what lies in the repository or
in the current folder otherwise, or is tracked by Git, is refused before anything of it is imported.
"""

from __future__ import annotations

import importlib.util
import os
import site
import sysconfig
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from detectors.plugin import GROUP, Installed, Plugin
from guard.config.recognizers import Column, Pattern, RuleName, SeverityName, Text
from guard.errors import ConfigError
from guard.rules.own import OwnRule, entity_of


def installed_rules(root: Path, names: Sequence[str]) -> list[OwnRule]:
    """The rules of the entry points of these names, for a scan of the repository at ``root``.

    Raises ``ConfigError`` for what is missing, ambiguous, in the repository, or not to be loaded.
    """
    offered = list(entry_points(group=GROUP))
    rules = []
    for name in dict.fromkeys(names):
        found = [entry for entry in offered if entry.name == name]
        if len(found) != 1:
            known = ", ".join(sorted({entry.name for entry in offered})) or "none"
            said = "several installed packages offer" if found else "no installed package offers"
            raise ConfigError(f"{said} {name}; installed: {known}")
        _refuse_inside(found[0], root)
        rules += [_rule(plugin, found[0]) for plugin in _plugins(found[0])]
    return rules


# Where it lies


def _refuse_inside(entry: EntryPoint, root: Path) -> None:
    judged = [Path(os.path.realpath(folder)) for folder in (root, Path.cwd())]
    for place in _places(entry):
        inside = any(place.is_relative_to(folder) for folder in judged)
        if inside and (not _is_site(place) or _is_tracked(place, judged[0])):
            raise ConfigError(f"{entry.name} lies in the repository, and code that is judged is not run")


def _places(entry: EntryPoint) -> Iterator[Path]:
    """Where the package says that it is, and where its code would come from; nothing of it is imported."""
    if entry.dist is not None:
        yield Path(os.path.realpath(str(entry.dist.locate_file(""))))
    try:
        spec = importlib.util.find_spec(entry.module.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise ConfigError(f"{entry.name} cannot be loaded: its package has no such module")
    places = [*(spec.submodule_search_locations or ()), *([spec.origin] if spec.has_location and spec.origin else ())]
    yield from (Path(os.path.realpath(place)) for place in places)


def _is_site(place: Path) -> bool:
    """Whether a place belongs to what is installed for this interpreter."""
    paths = sysconfig.get_paths()
    folders = {paths["purelib"], paths["platlib"], site.getusersitepackages(), *site.getsitepackages()}
    return any(place.is_relative_to(os.path.realpath(folder)) for folder in folders)


def _is_tracked(place: Path, root: Path) -> bool:
    from guard.sources.repository import Repository, find_root

    if find_root(root) != root or not place.is_relative_to(root):
        return False
    with Repository(root) as repository:
        listed = repository.records("ls-files", "-z", "--", place.relative_to(root).as_posix())
        is_tracked = next(listed, None) is not None
        listed.close()
        return is_tracked


# What it offers


class _Declared(BaseModel):
    """A plugin as it has to be; the words of errors are those of the configuration."""

    model_config = ConfigDict(from_attributes=True, frozen=True)
    name: Text
    recognizer: Text
    trigger: Pattern | None
    columns: tuple[Column, ...]
    severity: SeverityName
    severity_beside_name: SeverityName
    rule_id: RuleName


def _plugins(entry: EntryPoint) -> Sequence[Plugin]:
    try:
        offered: Any = entry.load()
        if isinstance(offered, Plugin):
            return (offered,)
        if isinstance(offered, (list, tuple)):
            plugins = offered
        else:  # the class or function of a recognizer: what it finds has to be asked of one
            name = f"{entry.module}:{entry.attr}"
            plugins = [Plugin(entity=str(one), recognizer=name, name=str(one)) for one in offered().supported_entities]
    except Exception as error:  # the code of strangers: anything
        raise ConfigError(f"{entry.name} cannot be loaded: {type(error).__name__}: {str(error)[:200]}") from None
    if not plugins or not all(isinstance(plugin, Plugin) for plugin in plugins):
        raise ConfigError(f"{entry.name} offers neither a detectors.plugin.Plugin nor a recognizer of Presidio")
    return plugins


def _rule(plugin: Plugin, entry: EntryPoint) -> OwnRule:
    rule_id = plugin.entity.lower().replace("_", "-")
    try:
        declared = _Declared.model_validate(
            {
                "name": plugin.name,
                "recognizer": plugin.recognizer,
                "trigger": plugin.trigger or None,
                "columns": plugin.columns,
                "severity": plugin.severity,
                "severity_beside_name": plugin.severity_beside_name,
                "rule_id": rule_id,
            }
        )
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        said = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{entry.name}: {plugin.entity}: {first['loc'][0]}: {said}") from None
    entity = entity_of(rule_id)
    return OwnRule(
        id=rule_id,
        name=declared.name,
        severity=declared.severity,
        beside_name=max(declared.severity, declared.severity_beside_name),
        columns=declared.columns,
        installed=Installed(entity, plugin.entity, entry.name, plugin.recognizer, plugin.trigger, declared.columns),
        examples=tuple(plugin.examples),
        counter_examples=tuple(plugin.counter_examples),
        description=plugin.description,
        fix=plugin.fix,
        origin=entry.name,
    )
