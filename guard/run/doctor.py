"""``sekisho doctor``: look at this clone and its installation, and tell what would let something pass."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from guard.doctor import history, hook, installation, policy
from guard.doctor.diagnosis import Diagnosis, Grade
from guard.errors import ExitCode
from guard.messages import N_, Translator, translator
from guard.report.console import visible, write_text
from guard.sources.repository import opened

TOPICS: Final = {
    hook.TOPIC: N_("Hooks"),
    history.TOPIC: N_("History"),
    policy.TOPIC: N_("Policy"),
    installation.TOPIC: N_("Installation"),
}
_MARKS: Final = {Grade.GOOD: "✓", Grade.NOTE: "·", Grade.BAD: "✗"}
_COLOURS: Final = {Grade.GOOD: "32", Grade.NOTE: "33", Grade.BAD: "31;1"}
#: Arguments that are message ids themselves.
_WORDS: Final = frozenset({"what", "problem", "severity"})


def run_doctor(folder: Path, format_: str, lang: str | None, *, colour: bool) -> ExitCode:
    """Tell all of it; exit 1 where something would pass. Raises ``SourceError`` outside of a repository."""
    with opened(folder) as repository:
        today = dt.datetime.now(dt.UTC).date()
        found = [
            *hook.look(repository),
            *history.look(repository),
            *policy.look(repository, today),
            *installation.look(repository),
        ]
    _ = translator(lang)
    text = _json(found, _) if format_ == "json" else "".join(_text(found, _, colour=colour))
    write_text(sys.stdout, text)
    return ExitCode.FOUND if any(one.grade is Grade.BAD for one in found) else ExitCode.CLEAN


def _sentence(message: str, one: Diagnosis, _: Translator) -> str:
    args = {name: _(value) if name in _WORDS else value for name, value in one.args}
    return visible(_(message, **args))


def _text(found: Sequence[Diagnosis], _: Translator, *, colour: bool) -> Iterator[str]:
    for topic, title in TOPICS.items():
        yield f"{_(title)}\n"
        for one in (each for each in found if each.topic == topic):
            mark = f"\x1b[{_COLOURS[one.grade]}m{_MARKS[one.grade]}\x1b[0m" if colour else _MARKS[one.grade]
            yield f"  {mark} {_sentence(one.message, one, _)}\n"
            if one.remedy:
                yield f"      → {_sentence(one.remedy, one, _)}\n"
        yield "\n"
    bad = sum(one.grade is Grade.BAD for one in found)
    if bad:
        yield _.ngettext("{n} thing would let something pass.", "{n} things would let something pass.", bad) + "\n"
    else:
        yield _("Nothing is wrong.") + "\n"


def _json(found: Sequence[Diagnosis], _: Translator) -> str:
    told = [
        {
            "topic": one.topic,
            "grade": one.grade.value,
            "message": _sentence(one.message, one, _),
            "remedy": _sentence(one.remedy, one, _) if one.remedy else None,
        }
        for one in found
    ]
    return json.dumps({"schema_version": 1, "diagnoses": told}, ensure_ascii=False, indent=1) + "\n"
