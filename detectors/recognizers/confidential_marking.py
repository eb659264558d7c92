"""Markings by which a document says that it is not public: 部外秘 in a header, 【取扱注意】 in a title, a banner in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.marking import PATTERNS
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

#: An item of a list is one of the markings that there are, not the marking of this document.
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+・]|[0-9]{1,2}[.)])[ \t]+[^ \t]+[ \t]*", re.DOTALL)


class ConfidentialMarkingRecognizer(JapaneseRecognizer):
    """A marking where markings stand; not a sentence that talks about one."""

    ENTITY = "JP_CONFIDENTIAL_MARKING"
    EXAMPLES = (
        Example("部外秘", ("部外秘",)),
        Example("【取扱注意】住民税システム移行計画", ("取扱注意",)),
        Example("住民基本台帳 連携仕様書　　関係者外秘", ("関係者外秘",)),
        Example("機密性３情報　取扱注意", ("機密性３情報　取扱注意",)),
        Example("# ==== 社外秘 ====", ("社外秘",)),
        Example("/* CONFIDENTIAL - INTERNAL USE ONLY */", ("CONFIDENTIAL - INTERNAL USE ONLY",)),
        Example("㊙", ("㊙",)),
        Example("機密区分：部外秘", ("部外秘",)),
        Example("（極秘）", ("極秘",)),
        Example("自治体機密性３Ａ", ("自治体機密性３Ａ",)),
        Example("# ===== 社外秘 ===== module 12", ("社外秘",)),
        Example("# 極秘: settings 54", ("極秘",)),
        Example("<!-- 関係者外秘 第84版 -->", ("関係者外秘",)),
        Example("秘密鍵は置かない"),
        Example("取扱注意事項を読む"),
        Example("この資料は部外秘として扱う。"),
        Example("「部外秘」と書かれた文書"),
        Example("- 部外秘"),
        Example("機密性１情報"),
        Example("client_type: confidential"),
        Example("CONFIDENTIAL,"),
        Example("極秘裏に進めた計画"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Each place once, whichever way of marking it shows."""
        text = passage.text
        seen: set[tuple[int, int]] = set()
        for name, pattern in PATTERNS.items():
            for match in pattern.finditer(text):
                span = match.span("marking")
                if span in seen or _is_list_item(text, match) or (name == "line" and _is_one_of_several(text, match)):
                    continue
                seen.add(span)
                yield Candidate(*span, 0.8, name, Facts(labelled=name == "label"))


def _is_one_of_several(text: str, match: re.Match[str]) -> bool:
    """Whether the line before or after is a marking too: then the markings that there are, are listed."""
    start = text.rfind("\n", 0, match.start("marking")) + 1
    end = text.find("\n", match.end("marking"))
    before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    after = "" if end < 0 else text[end + 1 :].partition("\n")[0][:200]
    return any(PATTERNS["line"].fullmatch(line) for line in (before[:200], after) if line.strip())


def _is_list_item(text: str, match: re.Match[str]) -> bool:
    start = text.rfind("\n", 0, match.start("marking")) + 1
    end = text.find("\n", match.end("marking"))
    return _LIST_ITEM.fullmatch(text, start, len(text) if end < 0 else end) is not None
