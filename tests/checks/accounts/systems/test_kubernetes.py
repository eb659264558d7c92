"""Kubernetes: accounts that are nothing but names in bindings."""

from __future__ import annotations

from typing import Any

import pytest

from guard.account import Account, AccountKind, AccountState, Inventory, Residue
from guard.checks.accounts.commands import removal
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.inquiry import NOT_READ
from guard.checks.accounts.systems.kubernetes import CERTIFICATES, GROUPS, NO_SECRETS
from guard.checks.accounts.systems.refusal import UNEXPECTED
from guard.checks.accounts.systems.system import FORBIDDEN, PAGE_FAILED

from .vendors import LEAVER, STAYS, VENDORS, ask, binding, objects, user
from .web import Asked, Reply, Web

KUBERNETES = VENDORS["kubernetes"]
BINDINGS = KUBERNETES.main
CLUSTER = BINDINGS.replace("rolebindings", "clusterrolebindings")


@pytest.fixture
def cluster(web: Web) -> Web:
    KUBERNETES.play(web)
    return web


def found(inventory: Inventory, login: str) -> Account:
    (account,) = [one for one in inventory.accounts if one.login == login]
    return account


def messages(inventory: Inventory) -> set[str]:
    return {reason.message for reason in inventory.reasons} - {NOT_READ}


def service_account(namespace: str, name: str) -> dict[str, str]:
    return {"kind": "ServiceAccount", "namespace": namespace, "name": name}


def token_secret(namespace: str, name: str, owner: str) -> dict[str, Any]:
    annotations = {"kubernetes.io/service-account.name": owner}
    return {"metadata": {"namespace": namespace, "name": name, "uid": f"uid-{name}", "annotations": annotations}}


def test_a_user_of_several_bindings_is_one_account_with_all_of_them(cluster: Web) -> None:
    cluster.routes[CLUSTER] = objects([binding("view-all", "", user(f"{LEAVER}@example.jp"))])
    account = found(ask(KUBERNETES, cluster), f"{LEAVER}@example.jp")
    assert account.state is AccountState.ACTIVE
    assert account.residues == (Residue("RoleBinding", "app/dev-edit"), Residue("ClusterRoleBinding", "view-all"))


def test_names_are_compared_as_they_are(cluster: Web) -> None:
    assert not found(ask(KUBERNETES, cluster), f"{LEAVER}@example.jp").folds


def test_the_system_itself_is_built_in_and_its_groups_are_no_note(cluster: Web) -> None:
    inventory = ask(KUBERNETES, cluster)
    assert found(inventory, "system:admin").kind is AccountKind.BUILT_IN
    assert GROUPS not in inventory.notes
    assert CERTIFICATES in inventory.notes


def test_a_group_of_people_is_a_note(cluster: Web) -> None:
    cluster.routes[CLUSTER] = objects([binding("devs", "", {"kind": "Group", "name": "developers"})])
    assert GROUPS in ask(KUBERNETES, cluster).notes


def test_a_token_secret_stands_at_its_service_account(cluster: Web) -> None:
    cluster.routes[BINDINGS] = objects([binding("batch", "app", service_account("app", "batch"))])
    cluster.routes["/api/v1/secrets"] = objects(
        [token_secret("app", "batch-token", "batch")],
        [token_secret("kube-system", "c-token", "controller")],
    )
    inventory = ask(KUBERNETES, cluster)
    account = found(inventory, "system:serviceaccount:app:batch")
    assert account.kind is AccountKind.SERVICE
    assert account.credentials[0][:3] == ("token", "uid-batch-token", True)
    assert account.credentials[0].where == "app/batch-token"
    assert found(inventory, "system:serviceaccount:kube-system:controller").kind is AccountKind.BUILT_IN


def test_secrets_are_asked_for_without_what_is_in_them(cluster: Web) -> None:
    ask(KUBERNETES, cluster)
    asked = [one for one in cluster.asked if one.path == "/api/v1/secrets"]
    assert [one.query["fieldSelector"] for one in asked] == ["type=kubernetes.io/service-account-token"]
    assert {one.headers["accept"] for one in asked} == {
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    }


@pytest.mark.parametrize("status", [403, 406])
def test_a_token_that_may_not_list_secrets_is_a_note(cluster: Web, status: int) -> None:
    cluster.fail("/api/v1/secrets", 0, reply=Reply(status=status))
    inventory = ask(KUBERNETES, cluster)
    assert inventory.complete
    assert NO_SECRETS in inventory.notes


def test_bindings_of_the_cluster_that_are_hidden_are_told(cluster: Web) -> None:
    cluster.fail(CLUSTER, 0, reply=Reply(status=403))
    assert messages(ask(KUBERNETES, cluster)) == {FORBIDDEN}


def test_a_list_whose_next_page_is_gone_is_read_again(cluster: Web) -> None:
    cluster.fail(BINDINGS, 2, reply=Reply(status=410))
    inventory = ask(KUBERNETES, cluster)
    assert inventory.complete
    assert found(inventory, f"{STAYS}@example.jp").residues == (Residue("RoleBinding", "app/ops"),)


def test_a_list_whose_next_page_is_always_gone_is_not_read_for_ever(cluster: Web) -> None:
    plain = cluster.routes[BINDINGS]

    def gone(asked: Asked) -> Reply:
        return Reply(status=410) if "continue" in asked.query else plain(asked)

    cluster.routes[BINDINGS] = gone
    inventory = ask(KUBERNETES, cluster)
    assert messages(inventory) == {UNEXPECTED, PAGE_FAILED}
    assert found(inventory, f"{LEAVER}@example.jp")
    assert len([one for one in cluster.asked if one.path == BINDINGS]) == 6


def test_the_command_names_binding_and_namespace_and_quotes_both() -> None:
    residues = (Residue("RoleBinding", "app/dev-edit"), Residue("ClusterRoleBinding", "x; rm -rf ~"))
    account = Account("", "x", AccountState.ACTIVE, residues=residues)
    told = removal(System("kubernetes:x", "kubernetes"), account, "residue")
    assert told == "kubectl edit rolebinding dev-edit --namespace app; kubectl edit clusterrolebinding 'x; rm -rf ~'"
