"""One blob from bytes to verdicts: what a scan does with each, here or in another process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from guard.errors import where
from guard.extract.extractor import plain_text
from guard.model import (
    Blob,
    Check,
    Document,
    Extractor,
    Finding,
    Origin,
    Part,
    Severity,
    Skip,
    SkipReason,
)
from guard.parallel.parcel import Parcel
from guard.policy.policy import Policy
from guard.result import Counts
from guard.verdicts import Verdicts


@dataclass(slots=True)
class Outcome:
    """What blobs came to. No detected value is left in it: it can cross processes, and be kept."""

    verdicts: Verdicts = field(default_factory=Verdicts)
    skips: list[Skip] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    notes: dict[str, None] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to tell but how much was looked at."""
        return not (self.verdicts or self.skips or self.notes or self.counts.persons)

    def add(self, other: Outcome) -> None:
        """Take in what another blob came to."""
        if other.verdicts:
            self.verdicts.extend(other.verdicts)
        self.skips += other.skips
        self.counts.add(other.counts)
        self.notes |= other.notes


#: Says of each of some documents whether it is clean at first sight: all checks would find nothing.
Quiet = Callable[[Sequence[Document]], Sequence[bool]]
#: Bytes of a text above which it is not worth a glance with others: it is looked at at length anyway.
GLANCE_BYTES = 1 << 18


class Examiner:
    """Extractor, checks and policy, applied to one blob after the other."""

    def __init__(
        self, extractor: Extractor, checks: Sequence[Check], policy: Policy, quiet: Quiet | None = None
    ) -> None:
        self._extractor = extractor
        self._checks = checks
        self._policy = policy
        self._quiet = quiet

    def glance(self, parcels: Sequence[Parcel | None]) -> list[Outcome | None]:
        """The outcomes of those that are texts, and clean at first sight; ``None`` for what has to be examined.

        Most versions of most files differ by a few lines from what was seen before, so that many are looked at in
        the time that one takes alone.
        """
        outcomes: list[Outcome | None] = [None] * len(parcels)
        if self._quiet is None:
            return outcomes
        documents: list[Document] = []
        owners: list[int] = []
        try:
            for number, parcel in enumerate(parcels):
                if parcel is None or (document := _plain(parcel)) is None:
                    continue
                if parcel.is_new_path:
                    documents.append(_name_of(document.origin))
                    owners.append(number)
                documents.append(document)
                owners.append(number)
                outcomes[number] = Outcome(counts=Counts.of_text(document.size, document.format, document.encoding))
            for owner, is_quiet in zip(owners, self._quiet(documents), strict=True):
                if not is_quiet:
                    outcomes[owner] = None
        except Exception:  # whoever wakes a defect is found when each is examined
            return [None] * len(parcels)
        return outcomes

    def examine(self, blob: Blob) -> Outcome:
        """What a blob comes to. A defect that it wakes is a skip of it and costs no other blob."""
        outcome = Outcome()
        try:
            for document in self._documents(blob, outcome):
                self._document(document, outcome)
        except Exception as error:
            outcome.skips.append(Skip(blob.origin, SkipReason.DETECTOR_FAILED, where(error)))
        return outcome

    def _documents(self, blob: Blob, outcome: Outcome) -> Iterator[Document]:
        if blob.is_new_path:
            yield _name_of(blob.origin)
        counts = outcome.counts
        for document in self._extractor.extract(blob):
            if isinstance(document, Skip):
                outcome.skips.append(document)
                continue
            if document.part is Part.PATH:  # the name of a member
                yield document
                continue
            counts.bytes += document.size
            counts.blobs += 1
            counts.formats[document.format] += 1
            counts.encodings[document.encoding] += 1
            if document.note:
                outcome.notes[document.note] = None
            yield document

    def _document(self, document: Document, outcome: Outcome) -> None:
        persons: set[object] = set()
        outcome.verdicts.extend(self._policy.judge(self._findings(document, outcome, persons), document))
        if persons:
            outcome.counts.persons += Counter({document.origin.path: len(persons)})

    def _findings(self, document: Document, outcome: Outcome, persons: set[object]) -> Iterator[Finding]:
        """What the checks find, one after the other: a table may have more than fit into memory."""
        for check in self._checks:
            for found in check.inspect(document):
                if isinstance(found, Skip):
                    outcome.skips.append(found)
                    continue
                if found.entity == "PERSON" and found.severity > Severity.LOW:
                    persons.add(_person(found))
                yield found


def _plain(parcel: Parcel) -> Document | None:
    """The document of a text that is worth a glance; ``None`` for anything else."""
    if parcel.base is not None or parcel.size > GLANCE_BYTES or not isinstance(parcel.content, bytes):
        return None
    document = plain_text(parcel.origin, parcel.content)
    return None if document is None or document.note else document


def _name_of(origin: Origin) -> Document:
    """The name of a blob, to be looked at as a text."""
    return Document(origin, origin.path, format="path", part=Part.PATH)


def in_turn(examiner: Examiner, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, Outcome]]:
    """Each blob with its outcome, in order, in this process."""
    for blob in blobs:
        yield blob, examiner.examine(blob)


def _person(finding: Finding) -> object:
    """What tells two persons apart: the record of a table or an object, in running text the name."""
    return finding.record if finding.record is not None and finding.record >= 0 else finding.value
