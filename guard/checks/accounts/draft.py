"""A first roster from what systems tell: every line of it is there to be read and corrected by somebody who knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import yaml

from guard.account import Account, AccountKind, AccountState, Inventory
from guard.checks.accounts.matching import Scene
from guard.checks.accounts.roster import Roster, System
from guard.messages import N_, Translator

HEAD: Final = (
    N_("Drafted by `sekisho accounts bootstrap` on {day}. Read every line and correct it:"),
    N_("1. the project's days; 2. who each person is, and from when to when; 3. whose each account is;"),
    N_("4. an owner for each service account. Then run `sekisho accounts lint`."),
)
INCOMPLETE: Final = N_("{system} was not seen whole: {reason}")
GUESSED: Final = N_("people as the mail addresses and logins suggest them: a guess")
_FISCAL_MONTH: Final = 4


def drafted(roster: Roster, systems: Sequence[System], told: Sequence[Inventory], day: dt.date, _: Translator) -> str:
    """The text of a draft; projects, people, accounts and systems that a roster has already are kept."""
    lines = [f"# {_(line, day=day.isoformat())}" for line in HEAD]
    lines += [f"# {line}" for line in unseen(told, _)]
    people = _People(roster)
    accounts = list(_accounts(Scene(roster, told, day), people))
    lines += ["schema: 1", "projects:", *(f"  - {_flow(one)}" for one in _projects(roster, day))]
    lines += [f"# {_(GUESSED)}", *_listed("people", people.entries()), *_listed("accounts", accounts)]
    built_in = {one.system: _built_in(one) for one in told}
    lines += ["systems:", *(f"  - {_flow(_system(one, built_in.get(one.id, [])))}" for one in systems)]
    return "\n".join(lines) + "\n"


def unseen(told: Sequence[Inventory], _: Translator) -> Iterator[str]:
    """Why systems were not seen whole."""
    for inventory in told:
        for reason in inventory.reasons:
            why = _(reason.message, **dict(reason.args))
            yield _(INCOMPLETE, system=inventory.system, reason=why)


def _listed(name: str, entries: Iterable[Mapping[str, object]]) -> list[str]:
    lines = [f"  - {_flow(one)}" for one in entries]
    return [f"{name}:", *lines] if lines else [f"{name}: []"]


def _flow(entry: Mapping[str, object]) -> str:
    """One entry on one line."""
    dumped = yaml.safe_dump(dict(entry), default_flow_style=True, sort_keys=False, allow_unicode=True, width=1 << 30)
    return str(dumped).strip()


def _projects(roster: Roster, day: dt.date) -> Iterator[dict[str, object]]:
    for one in roster.projects:
        members = {"members": list(one.members)} if one.members else {}
        yield {"id": one.id, "client": one.client, "start": str(one.start), "end": str(one.end), **members}
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
            days = {
                "from": one.start,
                "to": one.end,
                "devices_returned": one.devices_returned,
                "nda_signed": one.nda_signed,
            }
            told = {name: str(day) for name, day in days.items() if day is not None}
            more = {"mail": list(one.mails), "name": one.name, "employer": one.employer, "projects": list(one.projects)}
            yield {"id": one.id, **{name: value for name, value in more.items() if value}, **told}
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
    """What is there and not switched off, sorted by system and login; no invitation, nothing that comes with a system."""
    order = sorted(scene.matches, key=lambda one: (one.system.id, one.account.login, one.account.id))
    for match in order:
        account, entry = match.account, match.entry
        if account.kind is AccountKind.BUILT_IN or account.state is AccountState.DISABLED or account.is_invitation:
            continue
        told: dict[str, object] = {"system": match.system.id}
        told |= {name: value for name, value in (("id", account.id), ("login", account.login)) if value}
        if entry is not None and not match.by_login:
            whose = {"person": list(entry.persons), "owner": entry.owner, "kind": entry.kind.value}
            told |= {name: value for name, value in whose.items() if value and value != AccountKind.HUMAN.value}
        elif account.kind in {AccountKind.SERVICE, AccountKind.BREAK_GLASS}:
            told |= {"kind": account.kind.value}
        else:
            told |= {"person": people.id_of(account)}
        yield told


def _built_in(told: Inventory) -> list[str]:
    return sorted({one.login for one in told.accounts if one.kind is AccountKind.BUILT_IN and one.login})


def _system(one: System, built_in: Sequence[str]) -> dict[str, object]:
    told: dict[str, object] = {"id": one.id, "adapter": one.adapter}
    told |= {"scope": dict(one.scope)} if one.scope else {}
    told |= one.settings
    told |= {"source_date": str(one.source_date)} if one.source_date else {}
    told |= {"canary": one.canary} if one.canary else {}
    told |= {"min_accounts": one.min_accounts} if one.min_accounts != 1 else {}
    told |= {"projects": list(one.projects)} if one.projects else {}
    names = sorted({*one.built_in, *built_in})
    return told | ({"built_in": names} if names else {})
