"""What is still to be erased from a history, the exact commands for it, and the proof that it was.

A name of a blob can be reversed where the blob is one short value, so none is printed: the commands find them on the
machine that has them. Commits are named; after a clean-up those of the time before are gone from the clone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, Command, Observation
from guard.delivery.shell import word
from guard.errors import SourceError, UsageError
from guard.evidence.container import BundleError, lines_of, opened
from guard.evidence.layout import RESULTS
from guard.messages import N_
from guard.model import Disposition, Part, Verdict
from guard.rules.personal_data import PERSONAL_DATA
from guard.sources.history import NOTE, UNREACHABLE
from guard.sources.repository import Repository
from guard.sources.texts import AUTHOR, COMMIT_HEADER, COMMIT_MESSAGE, REF, TAG_MESSAGE

QUESTION: Final = "erasure"
NOTHING: Final = N_("no commit holds personal data: there is nothing to erase")
TO_ERASE: Final = N_("{findings} findings of personal data stand in {files} files of {commits} commits")
BEFORE: Final = N_("before: {findings} findings of personal data in {files} files of {commits} commits")
NOW: Final = N_("now: {findings} findings of personal data in {files} files of {commits} commits")
GONE: Final = N_("of the commits of that time, {gone} are no longer in this clone and {left} still are")
RENAMED: Final = N_("NEW: a path that names nobody")
MESSAGES: Final = N_("FILE: a line old==>new for each value, kept outside of the repository and deleted afterwards")
PEOPLE: Final = N_("FILE: a list of names as git-shortlog(1) reads it (.mailmap), kept outside of the repository")
NOTES: Final = N_("all notes go: write those again that hold no personal data")
NO_REMOTE: Final = N_("URL: git filter-repo takes the remote away, so that nothing is pushed by mistake")
COLLECTED: Final = N_("then have the host collect its garbage and its caches")
SHOWN: Final = N_("before.zip: the evidence of today, of before the history was cleaned")
ELSEWHERE: Final = N_("other clones, forks and the caches of the hosting service are not seen from here: attest them")

#: Files that commands name one by one; the rest is in the report.
_MOST: Final = 200
_IDS: Final = ".git/sekisho-erase"
#: The paths of the contract that are no files.
_NO_FILES: Final = frozenset({COMMIT_MESSAGE, COMMIT_HEADER, TAG_MESSAGE, AUTHOR, REF, NOTE, UNREACHABLE})


class Place(NamedTuple):
    """Where personal data stands in a history: a file of a commit, the text of the commit itself, or the file's name."""

    path: str
    commit: str
    part: Part = Part.CONTENT


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
        if finding.origin.commit is not None:
            found += 1
            places[Place(finding.origin.path, finding.origin.commit, finding.part)] = None
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
        if item.get("commit"):
            found += 1
            places[Place(str(item.get("path")), str(item["commit"]), Part(item.get("part")))] = None
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


def _commands(repository: Repository, now: Standing) -> Iterator[Command]:
    """How a history is cleaned with git-filter-repo: in a fresh clone, by somebody who has told the others."""
    present = _at_head(repository)
    files = [one for one in now.places if one.path not in _NO_FILES]
    contents = [one for one in files if one.part is Part.CONTENT][:_MOST]
    blobs = frozenset(_blobs(repository, contents))  # a report names content once; it may stand under other names too
    kept = {path for path, blob in present.items() if blob in blobs} | {one.path for one in contents} & present.keys()
    if kept:  # those that live on: what they hold now is replaced first, then their old versions go
        yield Command(f"sekisho mask {' '.join(map(_argument, sorted(kept)[:_MOST]))} && git commit --all")
    for one in contents:
        yield Command(f"git rev-parse {word(f'{one.commit}:{one.path}')} >> {_IDS}")
    if contents:
        yield Command(f"git filter-repo --force --strip-blobs-with-ids {_IDS} && rm {_IDS}")
    if gone := sorted({one.path for one in files} - present.keys())[:_MOST]:
        yield Command(f"git filter-repo --force --invert-paths {' '.join(map(_option, gone))}")
    for path in sorted({one.path for one in files if one.part is Part.PATH and one.path in present})[:_MOST]:
        yield Command(f"git filter-repo --force {_renaming(path)}", RENAMED)
    texts = {one.path for one in now.places} - {one.path for one in files}
    if NOTE in texts:
        yield Command("git for-each-ref --format='delete %(refname)' refs/notes | git update-ref --stdin", NOTES)
    if texts - {AUTHOR, NOTE}:
        yield Command("git filter-repo --force --replace-message FILE", MESSAGES)
    if AUTHOR in texts:
        yield Command("git filter-repo --force --mailmap FILE", PEOPLE)
    yield Command("git reflog expire --expire=now --all && git gc --prune=now && git lfs prune")
    yield Command("git remote add origin URL", NO_REMOTE)
    yield Command("git push --force --all origin && git push --force --tags origin", COLLECTED)
    if NOTE in texts:
        yield Command("git push --prune origin 'refs/notes/*'")
    yield Command("sekisho gate --before ../before.zip --evidence ../erased.zip", SHOWN)


def _argument(path: str) -> str:
    """A path as an argument that is never taken for an option."""
    return word(f"./{path}" if path.startswith("-") else path)


def _option(path: str) -> str:
    return f"--path={word(path)}"


def _renaming(path: str) -> str:
    """A path of which git-filter-repo takes a colon for the end is compared in a line of Python."""
    if ":" not in path:
        return f"--path-rename={word(path)}:NEW"
    line = f"return b'NEW' if filename == {path.encode('utf-8', 'surrogateescape')!r} else filename"
    return f"--filename-callback {word(line)}"


def _at_head(repository: Repository) -> dict[str, str]:
    """The blobs of the commit that is checked out, by their paths."""
    if repository.head() is None:
        return {}
    records = repository.records("ls-tree", "-r", "-z", "--full-tree", "HEAD")
    entries = (record.decode("utf-8", "surrogateescape").partition("\t") for record in records)
    return {path: facts.rpartition(" ")[2] for facts, _tab, path in entries}


def _blobs(repository: Repository, places: Sequence[Place]) -> Iterator[str]:
    """The blobs that stand at places; git reads one a line, so a name of two lines is passed over."""
    asked = [f"{one.commit}:{one.path}" for one in places if "\n" not in one.path]
    with suppress(SourceError):
        for record in repository.records("cat-file", "--batch-check", given=asked, separator=b"\n"):
            if record and not record.endswith(b" missing"):
                yield record.partition(b" ")[0].decode("ascii", "replace")
