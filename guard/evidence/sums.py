"""``SHA256SUMS``: the digests of the files, so that ``sha256sum --check`` is enough where there is no Sekisho."""

from __future__ import annotations

from collections.abc import Mapping


def sums_text(digests: Mapping[str, str]) -> bytes:
    """The list, in the order of the names."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()
