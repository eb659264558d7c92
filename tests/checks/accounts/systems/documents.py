"""What vendors publish of their APIs: payloads are made from it, and questions and answers are held against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from .web import Asked, Reply

FOLDER = Path(__file__).with_name("documents")
_STRINGS = {"uri": "https://example.jp/x", "date-time": "2025-04-01T00:00:00Z", "email": "a@example.jp"}


class Document:
    """The paths, parameters and records that a vendor names."""

    def __init__(self, vendor: str) -> None:
        self._document = json.loads((FOLDER / f"{vendor}.json").read_text(encoding="utf-8"))
        self._schemas: dict[str, Any] = self._document["components"]["schemas"]

    @property
    def paths(self) -> list[str]:
        """The paths that the vendor names, with the names of their parts in braces."""
        return list(self._document["paths"])

    def schema(self, name: str) -> dict[str, Any]:
        """The schema of a record."""
        return dict(self._schemas[name])

    def payload(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """A record with every field that the vendor promises, and those that a test needs; it has to be a valid one."""
        made = self._example(self._schemas[name]) | fields
        self._validator(json.dumps({"$ref": f"#/components/schemas/{name}"})).validate(made)
        return dict(made)

    def path_of(self, path: str) -> str | None:
        """The path that the vendor names for one that was asked for."""
        return next((one for one in self.paths if re.fullmatch(_pattern(one), path)), None)

    def faults(self, asked: Asked, reply: Reply) -> Iterator[str]:
        """What a question asks, or its answer says, that the vendor does not know."""
        path = self.path_of(asked.path)
        if path is None:
            yield f"{asked.path}: no such path"
            return
        told = self._document["paths"][path]
        yield from (f"{path}: no such parameter: {name}" for name in asked.query if name not in told["parameters"])
        if reply.status == 200:
            errors = self._validator(json.dumps(told["answer"])).iter_errors(reply.body)
            yield from (f"{path}: {error.json_path}: {error.message}" for error in errors)

    @cache  # noqa: B019 - there are as many documents as vendors
    def _validator(self, schema: str) -> Draft202012Validator:
        return Draft202012Validator({**json.loads(schema), "components": self._document["components"]})

    def _example(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._example(self._schemas[schema["$ref"].rpartition("/")[2]])
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                return self._example(schema[choice][0])
        if "allOf" in schema:
            return {name: value for part in schema["allOf"] for name, value in self._example(part).items()}
        if "enum" in schema:
            return schema["enum"][0]
        if "properties" in schema or schema.get("type") == "object":
            return {name: self._example(schema["properties"][name]) for name in schema.get("required", ())}
        kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        if kind == "string":
            return _STRINGS.get(schema.get("format", ""), "x")
        return {"integer": 1, "number": 1, "boolean": False, "array": []}[kind]


@cache
def document(vendor: str) -> Document:
    """The document of a vendor."""
    return Document(vendor)


def _pattern(path: str) -> str:
    """Names of parts are single segments, whatever is escaped in them."""
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(unquote(part)) for part in re.split(r"(\{[^}]+\})", path)
    )
