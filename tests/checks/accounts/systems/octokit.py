"""Payloads of GitHub, made from GitHub's own OpenAPI document and checked against it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_CUT = json.loads(Path(__file__).with_name("github_openapi.json").read_text(encoding="utf-8"))
_STRINGS = {"uri": "https://example.jp/x", "date-time": "2025-04-01T00:00:00Z", "email": "a@example.jp"}


def payload(schema: str, **fields: Any) -> dict[str, Any]:
    """What GitHub answers with for a schema: every field that it promises, and those that a test needs."""
    made = _example(_CUT["components"]["schemas"][schema]) | fields
    _validator(json.dumps({"$ref": f"#/components/schemas/{schema}"})).validate(made)
    return dict(made)


def is_answer(path: str, body: object) -> bool:
    """Whether a body is what GitHub's document promises for a path."""
    return bool(_validator(json.dumps(_CUT["answers"][path])).is_valid(body))


def documented() -> list[str]:
    """The paths that the document has."""
    return list(_CUT["answers"])


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _CUT["components"]})


def _example(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(_CUT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return _example(schema[choice][0])
    if "allOf" in schema:
        return {name: value for part in schema["allOf"] for name, value in _example(part).items()}
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object" or "properties" in schema:
        return {name: _example(schema["properties"][name]) for name in schema.get("required", ())}
    if schema.get("type") == "string":
        return _STRINGS.get(schema.get("format", ""), "x")
    return {"integer": 1, "number": 1, "boolean": False, "array": []}[schema["type"]]
