"""Mail addresses, also between kanji and kana, where Presidio's ``\\b`` does not see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_dummy_email, is_role_email, is_unreachable_email
from detectors.trace import Reason

if TYPE_CHECKING:
    from tldextract import TLDExtract

_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z._%+\-/])[0-9A-Za-z_](?:[0-9A-Za-z._%+\-/]{0,62}[0-9A-Za-z_\-+])?"
    r"@(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.){1,6}[A-Za-z]{2,24}(?![0-9A-Za-z_\-]|"
    r"\.[0-9A-Za-z])"
)
_IDENTIFIER_BEFORE = re.compile(
    r"(?:message-id|in-reply-to|references|content-id|cid)[\"']?[ \t]{0,4}[:=]?>?[ \t\"'<]{0,8}$", re.IGNORECASE
)
_IN_URL = re.compile(r"://[^\s/?#]*$")


class EmailAddressRecognizer(JapaneseRecognizer):
    """An address whose domain ends in a real public suffix; no network is asked for the list."""

    ENTITY = "EMAIL_ADDRESS"
    KINDS = frozenset({Kind.EMAIL})
    EXAMPLES = (
        Example("メールはt.kuroiwa@city-soka.jpまで", ("t.kuroiwa@city-soka.jp",)),
        Example("ｋｕｒｏｉｗａ＠ｂｉｇｌｏｂｅ．ｎｅ．ｊｐ", ("ｋｕｒｏｉｗａ＠ｂｉｇｌｏｂｅ．ｎｅ．ｊｐ",)),
        Example("icon@2x.png"),
        Example("git@github.com:soka/x.git"),
        Example("taro@example.co.jp, noreply@soka-bunka.jp"),
        Example("https://user:secret@db.soka.jp/x"),
        Example("smtp://user@mail.soka.jp:secret@smtp.soka.jp:465"),
        Example("https://soka.jp?mail=t.kuroiwa@city-soka.jp", ("t.kuroiwa@city-soka.jp",)),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Every address with a real domain."""
        text = passage.text
        for match in _ADDRESS.finditer(text):
            address = match.group()
            before = text[max(0, match.start() - 80) : match.start()]
            refusal = _refusal(address, before)
            if refusal is not None:
                passage.reject(*match.span(), refusal)
                continue
            facts = Facts(sample=is_dummy_email(address), public=is_role_email(address))
            yield Candidate(match.start(), match.end(), 0.9, "address", facts)


def _refusal(address: str, before: str) -> Reason | None:
    """Why something with an @ in it is nobody's mail address; ``None`` where it can be somebody's."""
    if _IN_URL.search(before) or _IDENTIFIER_BEFORE.search(before) or address.startswith("git@"):
        return Reason.IN_URL
    if is_unreachable_email(address):
        return Reason.UNREACHABLE
    return None if _suffixes()(address.rpartition("@")[2]).suffix else Reason.NO_SUFFIX


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=())
