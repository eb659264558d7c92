"""What is still to be erased from a history, the exact commands for it, and the proof that it was.

A name of a blob can be reversed where the blob is one short value, so none is printed: the commands find them on the
machine that has them. Commits are named; after a clean-up those of the time before are gone from the clone.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, Observation
from guard.errors import SourceError, UsageError
from guard.evidence.container import BundleError, lines_of, opened
from guard.evidence.layout import RESULTS
from guard.messages import N_
from guard.model import Disposition, Part, Verdict
from guard.rules_personal_data import PERSONAL_DATA
from guard.sources.repository import Repository

QUESTION: Final = "erasure"
NOTHING: Final = N_("no commit holds personal data: there is nothing to erase")
TO_ERASE: Final = N_("{findings} findings of personal data stand in {files} files of {commits} commits")
BEFORE: Final = N_("before: {findings} findings of personal data in {files} files of {commits} commits")
NOW: Final = N_("now: {findings} findings of personal data in {files} files of {commits} commits")
GONE: Final = N_("of the commits of that time, {gone} are no longer in this clone and {left} still are")
ELSEWHERE: Final = N_("other clones, forks and the caches of the hosting service are not seen from here: attest them")

#: Files that commands name one by one; the rest is in the report.
_MOST: Final = 200
_IDS: Final = ".git/sekisho-erase"
#: What a path of the contract begins with that is no file: a commit message, a tag, an author.
_NO_FILE: Final = "<"


class Place(NamedTuple):
    """Where personal data stands in a history: a file of a commit, or the text of the commit itself."""

    path: str
    commit: str


class Standing(NamedTuple):
    """How many findings there are in a history, and where."""

    findings: int
    places: tuple[Place, ...]

    @property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        """Findings, files and commits, for a sentence."""
        files, commits = {one.path for one in self.places}, {one.commit for one in self.places}
        return tuple(
            (name, f"{n:,}")
            for name, n in (("findings", self.findings), ("files", len(files)), ("commits", len(commits)))
        )


def standing(verdicts: Iterable[Verdict]) -> Standing:
    """The reported findings of personal data that stand in commits."""
    found, places = 0, dict[Place, None]()
    for verdict in verdicts:
        finding = verdict.finding
        if verdict.disposition is not Disposition.REPORTED or finding.check != PERSONAL_DATA:
            continue
        if finding.origin.commit is not None and finding.part is Part.CONTENT:
            found += 1
            places[Place(finding.origin.path, finding.origin.commit)] = None
    return Standing(found, tuple(places))


def earlier(bundle: Path) -> Standing:
    """What an earlier evidence bundle, or its ``results.json``, says of the time before. Raises ``UsageError``."""
    try:
        if bundle.suffix == ".json":
            with bundle.open("rb") as file:
                return _read(file)
        with opened(bundle) as container:
            return _read(lines_of(container, RESULTS))
    except OSError as error:
        raise UsageError(f"cannot read {bundle}: {error.strerror}") from None
    except (BundleError, ValueError, RecursionError):
        raise UsageError(f"{bundle}: is no evidence bundle that can be read") from None


def _read(lines: Iterable[bytes]) -> Standing:
    """Findings are one a line; whatever else stands in the report is passed over."""
    found, places = 0, dict[Place, None]()
    for line in lines:
        if b'"disposition": "reported"' not in line or b'"check": "personal-data"' not in line:
            continue
        item: Any = json.loads(line.strip().removesuffix(b",").removesuffix(b"]"))
        if item.get("commit") and item.get("part") == Part.CONTENT.value:
            found += 1
            places[Place(str(item.get("path")), str(item["commit"]))] = None
    return Standing(found, tuple(places))


def observe(repository: Repository, now: Standing, before: Standing | None) -> Observation:
    """What is to be erased, or, where an earlier bundle is given, what was."""
    commands = tuple(_commands(repository, now)) if now.findings else ()
    if before is None:
        if not now.findings:
            return Observation(QUESTION, Answer.GOOD, (Reason(NOTHING),))
        return Observation(QUESTION, Answer.BAD, (Reason(TO_ERASE, now.numbers),), commands)
    commits = list(dict.fromkeys(one.commit for one in before.places))
    left = sum(1 for _here in _still_here(repository, commits))
    told = (
        Reason(BEFORE, before.numbers),
        Reason(NOW, now.numbers),
        Reason(GONE, (("gone", f"{len(commits) - left:,}"), ("left", f"{left:,}"))),
        Reason(ELSEWHERE),
    )
    return Observation(QUESTION, Answer.GOOD if not (left or now.findings) else Answer.BAD, told, commands)


def _still_here(repository: Repository, commits: Sequence[str]) -> Iterator[str]:
    with suppress(SourceError):
        for record in repository.records("cat-file", "--batch-check", given=commits, separator=b"\n"):
            if record and not record.endswith(b" missing"):
                yield record.decode("ascii", "replace")


def _commands(repository: Repository, now: Standing) -> Iterator[str]:
    """How a history is cleaned with git-filter-repo: in a fresh clone, by somebody who has told the others."""
    files = [one for one in now.places if not one.path.startswith(_NO_FILE)]
    present = _at_head(repository)
    gone = sorted({one.path for one in files} - present)[:_MOST]
    kept = [one for one in files if one.path in present][:_MOST]
    if kept:  # those that live on: what they hold now is replaced first, then their old versions go
        paths = sorted({one.path for one in kept})
        yield f"sekisho mask {' '.join(map(shlex.quote, paths))} && git commit --all"
        for one in kept:
            yield f"git rev-parse {shlex.quote(f'{one.commit}:{one.path}')} >> {_IDS}"
        yield f"git filter-repo --force --strip-blobs-with-ids {_IDS} && rm {_IDS}"
    if gone:
        yield f"git filter-repo --force --invert-paths {' '.join(f'--path {shlex.quote(path)}' for path in gone)}"
    if len(files) < len(now.places):
        yield "git filter-repo --force --replace-message FILE   # FILE: lines of old==>new, kept outside of the repository"
    yield "git reflog expire --expire=now --all && git gc --prune=now && git lfs prune"
    yield "git remote add origin URL   # git filter-repo takes it away, so that nothing is pushed by mistake"
    yield "git push --force --all origin && git push --force --tags origin   # then have the host collect its garbage and its caches"
    yield "sekisho gate --before EVIDENCE_OF_TODAY --evidence erased.zip"


def _at_head(repository: Repository) -> frozenset[str]:
    if repository.head() is None:
        return frozenset()
    records = repository.records("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD")
    return frozenset(record.decode("utf-8", "surrogateescape") for record in records)
