"""The commands that would remove an access, for a person to read and to run; Sekisho never runs one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from guard.account import Account, AccountKind
from guard.checks.accounts.roster import System

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


def removal(system: System, account: Account, what: str) -> str:
    """The command for an account or for what is left of it; empty where no command is known.

    ``what`` is ``account``, ``invitation``, ``residue`` or the kind of a credential, and empty where nothing is to be
    removed. Everything that comes from a system is quoted for a shell of POSIX.
    """
    make = _COMMANDS.get(system.adapter)
    return "" if make is None or not what else make(system, account, what)


def _q(text: str) -> str:
    return shlex.quote(text)


def _identifier(name: str) -> str:
    """A name as SQL writes it, quotes doubled."""
    return name if _PLAIN_NAME.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _github(system: System, account: Account, what: str) -> str:
    org = system.scope.get("org", "ORG")
    login = _q(account.login)
    if what == "invitation":
        open_ones = [(one.where, one.id) for one in account.credentials if one.kind == "invitation"]
        places = open_ones or [(f"orgs/{org}", account.id)]
        return "; ".join(f"gh api -X DELETE {_q(where)}/invitations/{_q(number)}" for where, number in places)
    if what == "deploy-key":
        keys = [one for one in account.credentials if one.kind == "deploy-key" and one.where]
        return "; ".join(f"gh api -X DELETE repos/{_q(one.where)}/keys/{_q(one.id)}" for one in keys)
    teams = [one.where.rpartition("/")[2] for one in account.residues if one.kind == "team"]
    if what == "residue" and teams:
        return "; ".join(f"gh api -X DELETE orgs/{_q(org)}/teams/{_q(team)}/memberships/{login}" for team in teams)
    if account.id.startswith("installation/"):
        return ""  # an App is taken out by hand: no token of a person can
    return f"gh api -X DELETE orgs/{_q(org)}/memberships/{login}"


def _gitlab(system: System, account: Account, what: str) -> str:
    group = system.scope.get("group") or system.scope.get("project") or "GROUP"
    kind = "groups" if "group" in system.scope else "projects"
    place = group.replace("/", "%2F")
    if what == "invitation":
        return f"glab api -X DELETE {kind}/{place}/invitations/{_q(account.mail or account.login)}"
    return f"glab api -X DELETE {kind}/{place}/members/{_q(account.id)}"


def _aws(system: System, account: Account, what: str) -> str:
    name = _q(account.login)
    if account.kind is AccountKind.BUILT_IN:
        return ""  # the root user closes its own ways in, in the console
    if what == "residue":
        groups = [one.where for one in account.residues if one.kind == "group"]
        return "; ".join(f"aws iam remove-user-from-group --user-name {name} --group-name {_q(one)}" for one in groups)
    if what == "access-key":
        keys = [one for one in account.credentials if one.kind == "access-key"]
        return "; ".join(f"aws iam delete-access-key --user-name {name} --access-key-id {_q(one.id)}" for one in keys)
    return f"aws iam delete-login-profile --user-name {name}; aws iam delete-user --user-name {name}"


def _ldap(system: System, account: Account, what: str) -> str:
    flavour = system.settings.get("flavour", "")
    if flavour in {"active-directory", "samba"}:
        return f"Disable-ADAccount -Identity {_q(account.login)}"
    if flavour in {"389-ds", "freeipa"}:
        return (
            f"ipa user-disable {_q(account.login)}"
            if flavour == "freeipa"
            else f"dsidm INSTANCE account lock {_q(account.login)}"
        )
    return f"ldapmodify: replace pwdAccountLockedTime: 000001010000Z  # {account.login}"


def _linux(system: System, account: Account, what: str) -> str:
    login = _q(account.login)
    if what == "ssh-key":
        return f'rm "$(getent passwd {login} | cut -d: -f6)"/.ssh/authorized_keys'
    return f"usermod --lock --expiredate 1 {login}; userdel --remove {login}"


def _postgresql(system: System, account: Account, what: str) -> str:
    return f"ALTER ROLE {_identifier(account.login)} NOLOGIN;"


def _mysql(system: System, account: Account, what: str) -> str:
    user, _, host = account.login.rpartition("@")
    quoted = "'{}'@'{}'".format(
        *(part.replace("\\", "\\\\").replace("'", "''") for part in (user or account.login, host or "%"))
    )
    return f"ALTER USER {quoted} ACCOUNT LOCK;"


def _scim(system: System, account: Account, what: str) -> str:
    return f"PATCH /Users/{account.id}  {{active: false}}"


def _entra(system: System, account: Account, what: str) -> str:
    return f"az ad user update --id {_q(account.id)} --account-enabled false"


def _google(system: System, account: Account, what: str) -> str:
    return f"gam update user {_q(account.login)} suspended on"


def _okta(system: System, account: Account, what: str) -> str:
    return f"okta: POST /api/v1/users/{account.id}/lifecycle/deactivate"


def _keycloak(system: System, account: Account, what: str) -> str:
    realm = system.scope.get("realm", "REALM")
    return f"kcadm.sh update users/{_q(account.id)} -r {_q(realm)} -s enabled=false"


def _kubernetes(system: System, account: Account, what: str) -> str:
    bindings: list[str] = []
    for one in account.residues:
        namespace, _, name = one.where.rpartition("/")
        place = f" --namespace {_q(namespace)}" if namespace else ""
        bindings.append(f"kubectl edit {_q(one.kind.lower())} {_q(name)}{place}")
    return "; ".join(bindings) or "kubectl get rolebindings -A"


_COMMANDS: Final = MappingProxyType[str, Callable[[System, Account, str], str]](
    {
        "aws": _aws,
        "entra": _entra,
        "github": _github,
        "gitlab": _gitlab,
        "google": _google,
        "keycloak": _keycloak,
        "kubernetes": _kubernetes,
        "ldap": _ldap,
        "linux": _linux,
        "mariadb": _mysql,
        "mysql": _mysql,
        "okta": _okta,
        "postgresql": _postgresql,
        "scim": _scim,
    }
)
