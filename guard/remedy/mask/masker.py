"""One file after the other from its findings to its new bytes, and a look at what was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from guard.errors import where
from guard.examine import Outcome
from guard.extract.container import ContainerExtractor
from guard.extract.extractor import TextExtractor, load
from guard.extract.kind import Kind, sniff
from guard.messages import N_
from guard.model import Blob, Disposition, Document, Finding, Origin, Part, Severity, Skip, SkipReason
from guard.remedy.mask.plan import Planned, Planner, Refused
from guard.remedy.mask.second_look import Edited, Triggers, excerpt, lines_to_look_at
from guard.remedy.rewrite import text as rewrite_text
from guard.remedy.rewrite.rewritten import Rewritten, Watch, place_of

#: Findings that are told one by one; the rest of a large table is counted.
MOST_TOLD: Final = 1_000
#: How often a file is gone over at most, and up to how many bytes more than once.
MOST_PASSES: Final = 3
MOST_AGAIN: Final = 8 << 20
_REPORTED: Final = Disposition.REPORTED
_TEXTS: Final = frozenset({Kind.TEXT, Kind.LFS_POINTER, Kind.EMPTY})

NO_WRITER = N_("nothing here writes this kind of file: {kind}")
DAMAGED = N_("after the replacement it could not be read as before")
LEFT = N_("it still looks real after the replacement")

Plans = Sequence[tuple[Document, Sequence[Planned]]]
Writer = Callable[[bytes, Plans, Rewritten], None]


class Left(NamedTuple):
    """A finding that stays, and why: a message id with its arguments."""

    finding: Finding
    reason: str
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(slots=True)
class Masked:
    """What a file came to. ``content`` is what it is to hold, ``None`` where it stays as it is."""

    origin: Origin
    content: bytes | None = None
    old: bytes = b""
    replaced: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)
    left_count: int = 0
    skips: list[Skip] = field(default_factory=list)
    problem: str | None = None
    error: str = ""
    guessed: int = 0


@dataclass(slots=True)
class Masker:
    """Looks at blobs, replaces what is found, and looks again."""

    extractor: ContainerExtractor
    planner: Planner
    min_severity: Severity
    watch: Watch | None = None
    triggers: Triggers = field(default_factory=Triggers)
    _texts: TextExtractor = field(default_factory=TextExtractor)

    @property
    def knows_better(self) -> bool:
        """Whether names that were replaced by a guess would be replaced otherwise by now."""
        return self.planner.stand_ins.knows_better

    def mask(self, blob: Blob, outcome: Outcome | None = None) -> Masked:
        """What a blob comes to; ``outcome`` is that of a scan of the same bytes.

        A defect that it wakes, of ours or of a library that reads it, is a skip: the file stays as it is, the run is
        incomplete, and no other blob is lost for it.
        """
        if outcome is not None and self.planner.can_leave(outcome):
            return Masked(blob.origin, skips=outcome.skips)
        try:
            masked = self._masked(blob, outcome)
            for _pass in range(MOST_PASSES - 1):
                if not self._is_worth_another(masked) or not self._pass(blob, masked):
                    break
        except Exception as error:
            skip = Skip(blob.origin, SkipReason.DETECTOR_FAILED, where(error))
            return Masked(blob.origin, skips=[skip])
        return masked

    def _is_worth_another(self, masked: Masked) -> bool:
        """Whether something came to light that was not seen, or was seen otherwise, before its neighbours went."""
        if self.planner.wanted is not None or masked.content is None or len(masked.content) > MOST_AGAIN:
            return False
        return any(one.reason is LEFT for one in masked.left)

    def _pass(self, blob: Blob, masked: Masked) -> bool:
        """Go over the new content; ``False`` where that makes nothing better."""
        content = masked.content
        assert content is not None
        again = self._masked(replace(blob, read=lambda: content))
        if again.content is None or again.left_count >= masked.left_count:
            return False
        masked.content, masked.left, masked.left_count = again.content, again.left, again.left_count
        return True

    def _masked(self, blob: Blob, outcome: Outcome | None = None) -> Masked:
        masked = Masked(blob.origin)
        data = load(blob)
        if isinstance(data, Skip):
            masked.skips.append(data)
            return masked
        result = Rewritten(self.watch, places=None if self.planner.wanted is None else set())
        kind = sniff(data, blob.origin.path)
        self.planner.refused, self.planner.skips, self.planner.has_synthetic = result.refused, masked.skips, False
        if blob.is_new_path:
            self._plan_name(blob.origin)
        if kind in _TEXTS:
            self._text(blob, kind, data, result, masked, outcome)
        else:
            self._container(blob, kind, data, result, masked)
        self._look_again(blob, result, masked)
        masked.old = data if masked.content is not None else b""
        return masked

    def _plan_name(self, origin: Origin) -> None:
        for _planned in self.planner.plan(Document(origin, origin.path, format="path", part=Part.PATH)):
            raise AssertionError("a file keeps its name")

    def _text(
        self, blob: Blob, kind: Kind, data: bytes, result: Rewritten, masked: Masked, outcome: Outcome | None
    ) -> None:
        verdicts = None
        if outcome is not None:
            masked.skips += outcome.skips
            verdicts = (one for one in outcome.verdicts if one.finding.part is not Part.PATH)
        for document in self._texts.read(blob, kind, data):
            if not isinstance(document, Skip):
                rewrite_text.rewrite(data, document, self.planner.plan(document, verdicts), result)
            elif outcome is None:
                masked.skips.append(document)

    def _container(self, blob: Blob, kind: Kind, data: bytes, result: Rewritten, masked: Masked) -> None:
        documents = self._tables_first(blob, data, masked)
        plans = [(one, planned) for one in documents if (planned := list(self.planner.plan(one)))]
        writer = _writer(kind)
        if writer is None:
            result.refused += _refused(plans, NO_WRITER, (("kind", kind.label),))
        elif plans:
            writer(data, plans, result)

    def _tables_first(self, blob: Blob, data: bytes, masked: Masked) -> Iterator[Document]:
        """The documents in a container; a table says how the names are read that stand elsewhere alone."""
        later: list[Document] = []
        for document in self.extractor.extract(replace(blob, read=lambda: data)):
            if isinstance(document, Skip):
                masked.skips.append(document)
            elif document.part is Part.PATH:
                self._plan_name(document.origin)
            elif document.format == "text":
                later.append(document)
            else:
                yield document
        yield from later

    def _look_again(self, blob: Blob, result: Rewritten, masked: Masked) -> None:
        """Tell what stays: of a file that changed what a scan of the new one finds, of another what was refused."""
        content = result.content
        if content is not None:
            skips: list[Skip] = []
            new = replace(blob, read=lambda: content)
            is_enough = result.edited is not None and blob.base is None and not self.planner.has_synthetic
            if not is_enough or self._tell(self._reported(new, skips, result), result, masked):
                skips.clear()
                self._tell(self._reported(new, skips), result, masked)
            known = {(skip.origin, skip.reason) for skip in masked.skips}
            if any((skip.origin, skip.reason) not in known for skip in skips):
                result.failed(DAMAGED)
        elif result.problem is None:
            self._tell((one.finding for one in result.refused), result, masked)
        if result.problem is not None:
            self._tell(self._reported(blob, []), result, masked)
        masked.replaced, masked.content = result.replaced, result.content
        masked.problem, masked.error, masked.guessed = result.problem, result.error, result.guessed

    def _reported(self, blob: Blob, skips: list[Skip], result: Rewritten | None = None) -> Iterator[Finding]:
        """What a scan of a blob reports; of a text that was rewritten, where that has to be looked at once more."""
        check, policy = self.planner.check, self.planner.policy

        def found(document: Document) -> Iterator[Finding]:
            for one in check.inspect(document):
                if isinstance(one, Skip):
                    skips.append(one)
                else:
                    yield one

        if blob.is_new_path:
            name = Document(blob.origin, blob.origin.path, format="path", part=Part.PATH)
            yield from (one.finding for one in policy.judge(found(name), name) if one.disposition is _REPORTED)
        for document in self.extractor.extract(blob):
            if isinstance(document, Skip):
                skips.append(document)
                continue
            if result is not None and result.edited is not None and document.part is not Part.PATH:
                edited = Edited(result.edited[0], document, result.edited[1])
                lines = lines_to_look_at(edited, self.triggers, (one.finding.start for one in result.refused))
                part = excerpt(document, lines)
                for verdict in policy.judge(found(part.document), part.document) if lines else ():
                    if verdict.disposition is _REPORTED:
                        yield part.placed(verdict.finding)
                continue
            for verdict in policy.judge(found(document), document):
                if verdict.disposition is _REPORTED:
                    yield verdict.finding

    def _tell(self, kept: Iterable[Finding], result: Rewritten, masked: Masked) -> bool:
        """Note what stays; whether there is more than what was refused."""
        masked.left, masked.left_count = [], 0
        has_more = False
        reasons = {place_of(one.finding): one for one in result.refused}
        for finding in kept:
            if finding.severity < self.min_severity or not result.is_asked_for(finding):
                continue
            masked.left_count += 1
            refused = reasons.get(place_of(finding))
            has_more = has_more or refused is None
            if len(masked.left) < MOST_TOLD:
                reason, args = (result.problem or LEFT, ()) if refused is None else refused[1:]
                masked.left.append(Left(finding, reason, args))
        return has_more


def _refused(plans: Plans, reason: str, args: tuple[tuple[str, str | int], ...] = ()) -> Iterator[Refused]:
    for _document, planned in plans:
        for one in planned:
            yield Refused(one.finding, reason, args)


def _workbook(data: bytes, plans: Plans, result: Rewritten) -> None:
    from guard.remedy.rewrite import workbook as rewrite_workbook

    rewrite_workbook.rewrite(data, plans, result)


def _document(data: bytes, plans: Plans, result: Rewritten) -> None:
    from guard.remedy.rewrite import document as rewrite_document

    rewrite_document.rewrite(data, plans, result)


def _database(data: bytes, plans: Plans, result: Rewritten) -> None:
    from guard.remedy.rewrite import sqlite as rewrite_sqlite

    rewrite_sqlite.rewrite(data, plans, result)


_WRITERS: Final[Mapping[Kind, Writer]] = MappingProxyType(
    {Kind.XLSX: _workbook, Kind.DOCX: _document, Kind.SQLITE: _database}
)


def _writer(kind: Kind) -> Writer | None:
    return _WRITERS.get(kind)
