"""Cut what vendors publish of their APIs to what the adapters ask for: tests hold the servers that they play to it.

    npm pack @octokit/openapi @okta/openapi @keycloak/keycloak-admin-client @kubernetes/client-node
    for one in *.tgz; do mkdir "${one%.tgz}" && tar xzf "$one" -C "${one%.tgz}"; done
    pip download --no-deps google-api-python-client msgraph-sdk
    for one in *.whl; do unzip -q "$one" -d "${one%.whl}"; done
    python tools/cut_vendor_documents.py .

GitHub and Okta publish OpenAPI documents, Google a discovery document; Keycloak's, Kubernetes' and Microsoft Graph's own
clients are made from such documents, and are read here in their place. Each cut is JSON Schema (2020-12) of the answer to
every path, and the names of the parameters that it takes. A field that the vendor does not name is an error, so a test
cannot invent one. ``gitlab.json`` is written by hand: GitLab's document (CC BY-SA) is too large, and no package has it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).parent.parent / "tests/checks/accounts/systems/documents"
GITHUB: Final = (
    "/orgs/{org}/installations",
    "/orgs/{org}/invitations",
    "/orgs/{org}/members",
    "/orgs/{org}/outside_collaborators",
    "/orgs/{org}/personal-access-tokens",
    "/orgs/{org}/repos",
    "/orgs/{org}/teams",
    "/orgs/{org}/teams/{team_slug}/members",
    "/repos/{owner}/{repo}/collaborators",
    "/repos/{owner}/{repo}/environments",
    "/repos/{owner}/{repo}/invitations",
    "/repos/{owner}/{repo}/keys",
    "/user",
    "/user/memberships/orgs/{org}",
)
OKTA: Final = ("/api/v1/users", "/api/v1/groups/{groupId}/users")
_KEPT: Final = frozenset({"type", "enum", "items", "required", "properties", "additionalProperties", "$ref", "format"})
_CHOICES: Final = ("allOf", "anyOf", "oneOf")
_SCHEMAS: Final = "#/components/schemas/"

Schema = dict[str, Any]
#: The path of a list → the names of its parameters, and the schema of its answer.
Paths = dict[str, tuple[list[str], Schema]]


def main(packages: Path) -> None:
    """Write the cut documents."""
    for vendor, cut in {
        "github": _github,
        "okta": _okta,
        "google": _google,
        "entra": _graph,
        "keycloak": _keycloak,
        "kubernetes": _kubernetes,
    }.items():
        source, paths, schemas = cut(packages)
        document = {
            "source": source,
            "paths": {path: {"parameters": sorted(names), "answer": answer} for path, (names, answer) in paths.items()},
            "components": {"schemas": _reached([one for _, one in paths.values()], schemas)},
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
        (TARGET / f"{vendor}.json").write_text(text, encoding="utf-8")


def _reached(roots: Iterable[Schema], schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schemas that answers need."""
    reached: dict[str, Schema] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        for name in sorted(set(re.findall(rf'"{_SCHEMAS}([^"]+)"', json.dumps(waiting.pop())))):
            if name not in reached:
                reached[name] = schemas[name]
                waiting.append(schemas[name])
    return reached


def _plain(node: Any, *, is_open: bool = False) -> Any:
    """A schema of OpenAPI or of a discovery document as JSON Schema that allows no field without a name."""
    if not isinstance(node, dict):
        return node
    plain = {key: value for key, value in node.items() if key in _KEPT and value != "any"}
    if "$ref" in plain:
        plain["$ref"] = _SCHEMAS + plain["$ref"].rpartition("/")[2]
    if "properties" in plain:
        plain["properties"] = {name: _plain(one) for name, one in plain["properties"].items()}
        if not is_open:  # parts of a whole know nothing of each other's fields
            plain.setdefault("additionalProperties", False)
    if isinstance(plain.get("additionalProperties"), dict):
        plain["additionalProperties"] = _plain(plain["additionalProperties"])
    if "items" in plain:
        plain["items"] = _plain(plain["items"])
    for choice in _CHOICES:
        if choice in node:
            plain[choice] = [_plain(one, is_open=choice == "allOf") for one in node[choice]]
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def _shallow(schema: Schema) -> Schema:
    """A record without what hangs below its fields: those may hold anything of their type."""
    kept = {
        name: {key: one[key] for key in ("type", "enum") if key in one} for name, one in schema["properties"].items()
    }
    return {"type": "object", "properties": kept, "required": ["id"], "additionalProperties": False}


