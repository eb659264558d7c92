"""Whose words a run is judged by: a protected ref, a signed file, a file that was given, or the judged tree itself.

A change that brings personal data can bring its own permission along. So the configuration, the baseline, the roster
and the inline allows can be taken from where the change has no say: from the tree of another ref, or from a file
with a signature. What they say there holds; what the judged tree says of itself does not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from guard.config import FILE_NAME, MAX_BYTES, PYPROJECT, Config, InstalledRules, has_section, loads
from guard.config_files import Beside, checked_name
from guard.control import PolicyFile, PolicyKind, PolicySource
from guard.errors import ConfigError, UsageError
from guard.messages import N_
from guard.sources import ref as refs
from guard.sources.launch import directly
from guard.sources.repository import Repository, find_root
from guard.sources.tree import GitTree, Tree, commit_tree

BASELINE: Final = ".sekisho-baseline.json"
ROSTER: Final = "sekisho-roster.yaml"
#: Bytes of a baseline or a roster that are read.
MAX_BASELINE: Final = 64 << 20
MAX_ROSTER: Final = 10 << 20
#: What a signature has to be for.
NAMESPACE: Final = "sekisho-policy"
VARIABLE: Final = "SEKISHO_POLICY_REF"

NO_CONFIGURATION: Final = N_("the policy ref holds no configuration: the defaults hold")
BASELINE_UNSIGNED: Final = N_("the baseline has no signature of its own beside it, and does not count")
ROSTER_UNSIGNED: Final = N_("the roster has no signature of its own beside it, and does not count")


@dataclass(frozen=True, slots=True)
class PolicyOptions:
    """Where the policy is: ``ref``, or ``file`` with ``signers``; nothing of both means the judged tree.

    ``config``, ``baseline`` and ``roster`` are other names than the usual ones. ``start`` is the folder from which a
    configuration is looked for upwards.
    """

    ref: str | None = None
    file: Path | None = None
    signers: Path | None = None
    config: Path | None = None
    baseline: Path | None = None
    roster: Path | None = None
    start: Path | None = None


@dataclass(frozen=True, slots=True)
class Trusted:
    """The words themselves, each read once: what the files said at that moment, and whose they are.

    ``baseline_bytes`` and ``roster_bytes`` are ``None`` where there is no such file, or none that counts. Names are for
    messages. ``notes`` are message ids.
    """

    config: Config
    source: PolicySource
    baseline_bytes: bytes | None = None
    baseline_name: str = BASELINE
    roster_bytes: bytes | None = None
    roster_name: str = ROSTER
    notes: tuple[str, ...] = ()

    @property
    def is_trusted(self) -> bool:
        """Whether what is judged has no say in it."""
        return self.source.kind is not PolicyKind.JUDGED_TREE

    @property
    def shown(self) -> str | None:
        """What a report calls it: the ref, or the signed file; ``None`` for the judged tree."""
        return self.source.ref


def trusted(options: PolicyOptions, root: Path, today: dt.date, installed: InstalledRules | None = None) -> Trusted:
    """Read the policy for a run on the repository at ``root``; ``installed`` finds packages that it names.

    Raises ``UsageError`` for a ref that is not here or a signature that is not good, ``ConfigError`` for what the files
    say, or for a link in their place.
    """
    if options.file is not None:
        if options.ref is not None:
            raise UsageError("choose one: --policy-ref or --policy-file")
        return _signed(options, options.file, root, today, installed)
    if options.signers is not None:
        raise UsageError("--policy-signers goes with --policy-file")
    if options.ref is None:
        return _own(options, root, today, installed)
    with policy_repository(root) as repository:
        ref = refs.resolved(repository, options.ref)
        tree = commit_tree(repository, ref.commit, options.ref)
        return _of_ref(options, ref, tree, root, today, installed)


def policy_repository(root: Path) -> Repository:
    """The repository whose refs can hold a policy. Raises ``UsageError`` outside of Git."""
    top = find_root(root)
    if top is None and not all((root / name).exists() for name in ("HEAD", "objects", "refs")):
        raise UsageError("--policy-ref needs a Git repository, and there is none here")
    return Repository(top or root, launch=directly, is_bare=top is None)


def default_ref(root: Path) -> str | None:
    """The full name of what the remote ``origin`` calls its main branch, ``None`` where this clone does not know."""
    with policy_repository(root) as repository:
        return refs.default_ref(repository)


class _Files:
    """What was read of a tree, with its digests."""

    def __init__(self, tree: Tree, shown: str) -> None:
        self._tree = tree
        self._shown = shown
        self.read: dict[str, PolicyFile] = {}

    def bytes_of(self, path: str, max_bytes: int) -> bytes | None:
        """The bytes of a file that the policy has, ``None`` where it has none."""
        data = self._tree.read(path, max_bytes)
        if data is not None:
            self.read[path] = digest_of(path, data)
        return data

    def config(self, candidates: Sequence[str], today: dt.date, installed: InstalledRules | None) -> Config | None:
        """The configuration in the first of some files that is one."""
        for path in candidates:
            data = self._tree.read(path, MAX_BYTES)
            if data is None or (PurePosixPath(path).name == PYPROJECT and not has_section(data)):
                continue
            self.read[path] = digest_of(path, data)
            return loads(data, self.name(path), today, self._beside(path), installed)
        return None

    def name(self, path: str) -> str:
        """What messages call a file."""
        return f"{self._shown}:{path}"

    def _beside(self, config: str) -> Beside:
        folder = PurePosixPath(config).parent

        def read(name: str, max_bytes: int) -> bytes:
            path = (folder / checked_name(name)).as_posix()
            data = self.bytes_of(path, max_bytes)
            if data is None:
                raise ConfigError("cannot be read: there is no such file", file=self.name(path))
            return data

        return read


def digest_of(path: str, data: bytes) -> PolicyFile:
    """A file of a policy with its SHA-256."""
    return PolicyFile(path, hashlib.sha256(data).hexdigest())


def _of_ref(
    options: PolicyOptions, ref: refs.Ref, tree: GitTree, root: Path, today: dt.date, installed: InstalledRules | None
) -> Trusted:
    configs = candidates(options, root)
    baseline = BASELINE if options.baseline is None else inside(root, options.baseline)
    roster = ROSTER if options.roster is None else inside(root, options.roster)
    tree.expect((*configs, baseline, roster))
    assert options.ref is not None
    files = _Files(tree, options.ref)
    config = files.config(configs, today, installed)
    if config is None and options.config is not None:
        raise UsageError(f"{options.ref} has no file {configs[0]}")
    baseline_bytes, roster_bytes = files.bytes_of(baseline, MAX_BASELINE), files.bytes_of(roster, MAX_ROSTER)
    source = PolicySource(PolicyKind.PROTECTED_REF, ref.name, ref.commit, files=tuple(files.read.values()))
    return Trusted(
        config or Config(),
        source,
        baseline_bytes,
        files.name(baseline),
        roster_bytes,
        files.name(roster),
        () if config is not None else (NO_CONFIGURATION,),
    )


def candidates(options: PolicyOptions, root: Path) -> list[str]:
    """Where a configuration may be, from the root of the repository, the nearest first."""
    if options.config is not None:
        return [inside(root, options.config)]
    start = root if options.start is None else Path(os.path.realpath(options.start))
    if not start.is_relative_to(root):
        start = root
    folders = [PurePosixPath(start.relative_to(root).as_posix())]
    folders += folders[0].parents
    return [(folder / name).as_posix() for folder in folders for name in (FILE_NAME, PYPROJECT)]


def inside(root: Path, given: Path) -> str:
    """A path from the root of the repository. Raises ``UsageError`` for one that lies outside."""
    path = Path(os.path.realpath(given.parent)) / given.name
    if not path.is_relative_to(os.path.realpath(root)):
        raise UsageError(f"{given} lies outside of the repository, and so in no ref of it")
    return path.relative_to(os.path.realpath(root)).as_posix()


def _own(options: PolicyOptions, root: Path, today: dt.date, installed: InstalledRules | None) -> Trusted:
    """What the judged tree says of itself, or a file that was given and lies outside of it."""
    from guard.config import find, load

    if options.config is not None and not options.config.is_file():
        raise UsageError(f"no configuration file {options.config}")
    path = options.config or find(options.start or root, root)
    config = load(path, today, installed)
    is_given = options.config is not None and not _lies_in(root, options.config)
    baseline, roster = options.baseline or root / BASELINE, options.roster or root / ROSTER
    found = [(one, _plain_bytes(one, limit)) for one, limit in ((baseline, MAX_BASELINE), (roster, MAX_ROSTER))]
    files = [(path, path.read_bytes())] if path is not None else []
    read = [digest_of(one.name, data) for one, data in (*files, *found) if data is not None]
    return Trusted(
        config,
        PolicySource(PolicyKind.GIVEN_FILE if is_given else PolicyKind.JUDGED_TREE, files=tuple(read)),
        found[0][1],
        baseline.name,
        found[1][1],
        roster.name,
    )


def _plain_bytes(path: Path, max_bytes: int) -> bytes | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    if len(data) > max_bytes:
        raise ConfigError(f"is larger than {max_bytes} bytes", file=path.name)
    return data


def _lies_in(root: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def _signed(
    options: PolicyOptions, file: Path, root: Path, today: dt.date, installed: InstalledRules | None
) -> Trusted:
    """A policy with a signature; baseline and roster count where they have one of their own."""
    from guard.signed_file import SUFFIX, read_signed

    if options.config is not None:
        raise UsageError("choose one: --config or --policy-file")
    if options.signers is None:
        raise UsageError("--policy-file needs --policy-signers: the file of the keys that may sign it")
    if _lies_in(root, options.signers):
        raise UsageError(f"{options.signers} lies in the tree that is judged, which could name its own signers")
    signed = read_signed(file, options.signers, NAMESPACE, MAX_BYTES)
    config = loads(signed.data, file.name, today, _nothing_beside, installed)
    files = [digest_of(file.name, signed.data)]
    read: list[bytes | None] = []
    notes = []
    named = (
        (options.baseline, BASELINE, MAX_BASELINE, BASELINE_UNSIGNED),
        (options.roster, ROSTER, MAX_ROSTER, ROSTER_UNSIGNED),
    )
    for given, usual, limit, note in named:
        path = given or root / usual
        if path.is_file() and path.with_name(path.name + SUFFIX).is_file():
            one = read_signed(path, options.signers, NAMESPACE, limit)
            files.append(digest_of(path.name, one.data))
            read.append(one.data)
            continue
        read.append(None)
        if path.is_file():
            notes.append(note)
    source = PolicySource(PolicyKind.SIGNED_FILE, signer=signed.signer, files=tuple(files))
    return Trusted(
        config,
        source,
        read[0],
        (options.baseline or Path(BASELINE)).name,
        read[1],
        (options.roster or Path(ROSTER)).name,
        tuple(notes),
    )


def _nothing_beside(name: str, _max_bytes: int) -> bytes:
    raise ConfigError(
        "recognizers.presidio: a signed policy names no other file: its signature would not cover it", file=name
    )
