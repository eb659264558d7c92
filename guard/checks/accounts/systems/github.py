"""GitHub: members of an organization, collaborators, invitations, and the keys and tokens that outlive them.

A token that belongs to no member gets the public members only, and no error: so it has to prove that it sees all. In the
organization there is no state: who is listed can get in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, flag, moment, record, records, word
from guard.checks.accounts.systems.http import Params
from guard.checks.accounts.systems.inquiry import Inquiry, by_link, inquire, named, segment
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import FORBIDDEN, NOT_FOUND, Access
from guard.messages import N_

PUBLIC_ONLY: Final = N_("the token shows public members only: it belongs to no member of the organization")
NO_MEMBER: Final = N_(
    "the token belongs to no person and may not read members, as GITHUB_TOKEN of a workflow: take that of a GitHub App with Members: read"
)
NO_REPOSITORIES: Final = N_(
    "deploy keys, collaborators and environments were not looked at: name repositories in scope (repos), or *"
)
NO_TEAMS: Final = N_("teams were not looked at: name them in scope (teams), or *")
NO_INSTALLATIONS: Final = N_("installed GitHub Apps were not looked at: GitHub tells owners of the organization only")
NO_TOKENS: Final = N_("fine-grained tokens were not looked at: GitHub shows them to a GitHub App only")
NO_REVIEWERS: Final = N_(
    "reviewers of environments were not looked at: the token may not read Actions, or there are none"
)
NO_FACTORS: Final = N_("second factors were not looked at: GitHub tells owners of the organization only")
_PAGE: Final = {"per_page": 100}
_READ_ONLY: Final = frozenset({"user:email", "notifications"})

Put = Callable[[Mapping[str, Any]], None]


def inventory(system: System, access: Access) -> Inventory:
    """Everybody who can get into an organization (``scope: {org, repos, teams}``) in one of the ways that GitHub tells of."""
    headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
    return inquire(system, access, _read, url="https://api.github.com", headers=headers, needs=["org"])


def _read(inquiry: Inquiry) -> list[Account]:
    name = inquiry.system.scope["org"]
    org = f"/orgs/{segment(name)}"
    accounts = Accounts()
    is_person = _introduce(inquiry, name)
    for one in inquiry.each(f"{org}/members", {"role": "all", **_PAGE}, by_link):
        accounts.put(_person(one))
    for one in inquiry.each(f"{org}/outside_collaborators", _PAGE, by_link):
        accounts.put(_person(one))
    for one in inquiry.each(f"{org}/invitations", _PAGE, by_link):
        accounts.put(_invitation(one, one, f"orgs/{name}"), f"invitation {word(one.get('id'))}")
    if not is_person and any(reason.message in {FORBIDDEN, NOT_FOUND} for reason in inquiry.reasons):
        inquiry.doubt(NO_MEMBER)
    repositories = _repositories(inquiry, org)
    if not repositories:
        inquiry.note(NO_REPOSITORIES)
    for repository in repositories:
        _ask_repository(inquiry, f"{name}/{repository}", accounts)
    _teams(inquiry, name, org, accounts)
    _installations(inquiry, org, accounts)
    _tokens(inquiry, name, org, accounts)
    return _with_factors(inquiry, org, list(accounts))


def _introduce(inquiry: Inquiry, org: str) -> bool:
    """Whether the token is a person's; one that is has to be a member, or the list is that of the public members."""
    try:
        answer = inquiry.get("/user")
    except Refusal as refusal:
        if not refusal.hides:  # an App's token has no user
            inquiry.refused(refusal, "/user")
        return False
    inquiry.principal = word(record(answer.body).get("login"))
    if "x-oauth-scopes" in answer.headers:
        scopes = named(answer.headers["x-oauth-scopes"])
        inquiry.can_write = any(not one.startswith("read:") and one not in _READ_ONLY for one in scopes)
    path = f"/user/memberships/orgs/{segment(org)}"
    try:
        membership = record(inquiry.get(path).body)
        if membership.get("state") != "active":
            inquiry.doubt(PUBLIC_ONLY)
    except Refusal as refusal:
        inquiry.refused(refusal, path)
        inquiry.doubt(PUBLIC_ONLY)
    return True


def _person(one: Mapping[str, Any], residues: tuple[Residue, ...] = ()) -> Account:
    login = word(one.get("login"))
    is_bot = one.get("type") == "Bot" or login.endswith("[bot]")
    kind = AccountKind.SERVICE if is_bot else AccountKind.HUMAN
    return Account(
        word(one.get("id")),
        login,
        AccountState.ACTIVE,
        kind,
        mail=word(one.get("email")),
        residues=residues,
        folds=True,
    )


def _invitation(one: Mapping[str, Any], invited: Mapping[str, Any], where: str) -> Account:
    """An open invitation; ``invited`` holds the login, or the mail address of somebody of whom GitHub knows no more.

    It has no id of an account: its own would be compared with those of people.
    """
    created = moment(one.get("created_at"))
    mail = word(invited.get("email"))
    return Account(
        "",
        word(invited.get("login")) or mail,
        AccountState.ACTIVE,
        AccountKind.HUMAN,
        mail=mail,
        created=created,
        is_invitation=True,
        credentials=(Credential("invitation", word(one.get("id")), True, created, where=where),),
        folds=True,
    )


