"""A picture as pieces: its text, or why there is none. A page of a PDF is one as soon as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from guard.extract.piece import Text, Unread
from guard.extract.readers import tesseract
from guard.messages import N_
from guard.model import SkipReason

TOO_SLOW = N_("a picture that could not be read in time; scan.container-timeout bounds the whole file")
UNREADABLE = N_("a picture that Tesseract cannot read")
#: Kept back of what is left for a file, so that its end can still be told.
_RESERVE = 2.0


def pieces(name: str, picture: bytes, seconds: float) -> Iterator[Text | Unread]:
    """The text of a picture, of one with several pages each as its own; ``seconds`` are left for the whole file."""
    if not tesseract.is_installed():
        yield Unread(name, SkipReason.NO_EXTRACTOR, tesseract.MISSING)
        return
    left = min(seconds - _RESERVE, tesseract.SECONDS)
    try:
        pages = tesseract.pages_of(picture, left) if left > 0 else None
    except tesseract.TooSlow:
        pages = None
    except tesseract.Unreadable:
        yield Unread(name, SkipReason.NO_EXTRACTOR, UNREADABLE)
        return
    if pages is None:
        yield Unread(name, SkipReason.TIMEOUT, TOO_SLOW)
        return
    for number, lines in pages.items():
        yield Text(name if max(pages) == 1 else f"page {number}", "".join(f"{line}\n" for line in lines), "text")
