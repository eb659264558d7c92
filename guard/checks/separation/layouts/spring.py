"""Spring Boot: ``application`` files, on top of them those of a profile, and documents that a profile activates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from guard.checks.separation.environment_names import Named, in_name, of_token
from guard.checks.separation.layouts.belonging import folder_of, name_of
from guard.checks.separation.layouts.module import application, below_environment, module_of
from guard.checks.separation.layouts.reasons import EVERYBODY, FOLDER, NAMED, PROFILE
from guard.checks.separation.readers.properties_reader import read_properties
from guard.checks.separation.readers.yaml_reader import read_yaml
from guard.checks.separation.setting import Layer, Leaf, Tree
from guard.environment import Environment, EnvironmentKind

_LAYOUT: Final = "spring"
_OWN: Final = re.compile(r"(?P<program>application|bootstrap)(?:-(?P<profile>[\w.\-]+))?\.(?:ya?ml|properties)")
#: Files beside ``application.yml`` at the top of a repository that are those of other tools.
_OTHER_TOOLS: Final = re.compile(
    r"(?:docker-)?compose|values|mkdocs|openapi|swagger|kustomization|\.|_|skaffold|chart", re.IGNORECASE
)
_SPEAKS: Final = re.compile(r"^(?:spring|eureka|server|management)[.:]|on-profile", re.MULTILINE)
_TESTS: Final = re.compile(r"(?:^|/)src/(?:test|it|integrationTest|testFixtures)/")
_CONFIG_FOLDERS: Final = frozenset({"config", "resources"})
_INDEX: Final = re.compile(r"\[(\d+)\]")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACTIVATIONS: Final = (("spring", "config", "activate", "on-profile"), ("spring", "profiles"))
_GROUP: Final = ("spring", "profiles", "group")
_INCLUDE: Final = ("spring", "profiles", "include")
#: The profile that runs where nobody chose one: no setting of an environment, each of which is a choice.
_UNCHOSEN: Final = (("spring", "profiles", "active"), ("spring", "profiles", "default"))
#: ``application`` < ``application-{profile}``, ``bootstrap`` below both, documents in their order within a file.
_BOOTSTRAP, _FILE_RANK, _PROFILE_RANK, _STEP = 0, 10_000, 100_000, 1_000
#: Numbers of the documents that a prefix of keys makes, behind those of a file.
_FIRST_PREFIXED: Final = 1_000_000
_UNIT_TEST: Final = Environment("test", EnvironmentKind.TEST)


@dataclass(slots=True)
class _File:
    """One file of a program: its profile is empty where all profiles read it."""

    path: str
    program: str
    profile: str
    documents: dict[int, list[Leaf]] = field(default_factory=dict)
    prefixed: dict[str, int] = field(default_factory=dict)


def spring(tree: Tree) -> Sequence[Layer]:
    """The layers of all programs, those of repositories for a config server included."""
    programs: defaultdict[str, list[_File]] = defaultdict(list)
    for path in tree.texts:
        match = _OWN.fullmatch(name_of(path))
        if match is not None:
            programs[_stack(path, tree.named)].append(_file(tree, path, match["program"], match["profile"] or ""))
    for folder, paths in _config_server_folders(tree).items():
        _add_served(tree, folder, paths, programs)
    return [layer for stack, files in programs.items() for layer in _Program(stack, files, tree.named).layers()]


def _stack(path: str, named: Named) -> str:
    below = below_environment(path, named)
    module = module_of(below[0] if below else path)
    folder, _, last = module.rpartition("/")
    return application(folder if last in {*_CONFIG_FOLDERS, "*"} else module)


def _file(tree: Tree, path: str, program: str, profile: str) -> _File:
    reader = read_properties if path.endswith(".properties") else read_yaml
    file = _File(path, program, profile)
    for leaf in tree.reading(path, reader).leaves:
        key = canonical(leaf.key)
        if key[:1] and key[0].startswith("%"):
            _add_prefixed(file, leaf._replace(key=key[1:]), key[0][1:])
        else:
            file.documents.setdefault(leaf.part, []).append(leaf._replace(key=key))
    return file


def _add_prefixed(file: _File, leaf: Leaf, profile: str) -> None:
    """Quarkus: ``%dev.url`` is for a profile, as if it stood in a document of its own."""
    number = file.prefixed.setdefault(profile, _FIRST_PREFIXED + len(file.prefixed))
    said = Leaf(_ACTIVATIONS[0], profile, leaf.start, leaf.start, part=number)
    file.documents.setdefault(number, [said]).append(leaf)


def canonical(key: Sequence[str]) -> tuple[str, ...]:
    """A key as relaxed binding compares it: parts at dots and brackets, in kebab case."""
    parts = (part for written in key for part in _INDEX.sub(r".\1", written).split("."))
    return tuple(_HUMP.sub("-", part).replace("_", "-").lower() for part in parts if part)


def _config_server_folders(tree: Tree) -> dict[str, list[str]]:
    """Folders outside of any program with an ``application`` file, and the files of other programs beside it."""
    beside: dict[str, list[str]] = {
        folder_of(path): []
        for path in tree.texts
        if (match := _OWN.fullmatch(name_of(path))) and not match["profile"] and "src/" not in path
    }
    for path in tree.texts:
        name = name_of(path)
        if folder_of(path) in beside and not _OWN.fullmatch(name) and not _OTHER_TOOLS.match(name):
            beside[folder_of(path)].append(path)
    return beside


def _add_served(tree: Tree, folder: str, paths: Sequence[str], programs: defaultdict[str, list[_File]]) -> None:
    """``{program}.yml`` and ``{program}-{profile}.yml`` beside ``application.yml``: each reads that too."""
    shared = [file for file in programs[_stack(f"{folder}/x" if folder else "x", tree.named)] if not file.profile]
    served: defaultdict[str, list[_File]] = defaultdict(list)
    for path in paths:
        program, profile = _served(name_of(path), tree.named)
        if program:
            served[program].append(_file(tree, path, program, profile))
    for program, files in served.items():
        if any(file.profile or _SPEAKS.search(tree.texts[file.path]) for file in files):
            programs[f"{application(folder)}:{program}"] = shared + files


def _served(name: str, named: Named) -> tuple[str, str]:
    """The program and the profile that the name of a file speaks of."""
    stem, _, extension = name.rpartition(".")
    if extension not in {"yml", "yaml", "properties"}:
        return "", ""
    parts = stem.split("-")
    for at in range(1, len(parts)):
        profile = "-".join(parts[at:])
        if of_token(profile, named):
            return "-".join(parts[:at]), profile
    return stem, ""


class _Program:
    """The files that one program reads, and which of its profiles stand for which environments."""

    def __init__(self, stack: str, files: Sequence[_File], named: Named) -> None:
        self._stack = stack
        self._files = files
        self._named = named
        self._readers: defaultdict[str, set[Environment | None]] = defaultdict(set)
        self._known: set[Environment] = set()
        for file in files:
            owners = self._owners(file)
            self._known |= {owner for owner in owners if owner is not None}
            for leaves in file.documents.values():
                self._note(owners, leaves)

    def layers(self) -> Iterator[Layer]:
        """The layers of all documents that an environment reads."""
        for file in self._files:
            for number, leaves in file.documents.items():
                activation = _activation(leaves)
                owners = self._activated(activation) if activation else self._owners(file)
                because = PROFILE if activation else self._because(file)
                is_test = _TESTS.search(file.path) is not None
                for owner in sorted(owners, key=str):
                    if owner is None and is_test:
                        owner, because = _UNIT_TEST, FOLDER
                    rank = _rank(file, number, activation) + (_STEP * 10 if is_test else 0)
                    replaces = is_test and not file.profile and not activation
                    own = [leaf for leaf in leaves if leaf.key[:3] not in _UNCHOSEN] if owner is None else leaves
                    yield Layer(self._stack, _LAYOUT, owner, rank, file.path, own, activation, replaces, because)

    def _environment(self, profile: str) -> Environment | None:
        return of_token(profile, self._named) or in_name(profile, self._named)

    def _owners(self, file: _File) -> set[Environment | None]:
        """The environments that read a file; ``None`` for all of them, empty for nobody that is known."""
        below = below_environment(file.path, self._named)
        if below is not None:
            return {below[1]}
        return {None} if not file.profile else self._of_profile(file.profile)

    def _of_profile(self, profile: str) -> set[Environment | None]:
        environment = self._environment(profile)
        return set(self._readers[profile]) if environment is None else {environment}

    def _because(self, file: _File) -> str:
        if below_environment(file.path, self._named) is not None:
            return FOLDER
        return NAMED if file.profile else EVERYBODY

    def _note(self, owners: set[Environment | None], leaves: Sequence[Leaf]) -> None:
        """What a document says of profiles: which it is for, which it takes in, and which make a group."""
        activation = _activation(leaves)
        if activation:
            atoms = (atom.strip("!() ") for atom in re.split(r"[,|&]", activation))
            self._known |= {found for atom in atoms if (found := self._environment(atom)) is not None}
            owners = self._activated(activation)
        for leaf in leaves:
            names = [name.strip() for name in leaf.value.split(",")]
            group = self._environment(leaf.key[3]) if leaf.key[:3] == _GROUP and len(leaf.key) > 3 else None
            readers = {group} if group is not None else owners if leaf.key[:3] == _INCLUDE else set()
            for name in names if readers else ():
                self._readers[name] |= readers

    def _activated(self, expression: str) -> set[Environment | None]:
        """The environments that an expression of profiles is true for: ``prod & eu``, ``!prod``, ``dev | test``."""
        found: set[Environment | None] = set()
        for term in re.split(r"[,|]", expression):
            atoms = [atom.strip("() \t") for atom in term.split("&")]
            wanted = [owner for atom in atoms if not atom.startswith("!") for owner in self._of_profile(atom)]
            refused = {self._environment(atom.lstrip("! ")) for atom in atoms if atom.startswith("!")}
            if any(not atom.startswith("!") for atom in atoms):
                found |= set(wanted) - refused
            elif refused <= self._known:
                found |= self._known - refused
            else:
                found.add(None)
        return found


def _activation(leaves: Sequence[Leaf]) -> str:
    """The profiles that a document is for, as one expression; empty where it is for all."""
    told = [
        leaf.value
        for leaf in leaves
        for activation in _ACTIVATIONS
        if leaf.key == activation or (leaf.key[:-1] == activation and leaf.key[-1].isdecimal())
    ]
    return ",".join(told)


def _rank(file: _File, number: int, activation: str) -> int:
    if file.program == "bootstrap":
        rank = _BOOTSTRAP
    elif file.profile:
        rank = _PROFILE_RANK
    else:
        rank = _FILE_RANK + (_FILE_RANK if file.program != "application" else 0)
    is_properties = file.path.endswith(".properties")
    return rank + min(number, _STEP // 2 - 1) * 2 + is_properties + (_STEP if activation and not file.profile else 0)
