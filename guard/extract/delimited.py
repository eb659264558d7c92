"""Fields of delimiter-separated tables (CSV, TSV and their kin), with the place of every value in the text.

``csv.reader`` gives no offsets and stops at what real exports hold (titles above the header, several
tables in one file, an unclosed quote), so the rows are scanned here: a line without quotes is split,
any other is read cell by cell with one regex per delimiter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, takewhile
from math import log2
from typing import NamedTuple

from guard.model import Field

_SAMPLE = 65_536
_LONG_LINE = 16_384
_CHUNK = 8_192
_LONG_CELL = 32_767  # characters that a cell of a spreadsheet can hold
_LOOKAHEAD = 24
_MIN_ROWS = 3
_PREAMBLE = 10

#: Delimiters with the weight of their evidence: a tab is hardly ever part of a value, a full-width comma is.
_DELIMITERS = {",": 1.5, "\t": 3.0, ";": 1.0, "|": 1.0, "，": 0.25}

_BREAK = re.compile(r"\r\n|\n|\r")
_DATA = re.compile(r"(?!〒\Z)[\W\d_]+\Z|.*@|.*://|(?:\D*\d){4}", re.DOTALL)
_NOTE = re.compile(r"[\s*＊※:：]+|[(（\[［【〔<＜].*", re.DOTALL)
_JAPANESE_LABEL = (
    r"(?:[^\d]{0,12}(?:氏名|名前|姓名|名称|住所|所在地|番号|番地|方書|郵便|都道府県|市区町村|市町村|コード|ｺｰﾄﾞ"
    r"|年月日|日時|日付|登録日|更新日|誕生日|生まれ|電話|携帯|連絡先|メール|アドレス|フリガナ|ﾌﾘｶﾞﾅ|ふりがな|ヨミ|カナ|ｶﾅ|かな"
    r"|漢字|区分|種別|種類|性別|年齢|続柄|備考|口座|名義|金額|件数|有無|担当者?|所属|部署|役職|職業|学年|本籍|国籍"
    r"|世帯主?|資格|状態|理由|内容|項目|値|件名|課名|県名|市名)"
    r"|姓|名|氏|セイ|メイ|せい|めい|行|列|連番|項番|通番|№)(?:[0-9０-９]{1,2})?"
)
_ASCII_LABEL = (
    r"id|no|num(?:ber)?|code|cd|name|namae|sei|mei|s[hi]*imei|kana|kanji|yomi|furigana|first|last|family|given"
    r"|addr(?:ess)?[12]?|ju+sho|jyusho|zip(?:code)?|postal|postcode|yu+bin|tel|phone|mobile|keitai|denwa|fax"
    r"|e?mail|birth(?:day|date)?|dob|seinengappi|age|sex|gender|seibetsu|date(?:time)?|time|created|updated|at"
    r"|type|kind|status|memo|notes?|remarks|title|label|key|value|column|field|user(?:name)?|mynumber|bang?o"
    r"|banchi|katagaki|setai|atena|kou?za|account|bank|branch|amount|price"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+")


class _Row(NamedTuple):
    """A row, or a part of a very long one: its non-empty cells as (column, start, end)."""

    cells: list[tuple[int, int, int]]
    width: int
    record: int


class _Header(NamedTuple):
    """What the columns are called: column → (label, offset of the label)."""

    labels: Mapping[int, tuple[str, int]]
    width: int


def read(text: str) -> Iterator[Field]:
    """Yield the cells of all tables in the text; rows without a header above them have the label ``""``.

    Tables are separated by blank rows. A block without a header of its own goes on under the last header when
    it is as wide. What stands above a header is a record of its own: ``key,value`` gives the value its key.
    """
    rows = _rows(text, _delimiter(_sample(text)))
    header = _Header({}, 0)
    for first in rows:
        if not first.cells:
            continue
        sample = list(islice(takewhile(_has_cells, chain((first,), rows)), _LOOKAHEAD))
        if _is_form(text, sample):
            rest = () if len(sample) < _LOOKAHEAD else takewhile(_has_cells, rows)
            yield from _form(text, chain(sample, rest))
            continue
        at = _header_index(text, sample)
        if at is not None:
            header = _header(text, sample, at)
            for row in sample[:at]:
                yield from _preamble(text, row)
        labels = header.labels if at is not None or sample[0].width == header.width else {}
        rest = () if len(sample) < _LOOKAHEAD else takewhile(_has_cells, rows)
        for cells, _, record in chain(sample[0 if at is None else at + 1 :], rest):
            for column, start, end in cells:
                label, label_at = labels.get(column) or ("", start)
                yield Field(label, start, end, record, label_at)


def looks_like(text: str) -> bool:
    """Say whether the text is a table without doubt: enough rows of one width, not prose, not code."""
    sample = _sample(text)
    if len(sample) <= _LONG_LINE and len(sample.splitlines()) < _MIN_ROWS:
        return False
    delimiter = _delimiter(sample)
    rows = [row for row in islice(_rows(sample, delimiter), 200) if row.cells]
    widths = Counter(row.width for row in rows)
    if len(rows) < _MIN_ROWS or delimiter == "，":
        return False
    width, count = widths.most_common(1)[0]
    if width < (2 if delimiter == "\t" else 3) or count < 0.9 * len(rows):
        return False
    if 4 * sum(_is_code(sample, row) for row in rows) > len(rows):
        return False
    if delimiter == "|" and all(row.cells[0][0] for row in rows):
        return False  # a bar at the start of each line: a drawn table
    pauses = 0 if delimiter == "\t" else sample.count(delimiter + " ")
    if 2 * pauses > (width - 1) * len(rows):
        return False
    if _header_index(sample, rows[:_LOOKAHEAD]) is not None:
        return True
    cells = [sample[start:end] for row in rows for _, start, end in row.cells]
    return len(rows) >= 5 and count == len(rows) and 4 * sum(map(is_data, cells)) >= len(cells)


def _is_code(sample: str, row: _Row) -> bool:
    """Say whether a row begins or ends as lists in source code do; (048)… is a telephone."""
    first, last = row.cells[0][1], row.cells[-1][2] - 1
    return (sample[first] in "({[<|" and not sample[first + 1 : first + 2].isdigit()) or sample[last] in ")}];>\\"


def _sample(text: str) -> str:
    """Return the beginning of the text, without a last line that is cut off."""
    if len(text) <= _SAMPLE:
        return text
    cut = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    return text[: cut if cut > 0 else _SAMPLE]


def _delimiter(sample: str) -> str:
    """Return the delimiter that cuts the rows most evenly; a comma when none does."""
    return max(_DELIMITERS, key=lambda delimiter: _DELIMITERS[delimiter] * _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    """Weigh how many rows have the usual width, and how wide that is; a cut through quotes is no evidence."""
    if delimiter not in sample:
        return 0.0
    rows = [row for row in islice(_rows(sample, delimiter), 200) if row.cells]
    widths = Counter(row.width for row in rows if not _has_open_quote(sample, row))
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return (count / len(rows)) ** 2 * log2(width) if count else 0.0


def _has_open_quote(sample: str, row: _Row) -> bool:
    return any(sample[start] == '"' and sample[start - 1 : start] != '"' for _, start, _ in row.cells)


def _has_cells(row: _Row) -> bool:
    return bool(row.cells)


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Yield every row, blank ones included; a row of more than 8,192 cells comes in parts of one record."""
    position = record = width = 0
    while position < len(text):
        line_break = _BREAK.search(text, position)
        end, after = line_break.span() if line_break else (len(text), len(text))
        if end == position:
            yield _Row([], 1, record)
            position = after
        elif end - position <= _LONG_LINE and text.find('"', position, end) < 0:
            row = _plain_row(text[position:end], position, delimiter, record)
            width = row.width
            yield row
            position = after
        else:
            position, width = yield from _quoted_row(text, position, delimiter, record, width)
        record += 1


