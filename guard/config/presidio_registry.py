"""Recognizers in the YAML of Presidio's registry, read as rules of a project: patterns and deny lists, never code.

The file comes from the judged repository, and the engine of Presidio's expressions backtracks. So they run in RE2, on
folded text and within a line; what RE2 does not know is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from detectors.folding import fold
from guard.config.files import Beside
from guard.config.recognizers import MAX_ID, Text, Word, checked_pattern
from guard.errors import ConfigError
from guard.rules.own import OwnRule

MAX_FILE: Final = 256 * 1024
_MAX_DEPTH = 20
#: What scores less, on Presidio's scale, counts only with a word of its context.
_SURE = 0.5
#: Presidio's flags: case does not count, a dot is any character, ``^`` and ``$`` are those of a line.
_FLAGS = "(?ims)"
_PART = re.compile(r"\\.|\[\^?\]?|[^\\\[\]]+|.", re.DOTALL)
#: What ``\w`` is in Python; that of RE2 knows ASCII alone.
_WORD_CLASS = r"\pL\pM\pN_"
_NOTHING = ("", "~", "null")


def presidio_rules(names: Sequence[str], beside: Beside) -> list[OwnRule]:
    """The pattern and deny-list recognizers in files beside the configuration, as ``beside`` reads them.

    Raises ``ConfigError`` with file, line and recognizer for everything else, above all for what names code.
    """
    rules = [rule for name in names for entry, line in _entries(beside, name) for rule in _of_entry(entry, name, line)]
    return list(_numbered(rules))


def _numbered(rules: Sequence[OwnRule]) -> Iterator[OwnRule]:
    """The rules with ids that differ: a second one of the same entity has a 2 behind it."""
    from dataclasses import replace

    seen: Counter[str] = Counter()
    for rule in rules:
        seen[rule.id] += 1
        number = seen[rule.id]
        yield rule if number == 1 else replace(rule, id=f"{rule.id}-{number}")


# The file


def _entries(beside: Beside, name: str) -> Iterator[tuple[Any, int]]:
    """The recognizers of a file as plain texts, lists and tables, each with its line."""
    import yaml

    text = _text(beside(name, MAX_FILE), name)
    try:
        _refuse_tricks(yaml.parse(text, yaml.BaseLoader), name)
        root = yaml.compose(text, yaml.BaseLoader)
        tables = root.value if isinstance(root, yaml.MappingNode) else []
        lists = [value for key, value in tables if key.value == "recognizers" and isinstance(value, yaml.SequenceNode)]
        if not lists:
            raise ConfigError("has no list `recognizers`", file=name)
        for node in lists[0].value:
            yield yaml.BaseLoader("").construct_document(node), node.start_mark.line + 1
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigError("is not YAML", file=name, line=None if mark is None else mark.line + 1) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ConfigError("is not YAML", file=name) from None


def _refuse_tricks(events: Any, name: str) -> None:
    """No aliases, which make a small file large, and no nesting that a registry has no use for."""
    import yaml

    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise ConfigError("is nested too deeply, or uses an alias", file=name, line=line)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", file=name, line=data.count(b"\n", 0, error.start) + 1) from None


# A recognizer


def _expression(value: str) -> str:
    return checked_pattern(_FLAGS + with_unicode_words(value))


Score = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value not in _NOTHING} if isinstance(data, dict) else data


class _Pattern(_Table):
    name: str = ""
    regex: Annotated[str, AfterValidator(_expression)]
    score: Score


class _Language(_Table):
    language: str
    context: list[Text] = []


class _Entry(_Table):
    name: Text
    supported_entity: Text | None = None
    supported_entities: list[Text] = []
    supported_language: str | None = None
    supported_languages: list[str | _Language] = []
    patterns: list[_Pattern] = []
    deny_list: list[Word] = []
    deny_list_score: Score = 1.0
    context: list[Text] = []
    enabled: bool = True
    type: Literal["custom"] = "custom"
    country_code: str | None = None
    version: str | None = None

    def words_of_context(self) -> tuple[str, ...]:
        """The words of all languages: a repository is in none of its own."""
        languages = [one for one in self.supported_languages if isinstance(one, _Language)]
        return tuple(dict.fromkeys([*self.context, *(word for one in languages for word in one.context)]))


def _of_entry(entry: Any, file: str, line: int) -> Iterator[OwnRule]:
    """What counts by itself, and what counts only with a word of the context, as a rule each."""
    table = entry if isinstance(entry, dict) else {}
    called = str(table.get("name", "?"))[:60]
    if table.get("type") == "predefined" or not {"patterns", "deny_list"} & table.keys():
        raise _error("only recognizers of patterns or deny lists; this one names code", called, file, line)
    try:
        read = _Entry.model_validate(table)
    except ValidationError as error:
        raise _error(_wording(error), called, file, line) from None
    if not read.enabled:
        return
    context = read.words_of_context()
    scored = [(f"(?:{one.regex})", one.score) for one in read.patterns]
    if read.deny_list:
        scored.append((_words_expression(read.deny_list), read.deny_list_score))
    if not context and any(score < _SURE for _, score in scored):
        raise _error(f"a score below {_SURE} and no context: it would never count", called, file, line)
    for is_sure in (True, False):
        chosen = [expression for expression, score in scored if (score >= _SURE) is is_sure]
        if chosen:
            yield OwnRule(
                id=_rule_id(read, called, file, line),
                name=read.name,
                pattern="|".join(chosen),
                context=context,
                needs_column=not is_sure,
                origin=file,
            )


def _rule_id(read: _Entry, called: str, file: str, line: int) -> str:
    entities = [read.supported_entity] if read.supported_entity else read.supported_entities
    if len(entities) != 1:
        raise _error("needs one supported_entity", called, file, line)
    words = re.findall(r"[a-z0-9]+", entities[0].lower())
    if not words:
        raise _error("supported_entity: needs Latin letters, of which the id of the rule is made", called, file, line)
    return ("presidio-" + "-".join(words))[: MAX_ID - 3].rstrip("-")  # room for a number


def _words_expression(words: Sequence[str]) -> str:
    """A deny list, whatever its case; a Latin word is not found within another one."""
    folded = sorted({fold(word).text for word in words}, key=lambda word: (-len(word), word))
    return f"(?i:{'|'.join(map(_word_expression, folded))})"


def _word_expression(word: str) -> str:
    before, after = (r"\b" if re.match(r"[0-9A-Za-z_]", end) else "" for end in (word[0], word[-1]))
    return before + re.escape(word) + after


def with_unicode_words(expression: str) -> str:
    r"""An expression of Python whose ``\w`` knows kanji and kana in RE2 as well."""
    parts = []
    in_class = False
    for part in _PART.findall(expression):
        if part == r"\w":
            parts.append(_WORD_CLASS if in_class else f"[{_WORD_CLASS}]")
        elif part == r"\W" and not in_class:
            parts.append(f"[^{_WORD_CLASS}]")
        else:
            in_class = part != "]" and (in_class or part.startswith("["))
            parts.append(part)
    return "".join(parts)


def _wording(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        return f"{place}: unknown key, or one that names code"
    return f"{place}: {str(first['msg']).removeprefix('Value error, ')}"


def _error(said: str, recognizer: str, file: str, line: int) -> ConfigError:
    return ConfigError(f"{recognizer}: {said}", file=file, line=line)
