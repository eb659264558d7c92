"""Terms of a client as data: a TOML file whose controls are the clauses, ours or another municipality's.

``kind``, ``rules``, ``parts``, ``questions`` and ``records`` say what Sekisho may conclude; the words of the document
stand beside them. Errors name the file, the line and the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from guard.config.loading import read_toml
from guard.config.place import Location, line_of
from guard.control import (
    AuditRow,
    Control,
    ControlKind,
    GateProfile,
    Outward,
    Terms,
    Wording,
)
from guard.errors import ConfigError
from guard.rules.catalogue import RULES

#: The terms that are judged by where no others are named.
SHIPPED: Final = Path(__file__).with_name("controls") / "soka.toml"
MAX_BYTES: Final = 4 << 20
#: ``check:`` and the name of a check stand for all of its rules, those of the project's own included.
CHECK: Final = "check:"
PARTS: Final = frozenset(
    {"personal-data", "index", "range", "worktree", "history", "separation", "accounts", "roster", "policy"}
)

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=4_000)]
Short = Annotated[str, Field(max_length=400)]


class _Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=False,
    )


class _Wording(_Table):
    ja: Short = ""
    en: Short = ""

    @model_validator(mode="after")
    def _says_something(self) -> _Wording:
        if not self.ja and not self.en:
            raise ValueError("write ja, en, or both")
        return self

    def plain(self) -> Wording:
        return Wording(self.ja, self.en)


class _Outward(_Table):
    standard: Words
    id: Words


class _AuditRow(_Table):
    item: Short = ""
    number: Short = ""
    question: Short = ""
    material: Short = ""
    clause: Short = ""
    jis: Short = ""


class _Control(_Table):
    id: Id
    clause: Words
    text: Words
    kind: ControlKind
    title: _Wording
    evidence: _Wording | None = None
    left_out: _Wording | None = None
    rules: list[Words] = []
    parts: list[Words] = []
    questions: list[Id] = []
    records: list[Id] = []
    profiles: list[GateProfile] = [GateProfile.RELEASE]
    outward: list[_Outward] = []
    audit: list[_AuditRow] = []

    def plain(self) -> Control:
        return Control(
            self.id,
            self.clause,
            self.text.strip(),
            self.kind,
            self.title.plain(),
            Wording() if self.evidence is None else self.evidence.plain(),
            Wording() if self.left_out is None else self.left_out.plain(),
            tuple(self.rules),
            tuple(self.parts),
            tuple(self.questions),
            tuple(self.records),
            tuple(self.profiles),
            tuple(Outward(one.standard, one.id) for one in self.outward),
            tuple(
                AuditRow(one.item, one.number, one.question, one.material, one.clause, one.jis) for one in self.audit
            ),
        )


class _File(_Table):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    id: Id
    title: Words
    client: Words
    edition: _Wording
    control: Annotated[list[_Control], Field(min_length=1, max_length=2_000)]


def load_terms(path: Path | None = None) -> Terms:
    """The terms of a file, the shipped ones where none is named. Raises ``ConfigError``."""
    path = path or SHIPPED
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from None
    return terms_of(data, path.name)


def terms_of(data: bytes, name: str) -> Terms:
    """The terms that the bytes of a file are. Raises ``ConfigError``."""
    text = _text(data, name)
    table = read_toml(text, name)
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ConfigError(_wording(first), file=name, line=line_of(text, first["loc"])) from None
    for message, location in _faults(file):
        raise ConfigError(message, file=name, line=line_of(text, location))
    return Terms(file.id, file.title, file.client, file.edition.plain(), tuple(one.plain() for one in file.control))


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES} bytes", file=name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", file=name, line=data.count(b"\n", 0, error.start) + 1) from None


def _faults(file: _File) -> Iterator[tuple[str, Location]]:
    """What the schema cannot say."""
    seen: set[str] = set()
    for at, one in enumerate(file.control):
        if one.id in seen:
            yield f"id: two controls are called {one.id}", ("control", at, "id")
        seen.add(one.id)
        for rule in one.rules:
            if not _is_known(rule):
                yield f"rules: no rule is called {rule}", ("control", at, "rules")
        for part in one.parts:
            if part.partition(":")[0] not in PARTS:
                yield f"parts: nothing is called {part}; known: {', '.join(sorted(PARTS))}", ("control", at, "parts")
        asks = bool(one.rules or one.parts or one.questions)
        if one.kind is ControlKind.OUTSIDE and (asks or one.records):
            yield "kind: outside means that nothing is looked at; take the rest away", ("control", at, "kind")
        if one.kind not in {ControlKind.OUTSIDE, ControlKind.RECORDED} and not (one.parts or one.questions):
            yield "kind: needs parts or questions, or there is nothing to show for it", ("control", at, "kind")


def _is_known(rule: str) -> bool:
    if rule.startswith(CHECK):
        return any(one.check == rule.removeprefix(CHECK) for one in RULES)
    return rule.endswith("*") or any(one.id == rule for one in RULES)


def _wording(error: Any) -> str:
    location: Sequence[int | str] = error["loc"]
    key = ".".join(str(part) for part in location if not isinstance(part, int))
    if error["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    if error["type"] == "missing":
        return f"{key}: is required"
    return f"{key}: {error['msg'].removeprefix('Value error, ')}"
