"""The commands that are printed beside a finding: each for what is found, each quoted."""

from __future__ import annotations

import pytest

from guard.account import Account, AccountState, Credential, Residue
from guard.checks.accounts.commands import removal
from guard.checks.accounts.roster import System

_ORG = {"org": "acme"}
_GROUP = {"group": "acme/dev"}


def _account(login: str = "dev1", *left: Credential | Residue, number: str = "7") -> Account:
    credentials = tuple(one for one in left if isinstance(one, Credential))
    residues = tuple(one for one in left if isinstance(one, Residue))
    return Account(number, login, AccountState.DISABLED, credentials=credentials, residues=residues)


@pytest.mark.parametrize(
    ("system", "account", "what", "command"),
    [
        (
            System("g", "github", scope=_ORG),
            _account("dev1", Credential("token", "9", where="acme")),
            "token",
            "gh api -X POST orgs/acme/personal-access-tokens/9 -f action=revoke",
        ),
        (System("g", "github", scope=_ORG), _account("dev1", Residue("environment", "app/prod")), "residue", ""),
        (
            System("g", "github", scope=_ORG),
            _account("deploy-key/3", Credential("deploy-key", "3", where="acme/app")),
            "account",
            "gh api -X DELETE repos/acme/app/keys/3",
        ),
        (
            System("g", "gitlab", scope=_GROUP),
            _account("deploy-key/3", Credential("deploy-key", "3", where="acme/dev/app")),
            "account",
            "glab api -X DELETE projects/acme%2Fdev%2Fapp/deploy_keys/3",
        ),
        (
            System("g", "gitlab", scope=_GROUP),
            _account("token/4", Credential("token", "4", where="projects/acme/dev/app")),
            "account",
            "glab api -X DELETE projects/acme%2Fdev%2Fapp/access_tokens/4",
        ),
        (
            System("g", "gitlab", scope=_GROUP),
            _account("a@corp.example", Credential("invitation", "", where="projects/acme/dev/app")),
            "invitation",
            "glab api -X DELETE projects/acme%2Fdev%2Fapp/invitations/a@corp.example",
        ),
        (System("g", "gitlab", scope=_GROUP), _account(), "account", "glab api -X DELETE groups/acme%2Fdev/members/7"),
        (
            System("a", "aws"),
            _account("dev1", Credential("ssh-key", "APKA1")),
            "ssh-key",
            "aws iam delete-ssh-public-key --user-name dev1 --ssh-public-key-id APKA1",
        ),
        (
            System("a", "aws"),
            _account("dev1", Credential("app-password", "ACCA1"), Credential("app-password", "ACCA2", active=False)),
            "app-password",
            "aws iam delete-service-specific-credential --user-name dev1 --service-specific-credential-id ACCA1",
        ),
        (
            System("k", "kubernetes"),
            _account("app:bot", Credential("token", "u", where="app/bot-token")),
            "token",
            "kubectl delete secret bot-token --namespace app",
        ),
        (
            System("l", "linux"),
            _account(
                "dev1", Residue("sudoers", "etc/sudoers.d/*:1"), Residue("sudoers", "etc/sudoers:2"), Residue("group", "a b")
            ),
            "residue",
            "gpasswd --delete dev1 'a b'; visudo --file=/etc/sudoers.d/FILE; visudo",
        ),
        (
            System("p", "postgresql"),
            _account("dev1", Residue("role", 'x"y')),
            "residue",
            'REVOKE "x""y" FROM dev1;',
        ),
        (
            System("m", "mariadb"),
            _account("dev1@%", Residue("role", "developers")),
            "residue",
            "REVOKE 'developers' FROM 'dev1'@'%';",
        ),
        (
            System("d", "ldap", settings={"flavour": "Active-Directory"}),
            _account("dev1", Residue("group", "Domain Admins")),
            "residue",
            "Remove-ADGroupMember -Identity 'Domain Admins' -Members dev1",
        ),
        (System("d", "ldap"), _account("dev1", Residue("group", "ops")), "residue", "ldapmodify: ops: delete member dev1"),
        (System("d", "ldap"), _account("dev1", Credential("ssh-key", "k")), "ssh-key", "ldapmodify: dev1: delete sshPublicKey"),
    ],
)  # fmt: skip
def test_a_command_removes_what_was_found_and_nothing_else(
    system: System, account: Account, what: str, command: str
) -> None:
    assert removal(system, account, what) == command
