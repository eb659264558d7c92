"""What is installed that readers of containers can do without: an outcome holds as long as that is the same."""

from __future__ import annotations

from importlib.util import find_spec

_PACKAGES = ("py7zr", "pyarrow", "zstandard")


def installed(*, ocr: bool) -> tuple[str, ...]:
    """The names of the optional packages and programs that are here; Tesseract is asked for where ``ocr`` needs it."""
    found = [name for name in _PACKAGES if find_spec(name) is not None]
    if ocr:
        from guard.extract.readers import tesseract

        found += ["tesseract"] * tesseract.is_installed()
    return tuple(found)