def _one(packages: Path, pattern: str) -> Path:
    (found,) = packages.glob(pattern)
    return found


def _json(packages: Path, pattern: str) -> Any:
    return json.loads(_one(packages, pattern).read_text(encoding="utf-8"))


def _github(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    whole = _json(packages, "octokit-openapi-*/package/generated/api.github.com.json")
    paths: Paths = {}
    for path in GITHUB:
        get = whole["paths"][path]["get"]
        told = [
            whole["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
            for one in get.get("parameters", ())
        ]
        answer = get["responses"]["200"]["content"]["application/json"]["schema"]
        paths[path] = [one["name"] for one in told if one["in"] == "query"], _plain(answer)
    schemas = {name: _plain(one) for name, one in whole["components"]["schemas"].items()}
    return f"@octokit/openapi (MIT), GitHub REST API {whole['info']['version']}", paths, schemas


def _okta(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    whole = _json(packages, "okta-openapi-*/package/dist/spec.json")
    paths: Paths = {}
    for path in OKTA:
        get = whole["paths"][path]["get"]
        names = [one["name"] for one in get["parameters"] if one["in"] == "query"]
        paths[path] = names, _plain(get["responses"]["200"]["schema"])
    user = _shallow({"properties": {name: _resolved(one, whole) for name, one in _fields(whole, "User").items()}})
    return f"@okta/openapi (Apache-2.0) {whole['info']['version']}", paths, {"User": user}


def _fields(whole: Schema, name: str) -> Schema:
    return dict(whole["definitions"][name]["properties"])


def _resolved(schema: Schema, whole: Schema) -> Schema:
    return dict(whole["definitions"][schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema


def _google(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    whole = _json(
        packages, "google_api_python_client-*/googleapiclient/discovery_cache/documents/admin.directory_v1.json"
    )
    listed = whole["resources"]["users"]["methods"]["list"]
    schemas = {name: _plain(one) for name, one in whole["schemas"].items()}
    schemas["User"]["required"] = ["id"]
    path = f"/{listed['path']}"
    answer = {"$ref": _SCHEMAS + listed["response"]["$ref"]}
    source = f"google-api-python-client (Apache-2.0), admin.directory_v1, revision {whole['revision']}"
    return source, {path: (list(listed["parameters"]), answer)}, schemas


def _graph(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    """Microsoft's client has a template of each address, and how it reads each field."""
    root = _one(packages, "msgraph_sdk-*/msgraph/generated")
    answer = {"$ref": f"{_SCHEMAS}UserCollection"}
    paths: Paths = {}
    for builder in ("users/users", "groups/item/transitive_members/graph_user/graph_user"):
        text = (root / f"{builder}_request_builder.py").read_text(encoding="utf-8")
        (found,) = re.findall(r'"\{\+baseurl\}([^"{]*(?:\{[^?][^"}]*\}[^"{]*)?)\{\?([^}"]*)\}"', text)
        path = found[0].replace("%2D", "-").replace("graph.user", "microsoft.graph.user")
        names = [*found[1].replace("%24", "$").split(","), "$skiptoken"]  # the last one is for addresses of next pages
        paths[f"/v1.0{path}"] = names, answer
    models = ("entity", "directory_object", "user")
    fields = {name: one for model in models for name, one in _read_fields(root / f"models/{model}.py")}
    envelope = dict(_read_fields(root / "models/base_collection_pagination_count_response.py"))
    envelope |= {"@odata.context": {"type": "string"}, "value": {"type": "array", "items": {"$ref": f"{_SCHEMAS}User"}}}
    schemas = {
        "User": {"type": "object", "properties": fields, "required": ["id"], "additionalProperties": False},
        "UserCollection": {"properties": envelope, "required": ["value"], "additionalProperties": False},
    }
    return f"msgraph-sdk (MIT), {root.parent.parent.name.split('-')[1]}, Microsoft Graph v1.0", paths, schemas


def _read_fields(model: Path) -> Iterator[tuple[str, Schema]]:
    """What a model of Microsoft's client reads; whatever it reads may be null."""
    types = {"str": "string", "bool": "boolean", "int": "integer", "float": "number", "object": "object"}
    types |= dict.fromkeys(("datetime", "date", "uuid", "enum", "bytes"), "string")
    text = model.read_text(encoding="utf-8")
    for name, kind in re.findall(r'"([\w@.]+)": lambda n : setattr\(self, \'\w+\', n\.get_(\w+?)_values?\(', text):
        yield name, {"type": [types.get(kind, "array"), "null"]}


def _keycloak(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    root = _one(packages, "keycloak-keycloak-admin-client-*/package")
    schemas = {
        name: _declared(root / f"lib/defs/{name[0].lower()}{name[1:]}.d.ts", name)
        for name in ("UserRepresentation", "ClientRepresentation")
    }
    user, client = ({"$ref": _SCHEMAS + name} for name in schemas)
    pages = list(_declared(root / "lib/resources/users.d.ts", "PaginationQuery")["properties"])
    realm = "/admin/realms/{realm}"
    paths: Paths = {
        # The client lets any parameter through here; that one stands in Keycloak's documentation of its REST API.
        f"{realm}/users": ([*pages, "briefRepresentation"], {"type": "array", "items": user}),
        f"{realm}/users/count": ([], {"type": "integer"}),
        f"{realm}/clients": (pages, {"type": "array", "items": client}),
        f"{realm}/clients/{{id}}/service-account-user": ([], user),
    }
    return f"@keycloak/keycloak-admin-client (Apache-2.0) {_version(root)}", paths, schemas


def _kubernetes(packages: Path) -> tuple[str, Paths, dict[str, Schema]]:
    """Kubernetes' client has the address and parameters of each call in a function, and a class of each object."""
    root = _one(packages, "kubernetes-client-node-*/package")
    generated = root / "dist/gen"
    models = [path.name.removesuffix(".d.ts") for path in generated.glob("models/*.d.ts")]
    schemas = {name: _declared(generated / f"models/{name}.d.ts", name, models) for name in models if name != "all"}
    # Kubernetes calls so what it gives of any object where only the metadata are asked for.
    metadata = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
    schemas["PartialObjectMetadata"] = _closed({**metadata, "metadata": {"$ref": f"{_SCHEMAS}V1ObjectMeta"}}, [])
    rows = {"type": "array", "items": {"$ref": f"{_SCHEMAS}PartialObjectMetadata"}}
    schemas["PartialObjectMetadataList"] = _closed(
        {**metadata, "metadata": {"$ref": f"{_SCHEMAS}V1ListMeta"}, "items": rows}, ["items"]
    )
    paths: Paths = {}
    for api, path, answer in (
        ("RbacAuthorizationV1Api", "/apis/rbac.authorization.k8s.io/v1/rolebindings", "V1RoleBindingList"),
        (
            "RbacAuthorizationV1Api",
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            "V1ClusterRoleBindingList",
        ),
        ("CoreV1Api", "/api/v1/secrets", "PartialObjectMetadataList"),
    ):
        text = (generated / f"apis/{api}.js").read_text(encoding="utf-8")
        (call,) = re.findall(
            rf"localVarPath = '{re.escape(path)}';[^=]*= [^\n]*HttpMethod\.GET\);(.*?)\n    }}\n", text, re.DOTALL
        )
        paths[path] = re.findall(r'setQueryParam\("(\w+)"', call), {"$ref": _SCHEMAS + answer}
    return f"@kubernetes/client-node (Apache-2.0) {_version(root)}", paths, schemas


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


def _closed(fields: Mapping[str, Schema], required: list[str]) -> Schema:
    return {"type": "object", "properties": dict(fields), "required": required, "additionalProperties": False}


def _declared(file: Path, name: str, known: Iterable[str] = ()) -> Schema:
    """The record that a declaration of TypeScript describes."""
    text = file.read_text(encoding="utf-8")
    (body,) = re.findall(rf"(?:interface|class) {name}\b[^{{]*\{{\n(.*?)\n\}}", text, re.DOTALL)
    told = re.findall(r"^    (?:readonly )?'?([\w@.]+)'?(\??): ([^;\n]+)", body, re.MULTILINE)
    # A name that is a word of the language has a line before it.
    fields = {field.removeprefix("_"): _typed(kind.strip(), frozenset(known)) for field, _, kind in told}
    return _closed(fields, [field for field, mark, _ in told if not mark])


def _typed(kind: str, known: frozenset[str]) -> Schema:
    """A type of TypeScript; of one that is not known, anything may come."""
    plain = {"string": "string", "Date": "string", "V1MicroTime": "string", "number": "number", "boolean": "boolean"}
    if kind in plain:
        return {"type": plain[kind]}
    if found := re.fullmatch(r"Array<(.+)>|\(?([\w | ]+)\)?\[\]", kind):
        return {"type": "array", "items": _typed(found[1] or found[2], known)}
    if kind.startswith(("{", "Record<")):
        return {"type": "object"}
    return {"$ref": _SCHEMAS + kind} if kind in known else {}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
