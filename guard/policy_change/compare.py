"""The policy of a ref beside that of the tree that is judged: what the change does to it, as findings.

What the branch of the change did not touch is left out: where the ref has moved on since they parted, the difference is
none of the change. With a signed policy there is no ref: hooks and pipelines are held beside where a range begins.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from guard.config.config import ATTESTATIONS, FILE_NAME, PYPROJECT, InstalledRules
from guard.control import PolicyKind
from guard.model import Finding, Origin, Position
from guard.policy.allow import without_values
from guard.policy_change.change import Change
from guard.policy_change.place import HOOKS, OWNER_FILES, PIPELINES, WORKFLOWS
from guard.policy_files import policy_repository
from guard.policy_source import Trusted
from guard.rules.catalogue import GATE, rule
from guard.rules.gate import POLICY_CHANGED
from guard.sources.repository import Repository, is_root
from guard.sources.tree import FolderTree, Tree, commit_tree, index_tree

#: A name that nobody's data is.
_PLAIN: Final = re.compile(r"(?!.*[0-9][0-9_.-]{6})[A-Za-z0-9_.*/-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Judged:
    """The tree that is judged: that of a commit, the ``index``, or the ``worktree``; of these the commit they grew from.

    ``base`` is where a range of commits begins, if it begins at one.
    """

    kind: str
    commit: str | None = None
    base: str | None = None


def policy_findings(
    words: Trusted, judged: Judged, today: dt.date, installed: InstalledRules | None = None
) -> list[Finding]:
    """What a change does to the policy that it is judged by; nothing where that is the judged tree's own."""
    if judged.kind == "worktree" and not is_root(words.root):  # a bare repository has none
        judged = replace(judged, kind="commit")
    is_signed = words.source.kind is PolicyKind.SIGNED_FILE
    policy = judged.base if is_signed else words.source.commit
    is_same = judged.kind == "commit" and policy == judged.commit
    if not words.is_binding or policy is None or is_same:
        return []
    with _repository(words, judged) as repository:
        changed = _changed(repository, words, judged, policy)
        if is_signed:
            changed = set(filter(_is_of_a_run, changed))
        if not changed:
            return []
        from guard.policy_change.comparison import Comparison

        parting = _parting(repository, policy, judged.commit or repository.head())
        base = None if parting is None else commit_tree(repository, parting, "base")
        comparison = Comparison(words, commit_tree(repository, policy, "policy"), base, today, installed)
        found = comparison.changes(_tree(repository, words, judged), changed)
    commit = judged.commit if judged.kind == "commit" else None
    return [_finding(change, commit) for change in sorted(set(found), key=_order)]


def _repository(words: Trusted, judged: Judged) -> Repository:
    if judged.kind == "index":
        from guard.sources.index import index_repository

        return index_repository(words.root)
    return policy_repository(words.root)


def _tree(repository: Repository, words: Trusted, judged: Judged) -> Tree:
    if judged.kind == "commit" and judged.commit is not None:
        return commit_tree(repository, judged.commit, "judged")
    return index_tree(repository) if judged.kind == "index" else FolderTree(words.root)


def _changed(repository: Repository, words: Trusted, judged: Judged, policy: str) -> set[str]:
    """The paths at which the two trees may differ and that can be part of a policy."""
    options = ("-r", "-z", "--name-only", "--no-renames", "--ignore-submodules=none")
    if judged.kind == "commit" and judged.commit is not None:
        listing = repository.records("diff-tree", *options, policy, judged.commit)
    else:
        listing = repository.records("diff-index", "--cached", *options, policy)
    ours = {*_paths_of(words), *(one.path for one in words.source.files)}
    found = {path for path in map(os.fsdecode, listing) if path in ours or _may_count(path)}
    if judged.kind == "worktree":
        usual = ours | PIPELINES | OWNER_FILES | {HOOKS} | _workflows(repository, words, policy)
        found |= usual - _not_checked_out(repository, words)
    return found


def _paths_of(words: Trusted) -> Sequence[str]:
    terms = () if words.config.gate_terms is None else (words.config.gate_terms,)
    return (*words.configs, words.baseline.path, words.roster.path, ATTESTATIONS, *terms)


def _may_count(path: str) -> bool:
    return _is_of_a_run(path) or PurePosixPath(path).name in {FILE_NAME, PYPROJECT}


def _is_of_a_run(path: str) -> bool:
    """Whether a file says how, or whether, a change is checked."""
    return path.startswith(WORKFLOWS) or path in PIPELINES or path in OWNER_FILES or path == HOOKS


def _workflows(repository: Repository, words: Trusted, policy: str) -> set[str]:
    """The workflows that the policy has; one that is only on disk takes nothing away."""
    listing = repository.records("ls-tree", "-z", "--full-tree", "--name-only", policy, "--", WORKFLOWS)
    return {os.fsdecode(path) for path in listing}


def _not_checked_out(repository: Repository, words: Trusted) -> set[str]:
    """What a sparse checkout leaves out: it is in the index alone, and was held beside the policy there."""
    listing = repository.records("ls-files", "-z", "-t")
    left_out = (os.fsdecode(record[2:]) for record in listing if record.startswith(b"S "))
    return {path for path in left_out if not os.path.lexists(words.root / path)}


def _parting(repository: Repository, policy: str, head: str | None) -> str | None:
    """The commit at which ref and branch parted; ``None`` where that is the ref itself, or where there is none."""
    base = None if head is None else repository.line("merge-base", policy, head)
    return None if base == policy else base


def _order(change: Change) -> tuple[object, ...]:
    return change.path, change.line, change.message, [str(value) for _name, value in change.args]


def _shown(name: str, value: str | int) -> str | int:
    """A word of a file as it may be printed: a pattern of paths, or the name of an environment, without numbers in it."""
    if isinstance(value, int):
        return value
    if name in {"pattern", "name"}:
        return without_values(value, ())
    return ", ".join(one if _PLAIN.fullmatch(one) else "●" for one in value.split(", "))


def _finding(change: Change, commit: str | None) -> Finding:
    known = rule(POLICY_CHANGED)
    assert known is not None
    place = Position(change.line, 1)
    return Finding(
        check=GATE,
        rule_id=POLICY_CHANGED,
        entity=known.entity,
        severity=change.severity,
        confidence=1.0,
        origin=Origin(change.path, commit=commit),
        start=0,
        end=0,
        position=place,
        end_position=place._replace(column=2),
        message=change.message,
        message_args={name: _shown(name, value) for name, value in change.args},
        controls=known.controls,
    )


def is_ahead(words: Trusted, commit: str) -> bool:
    """Whether the ref of the policy already has a commit that is judged by it."""
    policy = words.source.commit
    if policy is None:
        return False
    with policy_repository(words.root) as repository:
        return repository.line("merge-base", policy, commit) == commit
