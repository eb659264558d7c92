"""The vocabulary that the reporters for people share: severities, verdicts, reasons, places, amounts."""

from __future__ import annotations

from typing import Final

from guard.messages import N_, Translator
from guard.model import Disposition, Finding, Origin, Part, Severity, SkipReason
from guard.report.console import visible, visible_place

SEVERITIES: Final = {
    Severity.LOW: N_("low"),
    Severity.MEDIUM: N_("medium"),
    Severity.HIGH: N_("high"),
    Severity.CRITICAL: N_("critical"),
}

DISPOSITIONS: Final = {
    Disposition.REPORTED: N_("reported"),
    Disposition.BASELINED: N_("accepted in the baseline"),
    Disposition.ALLOWED_INLINE: N_("allowed on the line"),
    Disposition.ALLOWED_CONFIG: N_("allowed by the configuration"),
    Disposition.DROPPED: N_("no finding"),
    Disposition.BELOW_THRESHOLD: N_("below the severity that fails"),
}

SKIP_REASONS: Final = {
    SkipReason.UNREADABLE: N_("could not be read"),
    SkipReason.UNDECODABLE: N_("is in no known text encoding"),
    SkipReason.MALFORMED: N_("is damaged or not what its format says"),
    SkipReason.TOO_LARGE: N_("is larger than the limit"),
    SkipReason.TOO_DEEP: N_("is nested deeper than the limit"),
    SkipReason.TIMEOUT: N_("took longer than the limit"),
    SkipReason.ENCRYPTED: N_("is encrypted or protected by a password"),
    SkipReason.NO_EXTRACTOR: N_("is of a kind that nothing here reads"),
    SkipReason.EXCLUDED: N_("is excluded by the configuration"),
    SkipReason.DETECTOR_FAILED: N_("a detector failed on it"),
    SkipReason.NOTHING_SCANNED: N_("nothing was there to look at"),
    SkipReason.NOT_CHECKED: N_("was not checked"),
}

_SHORT_OID: Final = 10


def place(origin: Origin) -> str:
    """The inside of a file and its commit, where it has them: ``inner.zip > names.csv @ 1a2b3c4d5e``."""
    inside = " > ".join(visible(member) for member in origin.members)
    return f"{inside} @ {visible(origin.commit[:_SHORT_OID])}".lstrip() if origin.commit else inside


def full_place(origin: Origin) -> str:
    """The whole way to a text: path, members, commit."""
    path, inside = visible_place(origin.path) or ".", place(Origin("", origin.members))
    joined = f"{path} > {inside}" if inside else path
    return f"{joined} @ {visible(origin.commit[:_SHORT_OID])}" if origin.commit else joined


def position(finding: Finding, _: Translator) -> str:
    """Where in its text a finding stands: ``12:34``, a cell, or the path of the file."""
    if finding.part is Part.PATH:
        return _("path")
    if finding.cell:
        return visible_place(finding.cell)
    return f"{finding.position.line}:{finding.position.column}"


def size(n_bytes: int) -> str:
    """An amount of bytes in decimal units, as ``1.2 MB``."""
    if n_bytes < 1000:
        return f"{n_bytes} B"
    amount, unit = n_bytes / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if amount < 999.95:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:,.1f} {unit}"
