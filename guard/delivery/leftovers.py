"""What a working tree and its Git directory hold besides the files that are delivered, and what no scan reaches.

Files that Git ignores, caches of merges, objects of Git LFS that no commit names any more, repositories inside: the
places where a dump stays when everybody believes that it is gone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, Command, Observation
from guard.errors import SourceError
from guard.messages import N_
from guard.sources.delivery import ignored_files
from guard.sources.repository import Repository

QUESTION: Final = "leftovers"
NONE: Final = N_("nothing is left over")
IGNORED: Final = N_("{n} files that Git ignores and that can hold records were looked at with the rest, such as {path}")
MERGE_MEMORY: Final = N_("{n} remembered merges (.git/rr-cache): they hold contents of files")
LARGE_FILES: Final = N_("{n} objects of Git LFS that no pointer of the history names")
HALF_WRITTEN: Final = N_(
    "{n} files that Git began to write and never finished, which nobody can look into, such as {path}"
)
OLD_BACKUP: Final = N_("{n} refs of an earlier rewriting of the history (refs/original/)")
OLD_MODULES: Final = N_("{n} repositories of submodules under .git/modules")
SUBMODULES: Final = N_("{n} submodules: their content is judged in their own repositories, such as {path}")
NESTED: Final = N_("{n} repositories within the working tree that are no submodules, such as {path}")
TOO_MANY: Final = N_("more files than are looked at: {n}")

#: Suffixes of files that hold records: tables, dumps, databases, mail boxes, packed folders.
_RECORDS: Final = frozenset(
    ".csv .tsv .xls .xlsx .xlsm .xlsb .ods .mdb .accdb .db .sqlite .sqlite3 .db3 .sql .dump .dmp .bak .bacpac .mdf .ldf "
    ".rdb .parquet .arrow .feather .avro .pkl .pickle .eml .mbox .pst .msg .doc .docx .pdf .jtd .xdw .xbd .zip .7z .tar "
    ".gz .tgz .bz2 .xz .zst .lzh .rar .jsonl .ndjson .har .log".split()
)
MOST: Final = 200_000


class _Left(NamedTuple):
    """Something left over: what is said of it, whether a scan could have read it, and what removes it."""

    reason: Reason
    answer: Answer
    commands: tuple[str, ...] = ()


def observe(repository: Repository, pointers: frozenset[str]) -> Observation:
    """What is left over; ``pointers`` are the LFS objects (SHA-256) that files of the history name."""
    left = [*_of_worktree(repository), *_of_git(repository, pointers)]
    if not left:
        return Observation(QUESTION, Answer.GOOD, (Reason(NONE),))
    answer = next(one for one in (Answer.BAD, Answer.UNKNOWN, Answer.GOOD) if any(each.answer is one for each in left))
    commands = tuple(Command(line) for line in dict.fromkeys(line for one in left for line in one.commands))
    return Observation(QUESTION, answer, tuple(one.reason for one in left), commands)


def _of_worktree(repository: Repository) -> Iterator[_Left]:
    ignored = _records(repository)
    if len(ignored) > MOST:
        yield _Left(_counted(TOO_MANY, [str(MOST)]), Answer.UNKNOWN)
    if ignored:
        yield _Left(_counted(IGNORED, ignored), Answer.GOOD, ("git clean -ndX",))  # they were scanned
    modules = _submodules(repository)
    if modules:
        yield _Left(
            _counted(SUBMODULES, modules),
            Answer.UNKNOWN,
            ("git submodule foreach 'python -I -m guard gate --offline'",),
        )
    nested = [path for path in _untracked_repositories(repository) if path not in modules]
    if nested:
        yield _Left(_counted(NESTED, nested), Answer.BAD)


def _counted(message: str, paths: list[str]) -> Reason:
    return Reason(message, (("n", f"{len(paths):,}"), ("path", paths[0])))


def _records(repository: Repository) -> list[str]:
    """Ignored files that can hold records, those of packages and builds left out."""
    found = []
    with suppress(SourceError):  # a bare repository has no files
        for record in ignored_files(repository):
            path = record.decode("utf-8", "replace")
            if os.path.splitext(path)[1].lower() in _RECORDS:  # noqa: PTH122 - a name of Git
                found.append(path)
                if len(found) > MOST:
                    break
    return sorted(found)


def _submodules(repository: Repository) -> list[str]:
    with suppress(SourceError):
        staged = [record.decode("utf-8", "replace") for record in repository.records("ls-files", "-z", "--stage")]
        return sorted(line.partition("\t")[2] for line in staged if line.startswith("160000 "))
    return []


def _untracked_repositories(repository: Repository) -> list[str]:
    """Folders that Git does not look into, because they are repositories of their own."""
    with suppress(SourceError):
        others = [record.decode("utf-8", "replace") for record in repository.records("ls-files", "-z", "--others")]
        return sorted(path.rstrip("/") for path in others if path.endswith("/"))
    return []


def _of_git(repository: Repository, pointers: frozenset[str]) -> Iterator[_Left]:
    folder = repository.directory()
    if folder is None:
        return
    merges = [path.name for path in _entries(folder / "rr-cache")]
    if merges:
        yield _Left(_counted(MERGE_MEMORY, merges), Answer.BAD, (f"rm -r {_shown(folder)}/rr-cache",))
    lost = sorted(_large_files(folder / "lfs" / "objects") - pointers)
    if lost:
        yield _Left(_counted(LARGE_FILES, lost), Answer.BAD, ("git lfs prune --verify-remote",))
    begun = _half_written(folder / "objects")
    if begun:
        yield _Left(_counted(HALF_WRITTEN, begun), Answer.UNKNOWN, ("git prune --expire=now",))
    modules = [path.name for path in _entries(folder / "modules")]
    if modules:
        yield _Left(_counted(OLD_MODULES, modules), Answer.UNKNOWN)
    with suppress(SourceError):
        backups = [
            name.decode("utf-8", "replace")
            for name in repository.records("for-each-ref", "--format=%(refname)", "refs/original/", separator=b"\n")
            if name
        ]
        if backups:
            yield _Left(
                _counted(OLD_BACKUP, backups),
                Answer.BAD,
                ("git for-each-ref --format='delete %(refname)' refs/original/ | git update-ref --stdin",),
            )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if stat.S_ISDIR(path.lstat().st_mode))
    except OSError:
        return []


def _half_written(objects: Path) -> list[str]:
    """What an interrupted fetch or commit leaves behind: parts of packs and objects that Git itself never reads."""
    folders = (objects, *_entries(objects))
    return sorted(path.name for folder in folders for path in _files(folder) if path.name.startswith(("tmp_", ".tmp-")))


def _large_files(objects: Path) -> frozenset[str]:
    """The objects that Git LFS keeps in this clone: ``objects/ab/cd/abcd…``."""
    return frozenset(path.name for first in _entries(objects) for second in _entries(first) for path in _files(second))


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if stat.S_ISREG(path.lstat().st_mode)]
    except OSError:
        return []


def _shown(folder: Path) -> str:
    return ".git" if folder.name == ".git" else folder.name
