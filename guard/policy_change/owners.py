"""Who has to approve a change of the policy, by the CODEOWNERS that a host reads: the first of its places counts, and
in it the last line that fits a file. A line of others below, or a file that goes before, takes an approval away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from guard.errors import ConfigError
from guard.messages import N_
from guard.model import Severity
from guard.policy.glob import MAX_LENGTH, matches
from guard.policy_change.change import Change
from guard.policy_change.place import HOOKS, OWNER_PLACES

OWNERS: Final = N_("others have to approve a change of the policy, or nobody has to")

#: What stands for the files that say how a change is checked, beside those of the policy.
_GUARDED: Final = (HOOKS, ".github/workflows/sekisho.yml", ".gitlab-ci.yml")
_WORDS: Final = ("sekisho", "pre-commit", ".github", "pyproject", "CODEOWNERS", "gitlab-ci")
_BLANKS: Final = re.compile(r"(?<!\\)[ \t]+")
_SECTION: Final = re.compile(r"\^?\[([^\]]+)\](?:\[\d+\])?[ \t]*(.*)")

#: The text of a file of a tree, ``None`` where there is none.
Read = Callable[[str], "str | None"]
_Owners = tuple[str, ...]


class _Line(NamedTuple):
    """Who approves what a pattern means, in a section of the file (GitLab); those of GitHub have one."""

    section: str
    pattern: str
    owners: _Owners


def owner_changes(before: Read, after: Read, policy: Iterable[str]) -> Iterator[Change]:
    """One change where a file of the ``policy``, or one that runs us, is no longer approved by those who did."""
    files = (*policy, *_GUARDED)
    for places in OWNER_PLACES:
        old_place, old = _first(places, before)
        place, new = _first(places, after)
        was, now = list(_lines(old)), list(_lines(new))
        is_gone = not {one for one in was if _is_of_the_policy(one.pattern)} <= set(now)
        owned = (*files, old_place)
        if is_gone or any(not _approvers(was, path) <= _approvers(now, path) for path in owned if path):
            yield Change(place or old_place, Severity.MEDIUM, OWNERS)
            return


def _first(places: Iterable[str], read: Read) -> tuple[str, str]:
    for place in places:
        try:
            text = read(place)
        except ConfigError:
            text = None
        if text is not None:
            return place, text
    return "", ""


def _lines(text: str) -> Iterator[_Line]:
    section, usual = "", _Owners()
    for line in map(str.strip, text.splitlines()):
        heading = _SECTION.fullmatch(line)
        if heading is not None:
            section, usual = heading[1].lower(), _owners(heading[2].split())
        elif line and not line.startswith("#") and len(line) <= MAX_LENGTH:
            pattern, *owners = _BLANKS.split(line)
            yield _Line(section, pattern, _owners(owners) or usual)


def _owners(words: Iterable[str]) -> _Owners:
    """Those named before a comment begins."""
    named = []
    for word in words:
        if word.startswith("#"):
            break
        named.append(word.lower())
    return tuple(sorted(named))


def _is_of_the_policy(pattern: str) -> bool:
    return pattern in {"*", "/"} or any(word in pattern for word in _WORDS)


def _approvers(lines: Iterable[_Line], path: str) -> frozenset[tuple[str, _Owners]]:
    """In each section those of the last line that fits; a line without owners takes them away."""
    last: dict[str, _Owners] = {}
    for line in lines:
        if _means(line.pattern.removeprefix("!"), path):
            last[line.section] = () if line.pattern.startswith("!") else line.owners
    return frozenset((section, owners) for section, owners in last.items() if owners)


def _means(pattern: str, path: str) -> bool:
    """As ``.gitignore`` says it, but that ``docs/*`` means no file further down."""
    is_folder = not pattern.endswith(("*", "/"))
    return matches(pattern, path) or (is_folder and matches(f"{pattern}/", path))