def _plain_row(line: str, start: int, delimiter: str, record: int) -> _Row:
    """Split a line that holds no quote."""
    cells = []
    parts = line.split(delimiter)
    for column, part in enumerate(parts):
        value = part.strip()
        if value:
            at = start if part[0] == value[0] else start + len(part) - len(part.lstrip())
            cells.append((column, at, at + len(value)))
        start += len(part) + 1
    return _Row(cells, len(parts), record)


def _quoted_row(
    text: str, position: int, delimiter: str, record: int, width: int
) -> Generator[_Row, None, tuple[int, int]]:
    """Read a row cell by cell and return the position after it, and its width.

    A quote that is not closed in a sane place is part of the text; ``width`` is that of the row before.
    """
    quoted, plain = _patterns(delimiter)
    cells: list[tuple[int, int, int]] = []
    column, parts = 0, 0
    while True:
        match = quoted.match(text, position)
        if match is None or _swallows_rows(text[slice(*match.span(1))], delimiter, width):
            match = plain.match(text, position)
            assert match is not None  # the pattern matches an empty cell
        raw = match[1]
        value = raw.strip()
        if value:
            at = match.start(1) + len(raw) - len(raw.lstrip())
            cells.append((column, at, at + len(value)))
        column += 1
        position = match.end()
        if match[2] != delimiter:
            break
        if len(cells) == _CHUNK:
            yield _Row(cells, column, record)
            cells, parts = [], parts + 1
    if cells or not parts:
        yield _Row(cells, column, record)
    return position, column


