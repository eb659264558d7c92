"""Real Japanese lines without people: the translated messages of permissively licensed packages.

They are needed to train and are not shipped: pinned in ``training/requirements.txt``, read where pip put them.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from training.lines import Line

#: Package and licence.
PACKAGES = {"django": "BSD-3-Clause", "oscar": "BSD-3-Clause", "sphinx": "BSD-2-Clause", "wagtail": "BSD-3-Clause"}
#: Lines longer than this are left out.
_LONGEST = 300
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def load() -> list[Line]:
    """Every distinct Japanese line of the messages, sorted. Raises ``ModuleNotFoundError`` naming what is not installed."""
    from babel.messages.pofile import read_po

    found: set[str] = set()
    for package in PACKAGES:
        for path in sorted(_folder(package).rglob("locale/ja/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                    found.update(line.strip() for text in texts for line in (text or "").splitlines())
    return [Line(line, ()) for line in sorted(found) if _JAPANESE.search(line) and len(line) < _LONGEST]


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed: pip install -r training/requirements.txt")
    return Path(spec.origin).parent
