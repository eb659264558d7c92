"""JSON files of a bundle: written one way, and read without the freedoms that let two readers see two things."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from guard.account import Reason
from guard.control import Wording
from guard.messages import Translator, translator
from guard.report import gate_words
from guard.report.console import visible
from guard.report.json_text import escaped


class Document(BaseModel):
    """A file, or a part of one. Fields may be added later, so unknown ones are ignored (in-toto, "Parsing rules")."""

    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True)


class Told(Document):
    """A sentence in both languages."""

    ja: str
    en: str


_Model = TypeVar("_Model", bound=Document)
_Json = dict[str, Any]


def told(reason: Reason) -> Told:
    """What a reason says."""
    ja, en = _translators()
    return Told(ja=visible(gate_words.told(reason, ja)), en=visible(gate_words.told(reason, en)))


def worded(wording: Wording) -> Told:
    """What a document of terms says itself."""
    return Told(ja=visible(wording.told("ja")), en=visible(wording.told("en")))


@cache
def _translators() -> tuple[Translator, Translator]:
    return translator("ja"), translator("en")


def text_of(document: Document) -> bytes:
    """The bytes of a file, the same for the same content."""
    fields = document.model_dump(mode="json", by_alias=True)
    return (escaped(json.dumps(fields, ensure_ascii=False, indent=1, allow_nan=False)) + "\n").encode()


def read(model: type[_Model], data: bytes) -> _Model:
    """A file as its model. Raises ``ValueError`` for anything that is not exactly one JSON object of that shape."""
    fields_of(data)
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(".".join(map(str, first["loc"])) + f": {first['type']}") from None


def fields_of(data: bytes) -> _Json:
    """The fields of one JSON object, no name twice in it. Raises ``ValueError``."""
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refused)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> _Json:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("one name twice in an object")
    return fields


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
