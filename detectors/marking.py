"""How documents are marked as not public, as expressions for one line of folded text.

Words: 政府機関等のサイバーセキュリティ対策のための統一基準 (機密性2情報, 機密性3情報), 総務省「地方公共団体における情報
セキュリティポリシーに関するガイドライン」 (自治体機密性2, 3A to 3C), and what offices and firms stamp on paper.
The expressions keep to what RE2 knows, because the trigger is made of them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

_JAPANESE = (
    r"取扱(?:厳重)?注意|取り扱い注意|[極厳]秘|[丸マ]ル?秘|秘|(?:部|社|庁|課|局|組織|関係者|関係者以外)外?秘|"
    r"(?:関係者|社内|庁内|部内|課内|局内|内部|委員)限り?|非公開(?:情報|資料|文書)|公開(?:禁止|不可)|(?:持ち?出し?|庁外持出|外部持出)(?:厳禁|禁止)|"
    r"(?:自治体)?機密性 ?[23] ?[A-C]?(?: ?情報)?|機密文書"
)
_ENGLISH = (
    r"(?:(?:STRICTLY|HIGHLY|COMPANY|BUSINESS) )?CONFIDENTIAL|TOP SECRET|(?:FOR )?INTERNAL USE ONLY|(?:FOR )?OFFICIAL USE ONLY|"
    r"NOT FOR (?:PUBLIC )?(?:DISTRIBUTION|RELEASE|DISCLOSURE)"
)
_BETWEEN = r"(?: ?[・、/|,\-] ?| {1,4})"
_ONE = rf"(?:{_JAPANESE})(?:{_BETWEEN}(?:{_JAPANESE})){{0,3}}"
_ONE_ENGLISH = rf"(?:{_ENGLISH})(?:{_BETWEEN}(?:{_ENGLISH})){{0,2}}"
#: What draws a frame, or begins and ends a comment.
_FRAME = r"[ \t#/*;!%<>=\-_~+|・※■□●○◆◇★☆▼▲]"
_OPEN, _CLOSE = r"[\[【《〔≪(]", r"[\]】》〕≫)]"
#: A line of a title: no sentence, no assignment, no code.
_TITLE = r"[^\n。、,:;=\"'`{}()\[\]<>|\t]{2,60}"
#: How a line of source code becomes a comment.
_COMMENT = r"(?:<!--|//|/\*|--|[#;*])?"
_LABEL = r"(?:機密|秘密|取扱い?|文書|情報|公開)(?:区分|レベル|種別|分類|等級)|機密性|格付け?|(?i:classification|sensitivity|confidentiality)"

SOURCES: Mapping[str, str] = {
    "line": rf"(?m:^){_FRAME}{{0,80}}(?P<marking>{_ONE}){_FRAME}{{0,80}}(?m:$)",
    "framed line": rf"(?m:^){_FRAME}{{0,80}}{_OPEN} ?(?P<marking>{_ONE}) ?{_CLOSE}{_FRAME}{{0,80}}(?m:$)",
    "brackets": rf"[\[【《〔≪] ?(?P<marking>{_ONE}) ?[\]】》〕≫]",
    "rule": rf"(?m:^)[ \t]{{0,8}}{_COMMENT}[ \t]?[=*#\-]{{3,80}} ?(?P<marking>{_ONE}) ?[=*#\-]{{3,80}}",
    "title before": rf"(?m:^)[ #]{{0,8}}{_TITLE}(?: {{1,12}}|[ ]?\()(?P<marking>{_ONE})\)? {{0,8}}(?m:$)",
    "title behind": rf"(?m:^)[ \t]{{0,8}}{_COMMENT}[ #]{{0,8}}\(?(?P<marking>{_ONE})(?: {{1,12}}|\) ?|: ?){_TITLE}(?:-->|\*/)?(?m:$)",
    "label": rf"(?:{_LABEL})[\"']? ?[:=]{{1,2}}>? ?[\"']?(?P<marking>{_ONE})[\"']?,?(?: *(?m:$)|[ )\]】,])",
    "banner": rf"(?m:^)(?:{_FRAME}{{2,80}}|{_FRAME}{{0,80}}\[ ?)(?P<marking>{_ONE_ENGLISH})(?: ?\])?[.!]?{_FRAME}{{0,80}}(?m:$)",
}


class _Patterns(Mapping[str, re.Pattern[str]]):
    """The expressions, compiled when they are needed."""

    @cached_property
    def _compiled(self) -> dict[str, re.Pattern[str]]:
        return {name: re.compile(source) for name, source in SOURCES.items()}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self._compiled[name]

    def __iter__(self) -> Iterator[str]:
        return iter(SOURCES)

    def __len__(self) -> int:
        return len(SOURCES)


PATTERNS = _Patterns()


def trigger() -> str:
    """One RE2 expression for all of them; without their bounds, which would make its automaton count."""
    source = "|".join(source.replace("(?P<marking>", "(?:") for source in SOURCES.values())
    return re.sub(r"\{([0-9]),[0-9]+\}", lambda bounds: "*" if bounds[1] == "0" else "+", source)
