"""What a schema has against a value, as sentences of our own: those of the validator are English, and may tell the value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from guard.messages import N_

_NO_DAY: Final = N_("write a day such as 2026-03-31 or 令和8年3月31日")
_NO_NUMBER: Final = N_("has to be a number")
_NO_WORD: Final = N_("has to be a word")
_NO_LIST: Final = N_("has to be a list")
_NO_MAPPING: Final = N_("has to be keys with values")
_NOT_ONE_OF: Final = N_("has to be one of: {limit}")
_OTHER: Final = N_("cannot stand here")
#: Kind of an error → the sentence, and the name of the limit that it tells.
_SENTENCES: Final = MappingProxyType(
    {
        "bool_parsing": (N_("has to be true or false"), ""),
        "date_type": (_NO_DAY, ""),
        "dict_type": (_NO_MAPPING, ""),
        "enum": (_NOT_ONE_OF, "expected"),
        "float_parsing": (_NO_NUMBER, ""),
        "greater_than_equal": (N_("has to be {limit} or more"), "ge"),
        "int_parsing": (_NO_NUMBER, ""),
        "less_than_equal": (N_("has to be {limit} or less"), "le"),
        "list_type": (_NO_LIST, ""),
        "literal_error": (_NOT_ONE_OF, "expected"),
        "model_type": (_NO_MAPPING, ""),
        "string_too_long": (N_("has to have {limit} characters or fewer"), "max_length"),
        "string_too_short": (N_("may not be empty"), ""),
        "string_type": (_NO_WORD, ""),
    }
)


def problem_of(error: Mapping[str, Any]) -> dict[str, str]:
    """An error of pydantic as what fills a fault: the sentence (``problem``), and the ``limit`` that it names."""
    if error["type"] == "value_error":  # a sentence of our own
        return {"problem": error["msg"].removeprefix("Value error, ")}
    sentence, limit = _SENTENCES.get(error["type"], (_OTHER, ""))
    told = str(error.get("ctx", {}).get(limit, ""))
    return {"problem": sentence, "limit": told.replace(" or ", ", ").replace("'", "")}