@lru_cache(maxsize=len(_DELIMITERS))
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the regexes of a quoted cell (``="…"`` of Excel included) and of any cell, with what ends it."""
    blanks = "[ \u3000]*+" if delimiter == "\t" else "[ \t\u3000]*+"
    mark = re.escape(delimiter)
    tail = rf"({mark}|\r\n|\r|\n|\Z)"
    return (
        re.compile(rf'{blanks}=?"((?:[^"]++|"")*+)"{blanks}{tail}'),
        re.compile(rf"{blanks}([^{mark}\r\n]*+){tail}"),
    )


def _swallows_rows(value: str, delimiter: str, width: int) -> bool:
    """Say whether a quoted value holds whole rows of the table, so that its quote was never closed."""
    if len(value) > _LONG_CELL:
        return True
    inner = _BREAK.split(value)[1:-1] if "\n" in value or "\r" in value else []
    return width > 2 and any(line.count(delimiter) == width - 1 for line in inner)


def _header_index(text: str, sample: Sequence[_Row]) -> int | None:
    """Return which of the first rows names the columns; the last one of a header of several rows."""
    used = Counter(row.cells[-1][0] + 1 for row in sample)
    width = max(used, key=lambda columns: (used[columns], columns))
    found, strict = None, False
    for index, row in enumerate(sample[:_PREAMBLE]):
        if 2 * len(row.cells) <= width:
            continue
        strict = strict or found is not None
        if _is_header(text, row, sample[index + 1 :], strict=strict):
            found = index
        elif found is not None:
            break
        else:
            strict = strict or text[row.cells[0][1]] != "#"
    return found


def _is_header(text: str, row: _Row, below: Sequence[_Row], *, strict: bool) -> bool:
    """Weigh a row: cells that are words for columns, and cells unlike those below them.

    ``strict`` is for a row under another full row: nothing but words then.
    """
    values = {column: text[start:end] for column, start, end in row.cells}
    data = sum(map(is_data, values.values()))
    if 2 * data >= len(values) or 2 * len(set(values.values())) <= len(values):
        return False
    columns: dict[int, list[str]] = {column: [] for column in values}
    for other in below[:_LOOKAHEAD]:
        for column, start, end in other.cells:
            if column in columns:
                columns[column].append(text[start : min(end, start + 64)])
    words = sum(is_label(value) and value not in columns[column] for column, value in values.items())
    if strict:
        return data == 0 and words >= 2 and 2 * words > len(values)
    contrasts = sum(_differs(value, columns[column]) for column, value in values.items())
    if words:
        return 4 * words + 2 * contrasts >= len(values)
    return contrasts >= min(2, len(values)) and 2 * contrasts >= len(values)


def is_data(value: str) -> bool:
    """Say whether a cell is a value rather than a label: numbers, dates, addresses of any kind, long text."""
    return len(value) > 40 or _DATA.match(value) is not None


def is_label(value: str) -> bool:
    """Say whether a cell is a usual word for a column, notes in brackets aside."""
    if len(value) > 40:
        return False
    bare = _NOTE.sub("", value)
    if not bare.isascii():
        return _label_words()[0].fullmatch(bare) is not None
    words = _WORD.findall(value)
    return 0 < len(words) <= 4 and any(map(_label_words()[1].fullmatch, words))


@lru_cache(maxsize=1)
def _label_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the usual words for columns, Japanese and ASCII, when first asked for: it takes long."""
    return re.compile(_JAPANESE_LABEL), re.compile(_ASCII_LABEL, re.IGNORECASE)


