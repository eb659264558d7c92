"""What a run came to: verdicts, skips, counts, and the exit code. Sorting happens here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from guard.account import AccountsReport
from guard.control import ControlState, GateReport, PolicyKind, PolicySource
from guard.environment import Separation
from guard.errors import ExitCode
from guard.model import Disposition, Severity, Skip, SkipReason, Verdict
from guard.verdicts import Chosen, Verdicts

#: Precedence of the exit codes, worst first: not finished beats found, found beats clean.
PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.INTERNAL,
    ExitCode.USAGE,
    ExitCode.INCOMPLETE,
    ExitCode.FOUND,
    ExitCode.CLEAN,
)


#: What a clause that a gate requires costs it.
_CODES = {ControlState.VIOLATED: ExitCode.FOUND, ControlState.NOT_CHECKED: ExitCode.INCOMPLETE}


def blocks_a_gate(skip: Skip, policy: PolicySource) -> bool:
    """Whether a skip makes a gate that is judged by this policy incomplete."""
    if skip.reason is SkipReason.EXCLUDED:
        return policy.kind is PolicyKind.JUDGED_TREE
    return skip.reason is not SkipReason.NO_EXTRACTOR or skip.can_hold_text


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code that stands when several things happened; ``CLEAN`` when nothing did."""
    seen = set(codes)
    return next((code for code in PRECEDENCE if code in seen), ExitCode.CLEAN)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was asked for. ``seconds`` is wall time; ``source`` a word of the contract (``worktree``, ``index``, …).

    ``folder`` is the name of the repository's folder, without the way to it.
    """

    command: str
    source: str
    root: str
    started: dt.datetime
    commit: str | None = None
    policy_ref: str | None = None
    seconds: float = 0.0
    ruleset: str = ""
    policy: PolicySource | None = None
    folder: str = ""


def _counter() -> Counter[str]:
    """An empty counter, without what its constructor does to fill it: every blob of a history has some."""
    return Counter.__new__(Counter)


@dataclass(slots=True)
class Counts:
    """How much was looked at: files (outermost paths), blobs (archive members count each), bytes, persons by path."""

    files: int = 0
    blobs: int = 0
    bytes: int = 0
    persons: Counter[str] = field(default_factory=_counter)
    formats: Counter[str] = field(default_factory=_counter)
    encodings: Counter[str] = field(default_factory=_counter)

    @classmethod
    def of_text(cls, size: int, format: str, encoding: str) -> Counts:  # noqa: A002 - as in Document
        """What one text of so many bytes counts."""
        counts = cls(0, 1, size)
        counts.formats[format] = counts.encodings[encoding] = 1
        return counts

    def add(self, other: Counts) -> None:
        """Count what another part of the run counted."""
        self.files += other.files
        self.blobs += other.blobs
        self.bytes += other.bytes
        for mine, others in (
            (self.persons, other.persons),
            (self.formats, other.formats),
            (self.encodings, other.encodings),
        ):
            for name, count in others.items():
                mine[name] += count


@dataclass(frozen=True, slots=True)
class BaselineUse:
    """What a file of accepted findings came to: its name, its entries, …

    … ``unused``: those that covered nothing, ``None`` where only a part was looked at; ``ending``: those that end within
    two weeks, the first on ``first_end``; ``is_without_key``: it was made with a key that this run does not have.
    """

    name: str
    entries: int
    unused: int | None = None
    ending: int = 0
    first_end: dt.date | None = None
    is_without_key: bool = False


@dataclass(frozen=True, slots=True)
class ScanResult:
    """All of a run, in a fixed order: verdicts by path and place, skips by path and reason."""

    run: RunInfo
    verdicts: Verdicts
    skips: tuple[Skip, ...]
    accepted_skips: tuple[tuple[Skip, str], ...]
    counts: Counts
    min_severity: Severity
    notes: tuple[str, ...] = ()
    interrupted: bool = False
    dropped: Verdicts = field(default_factory=Verdicts)
    separation: Separation | None = None
    accounts: AccountsReport | None = None
    gate: GateReport | None = None
    baseline: BaselineUse | None = None

    @classmethod
    def build(
        cls,
        run: RunInfo,
        verdicts: Iterable[Verdict],
        skips: Iterable[Skip],
        counts: Counts,
        min_severity: Severity,
        *,
        accepted_skips: Iterable[tuple[Skip, str]] = (),
        notes: Iterable[str] = (),
        interrupted: bool = False,
        separation: Separation | None = None,
        accounts: AccountsReport | None = None,
        gate: GateReport | None = None,
    ) -> ScanResult:
        """Sort what a run collected."""
        kept, dropped = Verdicts(), Verdicts()
        for one in (verdicts if isinstance(verdicts, Verdicts) else Verdicts(verdicts)).ordered():
            (dropped if one.disposition is Disposition.DROPPED else kept).append(one)
        return cls(
            run=run,
            verdicts=kept,
            skips=tuple(sorted(skips, key=_skip_key)),
            accepted_skips=tuple(sorted(accepted_skips, key=lambda pair: _skip_key(pair[0]))),
            counts=counts,
            min_severity=min_severity,
            notes=tuple(notes),
            interrupted=interrupted,
            dropped=dropped,
            separation=separation,
            accounts=accounts,
            gate=gate,
        )

    @property
    def reported(self) -> Chosen:
        """The verdicts that fail the run."""
        return Chosen(self.verdicts, Disposition.REPORTED)

    def count(self, *dispositions: Disposition) -> int:
        """How many verdicts have one of these dispositions."""
        return self.verdicts.count(*dispositions)

    def is_incomplete(self, skip: Skip) -> bool:
        """Whether a skip means that the run did not look at all that was in scope (contract.md, the table of skips).

        What nothing reads is shown by a scan and fails only the gate, if it can hold text; what is excluded was never
        in scope, unless it is the judged tree itself that excludes it from a gate.
        """
        if self.gate is not None:
            return blocks_a_gate(skip, self.gate.policy)
        return skip.reason not in {SkipReason.NO_EXTRACTOR, SkipReason.EXCLUDED}

    @property
    def incomplete(self) -> tuple[Skip, ...]:
        """The skips that make the run incomplete."""
        return tuple(filter(self.is_incomplete, self.skips))

    def exit_code(self) -> ExitCode:
        """The exit code of contract.md for this run."""
        codes = [ExitCode.CLEAN]
        if self.reported:
            codes.append(ExitCode.FOUND)
        if self.incomplete:
            codes.append(ExitCode.INCOMPLETE)
        if self.gate is not None:
            codes += (_CODES.get(one.state, ExitCode.CLEAN) for one in self.gate.controls if one.is_required)
        if self.interrupted:
            codes.append(ExitCode.INTERRUPTED)
        return worst(codes)


def _skip_key(skip: Skip) -> tuple[object, ...]:
    return (skip.origin.path, skip.origin.members, skip.origin.commit or "", skip.reason, skip.detail)
