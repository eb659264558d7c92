"""The clauses of a contract as controls, and what a run can say of each: what the gate tells the reports.

Sekisho gives *evidence for* a clause, it never says that somebody complies with it. What it does not look at is
listed as outside, so that silence is never read as a pass. No detected value, login or name of a resident is in here.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guard.account import Reason


class ControlKind(enum.StrEnum):
    """Who says whether a clause is kept: Sekisho, people in writing, both, or nobody here."""

    CHECKED = "checked"
    PARTLY_CHECKED = "partly-checked"
    RECORDED = "recorded"
    CHECKED_AND_RECORDED = "checked-and-recorded"
    OUTSIDE = "outside"


class ControlState(enum.StrEnum):
    """What this run says of a clause."""

    MET = "met"
    VIOLATED = "violated"
    NOT_CHECKED = "not-checked"
    RECORDED = "recorded"
    OUTSIDE = "outside"


class GateProfile(enum.StrEnum):
    """How much a gate demands."""

    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    RELEASE = "release"


class Seen(enum.StrEnum):
    """How much of a part was looked at."""

    WHOLE = "whole"
    PARTLY = "partly"
    NOT = "not"


class Answer(enum.StrEnum):
    """What a question of the gate about the delivery came to."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"


class PolicyKind(enum.StrEnum):
    """Whose words a run was judged by."""

    PROTECTED_REF = "protected-ref"
    SIGNED_FILE = "signed-file"
    GIVEN_FILE = "given-file"
    JUDGED_TREE = "judged-tree"


class Wording(NamedTuple):
    """What a document of terms says in its data file, in both languages: no message id, the file brings its own."""

    ja: str = ""
    en: str = ""

    def told(self, language: str) -> str:
        """The words of a language; where the file has none, those of the other."""
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)


_UNSAID: Final = Wording()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row of the ministry's table of audit items; empty where the document names none."""

    item: str
    number: str
    question: str
    material: str
    clause: str
    jis: str


@dataclass(frozen=True, slots=True)
class Outward:
    """The same demand in another standard: its name (``JIS Q 27002:2024``) and the id there."""

    standard: str
    id: str


@dataclass(frozen=True, slots=True)
class Control:
    """One clause.

    ``clause`` is its place in the document (``§7 開発・導入``), ``text`` the document's own words, ``title`` the demand in a
    few. ``evidence`` says what Sekisho looks at, ``left_out`` what of the clause it does not. Findings of ``rules`` (ids;
    a trailing ``*`` means all that begin so) violate it, ``parts`` of the coverage and ``questions`` to the delivery have
    to be answered before it is met; ``records`` are questions whose good answer counts as what people put down in
    writing, as an attestation does. ``profiles`` are those that require it.
    """

    id: str
    clause: str
    text: str
    kind: ControlKind
    title: Wording = _UNSAID
    evidence: Wording = _UNSAID
    left_out: Wording = _UNSAID
    rules: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    profiles: tuple[GateProfile, ...] = (GateProfile.RELEASE,)
    outward: tuple[Outward, ...] = ()
    audit: tuple[AuditRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """A document whose clauses are controls: whose it is, and which edition this is."""

    id: str
    title: str
    client: str
    edition: Wording = _UNSAID
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class Attestation:
    """What people say in writing of a clause, and until when it counts; ``evidence`` names a document of theirs."""

    control: str
    by: str
    on: dt.date
    expires: dt.date
    statement: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ControlVerdict:
    """What this run says of one clause, and why.

    ``reported`` counts findings that violate it, by rule; ``is_unattested`` says that a word of somebody in charge is
    what it lacks.
    """

    control: Control
    state: ControlState
    reasons: tuple[Reason, ...] = ()
    reported: Mapping[str, int] = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = ()
    is_required: bool = True
    is_unattested: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """One part of what was to be looked at (``worktree``, ``history``, ``separation``, ``accounts:github``), and how much was.

    A part ``name:more`` is one of several of that name: a control that asks for ``name`` asks for all of them. ``counts`` say how much in numbers (``refs``, ``commits``, ``blobs``, ``bytes``, ``files``, ``pages``), ``reasons`` why not all.
    """

    part: str
    seen: Seen
    counts: Mapping[str, int] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


class Command(NamedTuple):
    """A line for a shell, exactly as it is run; ``note`` is a message id of what to know about it, for people."""

    line: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """The answer to one question about the delivery (``remotes``, ``leftovers``, ``guard-installed``, ``secret-scan``).

    ``details`` are sentences with their arguments, for people; ``commands`` what they can run, exactly.
    """

    question: str
    answer: Answer
    details: tuple[Reason, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A file that a run was judged by, and the SHA-256 of its bytes in hexadecimal."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Whose words a run was judged by: a ref with its commit, a signed file with its signer, or the judged tree itself.

    ``is_named``: somebody named it for this run; otherwise it is what this clone calls the main branch of ``origin``.
    """

    kind: PolicyKind
    ref: str | None = None
    commit: str | None = None
    signer: str | None = None
    files: tuple[PolicyFile, ...] = ()
    is_named: bool = True

    @property
    def is_binding(self) -> bool:
        """Whether the judged tree has no say at all: not in baseline, roster and inline allows either."""
        return self.kind in {PolicyKind.PROTECTED_REF, PolicyKind.SIGNED_FILE}


@dataclass(frozen=True, slots=True)
class GateReport:
    """The verdict of a gate: one per clause, with what was looked at, by which words and with which tools.

    ``classes`` counts reported findings by class of information (``specific-personal``: 特定個人情報, ``personal``: 個人情報,
    ``other``), ``environment`` names programs and their versions. ``as_of`` is the day of judgement.
    """

    profile: GateProfile
    terms: Terms
    controls: tuple[ControlVerdict, ...]
    coverage: tuple[Coverage, ...]
    observations: tuple[Observation, ...]
    policy: PolicySource
    classes: Mapping[str, int] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None

    def controls_in(self, state: ControlState) -> tuple[ControlVerdict, ...]:
        """The clauses that this run says one thing of."""
        return tuple(one for one in self.controls if one.state is state)
