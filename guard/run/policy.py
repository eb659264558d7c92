"""By whose words a run is judged: the configuration, and what a trusted policy says instead."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guard.config.config import Config
from guard.config.loading import find, load
from guard.errors import UsageError
from guard.extract.piece import Limits
from guard.messages import N_
from guard.model import Severity
from guard.result import RunInfo, ScanResult
from guard.run.scan_options import ScanOptions

if TYPE_CHECKING:
    from guard.model import Finding
    from guard.policy.identity import Identifier
    from guard.policy.policy import Policy
    from guard.rules.own import OwnRule
    from guard.run.scan_options import AnySource


NOT_LOWERED: Final = N_(
    "the configuration makes findings less severe: that counts only where the policy is trusted (--policy-ref)"
)
POLICY_AHEAD: Final = N_("the policy ref already has what is judged: what the range changed in the policy counts")
#: Where the policy of what a source gives stands: in the index, on disk, or in a commit.
_TREES: Final = {"index": "index", "worktree": "worktree", "gate": "worktree", "range": "commit", "history": "commit"}


def with_policy(
    options: ScanOptions, today: dt.date, *, digests: bool = False, roster: Path | None = None
) -> ScanOptions:
    """The options with the words that the run is judged by, where they are not simply those of the judged tree.

    ``digests``: those are wanted too, with what they were. Raises ``UsageError`` and ``ConfigError``.
    """
    ref, file, signers, config = (
        options.policy_ref,
        options.policy_file,
        options.policy_signers,
        options.config_file,
    )
    if options.trusted is not None or not (digests or ref or file or signers or config):
        return options
    from guard.policy_source import PolicyOptions, trusted

    start = _start(options.paths)
    root = repository_root(start)
    where = PolicyOptions(ref or None, file, signers, config, options.baseline_file, roster, start)
    words = trusted(where, root, today, partial(_installed_rules, root))
    if not words.is_binding:
        return replace(options, trusted=words)
    name, data = words.baseline.name, words.baseline.data
    if data is None and not os.path.lexists(root / words.baseline.path):
        return replace(options, trusted=words)
    from guard.policy.baseline import Baseline
    from guard.policy.baseline_file import read_baseline

    baseline = Baseline(name) if data is None else read_baseline(data, name, today)
    return replace(options, trusted=words, baseline=baseline)


def policy_of(options: ScanOptions, config: Config, identifier: Identifier | None = None) -> Policy:
    """What judges findings: the configuration, and what the judged tree may say itself."""
    from guard.policy.policy import Policy

    minimum = None if options.min_severity is None else Severity[options.min_severity.upper()]
    words = options.trusted
    if words is None or not words.is_binding:
        return Policy(config, minimum, identifier, may_lower=words is not None and words.is_trusted)
    from guard.policy.approval import ApprovedAllows
    from guard.policy_files import PolicyDocuments

    approved = ApprovedAllows(PolicyDocuments(words.root, words.source.commit, limits_of(config), config.max_file_size))
    return Policy(config, minimum, identifier, may_lower=True, approved=approved)


def policy_changes(options: ScanOptions, source: AnySource, today: dt.date) -> list[Finding]:
    """What the judged tree changes in the policy of a ref."""
    words = options.trusted
    kind = _TREES.get(source.kind)
    if words is None or not words.is_binding or kind is None:
        return []
    from guard.policy_change.compare import Judged, policy_findings

    heads = getattr(source, "heads", (source.commit,))
    judged = [Judged(kind, head, getattr(source, "base", None)) for head in heads]
    installed = partial(_installed_rules, words.root)
    return [found for one in judged for found in policy_findings(words, one, today, installed)]


def with_source(info: RunInfo, options: ScanOptions) -> RunInfo:
    """What was asked for, with whose words it is judged by, as far as that was asked for."""
    words = options.trusted
    return info if words is None else replace(info, policy_ref=words.source.ref, policy=words.source)


def _least(config: Config) -> dict[str, Severity]:
    """The least severity that a configuration asks for a rule anywhere."""
    least = dict(config.severity)
    for one in config.severity_of:
        least[one.rule] = min(one.severity, least.get(one.rule, one.severity))
    return least


def with_notes(result: ScanResult, options: ScanOptions, config: Config) -> ScanResult:
    """The result with what there is to say of the words that it was judged by."""
    words = options.trusted
    notes = () if words is None else words.notes
    lowered = _least(config) if words is None or not words.is_trusted else {}
    if lowered and any(lowered.get(kind.rule_id, kind.severity) < kind.severity for kind in result.verdicts.counts):
        notes = (*notes, NOT_LOWERED)
    if words is not None and result.run.source == "range" and result.run.commit is not None:
        from guard.policy_change.compare import is_ahead

        notes = (*notes, POLICY_AHEAD) if is_ahead(words, result.run.commit) else notes
    return replace(result, notes=(*result.notes, *notes)) if notes else result


def configuration(options: ScanOptions, today: dt.date) -> Config:
    """The configuration that the options or the repository name."""
    if options.trusted is not None:
        return options.trusted.config
    if options.config_file is not None:
        if not options.config_file.is_file():
            raise UsageError(f"no configuration file {options.config_file}")
        root = repository_root(_start(options.paths))
        return load(options.config_file, today, partial(_installed_rules, root))
    start = _start(options.paths)
    root = repository_root(start)
    return load(find(start, root), today, partial(_installed_rules, root))


def _installed_rules(root: Path, names: Sequence[str]) -> list[OwnRule]:
    from guard.installed import installed_rules

    return installed_rules(root, names)


def own_rules(config_file: Path | None) -> tuple[OwnRule, ...]:
    """The rules that the project of the current folder brings."""
    options = ScanOptions(config_file=config_file)
    return configuration(options, dt.datetime.now(dt.UTC).date()).recognizers


def _start(paths: Sequence[Path]) -> Path:
    """The folder from which a configuration is looked for: the one that the paths share, links resolved."""
    if not paths:
        return Path.cwd()
    try:
        shared = Path(os.path.commonpath([os.path.realpath(path) for path in paths]))
    except ValueError as error:
        raise UsageError(f"the paths to scan cannot be used: {error}") from None
    return shared if shared.is_dir() else shared.parent


def repository_root(start: Path) -> Path:
    """The top of the repository that a folder lies in; the folder itself outside of one."""
    from guard.sources.repository import find_root

    return find_root(start) or start


def limits_of(config: Config) -> Limits:
    """What containers may use, as the configuration says."""
    return Limits(
        config.max_archive_bytes,
        config.max_archive_members,
        config.max_archive_depth,
        config.max_archive_ratio,
        config.container_timeout,
        config.container_memory,
        config.ocr,
    )
