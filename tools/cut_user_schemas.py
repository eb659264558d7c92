"""Cut the records of users out of what Google and Okta publish: tests validate their payloads against them.

    pip download --no-deps google-api-python-client && unzip google_api_python_client-*.whl
    npm pack @okta/openapi && tar xzf okta-openapi-*.tgz
    python tools/cut_user_schemas.py googleapiclient/discovery_cache/documents/admin.directory_v1.json package/dist/spec.json

A field that the vendor does not name is an error, so a test cannot invent one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).parent.parent / "tests/checks/accounts/systems/user_schemas.json"


def main(google: Path, okta: Path) -> None:
    """Write the cut document."""
    discovery = json.loads(google.read_text(encoding="utf-8"))
    openapi = json.loads(okta.read_text(encoding="utf-8"))
    cut = {
        "google": _strict(discovery["schemas"]["User"], discovery["schemas"]),
        "okta": _strict(openapi["definitions"]["User"], openapi["definitions"]),
        "sources": {
            "google": f"google-api-python-client (Apache-2.0), admin.directory_v1, revision {discovery['revision']}",
            "okta": f"@okta/openapi (Apache-2.0) {openapi['info']['version']}",
        },
    }
    TARGET.write_text(json.dumps(cut, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


def _strict(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """A record with its own fields alone; what hangs below it keeps its type, and may hold anything."""
    fields = {name: _shallow(one, known) for name, one in schema["properties"].items()}
    return {"type": "object", "properties": fields, "required": ["id"], "additionalProperties": False}


def _shallow(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    kept = {key: value for key, value in schema.items() if key in {"type", "enum"} and value != "any"}
    return kept if "enum" in kept or kept.get("type") != "object" else {"type": "object"}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
