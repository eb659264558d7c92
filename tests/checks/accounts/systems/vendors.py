"""Each vendor with three accounts on two pages: somebody who left and is still active, somebody switched off, somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guard.account import Inventory
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import Access, TokenMissingError
from guard.checks.accounts.systems.table import adapter

from .documents import document
from .web import Asked, Reply, Web

TOKEN = "s3cr3t-tsuyukusa-0421"
LEAVER, OFF, STAYS = "kawabata-dev", "ogata-dev", "minami-dev"


@dataclass(frozen=True)
class Vendor:
    """How to play a vendor; ``main`` is the path of the list of accounts, ``has_state`` whether it tells who is off."""

    name: str
    main: str
    play: Callable[[Web], None]
    scope: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    domain: str = ""
    has_state: bool = True

    def login(self, name: str) -> str:
        """A login as this vendor has it."""
        return name + self.domain


def ask(vendor: Vendor, web: Web, deadline: float = 120.0, token: str = TOKEN, **scope: str) -> Inventory:
    """What the adapter finds at a vendor that is played."""
    system = System(
        f"{vendor.name}:test", vendor.name, scope={**vendor.scope, **scope}, settings={"url": web.url + vendor.base}
    )
    return ask_system(system, deadline, token)


def ask_system(system: System, deadline: float = 120.0, token: str | None = TOKEN) -> Inventory:
    """What the adapter of a system finds with a token, or without one."""

    def secret(variable: str) -> str:
        if token is None:
            raise TokenMissingError(variable)
        return token

    return adapter(system.adapter)(system, Access(secret, deadline=deadline))


def github_user(number: int, login: str, **more: Any) -> dict[str, Any]:
    """A person or bot as GitHub lists it."""
    return document("github").payload("simple-user", **{"id": number, "login": login, "type": "User", **more})


def _github(web: Web) -> None:
    payload = document("github").payload
    people = [github_user(11, LEAVER), github_user(14, "deploy[bot]", type="Bot"), github_user(13, STAYS)]
    web.serve("/user", payload("public-user", login="auditor", id=99), {"X-OAuth-Scopes": "read:org, read:user"})
    web.serve("/user/memberships/orgs/acme", payload("org-membership", state="active", role="admin"))
    web.linked("/orgs/acme/members", people)
    plain = web.routes["/orgs/acme/members"]
    web.routes["/orgs/acme/members"] = lambda asked: (
        Reply([people[0]]) if asked.query.get("filter") == "2fa_disabled" else plain(asked)
    )
    for empty in ("outside_collaborators", "invitations"):
        web.serve(f"/orgs/acme/{empty}", [])
    web.serve("/orgs/acme/installations", {"total_count": 0, "installations": []})
    web.serve("/orgs/acme/personal-access-tokens", {"message": "Resource not accessible"}, status=403)


def gitlab_member(number: int, login: str, **more: Any) -> dict[str, Any]:
    """A member as GitLab lists it."""
    made = {"id": number, "username": login, "name": "x", "state": "active", "access_level": 30, "expires_at": None}
    return document("gitlab").payload("Member", **{**made, "created_at": "2025-04-01T09:00:00.000+09:00", **more})


def _gitlab(web: Web) -> None:
    members = [
        gitlab_member(11, LEAVER),
        gitlab_member(12, OFF, state="blocked"),
        gitlab_member(13, STAYS),
        gitlab_member(14, "group_5_bot_0a1b"),
        gitlab_member(99, "auditor"),
    ]
    web.serve("/api/v4/user", {"id": 99, "username": "auditor"})
    own = document("gitlab").payload("PersonalAccessToken", id=1, scopes=["read_api"])
    web.serve("/api/v4/personal_access_tokens/self", own)
    web.linked("/api/v4/groups/acme/members/all", members, **{"X-Total": str(len(members))})
    for empty in ("invitations", "access_tokens"):
        web.serve(f"/api/v4/groups/acme/{empty}", [])


def scim_user(login: str, active: bool | None, **more: Any) -> dict[str, Any]:
    """A user of RFC 7643."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"id-{login}",
        "userName": login,
        "active": active,
        **more,
    }


def _scim(web: Web) -> None:
    users = [scim_user(LEAVER, True), scim_user(OFF, False), scim_user(STAYS, True)]

    def route(asked: Asked) -> Reply:
        start = int(asked.query["startIndex"])
        part = users[start - 1 : start + 1]
        schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        return Reply(
            {"schemas": schemas, "totalResults": 3, "startIndex": start, "itemsPerPage": len(part), "Resources": part}
        )

    web.routes["/scim/v2/Users"] = route


def entra_user(login: str, enabled: bool | None, **more: Any) -> dict[str, Any]:
    """A user of Graph."""
    name = f"{login}@example.jp"
    told = {"id": f"id-{login}", "userPrincipalName": name, "accountEnabled": enabled, "userType": "Member", **more}
    return document("entra").payload("User", **told)


