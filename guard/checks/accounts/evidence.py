"""The evidence of a run: what each system told, without a login, a name or a mail address, for the next run to compare with.

Accounts stand under keyed ids, so two files can be compared only where both were taken under the same project key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guard import __version__
from guard.account import AccountState, Inventory
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.rules.problem import STATES
from guard.errors import UsageError
from guard.messages import N_

_KEYED_LENGTH: Final = 10
MAX_BYTES: Final = 64 << 20


def keyed(key: bytes, system: str, account: str) -> str:
    """An account as shared outputs name it: a keyed digest of its system and its id."""
    told = f"{system}\0{account}".encode("utf-8", "surrogatepass")
    return "#" + hmac.new(key, told, hashlib.sha256).hexdigest()[:_KEYED_LENGTH]


class Seen(BaseModel):
    """One account: its keyed id, its state, the ids of its people in the roster, and how many keys and tokens it has."""

    model_config = ConfigDict(extra="forbid")
    id: str
    state: AccountState
    persons: list[str] = []
    credentials: int = 0


class SystemEvidence(BaseModel):
    """What one system told. ``sha256`` is of its accounts as they stand here; ``principal`` is keyed as they are."""

    model_config = ConfigDict(extra="forbid")
    system: str
    adapter: str
    complete: bool
    count: Annotated[int, Field(ge=0)]
    reported_total: int | None
    pages: int
    principal: str
    scope: str
    endpoints: list[str]
    fetched_at: str | None
    sha256: str
    accounts: list[Seen]


class Evidence(BaseModel):
    """One run. ``key`` tells two keys apart and gives neither away."""

    model_config = ConfigDict(extra="forbid")
    evidence: Literal[1] = 1
    sekisho: str = __version__
    as_of: dt.date
    taken: str
    key: str
    roster_sha256: str
    systems: list[SystemEvidence]


def evidence_of(scene: Scene, key: bytes, taken: dt.datetime, roster_text: bytes) -> Evidence:
    """The evidence of a run."""
    persons: dict[tuple[str, str], list[str]] = {}
    for match in scene.matches:
        if match.entry is not None and not match.by_login:
            persons[match.system.id, match.account.id or match.account.login] = list(match.entry.persons)
    return Evidence(
        as_of=scene.as_of,
        taken=_utc(taken) or "",
        key=keyed(key, "", "key"),
        roster_sha256=hashlib.sha256(roster_text).hexdigest(),
        systems=[_system(one, key, persons) for one in sorted(scene.inventories, key=lambda one: one.system)],
    )


def _system(told: Inventory, key: bytes, persons: Mapping[tuple[str, str], list[str]]) -> SystemEvidence:
    seen = {}
    for one in told.accounts:
        name = one.id or one.login
        id_ = keyed(key, told.system, name)
        seen[id_] = Seen(
            id=id_,
            state=one.state,
            persons=persons.get((told.system, name), []),
            credentials=sum(credential.active is not False for credential in one.credentials),
        )
    accounts = [seen[name] for name in sorted(seen)]
    listed = json.dumps([one.model_dump(mode="json") for one in accounts], separators=(",", ":"))
    return SystemEvidence(
        system=told.system,
        adapter=told.adapter,
        complete=told.complete,
        count=len(accounts),
        reported_total=told.reported_total,
        pages=told.pages,
        principal=keyed(key, told.system, told.principal) if told.principal else "",
        scope=told.scope,
        endpoints=list(told.endpoints),
        fetched_at=_utc(told.fetched_at),
        sha256=hashlib.sha256(listed.encode()).hexdigest(),
        accounts=accounts,
    )


def _utc(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_of(evidence: Evidence) -> str:
    """The file: an account a line, so that two of them compare line by line."""
    head = evidence.model_dump(mode="json", exclude={"systems"})
    lines = [f'{{{json.dumps(head, ensure_ascii=False)[1:-1]},\n "systems": [']
    for number, system in enumerate(evidence.systems):
        told = json.dumps(system.model_dump(mode="json", exclude={"accounts"}), ensure_ascii=False)[1:-1]
        accounts = ",\n   ".join(one.model_dump_json() for one in system.accounts)
        lines.append(f'{"," if number else ""}\n  {{{told}, "accounts": [\n   {accounts}]}}')
    return "".join([*lines, "]}\n"])


def read_evidence(data: bytes, name: str) -> Evidence:
    """An evidence file. Raises ``UsageError`` for what is none, or was changed by hand."""
    try:
        evidence = Evidence.model_validate_json(data)
    except ValidationError:
        raise UsageError(f"{name}: is no evidence of `sekisho accounts --evidence`") from None
    for system in evidence.systems:
        listed = json.dumps([one.model_dump(mode="json") for one in system.accounts], separators=(",", ":"))
        if hashlib.sha256(listed.encode()).hexdigest() != system.sha256 or system.count != len(system.accounts):
            raise UsageError(f"{name}: the accounts of {system.system} are not those that were written there")
    return evidence


def counts(evidence: Evidence) -> dict[str, int]:
    """The accounts of each system that was seen whole: what the next run may not fall far below."""
    return {one.system: one.count for one in evidence.systems if one.complete}


class Change(NamedTuple):
    """One thing that is different: a message id, and what fills it."""

    message: str
    args: Mapping[str, str]


ADDED: Final = N_("+ {account} {state}{people}")
REMOVED: Final = N_("- {account} was {state}{people}")
CHANGED: Final = N_("~ {account} {before} → {state}{people}")
MORE_KEYS: Final = N_("~ {account} has {n} keys and tokens; it had {before}{people}")
NEW_SYSTEM: Final = N_("+ {system}: asked for the first time")
OLD_SYSTEM: Final = N_("- {system}: not asked any more")
NOT_WHOLE: Final = N_("! {system}: not seen whole, so what is missing there says nothing")


def changes(before: Evidence, after: Evidence) -> Iterator[Change]:
    """What is different between two runs, by system."""
    if before.key != after.key:
        raise UsageError("the two were taken under different keys: set SEKISHO_PROJECT_KEY for every run")
    old, new = ({one.system: one for one in evidence.systems} for evidence in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Change(OLD_SYSTEM, {"system": name})
        elif name not in old:
            yield Change(NEW_SYSTEM, {"system": name})
        else:
            yield from _of_system(old[name], new[name])


def _of_system(old: SystemEvidence, new: SystemEvidence) -> Iterator[Change]:
    if not (old.complete and new.complete):
        yield Change(NOT_WHOLE, {"system": new.system})
    before, after = ({one.id: one for one in told.accounts} for told in (old, new))
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        args = {
            "account": f"{new.system}/{name}",
            "people": _people((other or one or Seen(id="", state=AccountState.UNKNOWN)).persons),
        }
        if one is None and other is not None:
            yield Change(ADDED, {**args, "state": STATES[other.state]})
        elif one is not None and other is None and new.complete:
            yield Change(REMOVED, {**args, "state": STATES[one.state]})
        elif one is not None and other is not None and one.state is not other.state:
            yield Change(CHANGED, {**args, "before": STATES[one.state], "state": STATES[other.state]})
        elif one is not None and other is not None and one.credentials < other.credentials:
            yield Change(MORE_KEYS, {**args, "n": str(other.credentials), "before": str(one.credentials)})


def _people(persons: Sequence[str]) -> str:
    return f" ({', '.join(persons)})" if persons else ""
