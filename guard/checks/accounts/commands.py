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
    if what == "account":  # a key or token of nobody, which an adapter tells as an account of its own
        what = next((one.kind for one in account.credentials if account.login == f"{one.kind}/{one.id}"), what)
    return "" if make is None or not what else make(system, account, what)


def _q(text: str) -> str:
    return shlex.quote(text)


def _ids(account: Account, kind: str) -> list[str]:
    """The ids of an account's credentials of a kind that are not off, as a shell takes them."""
    return [_q(one.id) for one in account.credentials if one.kind == kind and one.active is not False]


def _rights(account: Account, kind: str) -> list[str]:
    """Where rights of a kind are left."""
    return [one.where for one in account.residues if one.kind == kind]


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
    if what == "token":
        tokens = _ids(account, what)
        return "; ".join(
            f"gh api -X POST orgs/{_q(org)}/personal-access-tokens/{one} -f action=revoke" for one in tokens
        )
    if what == "residue":
        teams = [one.where.rpartition("/")[2] for one in account.residues if one.kind == "team"]
        return "; ".join(f"gh api -X DELETE orgs/{_q(org)}/teams/{_q(team)}/memberships/{login}" for team in teams)
    if account.id.startswith("installation/"):
        return ""  # an App is taken out by hand: no token of a person can
    return f"gh api -X DELETE orgs/{_q(org)}/memberships/{login}"


def _gitlab(system: System, account: Account, what: str) -> str:
    group = system.scope.get("group") or system.scope.get("project") or "GROUP"
    home = f"{'groups' if 'group' in system.scope else 'projects'}/{group}"
    deleted = [(one.where or home, one.id) for one in account.credentials if one.kind == what]
    if what == "invitation":
        deleted = [(where, account.mail or account.login) for where, _id in deleted or [(home, "")]]
    elif what == "deploy-key":
        deleted = [(f"projects/{where}", key) for where, key in deleted]
    elif what != "token":
        deleted = [(home, account.id)]
    list_ = {"invitation": "invitations", "deploy-key": "deploy_keys", "token": "access_tokens"}.get(what, "members")
    return "; ".join(f"glab api -X DELETE {_gitlab_place(where)}/{list_}/{_q(one)}" for where, one in deleted)


def _gitlab_place(where: str) -> str:
    kind, _, name = where.partition("/")
    return f"{kind}/{_q(name.replace('/', '%2F'))}"


_AWS_KEYS: Final = MappingProxyType(
    {
        "access-key": ("delete-access-key", "--access-key-id"),
        "app-password": ("delete-service-specific-credential", "--service-specific-credential-id"),
        "certificate": ("delete-signing-certificate", "--certificate-id"),
        "ssh-key": ("delete-ssh-public-key", "--ssh-public-key-id"),
    }
)


def _aws(system: System, account: Account, what: str) -> str:
    name = _q(account.login)
    if account.kind is AccountKind.BUILT_IN:
        return ""  # the root user closes its own ways in, in the console
    if what == "residue":
        groups = [one.where for one in account.residues if one.kind == "group"]
        return "; ".join(f"aws iam remove-user-from-group --user-name {name} --group-name {_q(one)}" for one in groups)
    if what in _AWS_KEYS:
        verb, option = _AWS_KEYS[what]
        return "; ".join(f"aws iam {verb} --user-name {name} {option} {one}" for one in _ids(account, what))
    return f"aws iam delete-login-profile --user-name {name}; aws iam delete-user --user-name {name}"


_DOMAINS: Final = frozenset({"active-directory", "samba"})


def _ldap(system: System, account: Account, what: str) -> str:
    login, flavour = _q(account.login), system.settings.get("flavour", "").lower()
    if what == "residue":
        verb = (
            "Remove-ADGroupMember -Identity {} -Members {}"
            if flavour in _DOMAINS
            else "ldapmodify: {}: delete member {}"
        )
        return "; ".join(verb.format(_q(group), login) for group in _rights(account, "group"))
    if what == "ssh-key":
        return f"ldapmodify: {login}: delete sshPublicKey"
    by_flavour = {
        "openldap": f"ldapmodify: {login}: replace pwdAccountLockedTime: 000001010000Z",
        "389-ds": f"dsidm INSTANCE account lock {login}",
        "freeipa": f"ipa user-disable {login}",
        "active-directory": f"Disable-ADAccount -Identity {login}",
        "samba": f"samba-tool user disable {login}",
    }
    return by_flavour.get(flavour) or "; ".join(f"{kind}: {command}" for kind, command in by_flavour.items())


def _linux(system: System, account: Account, what: str) -> str:
    login = _q(account.login)
    if what == "ssh-key":
        return f'rm "$(getent passwd {login} | cut -d: -f6)"/.ssh/authorized_keys'
    if what == "residue":
        files = [
            "visudo --file=/etc/sudoers.d/FILE" if ".d/" in one else "visudo" for one in _rights(account, "sudoers")
        ]
        groups = [f"gpasswd --delete {login} {_q(one)}" for one in _rights(account, "group")]
        return "; ".join(dict.fromkeys((*groups, *files)))
    return f"usermod --lock --expiredate 1 {login}; userdel --remove {login}"


def _postgresql(system: System, account: Account, what: str) -> str:
    login = _identifier(account.login)
    if what == "residue":
        return " ".join(f"REVOKE {_identifier(role)} FROM {login};" for role in _rights(account, "role"))
    return f"ALTER ROLE {login} NOLOGIN;"


def _mysql(system: System, account: Account, what: str) -> str:
    login = _mysql_name(account.login)
    if what == "residue":
        return " ".join(f"REVOKE {_mysql_name(role)} FROM {login};" for role in _rights(account, "role"))
    return f"ALTER USER {login} ACCOUNT LOCK;"


def _mysql_name(name: str) -> str:
    """The name of a user or role as MySQL writes it: with its host where it has one."""
    user, at, host = name.rpartition("@")
    return at.join(
        "'" + part.replace("\\", "\\\\").replace("'", "''") + "'" for part in ((user, host) if at else (name,))
    )


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
    if what == "token":
        secrets = [one.where.partition("/") for one in account.credentials if one.kind == what]
        return "; ".join(f"kubectl delete secret {_q(name)} --namespace {_q(space)}" for space, _, name in secrets)
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
