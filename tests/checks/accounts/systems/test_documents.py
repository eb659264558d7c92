"""Every question that an adapter asks, and every answer that the tests give it, is one that the vendor documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import ValidationError
from scim2_models import ListResponse, User

from guard.account import Inventory

from .documents import FOLDER, document
from .vendors import LEAVER, VENDORS, ask, binding, entra_user, github_user, keycloak_user, objects, okta_user, user
from .web import Asked, Reply, Web

DOCUMENTED = sorted(path.stem for path in FOLDER.glob("*.json"))


def _github(web: Web) -> None:
    payload = document("github").payload
    web.serve("/orgs/acme/repos", [payload("minimal-repository", name="app")])
    for name in ("collaborators", "invitations"):
        web.serve(f"/repos/acme/app/{name}", [])
    web.serve("/repos/acme/app/keys", [payload("deploy-key", id=7, added_by=LEAVER)])
    web.serve("/repos/acme/app/environments", {"total_count": 0, "environments": []})
    web.serve("/orgs/acme/personal-access-tokens", [])
    web.serve("/orgs/acme/teams", [payload("team", slug="core")])
    web.serve("/orgs/acme/teams/core/members", [payload("team-member", id=11, login=LEAVER)])


def _gitlab(web: Web) -> None:
    payload = document("gitlab").payload
    web.serve("/api/v4/groups/acme/projects", [payload("Project", id=3)])
    web.serve("/api/v4/groups/acme/invitations", [payload("Invitation", invite_email="kita@example.jp")])
    web.serve("/api/v4/projects/3/access_tokens", [payload("ResourceAccessToken", id=5, user_id=14, active=True)])
    web.serve("/api/v4/projects/3/invitations", [])
    web.serve("/api/v4/projects/3/deploy_keys", [payload("DeployKey", id=7)])


def _okta(web: Web) -> None:
    web.serve("/api/v1/groups/g1/users", [okta_user("x", "ACTIVE")])


def _entra(web: Web) -> None:
    path = "/v1.0/groups/g1/transitiveMembers/microsoft.graph.user"
    web.serve(path, {"@odata.count": 1, "value": [entra_user("x", True)]})


def _kubernetes(web: Web) -> None:
    owner = {"kubernetes.io/service-account.name": "batch"}
    metadata = {"namespace": "app", "name": "batch-token", "uid": "u1", "annotations": owner}
    web.routes["/api/v1/secrets"] = objects(
        [document("kubernetes").payload("PartialObjectMetadata", metadata=metadata)]
    )


#: What a vendor has beside its list of accounts, and the scope that asks for it.
WIDER: dict[str, tuple[Callable[[Web], None], dict[str, str]]] = {
    "github": (_github, {"repos": "*", "teams": "*"}),
    "gitlab": (_gitlab, {"projects": "*"}),
    "okta": (_okta, {"group": "g1"}),
    "entra": (_entra, {"group": "g1"}),
    "kubernetes": (_kubernetes, {}),
}


def asked_of(name: str, web: Web) -> Inventory:
    """Ask a vendor for all that its adapter knows to ask for."""
    VENDORS[name].play(web)
    inventory = ask(VENDORS[name], web)
    if name in WIDER:
        widen, scope = WIDER[name]
        widen(web)
        inventory = ask(VENDORS[name], web, **scope)
    return inventory


@pytest.mark.parametrize("name", DOCUMENTED)
def test_questions_and_answers_are_those_that_the_vendor_documents(name: str, web: Web) -> None:
    assert asked_of(name, web).complete
    faults = [fault for one in web.asked for fault in document(name).faults(one, web.routes[one.path](one))]
    assert faults == []


def test_users_of_scim_are_those_of_its_rfc(web: Web) -> None:
    VENDORS["scim"].play(web)
    assert ask(VENDORS["scim"], web).complete
    for one in web.asked:
        assert set(one.query) <= {"startIndex", "count", "attributes"}
        page = ListResponse[User].model_validate(web.routes[one.path](one).body)
        assert page.total_results == 3
        assert all(isinstance(person, User) and person.user_name for person in page.resources or [])


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_path_of_a_document_is_asked_for(name: str, web: Web) -> None:
    asked_of(name, web)
    asked = {document(name).path_of(one.path) for one in web.asked}
    projects = {path for path in document(name).paths if path.endswith("/projects/{id}/members/all")}
    assert asked | projects == set(document(name).paths)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_document_names_where_it_comes_from_and_holds_no_prose(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(text)["source"]
    assert '"description":"' not in text
    assert name in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "query", "body"),
    [
        ("/v1.0/people", {}, {}),
        ("/v1.0/users", {"$selct": "id"}, {"value": []}),
        ("/v1.0/users", {}, {"values": []}),
        ("/v1.0/users", {}, {"value": [{"id": "1", "accountEnable": True}]}),
        ("/v1.0/users", {}, {"value": [{"id": "1", "accountEnabled": "true"}]}),
    ],
    ids=["path", "parameter", "list", "field", "type"],
)
def test_a_name_or_a_type_that_the_vendor_does_not_know_is_a_fault(path: str, query: dict[str, str], body: Any) -> None:
    assert list(document("entra").faults(Asked("GET", path, query, {}, path), Reply(body)))


@pytest.mark.parametrize(
    "made",
    [
        lambda: entra_user("x", True, acountEnabled=True),
        lambda: github_user(1, "x", loggin="x"),
        lambda: keycloak_user("x", True, createdTimestamp="2025"),
        lambda: okta_user("x", "GONE"),
        lambda: binding("x", "", {**user("x"), "username": "x"}),
    ],
    ids=["entra", "github", "keycloak", "okta", "kubernetes"],
)
def test_a_payload_with_a_field_that_a_vendor_does_not_know_cannot_be_made(made: Callable[[], Any]) -> None:
    with pytest.raises(ValidationError):
        made()
