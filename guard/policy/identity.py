"""What tells a finding again in a later run, so that it can be accepted once.

No function of the value alone, and no text of its line, for the rest of the line may hold what was not detected.
What remains is the *place*: the words of the trade in the label (column, key, the word right before the value).
It is coarser than the excerpt: no order of fields, no run lengths, no punctuation, so that neither reformatting
changes it nor does it measure a value.

Of the value there are at most eight bits, and only where ten million others share them (``value_space``). They are
the same eight bits wherever the value stands, so that many places together tell no more than one; the place only
turns them. Where there is a key outside of the repository there is an HMAC beside them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from guard.errors import UsageError
from guard.model import Document, Finding, Identity, Part
from guard.policy.masking import trade_words
from guard.policy.value_space import may_have_tag

#: The variable that holds the key; it stands in no repository.
KEY_VARIABLE: Final = "SEKISHO_BASELINE_KEY"
FEWEST_KEY: Final = 32
_MAC_BYTES: Final = 8
#: Code points before a value in which its label is looked for.
_REACH: Final = 48
#: Words of the trade that are no label: what they stand before changes with the format.
_NO_LABELS: Final = frozenset(
    "insert into values update set select where from copy stdin null true false table create varchar int text td th tr "
    "div span li const let var public private static final string return new def class function echo print assert "
    "equals todo fixme note var_dump array list dict json xml csv sql yaml export items value 年 月 日 様 さん".split()
)
_WORD: Final = re.compile(r"\d+|[A-Za-z_]+|[^\W\d_]+")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")
#: Sixteen letters for sixteen digits: what looks like no number is never taken for one.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class Where(NamedTuple):
    """The place of a finding across runs: which rule, which file, and what the value is called there."""

    rule: str
    path: str
    members: tuple[str, ...]
    part: Part
    place: str


def where(finding: Finding, path: str | None = None) -> Where:
    """The place of a finding that has an identity; ``path`` where its file is called otherwise."""
    assert finding.identity is not None
    origin = finding.origin
    return Where(finding.rule_id, path or origin.path, origin.members, finding.part, finding.identity.place)


class BaselineKey:
    """A key outside of the repository, and the id by which a file says that it was made with it."""

    def __init__(self, secret: str) -> None:
        """Raises ``UsageError`` for a key that somebody could guess."""
        if len(secret.strip()) < FEWEST_KEY:
            raise UsageError(f"{KEY_VARIABLE} needs at least {FEWEST_KEY} characters: openssl rand -hex 32 makes one")
        self._key = hashlib.sha256(b"sekisho-baseline\0" + secret.strip().encode("utf-8", "surrogateescape")).digest()
        self.id = _letters(hmac.digest(self._key, b"id", "sha256")[:4])

    def mac(self, rule: str, place: str, folded: str) -> str:
        """The keyed digest of a value at a place; the path has no part in it, so that it survives a new name."""
        message = "\0".join((rule, place, folded)).encode("utf-8", "surrogatepass")
        return _letters(hmac.digest(self._key, message, "sha256")[:_MAC_BYTES])


def baseline_key(environ: Mapping[str, str]) -> BaselineKey | None:
    """The key that the environment holds. Raises ``UsageError`` for one that is too short."""
    secret = environ.get(KEY_VARIABLE)
    return BaselineKey(secret) if secret else None


class Identifier:
    """Gives findings their identity while their values are still there. It is picklable."""

    def __init__(self, key: BaselineKey | None = None) -> None:
        self._key = key

    def __repr__(self) -> str:
        return f"Identifier({'' if self._key is None else self._key.id})"

    def __call__(self, finding: Finding, document: Document) -> Identity:
        """The identity of a finding of a document."""
        place = _place(finding, document)
        folded = fold(finding.value.reveal())
        at = Where(finding.rule_id, finding.origin.path, finding.origin.members, finding.part, place)
        tag = _tag(at, folded) if may_have_tag(finding.entity, folded) else ""
        return Identity(place, tag, "" if self._key is None else self._key.mac(at.rule, place, folded))


def turned(tag: str, before: Where, after: Where) -> str:
    """The tag of the same value at another place."""
    return _turned(_number(tag) ^ _turn(before), after) if tag else ""


def fold(value: str) -> str:
    """Letters and digits of a value, however it is written."""
    if "\\u" in value:
        value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", value).casefold()))


def _tag(at: Where, folded: str) -> str:
    residue = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=1, person=b"sekisho-tag").digest()[0]
    return _turned(residue, at)


def _turned(residue: int, at: Where) -> str:
    return _letters(bytes((residue ^ _turn(at),)))


@lru_cache(maxsize=4096)
def _turn(at: Where) -> int:
    told = "\0".join((at.rule, at.path, *at.members, at.part, at.place)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=1, person=b"sekisho-turn").digest()[0]


def _number(tag: str) -> int:
    return (ord(tag[0]) - ord("a")) * 16 + ord(tag[1]) - ord("a")


def _letters(data: bytes) -> str:
    return data.hex().translate(_LETTERS)


def _place(finding: Finding, document: Document) -> str:
    label = finding.label.reveal()
    if not label:
        return _word_before(document, finding.start) if finding.part is Part.CONTENT else ""
    return _words(label) if finding.column is not None else _key(label)


@lru_cache(maxsize=4096)
def _words(label: str) -> str:
    """The words of the trade in a column or key path, each once; all else could be anybody's name."""
    return ".".join(dict.fromkeys(trade_words(label)))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    """The key of a setting, which is a word of a program: its letters."""
    return re.sub(r"[^A-Za-z_.\-]+", "·", name)[:120]


def _word_before(document: Document, offset: int) -> str:
    """The label right before a value on its line, if it is one that everybody uses."""
    before = document.line_part(offset, _REACH, 0)
    words = _WORD.findall(before)
    known = trade_words(words[-1]) if words else []
    return known[-1] if known and known[-1] not in _NO_LABELS else ""
