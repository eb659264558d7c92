"""``sekisho baseline audit``: a walk through accepted findings on a terminal, one after the other.

Every answer is written at once, so that nothing is lost when somebody closes the terminal; the next walk goes on
with what nobody has judged.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from guard.accepted import Acceptance, load_baseline, rules_of
from guard.config.config import Config
from guard.errors import ExitCode, Unlookable, UsageError
from guard.extract.extractor import TextExtractor
from guard.messages import N_, Translator, translator
from guard.model import Blob, Document, Finding, Origin, Part, Verdict
from guard.policy.baseline import Baseline, Entry, Judged, version_of
from guard.policy.baseline_file import write_baseline
from guard.policy.baseline_update import judged
from guard.policy.masking import WIDTH, masked
from guard.report.audit_text import Shown, Style, help_lines, question, screen, statistics
from guard.report.console import write_text
from guard.report.phrases import full_place, position
from guard.rules.catalogue import SEPARATION, describe
from guard.run.baseline import baseline_file, is_terminal, repository_root, write_whole
from guard.run.policy import configuration
from guard.run.scan import scanned, source_of
from guard.run.scan_options import ScanOptions

#: Lines that are shown before and after that of a finding.
AROUND: Final = 2
_NO_TERMINAL: Final = N_("an audit needs a terminal; --statistics prints what was judged so far")
_ANSWERS: Final = {"y": Judged.REAL, "n": Judged.FALSE_ALARM}
_SAID: Final = {Judged.REAL: N_("real"), Judged.FALSE_ALARM: N_("false alarm")}
#: Keys of those who have the Japanese input on.
_FULL_WIDTH: Final = str.maketrans("ｙｎｓｕｑ？んＹＮＳＵＱ", "ynsuq?nynsuq")


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """The options of ``sekisho baseline audit``; ``again`` asks also for what was judged already."""

    baseline_file: Path | None = None
    config_file: Path | None = None
    again: bool = False
    statistics: bool = False
    no_color: bool = False
    lang: str | None = None


def run_audit(options: AuditOptions) -> ExitCode:
    """Walk, and say what was judged."""
    path = baseline_file(options.baseline_file)
    if not os.path.lexists(path):
        raise UsageError(f"there is no {path.name}: sekisho baseline create makes one")
    _ = translator(options.lang)
    baseline = load_baseline(path, None)
    if not options.statistics:
        if not is_terminal():
            raise UsageError(_NO_TERMINAL)
        waiting = [number for number, one in enumerate(baseline.entries) if options.again or one.judged is None]
        if waiting:
            colour = not (options.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")
            style = Style(colour, max(40, os.get_terminal_size(sys.stdout.fileno()).columns or 100))
            found = _found(options, baseline, repository_root())
            baseline = _Walk(baseline, found, style, _, lambda now: write_whole(path, write_baseline(now))).go(waiting)
        else:
            _say([_("Every entry was judged; --all goes through them again.")])
    _say(["", *_statistics(baseline, _)])
    return ExitCode.CLEAN


def _say(lines: Sequence[str]) -> None:
    write_text(sys.stdout, "".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _statistics(baseline: Baseline, _: Translator) -> list[str]:
    open_ = Counter(entry.where.rule for entry in baseline.entries if entry.judged is None)
    return list(statistics(baseline.tallies, open_, _))


@dataclass(frozen=True, slots=True)
class _Found:
    """The finding that stands for an entry, the text it is in where that is one, how many the entry covers."""

    finding: Finding
    document: Document | None
    count: int


def _found(options: AuditOptions, baseline: Baseline, root: Path) -> Callable[[int], _Found | None]:
    """Today's findings of the files that have entries, by the number of the entry."""
    started = dt.datetime.now(dt.UTC)
    accepted = Acceptance(lambda: baseline, root, started.date())
    first: dict[int, Verdict] = {}
    count: Counter[int] = Counter()
    for verdict in _verdicts(options, baseline, root, started):
        accepted.matching.begin(version_of(verdict.finding.origin))
        number = accepted.matching.number(verdict)
        if number is not None:
            first.setdefault(number, verdict)
            count[number] += 1

    def found(number: int) -> _Found | None:
        verdict = first.get(number)
        if verdict is None:
            return None
        return _Found(verdict.finding, _document(root, verdict.finding), count[number])

    return found


def _verdicts(options: AuditOptions, baseline: Baseline, root: Path, started: dt.datetime) -> list[Verdict]:
    scan = ScanOptions(config_file=options.config_file, baseline=Baseline(baseline.name), lang=options.lang)
    files = tuple(root / path for path in sorted(baseline.paths) if _is_inside(root, path))
    config: Config = configuration(scan, started.date())
    verdicts: list[Verdict] = []
    if files:
        named = replace(scan, paths=files)
        verdicts += scanned(named, config, source_of(named, config), started).verdicts
    is_separation = rules_of(SEPARATION)
    if any(is_separation(entry.where.rule) for entry in baseline.entries):
        from guard.run.separation import SeparationOptions, check_separation

        verdicts += check_separation(SeparationOptions(scan), config, started).verdicts
    return verdicts


