"""A first roster from what systems tell: every line of it is there to be read and corrected by somebody who knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import yaml

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import Phase, Roster, RosterAccount, System
from guard.messages import N_, Translator

HEAD: Final = (
    N_("Drafted by `sekisho accounts bootstrap` on {day}. Read every line and correct it:"),
    N_("1. the project's days; 2. who each person is, and from when to when; 3. whose each account is;"),
    N_("4. an owner for each service account. Then run `sekisho accounts lint`."),
)
INCOMPLETE: Final = N_("{system} was not seen whole: {reason}")
GUESSED: Final = N_("people as the mail addresses and logins suggest them: a guess")
_FISCAL_MONTH: Final = 4


def drafted(roster: Roster, told: Sequence[Inventory], day: dt.date, _: Translator) -> str:
    """The text of a draft; what a roster has already is kept, accounts that no system tells of included."""
    lines = [f"# {_(line, day=day.isoformat())}" for line in HEAD]
    lines += [f"# {line}" for line in unseen(told, _)]
    people = _People(roster)
    accounts = list(_accounts(Scene(roster, told, day), people))
    lines += ["schema: 1", "projects:", *(f"  - {_flow(one)}" for one in _projects(roster, day))]
    lines += [f"# {_(GUESSED)}", *_listed("people", people.entries()), *_listed("accounts", accounts)]
    built_in = {one.system: _built_in(one) for one in told}
    lines += ["systems:", *(f"  - {_flow(_system(one, built_in.get(one.id, [])))}" for one in roster.systems)]
    lines += [line for name, entries in _kept(roster).items() if entries for line in _listed(name, entries)]
    return "\n".join(lines) + "\n"


def _kept(roster: Roster) -> dict[str, list[dict[str, object]]]:
    """What no system tells of."""
    return {
        "handover": [
            {"to": one.to, "from": str(one.start)}
            | _written(contract=one.contract, members=one.members, project=one.project)
            for one in roster.handovers
        ],
        "exceptions": [
            {"account": one.account, "reason": one.reason}
            | _written(approver=one.approver, approved=one.approved, expires=one.expires)
            for one in roster.exceptions
        ],
        "lent_data": [
            {"what": one.what} | _written(lies=one.lies, lent=one.lent, returned=one.returned, erased=one.erased)
            for one in roster.lent_data
        ],
    }


def unseen(told: Sequence[Inventory], _: Translator) -> Iterator[str]:
    """Why systems were not seen whole."""
    for inventory in told:
        for reason in inventory.reasons:
            why = _(reason.message, **dict(reason.args))
            yield _(INCOMPLETE, system=inventory.system, reason=why)


def _listed(name: str, entries: Iterable[Mapping[str, object]]) -> list[str]:
    lines = [f"  - {_flow(one)}" for one in entries]
    return [f"{name}:", *lines] if lines else [f"{name}: []"]


def _written(**values: object) -> dict[str, object]:
    """What a roster would write: no key without a value, and days as they are written."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}
    return {name: str(value) if isinstance(value, dt.date) else value for name, value in plain.items()}


def _flow(entry: Mapping[str, object]) -> str:
    """One entry on one line."""
    dumped = yaml.safe_dump(dict(entry), default_flow_style=True, sort_keys=False, allow_unicode=True, width=1 << 30)
    return str(dumped).strip()


def _projects(roster: Roster, day: dt.date) -> Iterator[dict[str, object]]:
    for one in roster.projects:
        yield {"id": one.id, "client": one.client, "start": str(one.start), "end": str(one.end)} | _written(
            accepted=one.accepted,
            removal_deadline_days=one.removal_deadline_days,
            deadline_approved_by=one.deadline_approved_by,
            phase="" if one.phase is Phase.DEVELOPMENT else one.phase.value,
            members=one.members,
        )
    if not roster.projects:
        start = dt.date(day.year - (day.month < _FISCAL_MONTH), _FISCAL_MONTH, 1)
        end = dt.date(start.year + 1, _FISCAL_MONTH, 1) - dt.timedelta(days=1)
        yield {"id": "project", "client": "", "start": str(start), "end": str(end)}


