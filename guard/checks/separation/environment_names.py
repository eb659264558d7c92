"""From the names that people give to profiles, folders and files to environments.

A name is folded (NFKC, case) and split at ``-``, ``_``, ``.``, ``/``, spaces, digits and humps of camel case.
Words that mean other things too (``it``, ``test``, ``live``, …) count only where a name can be nothing but that of
an environment: see ``environment_words``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from guard.environment import Environment, EnvironmentKind, Zone
from guard.environment_words import (
    BASE,
    DANGEROUS,
    ENVIRONMENT_PARENTS,
    PLACES,
    PREFIXED,
    QUALIFIERS,
    SETTINGS_PARENTS,
    STRONG,
    WHOLE,
)

#: Longer names are no names.
_MAX_LENGTH: Final = 1000
_AROUND: Final = " ._-/"
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
#: Japanese writes no spaces: a word for an environment ends where its run of letters does, or before one of these.
_NOUN = "環境|用|系|面|機|サーバー?|設定|データ"
_MENTIONED = re.compile(
    "(?:" + "|".join(sorted((word for word in STRONG if not word.isascii()), key=len, reverse=True)) + f")(?={_NOUN}|$)"
)
#: ``resources-`` of ``src/main/resources-prod``.
_HOLDING = re.compile(rf"(?:{'|'.join(sorted(ENVIRONMENT_PARENTS | SETTINGS_PARENTS))})[-_.]", re.IGNORECASE)
_TRAILING_NOUNS = re.compile(f"(?:{_NOUN})+$")


@dataclass(frozen=True, slots=True)
class Named:
    """What the configuration of a repository says of its environments; it goes before what is known here.

    ``words`` are further names of an environment (folded), ``paths`` patterns of the files that belong to one, first
    match first, as ``matches(pattern, path)`` understands them; ``zones`` tells by the name of an environment in
    which network it runs.
    """

    words: Mapping[str, Environment] = field(default_factory=dict)
    paths: tuple[tuple[str, Environment], ...] = ()
    zones: Mapping[str, Zone] = field(default_factory=dict)
    matches: Callable[[str, str], bool] | None = None

    def of_path(self, path: str) -> Environment | None:
        """The environment that the configuration assigns a file to."""
        if self.matches is None:
            return None
        return next((environment for pattern, environment in self.paths if self.matches(pattern, path)), None)


NOTHING_NAMED: Final = Named()


def fold(word: str) -> str:
    """A name as names are compared, without what may stand around it."""
    return _normal(word).casefold()


def is_base(word: str) -> bool:
    """Whether a name says that all environments read it (``base``, ``common``, ``default``, …)."""
    return fold(word) in BASE


def of_token(word: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment that a whole word stands for: a profile, a section, an environment folder, a file suffix.

    The word may be numbered or qualified (``prod2``, ``prd-v030``, ``stg-blue``, ``tokyo-prod``, ``test-server``).
    """
    told = named.words.get(fold(word))
    if told is not None:
        return told
    kind = _kind(_normal(word))
    return None if kind is None else Environment(word.strip(_AROUND), kind)


def in_name(name: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment that a longer name mentions (``myapp-prod-db``, ``stgDatabase``, ``本番サーバー``), named by the word.

    ``None`` also where it mentions environments of two kinds (``copy-prod-to-dev``).
    """
    if name.startswith("/dev/"):  # a device of Unix
        return None
    found = list(_mentions(_normal(name), named))
    return found[0] if len({environment.kind for environment in found}) == 1 else None


def of_folder(path: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment of the nearest folder around a file that is one of an environment.

    That is any word for an environment within ``env``, ``overlays``, ``clusters``, ``config``, …, and an unmistakable
    one (``prod``, never ``test``) anywhere.
    """
    *folders, _name = path.split("/")
    for at in range(len(folders) - 1, -1, -1):
        environment = of_folder_name(folders[at], named)
        if environment is not None and _is_environment_folder(folders[at], folders[at - 1] if at else "", named):
            return environment
    return None


def of_folder_name(folder: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment that a folder is called for, alone or behind what it holds: ``prod``, ``resources-prod``."""
    holding = _HOLDING.match(folder[:_MAX_LENGTH])
    return of_token(folder, named) or (None if holding is None else of_token(folder[holding.end() :], named))


def of_path(path: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment that the configuration assigns a file to, otherwise that of its nearest environment folder."""
    return named.of_path(path) or of_folder(path, named)


def of_file_name(path: str, named: Named = NOTHING_NAMED) -> Environment | None:
    """The environment that the name of a file ends in: ``values-prod.yaml``, ``app.test.json``, ``prod.tfvars``.

    The last extension does not count, unless it is the environment itself (``.env.production``).
    """
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    if not dot:
        return _of_ending(extension, named)
    return _of_ending(stem, named) or of_token(extension, named)


def _of_ending(stem: str, named: Named) -> Environment | None:
    """The longest ending of a name that stands for an environment: ``values-prod-tokyo`` ends in ``prod-tokyo``."""
    starts = [0, *(match.end() for match in re.finditer(r"[-_.]+", stem[:_MAX_LENGTH]))]
    return next((found for start in starts[-6:] if (found := of_token(stem[start:], named))), None)


def _is_environment_folder(folder: str, parent: str, named: Named) -> bool:
    if (
        _HOLDING.match(folder)
        or fold(parent) in ENVIRONMENT_PARENTS
        or _kind(_normal(folder), STRONG)
        or fold(folder) in named.words
    ):
        return True
    return fold(parent) in SETTINGS_PARENTS and len(folder.strip(_AROUND)) > 2


def _normal(word: str) -> str:
    return unicodedata.normalize("NFKC", word[:_MAX_LENGTH]).strip(_AROUND)


def _tokens(name: str) -> list[str]:
    return [match.group().casefold() for match in _TOKEN.finditer(name)]


@lru_cache(maxsize=4096)
def _whole(word: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A word without separators; its tokens; and those that say which environment it is."""
    joined = re.sub(r"[-_./ ]+", "", word).casefold()
    tokens = tuple(token if token in WHOLE else _TRAILING_NOUNS.sub("", token) for token in _tokens(word))
    telling = tuple(token for token in tokens if token and token not in QUALIFIERS)
    return joined, tokens, telling


def _kind(word: str, known: Mapping[str, EnvironmentKind] = WHOLE) -> EnvironmentKind | None:
    joined, tokens, telling = _whole(word)
    if joined in known:
        return known[joined]
    if not telling or len(tokens) > 6:
        return None
    if telling[0] in PREFIXED:
        return known.get("".join(telling))
    kinds = {known.get(token) for token in telling}
    if len(kinds) > 1 or (DANGEROUS.keys() >= set(telling) and not _is_place(tokens, telling)):
        return None
    return kinds.pop()


def _is_place(tokens: tuple[str, ...], telling: tuple[str, ...]) -> bool:
    """Whether doubtful words stand for themselves, or are followed by what makes them an environment."""
    return tokens == telling or tokens[-1] in PLACES


def _mentions(name: str, named: Named) -> Iterator[Environment]:
    before = ""
    for match in _TOKEN.finditer(name):
        written = match.group()
        token = written.casefold()
        kind = STRONG.get(token)
        if token in named.words:
            yield named.words[token]
        elif kind is not None and before in PREFIXED:
            yield Environment(f"{before}-{written}", PREFIXED[before])
        elif kind is not None:
            yield Environment(written, kind)
        elif not token.isascii():
            yield from (Environment(word, STRONG[word]) for word in _MENTIONED.findall(token))
        before = token