def _is_inside(root: Path, path: str) -> bool:
    """Whether a path of a baseline, which somebody may have made up, is a file of the repository."""
    file = root / path
    return file.is_file() and file.resolve().is_relative_to(root.resolve())


def _document(root: Path, finding: Finding) -> Document | None:
    """The text of a file, to show the lines around a finding; none of what lies in a container."""
    origin = finding.origin
    if origin.members or finding.cell or finding.part is not Part.CONTENT:
        return None
    with suppress(OSError, Unlookable):
        for document in TextExtractor().extract(Blob(Origin(origin.path), (root / origin.path).read_bytes)):
            return document if isinstance(document, Document) else None
    return None


class _Walk:
    """Where somebody is, and the way back."""

    def __init__(
        self,
        baseline: Baseline,
        found: Callable[[int], _Found | None],
        style: Style,
        translator_: Translator,
        keep: Callable[[Baseline], None],
    ) -> None:
        self._baseline = baseline
        self._found = found
        self._style = style
        self._translator = translator_
        self._keep = keep

    def go(self, waiting: Sequence[int]) -> Baseline:
        """Ask for one entry after the other, until all are judged or somebody quits."""
        before: list[Judged | None] = []
        at = 0
        while at < len(waiting):
            number = waiting[at]
            self._show(number, at + 1, len(waiting))
            key = self._key()
            if key == "q":
                break
            if key == "u":
                if before:
                    at -= 1
                    self._judge(waiting[at], before.pop())
                else:
                    _say([self._translator("There is nothing to undo.")])
                continue
            before.append(self._baseline.entries[number].judged)
            if key in _ANSWERS:
                self._judge(number, _ANSWERS[key])
            at += 1
        return self._baseline

    def _judge(self, number: int, answer: Judged | None) -> None:
        if self._baseline.entries[number].judged is not answer:
            self._baseline = judged(self._baseline, number, answer)
            self._keep(self._baseline)

    def _key(self) -> str:
        """The next key that means something; the end of the input and Ctrl-C quit."""
        _ = self._translator
        while True:
            write_text(sys.stdout, question(self._style, _))
            sys.stdout.flush()
            try:
                key = click.getchar().lower().translate(_FULL_WIDTH)
            except (EOFError, KeyboardInterrupt):
                key = "q"
            _say([key if key in "ynsuq?" else ""])
            if key == "?":
                _say(list(help_lines(_)))
            elif key and key in "ynsuq":
                return key

    def _show(self, number: int, at: int, total: int) -> None:
        entry, found = self._baseline.entries[number], self._found(number)
        _say(list(screen(self._shown(entry, found), at, total, self._style, self._translator)))

    def _shown(self, entry: Entry, found: _Found | None) -> Shown:
        _ = self._translator
        grant = entry.grant
        told = _(
            "accepted by {owner} until {day}: {reason}",
            owner=grant.owner,
            day=grant.expires.isoformat(),
            reason=grant.reason,
        )
        so_far = "" if entry.judged is None else _(_SAID[entry.judged])
        if found is None:
            where = full_place(Origin(entry.where.path, entry.where.members))
            return Shown(
                entry.where.rule, entry.severity, "", where, entry.where.place, (), entry.count - 1, told, so_far
            )
        finding = found.finding
        where = f"{full_place(finding.origin)}:{position(finding, _)}"
        message = describe(finding, _)
        label = entry.where.place
        return Shown(
            entry.where.rule, finding.severity, message, where, label, _lines(found), found.count - 1, told, so_far
        )


def _lines(found: _Found) -> list[tuple[str, str, bool]]:
    """The line of a finding, masked as in reports, and where the text is at hand those around it."""
    finding, document = found.finding, found.document
    at = finding.position.line
    if document is None or at > len(document.line_starts):
        return [(str(at) if finding.part is Part.CONTENT else "", finding.excerpt, True)]
    own = (str(at), finding.excerpt or _masked(document, at), True)
    before = [(str(line), _masked(document, line), False) for line in range(max(1, at - AROUND), at)]
    last = min(at + AROUND, len(document.line_starts) - (document.line_starts[-1] == len(document.text)))
    after = [(str(line), _masked(document, line), False) for line in range(at + 1, last + 1)]
    return [*before, own, *after]


def _masked(document: Document, line: int) -> str:
    start = document.line_starts[line - 1]
    return masked(document.line_part(start, 0, WIDTH).rstrip("\r\n"))
