"""Kubernetes: who is named in role bindings. A cluster has no list of users, so a binding is all there is to be an account.

Secrets are asked for as metadata only: the tokens in them never come here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, moment, record, records, word
from guard.checks.accounts.systems.http import Params
from guard.checks.accounts.systems.inquiry import Inquiry, by_token, inquire
from guard.checks.accounts.systems.refusal import UNEXPECTED
from guard.checks.accounts.systems.system import Access
from guard.messages import N_

GROUPS: Final = N_("groups hold rights in the cluster; who belongs to them, only the identity provider tells")
CERTIFICATES: Final = N_("a cluster does not tell which client certificates were issued, and takes none back")
NO_SECRETS: Final = N_("token secrets of service accounts were not looked at: the token may not list secrets")
_RBAC: Final = "/apis/rbac.authorization.k8s.io/v1"
_RESTARTS: Final = 2
_GONE: Final = Reason(UNEXPECTED, (("status", "410"),))
_METADATA: Final = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


def inventory(system: System, access: Access) -> Inventory:
    """The users and service accounts that bindings name, and the tokens of service accounts that lie in secrets."""
    return inquire(system, access, _read)


def _read(inquiry: Inquiry) -> list[Account]:
    accounts = Accounts()
    has_groups = False
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in _listed(inquiry, f"{_RBAC}/{kind.lower()}s", {}):
            metadata = record(binding.get("metadata"))
            place = "/".join(filter(None, (word(metadata.get("namespace")), word(metadata.get("name")))))
            for subject in records(binding.get("subjects")):
                name = word(subject.get("name"))
                has_groups = has_groups or (subject.get("kind") == "Group" and not name.startswith("system:"))
                if subject.get("kind") in {"User", "ServiceAccount"} and name:
                    accounts.put(_subject(subject, name, Residue(kind, place)))
    _token_secrets(inquiry, accounts)
    if has_groups:
        inquiry.note(GROUPS)
    inquiry.note(CERTIFICATES)
    return list(accounts)


def _listed(
    inquiry: Inquiry, path: str, selection: Params, accept: str = "", hidden: str = ""
) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; one that changed so much that its next page is gone (410) is read again from the start."""
    params: Params = {**selection, "limit": 500}
    following = by_token(params, "metadata.continue", "continue")
    for restart in range(_RESTARTS + 1):
        before = dict(inquiry.reasons)
        yield from inquiry.each(path, params, following, key="items", hidden=hidden, accept=accept)
        if _GONE not in inquiry.reasons or restart == _RESTARTS:
            return
        inquiry.reasons = before


def _subject(subject: Mapping[str, Any], name: str, binding: Residue) -> Account:
    if subject.get("kind") == "ServiceAccount":
        return _service_account(word(subject.get("namespace")), name, residues=(binding,))
    kind = AccountKind.BUILT_IN if name.startswith("system:") else AccountKind.UNKNOWN
    return Account("", name, AccountState.ACTIVE, kind, residues=(binding,))


def _service_account(
    namespace: str, name: str, *, residues: tuple[Residue, ...] = (), credentials: tuple[Credential, ...] = ()
) -> Account:
    kind = AccountKind.BUILT_IN if namespace == "kube-system" else AccountKind.SERVICE
    login = f"system:serviceaccount:{namespace}:{name}"
    return Account("", login, AccountState.ACTIVE, kind, credentials=credentials, residues=residues)


def _token_secrets(inquiry: Inquiry, accounts: Accounts) -> None:
    selection = {"fieldSelector": "type=kubernetes.io/service-account-token"}
    for secret in _listed(inquiry, "/api/v1/secrets", selection, _METADATA, NO_SECRETS):
        metadata = record(secret.get("metadata"))
        namespace, name = word(metadata.get("namespace")), word(metadata.get("name"))
        owner = word(record(metadata.get("annotations")).get("kubernetes.io/service-account.name"))
        if owner:
            created = moment(metadata.get("creationTimestamp"))
            token = Credential("token", word(metadata.get("uid")), True, created, where=f"{namespace}/{name}")
            accounts.put(_service_account(namespace, owner, credentials=(token,)))
