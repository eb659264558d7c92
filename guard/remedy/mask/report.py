"""What a run of ``sekisho mask`` tells: as text for people, as JSON for programs. No old value is in either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from guard import __version__
from guard.errors import ExitCode
from guard.messages import N_, Translator
from guard.model import Finding, Skip
from guard.remedy.mask.masker import MOST_TOLD, Left
from guard.remedy.mask.run import FileReport, MaskResult
from guard.remedy.mask.undo import Ended
from guard.report.console import pad, visible, visible_place, write_text
from guard.report.json_text import encoder
from guard.report.phrases import SKIP_REASONS, full_place, position

#: Where the key came from.
KEYS: Final = {
    "file": N_("the key comes from the key file: other runs with it replace alike"),
    "environment": N_("the key comes from SEKISHO_MASK_KEY: other runs with it replace alike"),
    "random": N_(
        "the key was made for this run alone: another run replaces otherwise (--key-file or SEKISHO_MASK_KEY)"
    ),
}
#: Findings of one file that are shown as text.
_MOST_SHOWN: Final = 20


def exit_code(result: MaskResult) -> ExitCode:
    """Incomplete where something stays or could not be looked at; otherwise clean."""
    return ExitCode.INCOMPLETE if result.left or result.incomplete else ExitCode.CLEAN


def write_json(result: MaskResult, key: str, out: TextIO, _: Translator) -> None:
    """One object: files with what was replaced and what was left, skips, a summary."""
    told = {
        "schema_version": 1,
        "tool": {"name": "sekisho", "version": __version__},
        "run": {"command": "mask", "dry_run": result.is_dry, "key": key},
        "files": [_file_fields(one, _) for one in result.files],
        "skips": [_skip_fields(one, _) for one in result.skips],
        "summary": {
            "looked_at": result.looked_at,
            "changed": sum(bool(one.replaced) for one in result.files),
            "replaced": result.replaced,
            "left": result.left,
            "moved": result.moved,
            "guessed": result.guessed,
        },
        "exit_code": int(exit_code(result)),
    }
    out.write(encoder(out)(told) + "\n")


def _file_fields(report: FileReport, _: Translator) -> dict[str, object]:
    fields: dict[str, object] = {
        "path": report.path,
        "replaced": dict(sorted(report.replaced.items())),
        "left": [_left_fields(one, report, _) for one in report.left],
        "left_count": report.left_count,
        "problem": _(report.problem, error=report.error) if report.problem else None,
    }
    return fields | ({"diff": report.difference} if report.difference else {})


def _left_fields(left: Left, report: FileReport, _: Translator) -> dict[str, object]:
    finding = left.finding
    return {
        "rule_id": finding.rule_id,
        "severity": finding.severity.label,
        "members": list(finding.origin.members),
        "line": finding.position.line,
        "column": finding.position.column,
        "cell": finding.cell,
        "reason": _reason(left, report, _),
    }


def _skip_fields(skip: Skip, _: Translator) -> dict[str, object]:
    return {
        "path": skip.origin.path,
        "members": list(skip.origin.members),
        "reason": skip.reason.value,
        "detail": _(skip.detail, **dict(skip.args)),
    }


def write_lines(result: MaskResult, key: str, out: TextIO, _: Translator, *, is_quiet: bool) -> None:
    """The report for people."""
    for line in _lines(result, key, _, is_quiet=is_quiet):
        write_text(out, line + "\n")


def _lines(result: MaskResult, key: str, _: Translator, *, is_quiet: bool) -> Iterator[str]:
    for report in result.files:
        if report.difference:
            yield from report.difference
            yield ""
    for report in result.files:
        if report.replaced and not is_quiet:
            rules = ", ".join(f"{visible(rule)} {n:,}" for rule, n in sorted(report.replaced.items()))
            yield f"{visible_place(report.path)}: {rules}"
    yield from _stays(result, _)
    yield from _skips(result.incomplete, _)
    if result.replaced and not is_quiet:
        yield _("note: {text}", text=_(KEYS[key]))
        if result.moved:
            moved = _.ngettext(
                "{n} value got another replacement than its key gives: mask what belongs together in one run",
                "{n} values got another replacement than their key gives: mask what belongs together in one run",
                result.moved,
            )
            yield _("note: {text}", text=moved)
        if result.guessed:
            guessed = _.ngettext(
                "{n} name is read in a way that was guessed: where it stands without its kana it may get another one",
                "{n} names are read in a way that was guessed: where they stand without their kana they may get others",
                result.guessed,
            )
            yield _("note: {text}", text=guessed)
    yield _summary(result, _)


def _stays(result: MaskResult, _: Translator) -> Iterator[str]:
    reports = [one for one in result.files if one.left_count]
    if not reports:
        return
    yield ""
    yield _("NOT REPLACED (the run is incomplete):")
    for report in reports:
        yield f"  {visible_place(report.path)}"
        if report.problem:
            yield f"    {visible(_(report.problem, error=report.error))}"
        shown: Counter[str] = Counter()
        for left in report.left[:_MOST_SHOWN]:
            yield f"    {_place(left.finding, _)}  {pad(visible(left.finding.rule_id), 14)}  {_reason(left, report, _)}"
            shown["all"] += 1
        if more := report.left_count - shown["all"]:
            yield "    " + _.ngettext("… and {n} more", "… and {n} more", more)
    yield ""


def _place(finding: Finding, _: Translator) -> str:
    inside = "".join(f"!{visible(member)}" for member in finding.origin.members) if not finding.cell else ""
    return pad(f"{inside}{' ' if inside else ''}{position(finding, _)}", 8)


def _reason(left: Left, report: FileReport, _: Translator) -> str:
    return visible(_(left.reason, **{"error": report.error, **dict(left.args)}))


def _skips(skips: Iterable[Skip], _: Translator) -> Iterator[str]:
    told = list(skips)
    if not told:
        return
    yield _("NOT LOOKED AT (the run is incomplete):")
    for skip in told[:MOST_TOLD]:
        detail = f": {visible(_(skip.detail, **dict(skip.args)))}" if skip.detail else ""
        yield f"  {full_place(skip.origin)}: {_(SKIP_REASONS[skip.reason])}{detail}"
    yield ""


def _summary(result: MaskResult, _: Translator) -> str:
    if not result.replaced:
        done = _("Nothing was replaced")
    elif result.is_dry:
        done = _.ngettext("{n} value would be replaced", "{n} values would be replaced", result.replaced)
    else:
        done = _.ngettext("{n} value replaced", "{n} values replaced", result.replaced)
    files = _.ngettext("{n} file looked at", "{n} files looked at", result.looked_at)
    left = _.ngettext("{n} value left", "{n} values left", result.left) if result.left else _("no value left")
    return _("{done}; {files}; {left}.", done=done, files=files, left=left)


def ended_lines(ended: Ended, _: Translator, *, is_undo: bool) -> Iterator[str]:
    """What finishing or undoing an earlier run came to."""
    for path in ended.done:
        yield f"  {visible_place(path)}"
    for path, reason in ended.failed:
        yield f"  {visible_place(path)}: " + _("not undone: {reason}", reason=_(reason))
    if not ended.was_prepared:
        yield _("The interrupted run had changed nothing yet; what it had prepared is removed. Run it again.")
    elif is_undo:
        yield _.ngettext("{n} file is as before.", "{n} files are as before.", len(ended.done))
    else:
        yield _.ngettext("{n} file is finished.", "{n} files are finished.", len(ended.done))