def _entra(web: Web) -> None:
    first = [entra_user(LEAVER, True), entra_user(OFF, False)]

    def route(asked: Asked) -> Reply:
        if "$skiptoken" in asked.query:
            return Reply({"value": [entra_user(STAYS, True)]})
        assert asked.headers["consistencylevel"] == "eventual"
        assert "accountEnabled" in asked.query["$select"]
        link = f"{web.url}/v1.0/users?$skiptoken=m1"
        return Reply({"@odata.count": 3, "@odata.nextLink": link, "value": first})

    web.routes["/v1.0/users"] = route


def google_user(login: str, suspended: bool, **more: Any) -> dict[str, Any]:
    """A user of the Directory API, with fields that Google names."""
    made = {"kind": "admin#directory#user", "id": f"id-{login}", "primaryEmail": f"{login}@example.jp", **more}
    return document("google").payload("User", **made, suspended=suspended)


def _google(web: Web) -> None:
    def route(asked: Asked) -> Reply:
        if asked.query.get("pageToken") == "p2":
            return Reply({"users": [google_user(STAYS, False)]})
        assert asked.query["customer"] == "my_customer"
        return Reply({"nextPageToken": "p2", "users": [google_user(LEAVER, False), google_user(OFF, True)]})

    web.routes["/admin/directory/v1/users"] = route


def okta_user(login: str, status: str, **more: Any) -> dict[str, Any]:
    """A user of Okta, with fields and states that Okta names."""
    told = {"id": f"id-{login}", "status": status, "profile": {"login": f"{login}@example.jp"}, **more}
    return document("okta").payload("User", **told)


def _okta(web: Web) -> None:
    users = [okta_user(LEAVER, "ACTIVE"), okta_user(OFF, "SUSPENDED"), okta_user(STAYS, "PASSWORD_EXPIRED")]
    web.linked("/api/v1/users", users, cursor="after")


def keycloak_user(login: str, enabled: bool | None, **more: Any) -> dict[str, Any]:
    """A user of Keycloak, in brief."""
    told = {} if enabled is None else {"enabled": enabled}
    made = {"id": f"id-{login}", "username": login, "createdTimestamp": 1743465600000, **told, **more}
    return document("keycloak").payload("UserRepresentation", **made)


def _keycloak(web: Web) -> None:
    realm = "/admin/realms/acme"
    users = [keycloak_user(LEAVER, True), keycloak_user(OFF, False), *(keycloak_user(f"u{n}", True) for n in range(98))]
    users.append(keycloak_user(STAYS, True))

    def route(asked: Asked) -> Reply:
        first = int(asked.query["first"])
        return Reply(users[first : first + int(asked.query["max"])])

    web.routes[f"{realm}/users"] = route
    web.serve(f"{realm}/users/count", len(users))
    client = document("keycloak").payload("ClientRepresentation", id="c1", serviceAccountsEnabled=True)
    web.serve(f"{realm}/clients", [client, {"id": "c2"}])
    web.serve(f"{realm}/clients/c1/service-account-user", keycloak_user("service-account-batch", True))


def binding(name: str, namespace: str, *subjects: Mapping[str, str]) -> dict[str, Any]:
    """A role binding; without a namespace it is the cluster's."""
    metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"}
    kind = "V1RoleBinding" if namespace else "V1ClusterRoleBinding"
    return document("kubernetes").payload(kind, metadata=metadata, subjects=list(subjects), roleRef=role)


def user(name: str) -> dict[str, str]:
    """A user as a subject."""
    return {"kind": "User", "name": name, "apiGroup": "rbac.authorization.k8s.io"}


def objects(*pages: Sequence[Mapping[str, Any]]) -> Callable[[Asked], Reply]:
    """A list of Kubernetes in pages."""

    def route(asked: Asked) -> Reply:
        at = int(asked.query.get("continue", "0"))
        more = {"continue": str(at + 1)} if at + 1 < len(pages) else {}
        return Reply({"metadata": more, "items": list(pages[at])})

    return route


def _kubernetes(web: Web) -> None:
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    web.routes[f"{rbac}/rolebindings"] = objects(
        [binding("dev-edit", "app", user(f"{LEAVER}@example.jp"))], [binding("ops", "app", user(f"{STAYS}@example.jp"))]
    )
    system = binding("cluster-admin", "", {"kind": "Group", "name": "system:masters"}, user("system:admin"))
    web.routes[f"{rbac}/clusterrolebindings"] = objects([system])
    web.routes["/api/v1/secrets"] = objects([])


VENDORS = {
    one.name: one
    for one in (
        Vendor("entra", "/v1.0/users", _entra, domain="@example.jp"),
        Vendor("github", "/orgs/acme/members", _github, {"org": "acme"}, has_state=False),
        Vendor("gitlab", "/api/v4/groups/acme/members/all", _gitlab, {"group": "acme"}),
        Vendor("google", "/admin/directory/v1/users", _google, domain="@example.jp"),
        Vendor("keycloak", "/admin/realms/acme/users", _keycloak, {"realm": "acme"}),
        Vendor(
            "kubernetes",
            "/apis/rbac.authorization.k8s.io/v1/rolebindings",
            _kubernetes,
            domain="@example.jp",
            has_state=False,
        ),
        Vendor("okta", "/api/v1/users", _okta, domain="@example.jp"),
        Vendor("scim", "/scim/v2/Users", _scim, base="/scim/v2"),
    )
}
