"""GitLab: members of a group or project, inherited ones too, invitations, deploy keys and access tokens.

A private group answers 404 to a stranger, and members that come from a group which the token cannot see are missing
without an error: so the token's own user has to be among the members.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Credential, Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, flag, moment, number, record, word
from guard.checks.accounts.systems.http import Answer, Params
from guard.checks.accounts.systems.inquiry import Inquiry, by_link, inquire, named, segment
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import FEWER_THAN_TOLD, NO_SCOPE, Access
from guard.messages import N_

NO_MEMBER: Final = N_("the token's user is no member: members of groups that the token cannot see are missing")
NO_PROJECTS: Final = N_("deploy keys of projects were not looked at: name projects in scope (projects), or *")
_PAGE: Final = {"per_page": 100}
_BOT: Final = re.compile(
    r"(?:project|group)_\d{1,18}_bot.{0,255}|service_account_.{1,255}|[a-z]{1,30}-bot|ghost\d{0,9}"
)
_OFF: Final = frozenset({"blocked", "banned", "ldap_blocked", "blocked_pending_approval"})
_STATES: Final = {"active": AccountState.ACTIVE, "deactivated": AccountState.ACTIVE}
_READ_ONLY: Final = frozenset(
    {"read_api", "read_user", "read_repository", "read_registry", "openid", "profile", "email"}
)


def inventory(system: System, access: Access) -> Inventory:
    """Everybody who can get into a group (``scope: {group, projects}``) or a project (``scope: {project}``)."""
    return inquire(system, access, lambda inquiry: _read(inquiry, access.now()), url="https://gitlab.com")


def _read(inquiry: Inquiry, now: dt.datetime) -> list[Account]:
    scope = inquiry.system.scope
    place = (
        f"groups/{segment(scope['group'])}" if scope.get("group") else f"projects/{segment(scope.get('project', ''))}"
    )
    if not scope.get("group") and not scope.get("project"):
        inquiry.doubt(NO_SCOPE, key="group")
        return []
    accounts = Accounts()
    own_id, sees_all = _introduce(inquiry)
    _members(inquiry, f"/api/v4/{place}", accounts, now)
    if own_id and not sees_all and own_id not in accounts:
        inquiry.doubt(NO_MEMBER)
    projects = _projects(inquiry)
    for one in dict.fromkeys([f"/api/v4/{place}", *projects]):
        _invitations(inquiry, one, accounts)
        _tokens(inquiry, one, accounts)
        if "/projects/" in one:
            _deploy_keys(inquiry, one, accounts, now)
    if scope.get("group") and not projects:
        inquiry.note(NO_PROJECTS)
    return list(accounts)


def _introduce(inquiry: Inquiry) -> tuple[str, bool]:
    """The id of the token's user, and whether it is an administrator's."""
    try:
        user = record(inquiry.get("/api/v4/user").body)
    except Refusal as refusal:
        inquiry.refused(refusal, "/api/v4/user")
        return "", False
    inquiry.principal = word(user.get("username"))
    with suppress(Refusal):  # tokens of OAuth have no such record
        scopes = record(inquiry.get("/api/v4/personal_access_tokens/self").body).get("scopes")
        inquiry.can_write = isinstance(scopes, list) and any(word(one) not in _READ_ONLY for one in scopes)
    return word(user.get("id")), user.get("is_admin") is True


def _members(inquiry: Inquiry, path: str, accounts: Accounts, now: dt.datetime) -> None:
    total: int | None = None
    rows = 0

    def following(answer: Answer) -> str | None:
        nonlocal total
        total = number(answer.headers.get("x-total"))
        return by_link(answer)

    before = len(inquiry.reasons)
    for one in inquiry.each(f"{path}/members/all", _PAGE, following):
        rows += 1
        accounts.put(_member(one, now))
    if total is not None and rows < total and len(inquiry.reasons) == before:
        inquiry.doubt(FEWER_THAN_TOLD)


def _member(one: Mapping[str, Any], now: dt.datetime) -> Account:
    """A member; a deactivated one gets in again by logging in, and one whose time has passed is still listed."""
    told, login, expires = word(one.get("state")), word(one.get("username")), moment(one.get("expires_at"))
    state = AccountState.DISABLED if told in _OFF else _STATES.get(told, AccountState.UNKNOWN)
    weak = ["deactivated"] if told == "deactivated" else []
    if state is not AccountState.DISABLED and expires is not None and expires <= now:
        weak.append("expiry-passed")
    return Account(
        word(one.get("id")),
        login,
        state,
        AccountKind.SERVICE if _BOT.fullmatch(login) else AccountKind.HUMAN,
        mail=word(one.get("email")),
        created=moment(one.get("created_at")),
        expires=expires,
        mfa=flag(one.get("two_factor_enabled")),
        weak=tuple(weak),
        folds=True,
    )


def _projects(inquiry: Inquiry) -> list[str]:
    """The projects whose keys are asked for, as paths."""
    scope = inquiry.system.scope
    chosen = named(scope.get("projects", "")) if scope.get("group") else [scope.get("project", "")]
    if chosen != ["*"]:
        return [f"/api/v4/projects/{segment(one)}" for one in chosen]
    params: Params = {"include_subgroups": "true", "simple": "true", "archived": "false", **_PAGE}
    listed = inquiry.each(f"/api/v4/groups/{segment(scope['group'])}/projects", params, by_link)
    return [f"/api/v4/projects/{segment(word(one.get('id')))}" for one in listed]


def _invitations(inquiry: Inquiry, path: str, accounts: Accounts) -> None:
    """Open invitations; GitLab names a mail address and no id."""
    for one in inquiry.each(f"{path}/invitations", _PAGE, by_link):
        mail = word(one.get("invite_email"))
        created = moment(one.get("created_at"))
        invited = Account("", mail, AccountState.ACTIVE, AccountKind.HUMAN, mail, created, folds=True)
        invitation = Credential("invitation", "", True, created, where=_place(path))
        told = replace(invited, is_invitation=True, credentials=(invitation,))
        accounts.put(told, f"invitation {mail.casefold()}")


def _tokens(inquiry: Inquiry, path: str, accounts: Accounts) -> None:
    """Access tokens of the group or project, at the account of the bot that each one is."""
    for one in inquiry.each(f"{path}/access_tokens", _PAGE, by_link):
        token = Credential(
            "token",
            word(one.get("id")),
            flag(one.get("active")),
            moment(one.get("created_at")),
            moment(one.get("last_used_at")),
            _place(path),
        )
        bot = word(one.get("user_id")) or f"token/{token.id}"
        state = AccountState.DISABLED if token.active is False else AccountState.ACTIVE
        if bot in accounts or token.active is not False:
            accounts.put(Account(bot, bot, state, AccountKind.SERVICE, credentials=(token,)))


def _place(path: str) -> str:
    """Where something of a group or project stands: ``groups/acme``, ``projects/acme/app``."""
    return path.removeprefix("/api/v4/").replace("%2F", "/")


def _deploy_keys(inquiry: Inquiry, path: str, accounts: Accounts, now: dt.datetime) -> None:
    """Deploy keys: GitLab does not tell whose they are, so each is a service account that the roster has to know."""
    for one in inquiry.each(f"{path}/deploy_keys", _PAGE, by_link):
        name = f"deploy-key/{word(one.get('id'))}"
        expires = moment(one.get("expires_at"))
        is_off = expires is not None and expires <= now
        state = AccountState.DISABLED if is_off else AccountState.ACTIVE
        key = Credential(
            "deploy-key",
            word(one.get("id")),
            not is_off,
            moment(one.get("created_at")),
            moment(one.get("last_used_at")),
            path.rpartition("/")[2].replace("%2F", "/"),
        )
        accounts.put(Account(name, name, state, AccountKind.SERVICE, expires=expires, credentials=(key,)))
