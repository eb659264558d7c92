"""Cut GitHub's OpenAPI document to the answers that the adapter reads: what tests of it validate their payloads against.

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
    python tools/cut_github_openapi.py package/generated/api.github.com.json

The answers become JSON Schema (2020-12): descriptions and examples go, ``nullable`` becomes a type.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).parent.parent / "tests/checks/accounts/systems/github_openapi.json"
PATHS: Final = (
    "/orgs/{org}/invitations",
    "/orgs/{org}/members",
    "/orgs/{org}/outside_collaborators",
    "/orgs/{org}/personal-access-tokens",
    "/orgs/{org}/repos",
    "/repos/{owner}/{repo}/collaborators",
    "/repos/{owner}/{repo}/environments",
    "/repos/{owner}/{repo}/invitations",
    "/repos/{owner}/{repo}/keys",
    "/user",
    "/user/memberships/orgs/{org}",
)
_WORDS: Final = frozenset({"description", "example", "examples", "externalDocs", "title", "xml", "default", "nullable"})


def main(source: Path) -> None:
    """Write the cut document."""
    whole = json.loads(source.read_text(encoding="utf-8"))
    answers = {path: _answer(whole, path) for path in PATHS}
    schemas: dict[str, Any] = {}
    waiting = [answers]
    while waiting:
        for name in sorted(_references(waiting.pop()) - schemas.keys()):
            schemas[name] = _plain(whole["components"]["schemas"][name])
            waiting.append(schemas[name])
    cut = {
        "source": f"@octokit/openapi (MIT), GitHub REST API {whole['info']['version']}",
        "answers": answers,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }
    TARGET.write_text(json.dumps(cut, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _answer(whole: dict[str, Any], path: str) -> Any:
    return _plain(whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"])


def _plain(node: Any, *, is_properties: bool = False) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema; the names of properties are no keywords."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {
        key: _plain(value, is_properties=key == "properties" and not is_properties)
        for key, value in node.items()
        if is_properties or not (key in _WORDS or key.startswith("x-"))
    }
    if is_properties or node.get("nullable") is not True:
        return plain
    return {"anyOf": [plain, {"type": "null"}]}


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(_references, node.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
