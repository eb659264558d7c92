"""Which findings of a document are replaced, and what is written in their place.

A record is replaced as a whole: the postal code beside an address that goes tells nobody anything by itself, and
would not fit the new one. What is a documented sample or was marked before stays as it is, so that a second run
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, tee
from typing import Final, NamedTuple, Protocol

from guard.examine import Outcome
from guard.messages import N_
from guard.model import Disposition, Document, Finding, Part, Skip, Verdict
from guard.policy.policy import Policy
from guard.remedy.mask.plan_labels import Labels
from guard.remedy.rewrite.escape import spelled, value_of
from guard.remedy.rewrite.splice import Edit
from guard.remedy.rewrite.width import Fitting, fitting
from guard.remedy.stand_in.person import Sex
from guard.rules.catalogue import LOOKS_SYNTHETIC, RULES

#: Findings that are looked at together; a record that is longer is cut.
_STRETCH: Final = 512
_MOST: Final = 8_192
#: Formats whose bare numbers change their meaning with a zero in front.
_NUMERIC: Final = frozenset({"json", "jsonl", "yaml", "toml", "code", "sql"})
_NAME: Final = "PERSON"
_DATE: Final = "DATE_OF_BIRTH"
_QUOTES: Final = frozenset("\"'`")

IN_NAME = N_("it stands in the name of the file")
IN_PLACE = N_("its place could not hold a replacement")
TOO_WIDE = N_("a replacement would not fit into its column")
WITHOUT_MARK = N_("what stands beside it stays, and a date has no mark by which a second run would know it")
NOT_WRITTEN = N_("the encoding of the file has no such characters")

#: What is said of a sample alone; a marking of a document is called the same in any case.
_SAMPLES: Final = frozenset(rule.messages.sample for rule in RULES) - frozenset(
    said for rule in RULES for said in (rule.messages.labelled, rule.messages.unlabelled)
)
_SETTLED: Final = _SAMPLES | {LOOKS_SYNTHETIC}
_REPORTED: Final = frozenset({Disposition.REPORTED})
_ALL: Final = _REPORTED | {Disposition.ALLOWED_INLINE, Disposition.ALLOWED_CONFIG}


class Stand(NamedTuple):
    """What stands for a value from now on: ``None`` and the reason where nothing can."""

    new: str | None
    reason: str = ""
    args: tuple[tuple[str, str | int], ...] = ()
    is_guess: bool = False


class Labelled(NamedTuple):
    """A value that is to be replaced, with what its document says of it."""

    finding: Finding
    value: str
    label: str = ""
    sex: Sex | None = None
    is_whole: bool = False


class StandIns(Protocol):
    """Where replacements come from."""

    @property
    def knows_better(self) -> bool:
        """Whether some that were guessed would be others by now."""
        ...

    def of_record(self, values: Sequence[Labelled]) -> Sequence[Stand]:
        """The replacements of the values of one record."""
        ...


class Wanted(Protocol):
    """Which findings an earlier report names."""

    def has(self, finding: Finding) -> bool:
        """Whether this is one of them; it is then taken for found."""
        ...


class Planned(NamedTuple):
    """An edit, and the finding it is for; ``is_whole``: it is all that its cell holds, and marked from now on.

    ``is_guess``: a name whose reading was not certain.
    """

    edit: Edit
    finding: Finding
    is_whole: bool = False
    is_guess: bool = False


class Refused(NamedTuple):
    """A finding that was not replaced, and why: a message id with its arguments."""

    finding: Finding
    reason: str
    args: tuple[tuple[str, str | int], ...] = ()


class Check(Protocol):
    """What finds personal data in a document."""

    def inspect(self, document: Document) -> Iterable[Finding | Skip]:
        """Its findings."""
        ...


_Judged = tuple[Finding, Verdict]
_Placed = Planned | Refused | None


@dataclass(slots=True)
class Planner:
    """Plans document by document; what it could not plan is in ``refused`` and ``skips``.

    ``has_synthetic``: something was let pass because of what is around it.
    """

    check: Check
    policy: Policy
    stand_ins: StandIns
    wanted: Wanted | None = None
    allowed_too: bool = False
    refused: list[Refused] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    has_synthetic: bool = False

    def plan(self, document: Document, verdicts: Iterable[Verdict] | None = None) -> Iterator[Planned]:
        """The edits of a document in the order of its text, none over another.

        ``verdicts`` are those on its findings, where it was looked at already.
        """
        fit = None if document.part is Part.PATH else fitting(document)
        labels = Labels(document)
        judged = self._judged(document) if verdicts is None else self._known(verdicts)
        for stretch in _stretches(judged):
            yield from _apart(self._stretch(document, stretch, fit, labels))

    def can_leave(self, outcome: Outcome) -> bool:
        """Whether nothing of what a scan told is to be replaced, and nothing is to be said of it."""
        if self.wanted is not None:
            return not outcome.verdicts
        return not outcome.verdicts.count(*self._aims)

    def _judged(self, document: Document) -> Iterator[_Judged]:
        """Findings, each beside its verdict."""
        mine, theirs = tee(self._findings(document))
        return zip(mine, self.policy.judge(theirs, document), strict=True)

    def _known(self, verdicts: Iterable[Verdict]) -> Iterator[_Judged]:
        for verdict in verdicts:
            self.has_synthetic = self.has_synthetic or verdict.finding.message == LOOKS_SYNTHETIC
            yield verdict.finding, verdict

    def _findings(self, document: Document) -> Iterator[Finding]:
        for found in self.check.inspect(document):
            if isinstance(found, Skip):
                self.skips.append(found)
            else:
                self.has_synthetic = self.has_synthetic or found.message == LOOKS_SYNTHETIC
                yield found

    def _stretch(
        self, document: Document, stretch: Sequence[_Judged], fit: Fitting | None, labels: Labels
    ) -> list[Planned]:
        planned: list[Planned] = []
        by_record: dict[int | None, list[_Judged]] = {}
        for judged in stretch:
            by_record.setdefault(judged[0].record, []).append(judged)
        for record in by_record.values():
            chosen = self._chosen(record)
            if not chosen:
                continue
            if document.part is Part.PATH:
                self.refused += [Refused(finding, IN_NAME) for finding in chosen]
                continue
            values = [
                Labelled(one, value_of(document.text[one.start : one.end]), *labels.of(one.start, one.end, one.record))
                for one in chosen
            ]
            placed: Sequence[_Placed] = [
                _placed(document, one, stand, fit)
                for one, stand in zip(values, self.stand_ins.of_record(values), strict=True)
            ]
            if any(one.entity == _DATE for one in chosen):
                placed = _undated(record, chosen, placed)
            self.refused += [one for one in placed if isinstance(one, Refused)]
            planned += [one for one in placed if isinstance(one, Planned)]
        return planned

    def _chosen(self, record: Sequence[_Judged]) -> list[Finding]:
        if self.wanted is not None:
            return [finding for finding, verdict in record if self.wanted.has(verdict.finding)]
        open_ones = [one for one in record if one[0].message not in _SETTLED]
        if not any(verdict.disposition in self._aims for _finding, verdict in open_ones):
            return []
        beside = {*self._aims, Disposition.BELOW_THRESHOLD}
        return [finding for finding, verdict in open_ones if verdict.disposition in beside]

    @property
    def _aims(self) -> frozenset[Disposition]:
        return _ALL if self.allowed_too else _REPORTED


def _stretches(judged: Iterator[_Judged]) -> Iterator[list[_Judged]]:
    """Some records at a time, so that a table of any length takes no more memory than a short one."""
    stretch: list[_Judged] = []
    for _record, together in groupby(judged, key=lambda one: one[0].record):
        for one in together:
            stretch.append(one)
            if len(stretch) >= _MOST:
                yield stretch
                stretch = []
        if len(stretch) >= _STRETCH:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _placed(document: Document, one: Labelled, stand: Stand, fit: Fitting | None) -> _Placed:
    """The edit that writes a replacement where the value stands; ``None`` where that changes nothing."""
    finding = one.finding
    raw = document.text[finding.start : finding.end]
    if stand.new is None:
        return Refused(finding, stand.reason, stand.args)
    if stand.new == value_of(raw):
        return None
    new = spelled(raw, stand.new)
    if new is None or "\n" in raw or "\r" in raw or _takes_a_quote(raw) or _changes_type(document, finding, raw, new):
        return Refused(finding, IN_PLACE)
    edit = Edit(finding.start, finding.end, new)
    if fit is not None:
        fitted = fit(edit)
        if fitted is None:
            return Refused(finding, TOO_WIDE)
        edit = fitted
    return Planned(edit, finding, one.is_whole, stand.is_guess)


def _undated(record: Sequence[_Judged], chosen: Collection[Finding], placed: Sequence[_Placed]) -> Sequence[_Placed]:
    """A date of birth changes with the name beside it, and stays with what stays: it has no mark of its own.

    A second run would take it for one that is not replaced yet. Beside a name that is marked already it is nobody's.
    """
    if any(isinstance(one, Planned) and one.finding.entity == _NAME for one in placed):
        return placed
    names = [finding for finding, _verdict in record if finding.entity == _NAME]
    is_nobodys = bool(names) and all(name.message in _SETTLED for name in names)
    stays = any(isinstance(one, Refused) and one.finding.entity != _DATE for one in placed) or any(
        finding not in chosen and finding.message not in _SETTLED and (finding.entity == _NAME or _is_reported(verdict))
        for finding, verdict in record
    )
    if not (is_nobodys or stays):
        return placed
    return [
        (None if is_nobodys else Refused(one.finding, WITHOUT_MARK))
        if isinstance(one, Planned) and one.finding.entity == _DATE
        else one
        for one in placed
    ]


def _is_reported(verdict: Verdict) -> bool:
    return verdict.disposition is Disposition.REPORTED


def _takes_a_quote(raw: str) -> bool:
    """Whether a finding reaches over the quotes of a literal: the rest of the file would be read otherwise."""
    return raw[:1] in _QUOTES or raw[-1:] in _QUOTES


def _changes_type(document: Document, finding: Finding, raw: str, new: str) -> bool:
    """Whether a bare number would become another kind of value: 0123 is no number of JSON, and octal elsewhere."""
    if document.format not in _NUMERIC or not (raw.isascii() and raw.isdigit()):
        return False
    text = document.text
    around = text[finding.start - 1 : finding.start] + text[finding.end : finding.end + 1]
    if around[:1] in _QUOTES or (document.format == "sql" and not around.strip()):  # a cell of COPY
        return False
    if not new.isdigit() or (new.startswith("0") and not raw.startswith("0")):
        return True
    return document.format == "yaml" and raw.startswith("0") and not new.startswith("0")


def _apart(planned: list[Planned]) -> list[Planned]:
    """Of edits over each other the one for what is worse, then the longer one."""
    kept: list[Planned] = []
    for one in sorted(planned, key=lambda p: (p.edit.start, -p.finding.severity, -p.edit.end)):
        if kept and one.edit.start < kept[-1].edit.end:
            if _weight(one) > _weight(kept[-1]):
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _weight(planned: Planned) -> tuple[int, int]:
    return planned.finding.severity, planned.edit.end - planned.edit.start