def _repositories(inquiry: Inquiry, org: str) -> list[str]:
    chosen = named(inquiry.system.scope.get("repos", ""))
    if chosen != ["*"]:
        return [one.rpartition("/")[2] for one in chosen]
    listed = inquiry.each(f"{org}/repos", {"type": "all", **_PAGE}, by_link)
    return [word(one.get("name")) for one in listed if not one.get("archived")]


def _ask_repository(inquiry: Inquiry, name: str, accounts: Accounts) -> None:
    """What opens a repository beside the organization: collaborators, invitations, deploy keys, reviewers."""
    path = "/repos/" + "/".join(map(segment, name.split("/", 1)))
    for affiliation in ("direct", "outside"):
        for one in inquiry.each(f"{path}/collaborators", {"affiliation": affiliation, **_PAGE}, by_link):
            accounts.put(_person(one))
    for one in inquiry.each(f"{path}/invitations", _PAGE, by_link):
        if one.get("expired") is not True:
            invited = _invitation(one, record(one.get("invitee")), f"repos/{name}")
            accounts.put(invited, f"invitation {name} {word(one.get('id'))}")
    for one in inquiry.each(f"{path}/keys", _PAGE, by_link):
        _put_with(accounts, word(one.get("added_by")), _deploy_key(one, name))
    for one in inquiry.each(f"{path}/environments", _PAGE, by_link, key="environments", hidden=NO_REVIEWERS):
        where = f"{name}:{word(one.get('name'))}"
        for reviewer in _reviewers(one):
            if word(reviewer.get("id")) in accounts:
                accounts.put(_person(reviewer, (Residue("environment", where),)))


def _teams(inquiry: Inquiry, name: str, org: str, accounts: Accounts) -> None:
    """The teams that people are in; a secret one is not listed to a token that may not see it."""
    chosen = named(inquiry.system.scope.get("teams", ""))
    if not chosen:
        inquiry.note(NO_TEAMS)
    if chosen == ["*"]:
        chosen = [word(one.get("slug")) for one in inquiry.each(f"{org}/teams", _PAGE, by_link)]
    for slug in filter(None, chosen):
        team = Residue("team", f"{name}/{slug}")
        for one in inquiry.each(f"{org}/teams/{segment(slug)}/members", {"role": "all", **_PAGE}, by_link):
            accounts.put(_person(one, (team,)))


def _installations(inquiry: Inquiry, org: str, accounts: Accounts) -> None:
    """Apps that get into the organization: each is a service that the roster has to know."""
    for one in inquiry.each(f"{org}/installations", _PAGE, by_link, key="installations", hidden=NO_INSTALLATIONS):
        state = AccountState.ACTIVE if one.get("suspended_at") is None else AccountState.DISABLED
        number, created = word(one.get("id")), moment(one.get("created_at"))
        login = f"app/{word(one.get('app_slug'))}"  # as GitHub itself writes an App that is an author
        accounts.put(Account(f"installation/{number}", login, state, AccountKind.SERVICE, created=created))


def _reviewers(environment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        record(one.get("reviewer"))
        for rule in records(environment.get("protection_rules"))
        for one in records(rule.get("reviewers"))
        if one.get("type") == "User"
    ]


def _deploy_key(one: Mapping[str, Any], where: str) -> Credential:
    return Credential(
        "deploy-key",
        word(one.get("id")),
        True if (enabled := flag(one.get("enabled"))) is None else enabled,
        moment(one.get("created_at")),
        moment(one.get("last_used")),
        where,
    )


def _put_with(accounts: Accounts, login: str, credential: Credential, account_id: str = "") -> None:
    """A key or token with the account that made it: a member, somebody who is gone, or nobody that GitHub names."""
    found = accounts.of(login)
    if found is not None:
        key, known = found
        accounts.put(replace(known, credentials=(credential,)), key)
    elif login:
        accounts.put(Account(account_id, login, AccountState.DISABLED, credentials=(credential,), folds=True))
    else:
        nobody = f"{credential.kind}/{credential.id}"
        state = AccountState.DISABLED if credential.active is False else AccountState.ACTIVE
        accounts.put(Account(nobody, nobody, state, AccountKind.SERVICE, credentials=(credential,)))


def _tokens(inquiry: Inquiry, name: str, org: str, accounts: Accounts) -> None:
    for one in inquiry.each(f"{org}/personal-access-tokens", _PAGE, by_link, hidden=NO_TOKENS):
        expired = flag(one.get("token_expired"))
        token = Credential(
            "token",
            word(one.get("token_id")),
            None if expired is None else not expired,
            moment(one.get("access_granted_at")),
            moment(one.get("token_last_used_at")),
            name,
        )
        owner = record(one.get("owner"))
        _put_with(accounts, word(owner.get("login")), token, word(owner.get("id")))


def _with_factors(inquiry: Inquiry, org: str, accounts: list[Account]) -> list[Account]:
    """Who has no second factor; where GitHub does not tell, nobody is said to have one."""
    asking: Params = {"filter": "2fa_disabled", **_PAGE}
    lists = (f"{org}/members", f"{org}/outside_collaborators")
    ids = {word(one.get("id")) for path in lists for one in inquiry.each(path, asking, by_link, hidden=NO_FACTORS)}
    return [replace(one, mfa=False) if one.id in ids and not one.is_invitation else one for one in accounts]
