"""``sekisho gate verify`` as a command asks for it: which commit, whose keys, what is said, how it ends."""

from __future__ import annotations

import datetime as dt
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guard.errors import ExitCode, SourceError, UsageError
from guard.evidence.telling import write_json_of, write_text_of
from guard.evidence.trust import Trusted, allowed_signers, trusted_keys
from guard.evidence.verify import Demand, verify_bundle
from guard.messages import translator

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """The options of ``sekisho gate verify``."""

    bundle: Path
    commit: str | None = None
    max_age: int | None = None
    require_signature: bool = False
    trusted_key: tuple[Path, ...] = ()
    allowed_signers: Path | None = None
    policy_commit: str | None = None
    policy_file: Path | None = None
    format_: str = "text"
    lang: str | None = None


def run_gate_verify(options: VerifyOptions) -> ExitCode:
    """Verify a bundle, say what came of it, and how it ended: 0 verified, 1 not. Raises ``UsageError``."""
    if not options.bundle.exists():
        raise UsageError(f"there is no evidence {options.bundle}")
    trusted = _trusted(options)
    now = dt.datetime.now(dt.UTC)
    demand = Demand(
        now,
        commit_of(options.commit),
        None if options.max_age is None else dt.timedelta(days=options.max_age),
        options.require_signature or trusted is not None,
        trusted,
        _whole_name(options.policy_commit),
        None if options.policy_file is None else _sha256(options.policy_file),
    )
    verification = verify_bundle(options.bundle, demand)
    _ = translator(options.lang)
    if options.format_ == "json":
        write_json_of(verification, sys.stdout, _)
    else:
        write_text_of(verification, options.bundle.name, now, sys.stdout, _)
    return ExitCode.CLEAN if verification.is_verified else ExitCode.FOUND


def commit_of(revision: str | None) -> str | None:
    """The commit that a revision names here; without one that of HEAD, ``None`` where there is no repository.

    Raises ``UsageError`` for a revision that names nothing here and is no whole name of a commit itself.
    """
    found = _resolved("HEAD" if revision is None else revision)
    if found is not None or revision is None:
        return found
    if _OID.fullmatch(revision.lower()):
        return revision.lower()
    raise UsageError(f"there is no commit {revision} here; outside of its repository give the whole name")


def _whole_name(commit: str | None) -> str | None:
    """The name of a commit as the server has it. Raises ``UsageError`` for one that this clone would have to explain."""
    if commit is not None and not _OID.fullmatch(commit.lower()):
        raise UsageError("--policy-commit: give the whole name of the commit that the server has (git ls-remote)")
    return None if commit is None else commit.lower()


def _sha256(file: Path) -> str:
    import hashlib

    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None


def _resolved(revision: str) -> str | None:
    from guard.sources.repository import opened

    with suppress(SourceError), opened(Path.cwd()) as repository:
        return repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return None


def _trusted(options: VerifyOptions) -> tuple[Trusted, ...] | None:
    if not options.trusted_key and options.allowed_signers is None:
        return None
    keys = [one for path in options.trusted_key for one in trusted_keys(path)]
    return (*keys, *(allowed_signers(options.allowed_signers) if options.allowed_signers is not None else ()))
