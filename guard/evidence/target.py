"""Where a bundle goes: whole or not at all, over nothing but an older bundle, and not into what is judged unnoticed."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from guard.account import Reason
from guard.errors import UsageError
from guard.evidence.archive import write_archive
from guard.evidence.container import BundleError, opened, read_whole
from guard.evidence.document import read
from guard.evidence.layout import STATEMENT, UNSTATED
from guard.evidence.statement import Statement
from guard.messages import N_
from guard.report.console import visible

INSIDE: Final = N_("{file} lies in the tree that is judged, and Git does not ignore it: do not commit it")


def is_archive(target: Path) -> bool:
    """Whether a bundle is written as a zip."""
    return target.suffix.lower() == ".zip"


def check_target(target: Path, *, force: bool) -> None:
    """Refuse before the work what could not be written after it. Raises ``UsageError``."""
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {target}: there is no folder {target.parent}")
    if target.is_symlink():
        raise UsageError(f"cannot write {target}: it is a link")
    if target.exists() and target.is_dir() is is_archive(target):
        raise UsageError(f"cannot write {target}: {'it is a folder' if target.is_dir() else 'it is no folder'}")
    if _holds_something(target):
        if not _is_bundle(target):
            raise UsageError(f"cannot write {target}: there is something else than an evidence bundle")
        if not force:
            raise UsageError(f"cannot write {target}: there is an evidence bundle (--force replaces it)")


def committed_by_accident(target: Path, root: Path) -> Reason | None:
    """What to tell where the next ``git add`` in the judged tree at ``root`` would take the bundle along."""
    top, place = root.resolve(), target.resolve()
    if not place.is_relative_to(top):
        return None
    from guard.sources.repository import Repository, is_root

    if not is_root(top):
        return None
    words = ("ls-files", "--cached", "--others", "--exclude-standard", "--", place.relative_to(top).as_posix())
    with Repository(top) as repository:
        return None if repository.line(*words) is None else Reason(INSIDE, (("file", visible(target.name)),))


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """A new folder to write the files to, which becomes the bundle when all went well, and nothing otherwise."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    draft.mkdir()
    try:
        yield draft
        if is_archive(target):
            _place_archive(draft, target)
        else:
            _place_folder(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _place_archive(draft: Path, target: Path) -> None:
    packed = draft.with_name(f"{draft.name}.zip")
    try:
        with packed.open("xb") as file:
            write_archive(draft, file)
        packed.replace(target)
    finally:
        packed.unlink(missing_ok=True)


def _place_folder(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    old = draft.with_name(f"{draft.name}.old")
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _holds_something(target: Path) -> bool:
    if target.is_dir():
        with os.scandir(target) as entries:
            return next(entries, None) is not None
    return target.exists()


def _is_bundle(path: Path) -> bool:
    """Whether all that is there belongs to a bundle of ours, so that nothing else is lost with it."""
    with suppress(BundleError, ValueError), opened(path) as container:
        stated = read(Statement, read_whole(container, STATEMENT))
        return not container.faults and set(container.names) <= stated.files.keys() | UNSTATED
    return False
