"""What goes into the image for production: tests, fixtures, development packages, sample data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from guard.checks.separation.environment_names import of_file_name, of_token
from guard.checks.separation.readers.dockerfile_reader import read_dockerfile
from guard.checks.separation.rules.problem import Example, Problem, Scene
from guard.checks.separation.setting import Leaf, Provenance, Setting
from guard.environment import Environment, EnvironmentKind
from guard.messages import N_
from guard.model import Severity

_DOCKERFILE: Final = re.compile(r"(?:^|/)(?:dockerfile|containerfile)(?:\.[\w\-]+)*$|\.dockerfile$", re.IGNORECASE)
#: Folders whose images run on nobody's production: documentation, tools, examples, the workplaces of developers.
_ELSEWHERE: Final = frozenset(
    "docs doc site website hack tools tool scripts examples example samples test tests e2e benchmark benchmarks bench ci .ci .circleci "
    ".devcontainer devcontainer playground demo fixtures testdata".split()
)
_TEST_FOLDER: Final = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|fixtures|factories|testdata|e2e|cypress|codeception)/?$", re.IGNORECASE
)
_SEED: Final = re.compile(
    r"\bdb[: ]seed\b|\bloaddata\b|fixtures:load|\bdb:fixtures|artisan\s+(?:db:seed|migrate\S*\s+--seed)|\bseed:run\b"
)
_PACKAGES: Final = (
    (
        re.compile(r"\bnpm (?:ci|install)(?!\s+(?:-g|--global))"),
        re.compile(r"--omit[= ]dev|--production|--only[= ]prod|npm prune|NODE_ENV=production"),
    ),
    (
        re.compile(r"\bbundle install\b"),
        re.compile(r"--without|bundle config[^&;]*without|BUNDLE_WITHOUT|BUNDLE_DEPLOYMENT"),
    ),
    (re.compile(r"\bcomposer install\b"), re.compile(r"--no-dev")),
    (re.compile(r"\bpip3? install[^&;]*-r\s*\S*(?:dev|test|local)\S*"), re.compile(r"(?!)")),
    (re.compile(r"\bpoetry install\b"), re.compile(r"--only|--without|--no-dev")),
)
_DEVELOPMENT_SERVER: Final = re.compile(r"\brunserver\b|\bwebpack-dev-server\b|\bnodemon\b|flask run\b.*--debug")
_EVERYTHING: Final = re.compile(r"^(?:--(?!from)\S+\s+)*(?:\./?\s|\[\s*\"\./?\")")
_TESTS: Final = N_("{key}: tests or fixtures go into the image for production; leave them out of its last stage")
_SEEDED: Final = N_("{key}: the image for production loads sample data; leave it out")
_INSTALLED: Final = N_("{key}: development packages go into the image for production; install without them")
_SERVED: Final = N_("{key}: the image for production starts a server of development")
_COPIED: Final = N_("{key}: everything is copied into the image, and no .dockerignore leaves tests and secrets out")
_PRODUCTION: Final = Environment("production", EnvironmentKind.PRODUCTION)


def images(scene: Scene) -> Iterator[Problem]:
    """What the last stage of each Dockerfile of production takes in."""
    for path in sorted(scene.tree.texts):
        if _DOCKERFILE.search(path) and _is_for_production(path):
            yield from _image(scene, path)


def _is_for_production(path: str) -> bool:
    folders = path.split("/")[:-1]
    if not _ELSEWHERE.isdisjoint(folder.lower() for folder in folders):
        return False
    told = [of_file_name(path), *map(of_token, folders)]
    return all(one is None or one.is_production for one in told)


def _image(scene: Scene, path: str) -> Iterator[Problem]:
    leaves = _last_stage(scene.tree.reading(path, read_dockerfile).leaves)
    variables = " ".join(f"{leaf.key[-1]}={leaf.value}" for leaf in leaves if "ENV" in leaf.key)
    commands = " ".join(leaf.value for leaf in leaves if leaf.key[-1] == "RUN")
    told: set[str] = set()
    for leaf in leaves:
        found = _instruction(leaf, f"{variables} {commands}")
        if found is not None and found not in told:
            told.add(found)
            yield _problem(path, leaf, found, Severity.MEDIUM)
        elif (
            leaf.key[-1] in {"COPY", "ADD"}
            and _EVERYTHING.match(leaf.value)
            and not _is_ignoring(scene.tree.texts, path)
        ):
            yield _problem(path, leaf, _COPIED, Severity.LOW)


def _last_stage(leaves: Sequence[Leaf]) -> list[Leaf]:
    """What the image for production is made of: its stage, and the stages that this one begins with."""
    stages: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if leaf.key[0] == "stage":
            stages[leaf.key[1]].append(leaf)
    names = {leaf.value: number for number, own in stages.items() for leaf in own if leaf.key[-1] == "AS"}
    kinds = {number: of_token(name) for name, number in names.items()}
    named = [number for number, one in kinds.items() if one is not None and one.is_production]
    last = (named or list(stages))[-1:]
    if not last or ((kind := kinds.get(last[0])) is not None and not kind.is_production):
        return []
    chain, number = [], last[0]
    while number in stages and number not in chain:
        chain.append(number)
        base = next((leaf.value.split()[0] for leaf in stages[number] if leaf.key[-1] == "FROM" and leaf.value), "")
        number = names.get(base, "")
    return [leaf for one in reversed(chain) for leaf in stages[one]]


def _instruction(leaf: Leaf, whole: str) -> str | None:
    """What is wrong with one instruction; ``whole`` are the commands and variables of its image."""
    name, value = leaf.key[-1], leaf.value
    if name in {"COPY", "ADD"} and "--from" not in value:
        sources = [word.strip("\"',[]") for word in value.split()][:-1]
        return _TESTS if any(_TEST_FOLDER.search(source) for source in sources) else None
    if name in {"CMD", "ENTRYPOINT"}:
        return _SERVED if _DEVELOPMENT_SERVER.search(value) else None
    if name != "RUN":
        return None
    if _SEED.search(value):
        return _SEEDED
    is_developing = any(installs.search(value) and not guards.search(whole) for installs, guards in _PACKAGES)
    return _INSTALLED if is_developing else None


def _is_ignoring(texts: Mapping[str, str], path: str) -> bool:
    folder = path.rpartition("/")[0]
    return f"{path}.dockerignore" in texts or any(
        name in texts for name in (".dockerignore", f"{folder}/.dockerignore" if folder else ".dockerignore")
    )


def _problem(path: str, leaf: Leaf, message: str, severity: Severity) -> Problem:
    setting = Setting(
        _PRODUCTION, leaf.key, leaf, path, Provenance.EXPLICIT, "dockerfile", path, leaf.value, leaf.value
    )
    return Problem("sep-image-test", severity, setting, message, {"key": leaf.key[-1]}, (), None, (_PRODUCTION,))


EXAMPLES: Final = (
    Example("sep-image-test", {"Dockerfile": "FROM ruby:3.3\nCOPY spec /app/spec\n"}),
    Example(
        "sep-image-test",
        {"Dockerfile": "FROM node:20 AS test\nCOPY tests /app\nFROM node:20\nRUN npm ci --omit=dev\n"},
        is_counter_example=True,
    ),
)
