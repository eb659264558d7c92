"""What the structure of a text says about its values: the labels of fields, and which fields are one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.labels import Kind, ends_in_label, kinds_of
from detectors.lazy_pattern import lazy_pattern


class Field(NamedTuple):
    """A labelled value: a cell under a column header, a value under a key, what follows ``氏名：``.

    ``start`` and ``end`` are offsets (code points, ``end`` exclusive) into the text that is analysed;
    fields with the same ``record`` belong to one row, object or statement.
    """

    label: str
    start: int
    end: int
    record: int


_JAPANESE_LABEL = r"[ァ-ヶー一-龠々〒ぁ-ん]{1,14}(?:\([^()\n]{1,10}\))?[0-9]{0,2}"
#: 氏　名, 生 年 月 日: labels that a form stretches.
_STRETCHED_LABEL = r"氏 {1,6}名|お {0,6}名 {1,6}前|名 {1,6}前|住 {1,6}所|電 {1,6}話|性 {1,6}別|生 {1,4}年 {1,4}月 {1,4}日|続 {1,6}柄|本 {1,6}籍"
_BOLD = r"(?:\*\*|__)?"
#: ``氏名：山田太郎``, ``TEL 03-…``, ``【住所】埼玉県…``, ``**氏名**：…``, ``[氏名] => …``, ``お名前は山田太郎``; folded text.
_FORM_LABEL = lazy_pattern(
    rf"(?P<label>{_STRETCHED_LABEL}|{_JAPANESE_LABEL}|(?:TEL|Tel|FAX|Fax|E-?mail|e-?mail|Mail|NAME|Name)(?:\([^()\n]{{1,10}}\))?[0-9]{{0,2}})"
    rf"(?:(?P<mark>{_BOLD}[ \t]{{0,8}}[\]】》>)]?[ \t]{{0,4}}(?:=>|[:=|]){_BOLD}[ \t]{{0,8}}[\"'`「『]?|[ \t]{{0,4}}[\]】》][ \t]{{0,8}})"
    r"|[ \t]{1,16}(?=\S)|は[、 ]?[「『]?)"
    r"(?P<value>[^\s,、。;|\"'<>(){}\[\]【】「」『』][^\n\t,、。;|\"'<>{}\[\]【】「」『』]{0,79})"
)
#: ``lastName: "山田"``, ``'氏名' => '山田'``, ``setTel("090-…")``, ``dob=1980-01-01``, ``tel=[090-…]``, ``full_name { "山田" }``,
#: ``fill_in '氏名', with: '山田'``, ``name="tel" value="090-…"``, ``class="name">山田<``.
_CODE_LABEL = lazy_pattern(
    r"(?:(?<![A-Za-z0-9_$\-])(?P<latin>[A-Za-z_$@][A-Za-z0-9_$\-]{1,40}+)|(?<=[\"'`])(?P<japanese>"
    rf"{_JAPANESE_LABEL})(?=[\"'`]))"
    r"[\"'`]?\]?(?:\*\*)?[ \t]{0,8}(?P<mark>=>|:=|={1,3}|:|\(|,[ \t]{0,4}with:|,|\{|value=|(?<=[\"'])>|\t)(?:\*\*)?[ \t]{0,8}"
    # The value is only looked at, so that a label inside it is seen as well: new User(name: "…")
    r"(?=[\"'`](?P<quoted>[^\"'`\n]{1,200})[\"'`]|\[(?P<boxed>[^\[\]\"'`\n,]{1,80})\]|"
    r"(?P<bare>[^\s\"'`,;(){}\[\]<>=][^\"'`\n,;(){}\[\]<>]{0,79}))"
)
_NEXT_LABEL = lazy_pattern(
    r"[ \t]{2,}|[ \t](?=[^\s&、,/]{1,24}[ \t]?[:=]|HTTP/)|(?<=\S)(?=\()|[ \t]/[ \t]|、|&(?=[\w.\-\[\]]{1,40}=)"
)
#: After a number these are its unit (``12番地<TAB>…``, ``四丁目二番|…``), not the label of what follows.
_STREET = frozenset({Kind.STREET})
_COUNTED = lazy_pattern(r"[0-9〇一二三四五六七八九十](?:丁目|番|号|地)")
#: Before a bracket these make a date, and say nothing of whose it is.
_DATE_TYPES = frozenset({"date", "datetime", "localdate"})
_BLANK_LINE = lazy_pattern(r"\n[ \t]*\n")


def inline_fields(text: str) -> Iterator[Field]:
    """The labelled values in running text and source code, by line.

    Fields of lines that follow each other without a blank line are one record; its number is negative, so
    that it never meets the number that a table or an object was given.
    """
    record = -1
    last_line_end = 0
    found = sorted({*_form_fields(text), *_code_fields(text)}, key=lambda item: (item[1], -item[2]))
    for label, start, end in found:
        if _BLANK_LINE.search(text, last_line_end, start):
            record -= 1
        last_line_end = end
        yield Field(label, start, end, record)


def _form_fields(text: str) -> Iterator[tuple[str, int, int]]:
    position = 0
    while match := _FORM_LABEL.search(text, position):
        label = match["label"]
        is_label = bool(kinds_of(label)) and (match["mark"] or ends_in_label(label))
        if not is_label or (
            kinds_of(label) <= _STREET and _COUNTED.search(text, max(0, match.start() - 1), match.end("label"))
        ):
            position = match.start() + max(1, len(label.partition("(")[0]))
            continue
        start = match.start("value")
        yield label, start, start + len(_without_next(match["value"]))
        position = match.start("value")


def _without_next(value: str) -> str:
    """A value up to where the next label begins."""
    stop = _NEXT_LABEL.search(value)
    value = value[: stop.start()] if stop and not _is_name_gap(value, stop) else value
    # (旧姓:薬師寺): the bracket was open before the label
    return value.partition(")")[0].rstrip() if ")" in value and "(" not in value else value.rstrip()


def _is_name_gap(value: str, stop: re.Match[str]) -> bool:
    # 山田　　太郎: a wide gap inside a short name is no border between fields.
    return len(value) <= 12 and not re.search(r"[0-9:=(]", value) and stop.end() < len(value)


def _code_fields(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _CODE_LABEL.finditer(text):
        label = match["latin"] or match["japanese"]
        group = match.lastgroup
        if group is None or (match["mark"] == "{" and group != "quoted") or not kinds_of(label):
            continue
        if match["mark"] == "(" and label.lower() in _DATE_TYPES:
            continue
        value = match[group] if group == "quoted" else _without_next(match[group])
        start = match.start(group) + len(value) - len(value.lstrip())
        if value.strip():
            yield label, start, start + len(value.strip())
