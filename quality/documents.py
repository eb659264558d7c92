"""Files made from the templates of ``lexicon/dev`` and ``lexicon/test``: all other entities, and what resembles them.

A template is the text of a file with ``«licence»``, ``«name:kanji»``, ``«order12»`` where values are drawn; each of
its ``lines`` is one record, so that a name and a number in it are one person's. Either half has templates
of its own; most labels differ, the common ones (氏名, 宛名番号, 住民票コード, 極秘 …) are in both.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quality.issued import BRANCHES, ISSUED, mrz
from quality.lures import LURES
from quality.markup import CRITICAL, EITHER, NONE, mark
from quality.people import LEXICON, Person, Population
from quality.record import HEADERS, Notation, Sheet, cell

_SLOT = re.compile(r"«([a-z0-9_.\-]+)(?::([a-z\-]+))?»")
_SEVERE = CRITICAL | {"JP_BANK_ACCOUNT", "CREDIT_CARD"}
_COUNT = 12


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of a half: facts about a person, and words that are none."""

    facts: Mapping[str, list[str]]
    plain: Mapping[str, list[str]]


def documents(population: Population, rng: random.Random) -> Iterator[Sheet]:
    """The files of all templates, of both halves."""
    for half in ("dev", "test"):
        plans = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((LEXICON / half).glob("*.toml"))]
        words = Words(*({k: v for plan in plans for k, v in plan.get(kind, {}).items()} for kind in ("facts", "plain")))
        for plan in plans:
            for path, about in plan["file"].items():
                yield _sheet(path, about, words, population, rng)


def _sheet(path: str, about: Mapping[str, Any], words: Words, population: Population, rng: random.Random) -> Sheet:
    header = about.get("header", "none")
    fill = Fill(population, rng, words, is_labelled=header != "none")
    lines = about.get("lines", [])
    body = [fill(lines[n % len(lines)]) for n in range(about.get("count", _COUNT))]
    joined = about.get("separator", "\n").join(body)
    end = "" if about.get("foot", "").startswith((";", "\n")) else "\n"
    text = about.get("head", "") + joined + end + about.get("foot", "")
    newline = "\r\n" if about.get("crlf") else "\n"
    return Sheet(path, text, about.get("encoding", "utf-8"), newline, header, about["about"])


class Fill:
    """Writes templates with values; one call is one record about one new person."""

    def __init__(self, population: Population, rng: random.Random, words: Words, *, is_labelled: bool) -> None:
        self._population = population
        self._rng = rng
        self._words = words
        self._is_labelled = is_labelled
        self._drawn: set[str] = set()

    def __call__(self, template: str) -> str:
        """The template with every slot filled."""
        record = _Record(self._population, self._rng)
        return _SLOT.sub(lambda slot: self._value(slot[1], slot[2] or "", record), template)

    def _value(self, key: str, style: str, record: _Record) -> str:
        if key in ISSUED:
            return self._issued(key, style)
        if key in LURES:
            return mark(NONE, LURES[key](self._rng), key)
        if key in self._words.facts:
            return mark("JP_SENSITIVE_ATTRIBUTE", self._rng.choice(self._words.facts[key]), key)
        if key in self._words.plain:
            return self._rng.choice(self._words.plain[key])
        return record.value(key, style)

    def _issued(self, key: str, style: str) -> str:
        issued = ISSUED[key]
        while (value := issued.draw(self._rng)) in self._drawn:
            continue
        self._drawn.add(value)
        severity = "high" if self._is_labelled and issued.entity in _SEVERE and not key.startswith("insurer") else None
        if style == "columns":
            before, _, number = value.rpartition("-")
            return f"{mark(EITHER, before)},{mark(issued.entity, number, key, severity=severity)}"
        written = issued.write(value, style)
        return mark(issued.entity, written, f"{key}-{style}" if style else key, severity=severity)


class _Record:
    """One person (``name``) and one beside them (``other.name``), and what belongs to neither."""

    def __init__(self, population: Population, rng: random.Random) -> None:
        self._population = population
        self._rng = rng
        self._people: dict[str, Person] = {}
        self._branch = rng.choice(BRANCHES)

    def value(self, key: str, style: str) -> str:
        """The value of a slot that is about the person."""
        who, _, what = key.rpartition(".")
        if who not in self._people:
            self._people[who] = self._population.person()
        person = self._people[who]
        if what in {"bank", "bank_code", "branch", "branch_code"}:
            return mark(EITHER, self._branch[("bank", "bank_code", "branch", "branch_code").index(what)])
        if what.startswith("mrz"):
            return self._mrz(person, what)
        if what == "n":
            return str(self._rng.randint(1, 99))
        if what not in HEADERS:
            raise ValueError(f"no slot is called {key}")
        kind = what if what in Notation.__slots__ else "phone" if what == "mobile" else ""
        notation = Notation(**({kind: style} if kind and style else {}), rng=self._rng)
        return cell(what, person, notation)

    def _mrz(self, person: Person, what: str) -> str:
        passport, expires = (
            ISSUED["passport"].draw(self._rng),
            f"{self._rng.randint(27, 35)}0{self._rng.randint(1, 9)}15",
        )
        lines = mrz(person.name, passport, f"{person.born:%y%m%d}", person.name.sex, expires)
        labelled = [mark("JP_PASSPORT", line, "mrz", severity="high") for line in lines]
        return labelled[1] if what == "mrz2" else "\n".join(labelled)
