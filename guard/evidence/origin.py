"""``policy.json`` and ``environment.json``: by whose words a gate judged, with what, and where it ran."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal

from guard import __version__
from guard.control import PolicyKind, PolicySource
from guard.evidence.document import Document
from guard.report.console import visible
from guard.result import ScanResult


class Tool(Document):
    """The program; ``ruleset`` is a digest of its rules and data with those that the configuration adds."""

    name: Literal["sekisho"] = "sekisho"
    version: str = __version__
    ruleset: str


class PolicyFileEntry(Document):
    """A file of the policy and the SHA-256 of its bytes."""

    path: str
    sha256: str


class PolicyFile(Document):
    """``policy.json``. ``digest`` is that of the lines ``SHA256␣␣PATH``, one for each file, as ``sha256sum`` prints them.

    ``named``: somebody named the policy for this run; otherwise it was what the clone calls the main branch of ``origin``,
    or where it knows none the judged tree itself.
    """

    schema_version: Literal[1] = 1
    tool: Tool
    kind: PolicyKind
    ref: str | None
    commit: str | None
    signer: str | None
    named: bool | None = None
    min_severity: str
    files: list[PolicyFileEntry]
    digest: str


class EnvironmentFile(Document):
    """``environment.json``: programs and their versions; no name of a machine or a user, no path."""

    schema_version: Literal[1] = 1
    programs: dict[str, str]


def tool_of(result: ScanResult) -> Tool:
    """What judged."""
    return Tool(ruleset=result.run.ruleset)


def policy_file(result: ScanResult) -> PolicyFile:
    """By whose words a gate judged."""
    assert result.gate is not None
    policy = result.gate.policy
    listed = (PolicyFileEntry(path=visible(one.path), sha256=one.sha256) for one in policy.files)
    files = sorted(listed, key=lambda one: one.path)
    return PolicyFile(
        tool=tool_of(result),
        kind=policy.kind,
        ref=policy.ref,
        commit=policy.commit,
        signer=policy.signer,
        named=policy.is_named,
        min_severity=result.min_severity.label,
        files=files,
        digest=digest_of(files),
    )


def digest_of(files: Iterable[PolicyFileEntry]) -> str:
    """One digest of all files of a policy."""
    return hashlib.sha256("".join(f"{one.sha256}  {one.path}\n" for one in files).encode()).hexdigest()


def environment_file(result: ScanResult) -> EnvironmentFile:
    """Where a gate ran, as far as that bears on its verdict."""
    assert result.gate is not None
    return EnvironmentFile(programs={name: visible(told) for name, told in sorted(result.gate.environment.items())})


def without_places(result: ScanResult) -> ScanResult:
    """The result with the bare names of files that lie elsewhere: where somebody works is nobody's business."""
    assert result.gate is not None
    run, gate = result.run, result.gate
    run = replace(run, policy=None if run.policy is None else _named(run.policy))
    return replace(result, run=run, gate=replace(gate, policy=_named(gate.policy)))


def _named(policy: PolicySource) -> PolicySource:
    return replace(policy, files=tuple(replace(one, path=_shown(one.path)) for one in policy.files))


def _shown(path: str) -> str:
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute():
        return PureWindowsPath(path).name
    return path
