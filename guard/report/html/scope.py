"""What was looked at, and what was not: the second is the more important half, and is never left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guard.control import ControlState, Coverage, Seen
from guard.messages import N_
from guard.model import Skip, SkipReason
from guard.report.baseline_text import sentences
from guard.report.gate_words import amounts, part_name
from guard.report.html.charts import Share, chart
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, code, cut, element, join, listed, quoted, table
from guard.report.html.words import SEEN, STATES, Sign, signed, told
from guard.report.phrases import SKIP_REASONS, full_place, size
from guard.result import ScanResult

_MAX_PER_REASON: Final = 100
_MAX_REASONS: Final = 20
_MAX_FORMATS: Final = 15
_COULD_NOT: Final = Sign("×", "bad", N_("could not be looked at"))
_UNREAD: Final = Sign("△", "unknown", N_("of a kind that nothing here reads"))
_LEFT_OUT: Final = Sign("―", "outside", N_("left out: holds no text, or excluded by the settings"))


def scope(edition: Edition) -> Section:
    """How much was looked at, part by part, and each thing that was not."""
    _, result = edition.translator, edition.result
    body = join(
        (
            _chart(edition),
            _parts(edition),
            _amounts(edition),
            element("h3", _("What was not looked at")),
            *_unseen(edition),
            _accepted(result.accepted_skips, edition),
            listed(_notes(edition)),
        )
    )
    return Section("scope", _("What was looked at, and what was not"), body)


def _notes(edition: Edition) -> list[str]:
    _, result = edition.translator, edition.result
    notes = [cut(_(note)) for note in result.notes]
    return notes if result.baseline is None else [*notes, *sentences(result.baseline, _)]


def _chart(edition: Edition) -> Html:
    _, result = edition.translator, edition.result
    incomplete, unread, left_out = map(len, _kinds(result))
    shares = [
        Share(result.counts.blobs, "good", "○", _("looked at")),
        _share(incomplete, _COULD_NOT, edition),
        _share(unread, _UNREAD, edition),
        Share(len(result.accepted_skips), "recorded", "●", _("not looked at, and accepted")),
        _share(left_out, _LEFT_OUT, edition),
    ]
    words = _(", ").join(f"{share.word} {share.n:,}" for share in shares)
    return element("figure", element("figcaption", _("Contents of files")), chart(shares, words))


def _share(n: int, sign: Sign, edition: Edition) -> Share:
    return Share(n, sign.look, sign.mark, edition.translator(sign.word))


def _kinds(result: ScanResult) -> tuple[list[Skip], list[Skip], list[Skip]]:
    """What makes the run incomplete, what may hold text and is not read, and the rest."""
    incomplete = set(result.incomplete)
    others = [skip for skip in result.skips if skip not in incomplete]
    unread = [skip for skip in others if _may_hold_text(skip)]
    return list(result.incomplete), unread, [skip for skip in others if not _may_hold_text(skip)]


def _may_hold_text(skip: Skip) -> bool:
    return skip.reason is SkipReason.NO_EXTRACTOR and skip.can_hold_text


def _parts(edition: Edition) -> Html:
    gate, _ = edition.result.gate, edition.translator
    if gate is None:
        return Html("")
    heads = (_("Part"), _("Extent"), _("Amounts"), _("Why not whole"))
    return table(_("Parts of the check"), heads, (_part(one, edition) for one in gate.coverage), "parts")


def _part(one: Coverage, edition: Edition) -> tuple[str, str, str, str]:
    _ = edition.translator
    reasons: list[str] = [told(reason, _) for reason in one.reasons[:_MAX_REASONS]]
    if (more := len(one.reasons) - _MAX_REASONS) > 0:
        reasons.append(_.ngettext("and {n} more", "and {n} more", more))
    return part_name(one.part, _), signed(SEEN[one.seen], _), amounts(one.counts, _), listed(reasons) or "―"


def _amounts(edition: Edition) -> Html:
    _, counts = edition.translator, edition.result.counts
    rows = [
        (_("Files"), f"{counts.files:,}"),
        (_("File contents, those in archives included"), f"{counts.blobs:,}"),
        (_("Amount of data"), size(counts.bytes)),
    ]
    for name, found in ((_("Formats"), counts.formats), (_("Encodings"), counts.encodings)):
        if found:
            rows.append((name, _(", ").join(f"{key} {n:,}" for key, n in found.most_common(_MAX_FORMATS))))
    return table(_("Amounts"), (_("Item"), _("Amount")), rows, "numbers narrow")


# What was not looked at


def _unseen(edition: Edition) -> Iterator[Html]:
    """Parts of the check, clauses, files: whatever this run says nothing of."""
    _, gate = edition.translator, edition.result.gate
    parts = () if gate is None else tuple(one for one in gate.coverage if one.seen is not Seen.WHOLE)
    outside = () if gate is None else gate.controls_in(ControlState.OUTSIDE)
    parts_told = [join((signed(SEEN[one.seen], _), " ", part_name(one.part, _))) for one in parts]
    if outside:
        words = _.ngettext(
            "{n} clause: see the results by clause", "{n} clauses: see the results by clause", len(outside)
        )
        parts_told.append(join((signed(STATES[ControlState.OUTSIDE], _), " ", words)))
    yield listed(parts_told, "plain")
    if not edition.result.skips:
        nothing_else = (
            _("Every file in scope was looked at.") if parts_told else _("Everything in scope was looked at.")
        )
        yield element("p", nothing_else)
    incomplete, unread, left_out = _kinds(edition.result)
    for sign, skips in ((_COULD_NOT, incomplete), (_UNREAD, unread), (_LEFT_OUT, left_out)):
        if skips:
            yield element("h4", signed(sign, _), f" {len(skips):,}")
            yield from _by_reason(skips, edition)


def _by_reason(skips: Sequence[Skip], edition: Edition) -> Iterator[Html]:
    _ = edition.translator
    reasons: dict[SkipReason, list[Skip]] = {}
    for skip in skips:
        reasons.setdefault(skip.reason, []).append(skip)
    for reason, group in sorted(reasons.items()):
        caption = _("{reason} ({id}): {n}", reason=_(SKIP_REASONS[reason]), id=reason.value, n=f"{len(group):,}")
        rows = ((code(full_place(skip.origin)), _detail(skip, edition)) for skip in group[:_MAX_PER_REASON])
        yield table(caption, (_("Place"), _("Reason")), rows, "skips")
        yield edition.more(len(group) - _MAX_PER_REASON if len(group) > _MAX_PER_REASON else 0)


def _detail(skip: Skip, edition: Edition) -> str:
    _ = edition.translator
    return cut(_(skip.detail, **dict(skip.args))) if skip.detail else _(SKIP_REASONS[skip.reason])


def _accepted(skips: Sequence[tuple[Skip, str]], edition: Edition) -> Html:
    _ = edition.translator
    rows = (
        (code(full_place(skip.origin)), _(SKIP_REASONS[skip.reason]), quoted(reason, edition.lang))
        for skip, reason in skips[:_MAX_PER_REASON]
    )
    heads = (_("Place"), _("Reason"), _("Reason to accept it"))
    return join(
        (
            table(_("Not looked at, and accepted with a reason"), heads, rows, "skips"),
            edition.more(max(len(skips) - _MAX_PER_REASON, 0)),
        )
    )
