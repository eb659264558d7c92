"""Whose words a run is judged by: a protected ref, a signed file, a file that was given, or the judged tree itself.

A change that brings personal data can bring its own permission along. So the configuration, the baseline, the roster
and the inline allows can be taken from where the change has no say: from the tree of another ref, or from a file
with a signature. What they say there holds; what the judged tree says of itself does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from guard.config.config import BASELINE, MAX_BYTES, ROSTER, Config, InstalledRules
from guard.config.loading import find, load, loads
from guard.control import PolicyKind, PolicySource
from guard.errors import ConfigError, UsageError
from guard.messages import N_
from guard.policy_files import PolicyFiles, candidates, digest_of, inside, lies_in, policy_repository
from guard.sources import ref as refs
from guard.sources.tree import GitTree, commit_tree

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


class SideFile(NamedTuple):
    """A file beside the configuration: its path from the root, its bytes if it counts, and what messages call it."""

    path: str
    data: bytes | None
    name: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """The words themselves, each read once: what the files said at that moment, and whose they are.

    ``configs`` are the paths at which a configuration is looked for. ``notes`` are message ids.
    """

    config: Config
    source: PolicySource
    root: Path
    configs: tuple[str, ...]
    baseline: SideFile
    roster: SideFile
    notes: tuple[str, ...] = ()

    @property
    def is_trusted(self) -> bool:
        """Whether what is judged has no say in the configuration: it may also make findings less severe."""
        return self.source.kind is not PolicyKind.JUDGED_TREE

    @property
    def is_binding(self) -> bool:
        """Whether baseline, roster and inline allows count by it alone, too."""
        return self.source.is_binding

    @property
    def baseline_bytes(self) -> bytes | None:
        """The accepted findings that count."""
        return self.baseline.data

    @property
    def roster_bytes(self) -> bytes | None:
        """The roster that counts."""
        return self.roster.data


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


def default_ref(root: Path) -> str | None:
    """The full name of what the remote ``origin`` calls its main branch, ``None`` where this clone does not know."""
    with policy_repository(root) as repository:
        return refs.default_ref(repository)


#: The files beside a configuration, with the bytes of each that are read.
_SIDES: Final = ((BASELINE, MAX_BASELINE), (ROSTER, MAX_ROSTER))
_UNSIGNED: Final = {BASELINE: BASELINE_UNSIGNED, ROSTER: ROSTER_UNSIGNED}


def _of_ref(
    options: PolicyOptions, ref: refs.Ref, tree: GitTree, root: Path, today: dt.date, installed: InstalledRules | None
) -> Trusted:
    configs = candidates(root, options.start, options.config)
    named = (options.baseline, options.roster)
    paths = [
        usual if given is None else inside(root, given) for given, (usual, _limit) in zip(named, _SIDES, strict=True)
    ]
    tree.expect((*configs, *paths))
    assert options.ref is not None
    files = PolicyFiles(tree, options.ref)
    config = files.config(configs, today, installed)
    if config is None and options.config is not None:
        raise UsageError(f"{options.ref} has no file {configs[0]}")
    sides = [
        SideFile(path, files.bytes_of(path, limit), files.name(path))
        for path, (_usual, limit) in zip(paths, _SIDES, strict=True)
    ]
    if options.baseline is not None and sides[0].data is None:
        raise UsageError(f"{options.ref} has no file {sides[0].path}")
    source = PolicySource(PolicyKind.PROTECTED_REF, ref.name, ref.commit, files=tuple(files.read.values()))
    notes = () if config is not None else (NO_CONFIGURATION,)
    return Trusted(config or Config(), source, root, tuple(configs), sides[0], sides[1], notes)


def _own(options: PolicyOptions, root: Path, today: dt.date, installed: InstalledRules | None) -> Trusted:
    """What the judged tree says of itself, or a file that was given and lies outside of it."""
    if options.config is not None and not options.config.is_file():
        raise UsageError(f"no configuration file {options.config}")
    path = options.config or find(options.start or root, root)
    config = load(path, today, installed)
    is_given = options.config is not None and not lies_in(root, options.config)
    named = (options.baseline, options.roster)
    sides = []
    for given, (usual, limit) in zip(named, _SIDES, strict=True):
        file = given or root / usual
        sides.append(SideFile(usual if given is None else file.as_posix(), _plain_bytes(file, limit), file.name))
    read = [] if path is None else [digest_of(path.name, path.read_bytes())]
    read += [digest_of(side.name, side.data) for side in sides if side.data is not None]
    source = PolicySource(PolicyKind.GIVEN_FILE if is_given else PolicyKind.JUDGED_TREE, files=tuple(read))
    return Trusted(config, source, root, (), sides[0], sides[1])


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


def _signed(
    options: PolicyOptions, file: Path, root: Path, today: dt.date, installed: InstalledRules | None
) -> Trusted:
    """A policy with a signature; what lies beside it counts where it has one of its own."""
    from guard.signed_file import SUFFIX, read_signed

    if options.config is not None:
        raise UsageError("choose one: --config or --policy-file")
    if options.signers is None:
        raise UsageError("--policy-file needs --policy-signers: the file of the keys that may sign it")
    if lies_in(root, options.signers):
        raise UsageError(f"{options.signers} lies in the tree that is judged, which could name its own signers")
    signed = read_signed(file, options.signers, NAMESPACE, MAX_BYTES)
    config = loads(signed.data, file.name, today, _nothing_beside, installed)
    files, sides, notes = [digest_of(file.name, signed.data)], [], []
    for given, (usual, limit) in zip((options.baseline, options.roster), _SIDES, strict=True):
        path, data = given or root / usual, None
        if path.is_file() and path.with_name(path.name + SUFFIX).is_file():
            data = read_signed(path, options.signers, NAMESPACE, limit).data
            files.append(digest_of(path.name, data))
        elif path.is_file():
            notes.append(_UNSIGNED[usual])
        sides.append(SideFile(usual, data, path.name))
    source = PolicySource(PolicyKind.SIGNED_FILE, signer=signed.signer, files=tuple(files))
    return Trusted(config, source, root, (), sides[0], sides[1], tuple(notes))


def _nothing_beside(name: str, _max_bytes: int) -> bytes:
    raise ConfigError(
        "recognizers.presidio: a signed policy names no other file: its signature would not cover it", file=name
    )