class _People:
    """The people of the roster, and placeholders for whoever else has an account: one for each mail address or login."""

    def __init__(self, roster: Roster) -> None:
        self._known = roster.people
        self._by_mail = {mail.casefold(): one.id for one in roster.people for mail in one.mails}
        self._taken = {one.id for one in roster.people}
        self._added: dict[str, str] = {}

    def id_of(self, account: Account) -> str:
        """The person of an account, by mail address or else by login: a guess."""
        mail = account.mail or (account.login if "@" in account.login else "")
        known = self._by_mail.get(mail.casefold())
        if known is not None:
            return known
        by = mail.casefold() or account.login.casefold()
        if by not in self._added:
            number = len(self._added) + 1
            while f"p-{number:03}" in self._taken:
                number += 1
            self._added[by] = f"p-{number:03}"
            self._taken.add(self._added[by])
        return self._added[by]

    def entries(self) -> Iterator[dict[str, object]]:
        """All people: those of the roster first."""
        for one in self._known:
            told = {"id": one.id} | _written(mail=one.mails, name=one.name, employer=one.employer, roles=one.roles)
            told |= _written(projects=one.projects) | _written(**{"from": one.start, "to": one.end})
            yield told | _written(
                devices_returned=one.devices_returned, nda_signed=one.nda_signed, training=one.training
            )
        for by, id_ in self._added.items():
            yield {
                "id": id_,
                **({"mail": by} if "@" in by else {}),
                "name": "",
                "employer": "",
                "from": None,
                "to": None,
            }


def _accounts(scene: Scene, people: _People) -> Iterator[dict[str, object]]:
    """What is there and not switched off, no invitation and nothing that comes with a system; then the rest of the roster."""
    kept = {id(one): one for one in scene.roster.accounts}
    order = sorted(scene.matches, key=lambda one: (one.system.id, one.account.login, one.account.id))
    for match in order:
        account, entry = match.account, match.entry
        if account.kind is AccountKind.BUILT_IN or account.state is AccountState.DISABLED or account.is_invitation:
            continue
        told: dict[str, object] = {"system": match.system.id}
        told |= {name: value for name, value in (("id", account.id), ("login", account.login)) if value}
        if entry is not None and not match.by_login:
            kept.pop(id(entry), None)
            told = _entry(entry) | told
        elif account.kind in {AccountKind.SERVICE, AccountKind.BREAK_GLASS}:
            told |= {"kind": account.kind.value}
        else:
            told |= {"person": people.id_of(account)}
        yield told
    for one in kept.values():
        yield _entry(one)


def _entry(one: RosterAccount) -> dict[str, object]:
    kind = "" if one.kind is AccountKind.HUMAN else one.kind.value
    told = _written(system=one.system, id=one.id, login=one.login, person=one.persons, owner=one.owner, kind=kind)
    return told | _written(secret_rotated=one.secret_rotated, removed=one.removed)


def _duration(time: dt.timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    unit, size = next(
        (unit, size) for unit, size in (("w", 10_080), ("d", 1_440), ("h", 60), ("m", 1)) if not minutes % size
    )
    return f"{minutes // size}{unit}"


def _built_in(told: Inventory) -> list[str]:
    return sorted({one.login for one in told.accounts if one.kind is AccountKind.BUILT_IN and one.login})


def _system(one: System, built_in: Sequence[str]) -> dict[str, object]:
    usual = System(one.id, one.adapter)
    told = _written(id=one.id, adapter=one.adapter, scope=dict(one.scope)) | dict(one.settings)
    told |= {} if one.required else {"required": False}
    told |= _written(source_date=one.source_date, canary=one.canary)
    told |= {} if one.min_accounts == usual.min_accounts else {"min_accounts": one.min_accounts}
    told |= {} if one.max_drop == usual.max_drop else {"max_drop": one.max_drop}
    told |= {} if one.max_age == usual.max_age else {"max_age": _duration(one.max_age)}
    return told | _written(projects=one.projects, built_in=sorted({*one.built_in, *built_in}))
