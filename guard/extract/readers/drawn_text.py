"""A picture as a piece: its text, or why there is none. A page of a PDF is one as soon as it is drawn."""

from __future__ import annotations

from guard.extract.piece import Text, Unread
from guard.extract.readers import tesseract
from guard.messages import N_
from guard.model import SkipReason

TOO_SLOW = N_("a picture that could not be read in time; scan.container-timeout bounds the whole file")
UNREADABLE = N_("a picture that Tesseract cannot read")
#: Kept back of what is left for a file, so that its end can still be told.
_RESERVE = 2.0


def piece(name: str, picture: bytes, seconds: float) -> Text | Unread:
    """The text of a picture; ``seconds`` are left for the whole file."""
    if not tesseract.is_installed():
        return Unread(name, SkipReason.NO_EXTRACTOR, tesseract.MISSING)
    left = min(seconds - _RESERVE, tesseract.SECONDS)
    if left <= 0:
        return Unread(name, SkipReason.TIMEOUT, TOO_SLOW)
    try:
        lines = tesseract.lines_of(picture, left)
    except tesseract.TooSlow:
        return Unread(name, SkipReason.TIMEOUT, TOO_SLOW)
    except tesseract.Unreadable:
        return Unread(name, SkipReason.NO_EXTRACTOR, UNREADABLE)
    return Text(name, "".join(f"{line}\n" for line in lines), "text")
