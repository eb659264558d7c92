"""Files of one environment that another one loads, and what goes into the image for production."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.environment_names import in_name, of_file_name, of_folder, of_token
from guard.checks.separation.facts.words import words_of
from guard.checks.separation.rules.problem import Example, Problem, Scene, place
from guard.checks.separation.setting import Provenance, Setting
from guard.environment import Environment, EnvironmentKind
from guard.messages import N_
from guard.model import Severity

#: Last words of keys whose value says what is loaded.
_LOADS: Final = frozenset(
    "file files envs include includes import imports resources bases base components values profiles profile run script command args "
    "entrypoint cmd configs config extends location locations".split()
)
_WORD: Final = re.compile(r"[\w./\-@]+")
_CONFIGURATION: Final = re.compile(
    r"(?:^|/)\.env(?:\.[\w.\-]+)?$|(?:values|application|appsettings|settings|config|compose|docker-compose|secrets?|bootstrap|env|kustomization)[\w.\-]*"
    r"\.(?:ya?ml|json|properties|toml|tfvars|env|hcl|php)$|\.(?:tfvars|tfbackend|env)$|(?:^|/)\.?(?:overlays|environments?|envs?|inventories)/[\w.\-]+(?:/|$)",
    re.IGNORECASE,
)
_PROFILE_FLAG: Final = re.compile(
    r"(?:^|\s)(?:-P\s*|--spring\.profiles\.active=|-Dspring\.profiles\.active=|--profile[= ]|--environment[= ]|--env[= ]|--stage[= ]|--mode[= ]|--configuration[= ])([\w\-]+)"
)
_PROFILE_KEY: Final = re.compile(
    r"spring\.profiles\.(?:include|group\.[\w\-]+)(?:\.\d+)?$|spring\.config\.import(?:\.\d+)?$"
)
_SETTINGS_MODULE: Final = re.compile(r"(?:^|[._])django_settings_module$")
#: Where Argo CD and Flux say which folder they deploy.
_SOURCES: Final = frozenset({("source", "path"), ("sources", "path"), ("spec", "path")})
#: How a layout tells that a file of another environment is read whole.
_IMPORTS: Final = frozenset({("python", "import"), ("hocon", "include")})
#: Layouts whose files are made of folders.
_PARTS_OF_PARTS: Final = frozenset({"kustomize", "kubernetes"})
_CROSSED: Final = N_("{key}: {one} loads the configuration of {other}; load its own")
_MAX_LENGTH: Final = 20_000


def files_of_others(scene: Scene) -> Iterator[Problem]:
    """Values that name a file or a profile of production in another environment, or the other way round."""
    told: set[tuple[str, int]] = set()
    for setting in (*scene.production, *scene.others):
        other = _loaded(setting)
        if other is not None and place(setting) not in told:
            told.add(place(setting))
            args = {"key": setting.name, "one": setting.environment.name, "other": other.name}
            yield Problem(
                "sep-file-cross", Severity.HIGH, setting, _CROSSED, args, (), None, (setting.environment, other)
            )


def _loaded(setting: Setting) -> Environment | None:
    """The environment on the other side whose configuration a setting loads."""
    parts = [part for part in setting.key if not part.isdecimal()]
    if not parts or not setting.text or len(setting.text) > _MAX_LENGTH:
        return None
    if setting.provenance is Provenance.DEFAULT:  # ``${ENVIRONMENT:-dev}/.env``: who starts it says which one
        return None
    if _SETTINGS_MODULE.search(setting.name.lower()):  # staging may well run with the settings of production
        is_workplace = setting.environment.kind is EnvironmentKind.DEVELOPMENT
        found = [of_token(setting.text.rpartition(".")[2])] if is_workplace else []
    elif _PROFILE_KEY.search(setting.name):
        found = [of_token(word) for word in setting.text.split(",")]
    elif (setting.layout, *setting.key) in _IMPORTS:
        found = [_of_file(setting.text)]
    elif _LOADS & set(words_of(parts[-1])) or tuple(parts[-2:]) in _SOURCES:
        found = [of_token(match[1]) for match in _PROFILE_FLAG.finditer(setting.text)]
        is_part = setting.layout in _PARTS_OF_PARTS and (
            parts[-1] in {"resources", "bases", "components"} or tuple(parts[-2:]) in _SOURCES
        )
        words = [word for word in _WORD.findall(setting.text) if is_part or _CONFIGURATION.search(word)]
        found += [_of_file(word) for word in words if not _is_named_alike(word, setting.key)]
    else:
        return None
    other = next((one for one in found if one is not None and _crosses(setting.environment, one)), None)
    is_told = other is not None and any(mentioned.kind is other.kind for mentioned in _mentioned(setting.key))
    return None if is_told else other


def _mentioned(key: Sequence[str]) -> Iterator[Environment]:
    """The environments that a key is for by its own words: ``module.web-staging.files``."""
    return (found for part in key if (found := in_name(part)) is not None)


def _is_named_alike(word: str, key: Sequence[str]) -> bool:
    """Whether a file is called like what it is for: ``module.release.files`` has ``release.tfvars``."""
    stem = word.rpartition("/")[2].partition(".")[0]
    return (
        len(stem) > 2
        and in_name(stem) is None
        and of_file_name(word) is not None
        and any(stem in part for part in key[:-1])
    )


def _of_file(word: str) -> Environment | None:
    return of_file_name(word) or of_folder(word if word.endswith("/") else f"{word}/")


def _crosses(one: Environment, other: Environment) -> bool:
    """Whether one of two environments is production and the other is not, and is not its last step either."""
    kinds = {one.kind, other.kind}
    return EnvironmentKind.PRODUCTION in kinds and len(kinds) == 2


EXAMPLES: Final = (
    Example(
        "sep-file-cross",
        {f"compose.{name}.yml": "services:\n  web:\n    env_file: .env.production\n" for name in ("dev", "prod")},
    ),
    Example(
        "sep-file-cross",
        {f"compose.{name}.yml": f"services:\n  web:\n    env_file: .env.{name}\n" for name in ("dev", "prod")},
        is_counter_example=True,
    ),
)