def _differs(label: str, values: Sequence[str]) -> bool:
    """Say whether most values below have what the label has not: digits, or another script."""
    if is_data(label) or any(map(str.isdigit, label)) or not values:
        return False
    digits = sum(is_data(value) or any(map(str.isdigit, value)) for value in values)
    foreign = sum(value.isascii() is not label.isascii() for value in values)
    return 5 * max(digits, foreign) > 3 * len(values)


def _header(text: str, sample: Sequence[_Row], at: int) -> _Header:
    """Return the labels of the header row; an empty one takes the label from a header row above it."""
    above = sample[at - 1].cells if at else []
    if not all(is_label(text[start:end]) for _, start, end in above):
        above = []
    labels = {
        column: (text[start:end].replace('""', '"'), start) for column, start, end in chain(above, sample[at].cells)
    }
    return _Header(labels, sample[at].width)


def _is_form(text: str, sample: Sequence[_Row]) -> bool:
    """Say whether each row is a label with its value: ``氏名<TAB>佐伯``."""
    pairs = [row for row in sample if [column for column, *_ in row.cells[:3]] == [0, 1]]
    keys = sum(is_label(text[slice(*row.cells[0][1:])]) for row in pairs)
    values = sum(is_label(text[slice(*row.cells[1][1:])]) for row in pairs)
    return (
        len(pairs) > 1 and len(pairs) >= 0.8 * len(sample) and keys >= 0.6 * len(pairs) and values <= 0.2 * len(pairs)
    )


def _form(text: str, rows: Iterable[_Row]) -> Iterator[Field]:
    """Yield the values of a form as one record, or as several where its first label comes again."""
    opening: str | None = None
    record = 0
    for row in rows:
        if len(row.cells) < 2:
            continue
        (_, key_at, key_end), *values = row.cells
        key = text[key_at:key_end]
        if opening in (None, key):
            opening, record = key, row.record
        for _, start, end in values:
            yield Field(key.rstrip(":："), start, end, record, key_at)


def _preamble(text: str, row: _Row) -> Iterator[Field]:
    """Yield what stands above a header: the value of a ``key,value`` row, or cells without labels."""
    if all(is_label(text[start:end]) for _, start, end in row.cells):
        return  # the upper row of a header of two rows
    (_, key_at, key_end), *values = row.cells
    if len(values) == 1 and not is_data(text[key_at:key_end]):
        _, start, end = values[0]
        yield Field(text[key_at:key_end], start, end, row.record, key_at)
        return
    for _, start, end in row.cells:
        yield Field("", start, end, row.record, start)
