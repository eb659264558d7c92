"""The one line that every run ends with: the verdict, what was looked at, and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from guard.control import ControlState, GateReport
from guard.environment import State
from guard.errors import ExitCode
from guard.messages import N_, Translator
from guard.model import Disposition
from guard.report.phrases import SEVERITIES, size
from guard.result import ScanResult

VERDICTS: Final = {
    ExitCode.CLEAN: N_("passed"),
    ExitCode.FOUND: N_("found"),
    ExitCode.INCOMPLETE: N_("incomplete"),
    ExitCode.INTERRUPTED: N_("interrupted"),
}
UNKNOWN: Final = N_("not known")
ACCEPTED: Final = (Disposition.BASELINED, Disposition.ALLOWED_INLINE, Disposition.ALLOWED_CONFIG)


def verdict_word(result: ScanResult, _: Translator) -> str:
    """``passed``, ``found``, ``incomplete`` or ``interrupted``, as the exit code says."""
    code = result.exit_code()
    is_unknown = code is ExitCode.CLEAN and result.gate is None and _unknown(result)  # a gate has them attested
    return _(UNKNOWN if is_unknown else VERDICTS[code])


def _unknown(result: ScanResult) -> int:
    """How many questions the repository does not answer: none of them is a pass."""
    answers = () if result.separation is None else result.separation.answers
    return sum(answer.state is State.UNKNOWN for answer in answers)


def summary_line(result: ScanResult, _: Translator, word: str | None = None) -> str:
    """The verdict with its facts, without a line end; ``word`` is the verdict word where it is dressed up."""
    facts = _("; ").join(_facts(result, _))
    return _("sekisho {verdict}: {facts}", verdict=word or verdict_word(result, _), facts=facts)


def _facts(result: ScanResult, _: Translator) -> Iterator[str]:
    counts, incomplete = result.counts, len(result.incomplete)
    if result.gate is not None:
        yield from _clauses(result.gate, _)
    if result.reported:
        yield _findings(result, _)
    if unknown := _unknown(result):
        yield _.ngettext("{n} question not answered", "{n} questions not answered", unknown)
    if incomplete:
        yield _.ngettext("{n} NOT LOOKED AT", "{n} NOT LOOKED AT", incomplete)
    yield _.ngettext(
        "{n} file looked at ({size})", "{n} files looked at ({size})", counts.files, size=size(counts.bytes)
    )
    if others := len(result.skips) - incomplete + len(result.accepted_skips):
        yield _.ngettext("{n} skipped", "{n} skipped", others)
    if accepted := result.count(*ACCEPTED):
        yield _.ngettext("{n} finding accepted", "{n} findings accepted", accepted)
    if below := result.count(Disposition.BELOW_THRESHOLD):
        severity = _(SEVERITIES[result.min_severity])
        yield _.ngettext("{n} below {severity}", "{n} below {severity}", below, severity=severity)
    yield _("{seconds} s", seconds=f"{result.run.seconds:.1f}")


def _clauses(gate: GateReport, _: Translator) -> Iterator[str]:
    """How many of the clauses that a gate requires have no pass."""
    required = Counter(one.state for one in gate.controls if one.is_required)
    if violated := required[ControlState.VIOLATED]:
        yield _.ngettext("{n} clause violated", "{n} clauses violated", violated)
    if unchecked := required[ControlState.NOT_CHECKED]:
        yield _.ngettext("{n} clause not checked", "{n} clauses not checked", unchecked)


def _findings(result: ScanResult, _: Translator) -> str:
    reported = result.reported
    severities = reported.severities
    parts = (
        _("{n} {severity}", n=f"{severities[severity]:,}", severity=_(SEVERITIES[severity]))
        for severity in sorted(severities, reverse=True)
    )
    n_files = len({verdict.finding.origin.path for verdict in reported})
    files = _.ngettext("in {n} file", "in {n} files", n_files)
    by_severity = _(", ").join(parts)
    return _.ngettext(
        "{n} finding {files} ({severities})",
        "{n} findings {files} ({severities})",
        len(reported),
        files=files,
        severities=by_severity,
    )
