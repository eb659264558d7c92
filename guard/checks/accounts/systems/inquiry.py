"""One inquiry at a system that speaks HTTP and JSON: page after page, and an account of what could not be seen.

Adapters say which lists to read and what their records mean; here is when a list has ended, and when it only looks so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from guard.account import Account, AccountState, Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import records
from guard.checks.accounts.systems.http import Answer, Line, Params, trusted
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import (
    CUT_SHORT,
    FEWER_THAN_TOLD,
    NO_SCOPE,
    NO_TOKEN,
    NO_URL,
    PAGE_FAILED,
    Access,
    TokenMissingError,
    token_variable,
)
from guard.messages import N_

BAD_TOKEN: Final = N_("what {variable} holds is no token: it has spaces or characters that no header may have")
ROUND: Final = N_("the pages of the system go round in a circle")
TOO_MANY_PAGES: Final = N_("more than {n} pages: the rest was not read")
NO_STATE: Final = N_("the system does not tell of any account whether it is active: the token may not read it")
REFUSED_HERE: Final = N_("the system took the token before, and refuses it for this list (401)")
NOT_READ: Final = N_("not read: {path}")
CAN_WRITE: Final = N_("a token can do more than read; one that only reads is enough")
_MAX_PAGES: Final = 5000

#: Where the next page is: an address, other parameters of the same path, or nowhere.
Following = Callable[[Answer], "str | Params | None"]


class Inquiry:
    """What was asked, how much came, and every reason why it is not all."""

    def __init__(self, line: Line, system: System) -> None:
        self._line = line
        self.system = system
        self.principal = ""
        self.total: int | None = None
        self.can_write: bool | None = None
        self.pages = 0
        self.reasons: dict[Reason, None] = {}
        self.notes: dict[str, None] = {}
        self.endpoints: dict[str, None] = {}

    def doubt(self, message: str, **args: str) -> None:
        """Say why the list is not whole."""
        self.reasons[Reason(message, tuple(args.items()))] = None

    def refused(self, refusal: Refusal, path: str) -> None:
        """Say that something could not be read; where it was the system that refused, what it was."""
        # GitLab says 401 for what a token that it knows may not read.
        reason = Reason(REFUSED_HERE) if refusal.status == 401 and self.pages else refusal.reason
        self.reasons[reason] = None
        if refusal.status:
            self.doubt(NOT_READ, path=path)

    def note(self, message: str) -> None:
        """Say something that a reader ought to know, and that takes nothing from the list."""
        self.notes[message] = None

    def get(self, path: str, params: Params | None = None, *, shown: str = "", accept: str = "") -> Answer:
        """One answer. Raises ``Refusal``. ``shown`` stands for a path that holds more than evidence should."""
        self.endpoints[shown or path] = None
        answer = self._line.get(path, params, accept=accept)
        self.pages += 1
        return answer

    def walk(self, path: str, params: Params, following: Following, accept: str = "") -> Iterator[Answer]:
        """Every page of a list. Raises ``Refusal`` at the page that fails, and at one that was there before."""
        answer = self.get(path, params, accept=accept)
        asked: set[object] = {frozenset(params.items())}
        while True:
            yield answer
            step = following(answer)
            if step is None:
                return
            mark = step if isinstance(step, str) else frozenset(step.items())
            if mark in asked:
                raise Refusal(Reason(ROUND))
            if len(asked) >= _MAX_PAGES:
                raise Refusal(Reason(TOO_MANY_PAGES, (("n", str(_MAX_PAGES)),)))
            asked.add(mark)
            target, changed, seen = (step, None, answer) if isinstance(step, str) else (path, step, None)
            answer = self._line.get(target, changed, seen, accept=accept)
            self.pages += 1

    def each(
        self,
        path: str,
        params: Params,
        following: Following,
        *,
        key: str = "",
        hidden: str = "",
        accept: str = "",
    ) -> Iterator[Mapping[str, Any]]:
        """The records of all pages, as the list itself or as its field ``key``; a page that fails is a reason and the end.

        ``hidden`` is a note instead of the reason where the token may not see a list that few tokens may, ``accept`` a
        form of the answer that only this list has.
        """
        was_read = False
        try:
            for answer in self.walk(path, params, following, accept):
                rows = answer.body.get(key) if key and isinstance(answer.body, dict) else answer.body
                if not isinstance(rows, list):
                    raise Refusal(Reason(CUT_SHORT))
                if len(found := records(rows)) < len(rows):
                    self.doubt(CUT_SHORT)
                was_read = True
                yield from found
        except Refusal as refusal:
            if hidden and not was_read and refusal.hides:
                self.note(hidden)
                return
            self.refused(refusal, path)
            if was_read:
                self.doubt(PAGE_FAILED)

    def inventory(self, accounts: Sequence[Account], access: Access) -> Inventory:
        """All of it, and whether it is all."""
        if self.total is not None and len({one.id or one.login for one in accounts}) < self.total:
            self.doubt(FEWER_THAN_TOLD)
        if not all(one.id or one.login for one in accounts):
            self.doubt(CUT_SHORT)
        if accounts and all(one.state is AccountState.UNKNOWN for one in accounts):
            self.doubt(NO_STATE)
        if self.can_write:
            self.note(CAN_WRITE)
        system = self.system
        return Inventory(
            system.id,
            system.adapter,
            tuple(accounts),
            complete=not self.reasons,
            reasons=tuple(self.reasons),
            principal=self.principal,
            scope=", ".join(f"{key}={value}" for key, value in sorted(system.scope.items())),
            pages=self.pages,
            reported_total=self.total,
            fetched_at=access.now(),
            can_write=self.can_write,
            endpoints=tuple(self.endpoints),
            notes=tuple(self.notes),
        )


def inquire(
    system: System,
    access: Access,
    read: Callable[[Inquiry], Sequence[Account]],
    *,
    url: str = "",
    scheme: str | Callable[[str], str] = "Bearer",
    headers: Mapping[str, str] | None = None,
    needs: Sequence[str] = (),
) -> Inventory:
    """Open a line to the system, let ``read`` ask, and say what came of it; never raises for what a system does.

    ``url`` is where the system is unless its settings say, ``scheme`` what stands before the token, ``needs`` the keys
    of the scope without which nothing can be asked.
    """
    try:
        missing = next((key for key in needs if not system.scope.get(key)), None)
        if missing is not None:
            raise Refusal(Reason(NO_SCOPE, (("key", missing),)))
        where = system.settings.get("url") or url
        if not where:
            raise Refusal(Reason(NO_URL))
        token = _token(system, access)
        ca_file = system.settings.get("ca_file", "")
        verify = trusted(str(access.root / ca_file) if ca_file else "")
        word = scheme if isinstance(scheme, str) else scheme(token)
        line = Line(where, {**(headers or {}), "authorization": f"{word} {token}"}, access.deadline, verify)
    except Refusal as refusal:
        return Inventory(system.id, system.adapter, reasons=(refusal.reason,), fetched_at=access.now())
    with line:
        inquiry = Inquiry(line, system)
        return inquiry.inventory(read(inquiry), access)


def _token(system: System, access: Access) -> str:
    variable = token_variable(system)
    try:
        token = access.secret(variable).strip()
    except TokenMissingError as error:
        raise Refusal(Reason(NO_TOKEN, (("variable", error.variable),))) from None
    if not token or not all("!" <= char <= "~" for char in token):
        raise Refusal(Reason(BAD_TOKEN, (("variable", variable),)))
    return token


def by_link(answer: Answer) -> str | None:
    """The next page of systems that tell it in the ``Link`` header."""
    return answer.next_link


def by_field(name: str) -> Following:
    """The next page of systems that tell its address in a field of the answer."""

    def following(answer: Answer) -> str | None:
        link = answer.body.get(name) if isinstance(answer.body, dict) else None
        return link if isinstance(link, str) and link else None

    return following


def by_token(params: Params, field: str, parameter: str) -> Following:
    """The next page of systems that give a token for it, which is asked for with ``parameter``."""

    def following(answer: Answer) -> Params | None:
        token: Any = answer.body
        for step in field.split("."):
            token = token.get(step) if isinstance(token, dict) else None
        return {**params, parameter: token} if isinstance(token, str) and token else None

    return following


def segment(text: str) -> str:
    """A name as one part of a path, slashes and all."""
    return quote(text, safe="")


def named(text: str) -> list[str]:
    """The names of a list in a roster's scope: apart by commas or spaces."""
    return list(dict.fromkeys(text.replace(",", " ").split()))
