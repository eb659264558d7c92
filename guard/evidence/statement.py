"""The statement: an in-toto Statement v1 about a commit and every file of the bundle, with the verdicts of the gate.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md; ours is the predicate, whose names are in lower
camel case as that specification asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from guard.control import ControlState, GateProfile, PolicyKind
from guard.evidence.document import Document, text_of
from guard.evidence.key import PublicKey
from guard.evidence.layout import PREDICATE_TYPE
from guard.evidence.origin import Tool, policy_file, tool_of
from guard.report.console import visible
from guard.result import ScanResult

TYPE: Final = "https://in-toto.io/Statement/v1"
_COMMIT: Final = "commit"
_SHA256: Final = "sha256"
_GIT_COMMIT: Final = "gitCommit"
Hexadecimal = Annotated[str, Field(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$")]
_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


def moment(at: dt.datetime) -> str:
    """A moment as the statement writes it."""
    return at.astimezone(dt.UTC).strftime(_FORMAT)


def when(text: str) -> dt.datetime:
    """A moment of a statement. Raises ``ValueError``."""
    return dt.datetime.strptime(text, _FORMAT).replace(tzinfo=dt.UTC)


def _is_moment(text: str) -> str:
    when(text)
    return text


Moment = Annotated[str, Field(pattern=_MOMENT), AfterValidator(_is_moment)]


class _Camel(Document):
    """A part of the predicate."""

    model_config = ConfigDict(alias_generator=to_camel)


class Subject(_Camel):
    """What the statement is about: a file of the bundle, or the commit."""

    name: str
    digest: dict[str, Hexadecimal]


class Run(_Camel):
    """When the gate ran, in UTC, and on what."""

    started: Moment
    finished: Moment
    source: str
    root: str
    as_of: str | None = None


class Policy(_Camel):
    """By whose words, and whether somebody named them for this run; ``digest`` is that of ``policy.json``'s files."""

    kind: PolicyKind
    ref: str | None
    commit: str | None
    signer: str | None
    digest: Hexadecimal
    named: bool | None = None


class Verdict(_Camel):
    """The verdict on one clause."""

    id: str
    state: ControlState
    required: bool


class Terms(_Camel):
    """The document whose clauses were judged."""

    id: str
    title: str


class SignerEntry(_Camel):
    """Who signs: the statement names its signers, so that none can be taken away."""

    keyid: str
    public_key: str


class Predicate(_Camel):
    """What the gate came to."""

    tool: Tool
    run: Run
    profile: GateProfile
    terms: Terms
    policy: Policy
    exit_code: int
    controls: list[Verdict]
    signers: list[SignerEntry]


class Statement(_Camel):
    """The whole of it."""

    type_: Annotated[Literal["https://in-toto.io/Statement/v1"], Field(alias="_type")] = TYPE
    subject: list[Subject]
    predicate_type: Literal["https://github.com/sekisho/sekisho/attestation/gate/v1"] = PREDICATE_TYPE
    predicate: Predicate

    @model_validator(mode="after")
    def _names_each_once(self) -> Statement:
        commits = sum(_GIT_COMMIT in one.digest for one in self.subject)
        if len({one.name for one in self.subject}) != len(self.subject) or commits > 1:
            raise ValueError("each subject once, and one commit at most")
        if any(len(one.digest) != 1 for one in self.subject) or len(self.files) + commits != len(self.subject):
            raise ValueError("a file has a SHA-256, a commit its name in Git")
        return self

    @property
    def commit(self) -> str | None:
        """The commit that was judged."""
        return next((one.digest[_GIT_COMMIT] for one in self.subject if _GIT_COMMIT in one.digest), None)

    @property
    def files(self) -> dict[str, str]:
        """The files of the bundle with their digests."""
        return {one.name: one.digest[_SHA256] for one in self.subject if _SHA256 in one.digest}


def statement(result: ScanResult, files: Mapping[str, str], keys: Iterable[PublicKey]) -> Statement:
    """What a gate states of a commit and of the files of its bundle, given with their SHA-256."""
    assert result.gate is not None
    gate, run, policy = result.gate, result.run, policy_file(result)
    subjects = [Subject(name=name, digest={_SHA256: files[name]}) for name in sorted(files)]
    if run.commit is not None:
        subjects.insert(0, Subject(name=_COMMIT, digest={_GIT_COMMIT: run.commit}))
    return Statement(
        subject=subjects,
        predicate=Predicate(
            tool=tool_of(result),
            run=Run(
                started=moment(run.started),
                finished=moment(run.started + dt.timedelta(seconds=run.seconds)),
                source=run.source,
                root=visible(run.root),
                as_of=None if gate.as_of is None else gate.as_of.isoformat(),
            ),
            profile=gate.profile,
            terms=Terms(id=gate.terms.id, title=gate.terms.title),
            policy=Policy(
                kind=policy.kind,
                ref=policy.ref,
                commit=policy.commit,
                signer=policy.signer,
                digest=policy.digest,
                named=policy.named,
            ),
            exit_code=int(result.exit_code()),
            controls=[Verdict(id=one.control.id, state=one.state, required=one.is_required) for one in gate.controls],
            signers=[SignerEntry(keyid=key.fingerprint, public_key=key.line) for key in keys],
        ),
    )


def statement_text(stated: Statement) -> bytes:
    """The bytes that are signed."""
    return text_of(stated)
