"""What a run adds to what is known of a history: each clean blob, name and message is one that need not come again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from guard.model import Blob, Skip
from guard.result import Counts
from guard.sources.life import Life, Moment
from guard.sources.past import Extent, Past, Rows, Shelf, clean_row, clean_width


@dataclass(slots=True)
class View:
    """A history as far as something is to be looked at: all that is not known from ``past`` as clean.

    ``commits`` are those that were walked, ``loose`` blobs that a tag names without a commit, with its name. ``lost`` are
    the numbers of blobs that have no path, and ``store`` stands for all objects, where what no ref reaches is looked at.
    """

    extent: Extent
    past: Past
    lives: dict[str, Life] = field(default_factory=dict)
    moments: dict[bytes, Moment] = field(default_factory=dict)
    commits: list[Moment] = field(default_factory=list)
    loose: list[tuple[str, bytes]] = field(default_factory=list)
    submodules: set[bytes] = field(default_factory=set)
    corrected: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    store: str = ""


class HistoryMemory:
    """The past of a history on its shelf, and what this run learns."""

    def __init__(
        self, shelf: Shelf, is_special: Callable[[str], bool], tell: Callable[[Counts, Iterable[str]], None]
    ) -> None:
        """``tell`` is told how much there is, and under which paths, that need not come again."""
        self._shelf = shelf
        self._is_special = is_special
        self._tell = tell
        self._view: View | None = None
        self._texts: dict[str, Moment] = {}
        self._clean: list[bytes] = []
        self._said: list[bytes] = []
        self._names: list[bytes] = []
        self._counts = Counts()
        self._paths: set[str] = set()
        #: How much there is that need not come again.
        self.known = Counts()

    def past(self) -> Past:
        """What was kept, or nothing."""
        data = self._shelf.get()
        try:
            return Past() if data is None else Past.loads(data)
        except ValueError:
            return Past()

    def begin(self, view: View) -> None:
        """What is looked at now, beside the past that it is seen from."""
        self._view = view
        self.known = view.past.counts
        self._tell(self.known, view.past.paths)

    def give_up(self) -> None:
        """Keep nothing of this run: it could not see all."""
        self._view = None

    def knows_name(self, past: Past, path: bytes) -> bool:
        """Whether a path was looked at as a name and is clean."""
        return bool(past.names.data) and past.names.find(self._digest(b"", path)) is not None

    def is_wanted(self, text: Blob | Skip, moments: Mapping[str, Moment]) -> bool:
        """Whether a text of a commit has to be looked at, and told of where it is not clean."""
        if self._view is None or text.origin.commit is None:
            return True
        moment = moments.get(text.origin.commit)
        if moment is None:  # a commit that says it is a tag has led to something else
            self.give_up()
            return True
        if isinstance(text, Skip):
            self._texts[f"unread {text.origin.commit}"] = moment
            return True
        digest = self._digest_of_text(text)
        if self._view.past.said.find(digest) is not None:
            return False
        self._texts[digest.hex()] = moment
        return True

    def settle(self, blob: Blob, clean: Counts | None) -> None:
        """Take note of a blob that was looked at; ``clean`` is what there was in it, if it was clean."""
        view, path = self._view, os.fsencode(blob.origin.path)
        if view is None or clean is None:
            return
        if blob.origin.commit is None:
            if blob.oid is None or view.lost.pop(blob.oid, None) is None:
                return
        elif blob.oid is not None:
            self._clean.append(self._row(view.lives.pop(blob.oid), blob.oid, path))
        elif blob.is_new_path:
            del view.moments[path]
            self._names.append(self._digest(b"", path))
        elif self._texts.pop((digest := self._digest_of_text(blob)).hex(), None) is not None:
            self._said.append(digest)
        else:
            return  # of a tag
        self._counts.add(clean)
        self._paths.add(blob.origin.path)

    def keep(self) -> None:
        """Put what is known now on the shelf: all was looked at."""
        if (view := self._view) is None:
            return
        past, oid = view.past, next(iter(view.extent.tips), "")
        is_as_before = (past.extent, past.store, past.lost) == (view.extent, view.store, view.lost)
        if is_as_before and not (self._clean or self._said or self._names):
            return
        counts = Counts()
        counts.add(past.counts)
        counts.add(self._counts)
        now = Past(
            view.extent,
            Rows(clean_width(oid), past.clean.data).with_more(self._clean),
            past.said.with_more(self._said),
            past.names.with_more(self._names),
            view.lives,
            view.moments,
            self._texts,
            view.corrected,
            view.submodules,
            counts,
            past.paths | self._paths,
            view.store,
            view.lost,
        )
        self._shelf.put(now.dumps())

    def _row(self, life: Life, oid: str, path: bytes) -> bytes:
        moment = life.first if path == life.path else (life.further or {})[path]
        return clean_row(oid, moment, self._is_special(os.fsdecode(path)))

    def _digest(self, place: bytes, text: bytes) -> bytes:
        return self._shelf.digest(place + b"\0" + text)

    def _digest_of_text(self, text: Blob) -> bytes:
        return self._digest(os.fsencode(text.origin.path), text.read())
