"""Where the name model is asked: on lines that hold other data of a person beside a word that is in names.

Asked of all prose, any model takes hundreds of words in a megabyte for names, and waking it for each text that
holds such a word would cost every commit a second. Beside a telephone number, an address or a date a name that no
rule knows is worth that.
"""

from __future__ import annotations

import re

from detectors.morphology import NAME_PARTS, Token, tokens

#: A telephone number, a mail address, a postal code, a long number, a date.
_DATA = re.compile(
    r"[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}|[0-9A-Za-z]@[0-9A-Za-z]|〒|[0-9]{10}|(?:19|20)[0-9]{2}[-/.年][0-9]|[0-9]{3}-[0-9]{4}|"
    r"(?:昭和|平成|令和)[0-9元]{1,2}年"
)
_KANJI = re.compile(r"[一-龠々]")
#: A line that is longer is data of a program, not of people.
_LONGEST = 2_000


def is_worth_asking(line: str) -> bool:
    """Whether a line (folded) holds data of a person, and a word that names are made of."""
    if len(line) > _LONGEST or not _DATA.search(line) or not _KANJI.search(line):
        return False
    return any(is_cue(token) for token in tokens(line))


def is_cue(token: Token) -> bool:
    """Whether a word stands in names, in Japanese script."""
    return token.part in NAME_PARTS and _KANJI.search(token.surface) is not None
