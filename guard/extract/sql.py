"""Fields of SQL: the values of INSERT, REPLACE, COPY, UPDATE and of conditions, under their column names.

No dialect is assumed: one regex cuts the text into tokens that MySQL, PostgreSQL, Oracle, SQL Server and
SQLite share, and the reader only follows the statements that carry values. What does not parse is passed
over up to the next statement, so that half a dump still gives its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guard.model import Field

_SAMPLE = 65_536
_MAX_COLUMNS = 100_000  # remembered from CREATE TABLE, all tables together

_LEXEMES = r"""\s*+(?:
      (?:[EeNnBbXx]|[Uu]&)?+'(?P<string>(?:[^'\\\r\n]++|''|\\[^\r\n])*+)'
    | (?:[EeNnBbXx]|[Uu]&)?+'(?P<long>(?:[^'\\]++|''|\\.)*+)'
        (?=\s*+(?:[],;|:)}+]|--|/\*|\Z|(?:AS|FROM|WHERE|AND|OR|ON|COLLATE|NOT|PRIMARY|ENGINE|GO)\b))
    | '(?P<open>[^\r\n]*+)
    | "(?P<double>(?:[^"\\\r\n]++|""|\\[^\r\n])*+)"
    | `(?P<tick>(?:[^`\r\n]++|``)*+)`
    | \[(?P<bracket>[^][\r\n'"]*+)\]
    | (?P<comment>--[^\r\n]*+|\#(?=[\s#-])[^\r\n]*+|/\*)
    | ::[ \t]*+(?P<cast>[^\W\d]\w*+)
    | (?P<placeholder>\?|[:@$%]\w++|%\(\w*+\)s|[$#]?\{[^{}\r\n]*+\})
    | (?P<number>\d++(?:\.\d++)?+(?!\w))
    | (?P<word>\w[\w$\#]*+)
    | (?P<operator><>|!=|[<>]=?|=)
    | (?P<mark>[][(),;.])
    | (?P<other>\\.|.)
    | \Z)"""
_SIMPLE_VALUE = re.compile(r"\s*+(?:[Nn]?+'((?:[^'\\\r\n]++|''|\\[^\r\n])*+)'|-?+(\d++(?:\.\d++)?+)|NULL)\s*+([,)])")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STRINGS = _words("string long open double")
_NAMES = _words("word double tick bracket")
_STATEMENTS = _words("INSERT CREATE UPDATE DELETE SELECT MERGE")
_INSERT_WORDS = _words(
    "ABORT ALL DELAYED FAIL FIRST HIGH_PRIORITY IGNORE INTO LOW_PRIORITY ONLY OR OVERWRITE REPLACE ROLLBACK TABLE"
)
_ROW_ENDS = _words("FROM UNION WHERE LIMIT")
_ROW_JOINTS = _words("ALL DUAL FROM ROW UNION VALUE VALUES")
_CLAUSES = _words("AND ELSE END FROM GROUP HAVING LIMIT ON OR ORDER RETURNING SET THEN WHEN WHERE")
_COMPARISONS = _words("BETWEEN ILIKE IN IS LIKE REGEXP RLIKE")
_TABLE_WORDS = _words("EXISTS EXTERNAL GLOBAL IF LOCAL NOT OR REPLACE TABLE TEMP TEMPORARY UNLOGGED")
_CONSTRAINTS = _words("CHECK CONSTRAINT EXCLUDE FOREIGN FULLTEXT INDEX KEY LIKE PERIOD PRIMARY SPATIAL UNIQUE")
_NESTING = {"(": 1, "[": 1, ")": -1, "]": -1}
_COPY_CELL = re.compile(r"([^\t\r\n]*+)(\t|\r\n|\n|\r|\Z)")
_TEMPLATE = re.compile(
    r"\?|%(?:\(\w*+\))?+[a-z]|:[A-Za-z_]\w*+|\$[A-Za-z_]\w*+|[$#]?+\{{1,2}+[ \w.]*+\}{1,2}+|<%[^%]*+%>",
    re.ASCII,
)
_STATEMENT = re.compile(
    r"""^[ \t]*+(?:
      (?:INSERT|REPLACE)\s++(?:\w++\s++){0,2}?INTO\s++[\w.`"[\]]++\s*+(?:\([^()]*+\)\s*+)?+(?:VALUES?|SELECT|SET)\b
    | COPY\s++[\w.`"]++\s*+(?:\([^()]*+\)\s*+)?+FROM\s++stdin\b
    | CREATE\s++(?:\w++\s++){0,2}?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+[\w.`"[\]]++\s*+\(
    | UPDATE\s++[\w.`"[\]]++\s++SET\s++[\w.`"[\]]++\s*+=
    )""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)

_Label = tuple[str, int]


def read(text: str) -> Iterator[Field]:
    """Yield the values of all statements: a row of VALUES or COPY, or any other statement, is a record.

    A row without a column list takes the columns of the CREATE TABLE above it, each with its COMMENT; where
    there is none the label is ``""``. NULL, keywords and placeholders (``?``, ``:name``) are no values.
    """
    return _Reader(text).fields()


def looks_like(text: str) -> bool:
    """Say whether the beginning of the text holds a statement of SQL at the start of a line."""
    return _STATEMENT.search(text[:_SAMPLE]) is not None


@lru_cache(maxsize=1)
def _token_pattern() -> re.Pattern[str]:
    """Compile the tokens when they are first asked for: it takes long."""
    return re.compile(_LEXEMES, re.VERBOSE | re.DOTALL | re.IGNORECASE)


class _Tokens:
    """The tokens of a text, without comments; one can be given back, and the reading can jump ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = _token_pattern().finditer(text)
        self._held: re.Match[str] | None = None
        self._comments_end = True

    def __iter__(self) -> _Tokens:
        return self

    def __next__(self) -> re.Match[str]:
        if self._held is not None:
            held, self._held = self._held, None
            return held
        while True:
            match = next(self._matches)
            kind = match.lastgroup
            if kind is None:
                raise StopIteration
            if kind != "comment":
                return match
            if match[kind] == "/*" and self._comments_end:
                self._skip_comment(match.end())

    def give_back(self, token: re.Match[str]) -> None:
        self._held = token

    def jump(self, position: int) -> None:
        self._matches = _token_pattern().finditer(self._text, position)

    def starts_line(self, token: re.Match[str]) -> bool:
        start = token.start()
        blanks = self._text[start : token.start(token.lastgroup or 0)]
        return start == 0 or "\n" in blanks or "\r" in blanks

    def _skip_comment(self, start: int) -> None:
        """Go on behind the comment; a mark that nothing closes is no comment, nor is any after it."""
        end = self._text.find("*/", start)
        if end < 0:
            self._comments_end = False
        else:
            self.jump(end + 2)


class _Reader:
    """One pass over the statements of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _Tokens(text)
        self._tables: dict[str, list[_Label]] = {}
        self._room = _MAX_COLUMNS
        self._record = 0

    def fields(self) -> Iterator[Field]:
        """Go from statement to statement."""
        for token in self._tokens:
            if token.lastgroup != "word":
                continue
            match token["word"].upper():
                case "INSERT" | "REPLACE" | "INTO":
                    yield from self._insert()
                case "COPY":
                    yield from self._copy()
                case "UPDATE" | "DELETE" | "SELECT" | "MERGE":
                    yield from self._conditions()
                case "CREATE":
                    self._create_table()
                case "COMMENT":
                    self._comment_on_column()

    def _insert(self) -> Iterator[Field]:
        """Read what follows INSERT or INTO: the table, the columns, and the rows in whatever form."""
        table = ""
        columns: list[_Label] | None = None
        for token in self._tokens:
            word = (token["word"] or "").upper()
            if word in ("VALUES", "VALUE", "SELECT"):
                if word == "SELECT":
                    self._tokens.give_back(token)
                yield from self._rows(self._tables.get(table, []) if columns is None else columns)
                return
            if word == "SET":
                yield from self._conditions()
                return
            if token["mark"] == ";" or (word in _STATEMENTS and self._tokens.starts_line(token)):
                self._tokens.give_back(token)
                return
            if token["mark"] == "(" and columns is None:
                columns = self._column_list()
            elif token.lastgroup in _NAMES and word not in _INSERT_WORDS and columns is None:
                table = _name(token).lower()

    def _column_list(self) -> list[_Label] | None:
        """Read the names up to the closing bracket; ``None`` when a query stands there instead."""
        columns: list[_Label] = []
        after = "("
        for token in self._tokens:
            kind = token.lastgroup
            if kind == "mark":
                after = token["mark"]
                if after in ");":
                    break
            elif kind in _NAMES:
                if kind == "word" and token["word"].upper() in _STATEMENTS:
                    self._tokens.give_back(token)
                    return columns or None
                if after == "." and columns:
                    columns.pop()
                if after != "" and len(columns) < _MAX_COLUMNS:
                    columns.append((_name(token), token.start(token.lastgroup or 0)))
                after = ""
        return columns

    def _rows(self, columns: list[_Label]) -> Iterator[Field]:
        """Read ``(…), (…)`` or ``SELECT … FROM dual UNION ALL SELECT …``."""
        for token in self._tokens:
            word = (token["word"] or "").upper()
            if token["mark"] == "(" or word == "SELECT":
                yield from self._row(columns, token.end())
                self._record += 1
            elif token["mark"] != "," and word not in _ROW_JOINTS:
                self._tokens.give_back(token)
                return

    def _row(self, columns: list[_Label], position: int) -> Iterator[Field]:
        """Read values up to the closing bracket or the end of a select list; a function call is one."""
        column = depth = 0
        width = len(columns)
        while simple := _SIMPLE_VALUE.match(self._text, position):  # most rows hold nothing else
            group = 1 if simple[1] else 2
            span = _value(simple, group) if simple[group] else None
            if span is not None:
                label, label_at = columns[column] if column < width else ("", span[0])
                yield Field(label, *span, self._record, label_at)
            column += 1
            position = simple.end()
            if simple[3] == ")":
                self._tokens.jump(position)
                return
        self._tokens.jump(position)
        for token in self._tokens:
            kind = token.lastgroup
            if kind in _STRINGS or (kind == "number" and depth == 0):
                span = _value(token, kind)
                if span is not None:
                    label, label_at = columns[column] if column < width else ("", span[0])
                    yield Field(label, *span, self._record, label_at)
            elif kind == "mark":
                mark = token["mark"]
                if mark == ";" or (mark == ")" and depth == 0):
                    return
                depth = max(0, depth + _NESTING.get(mark, 0))
                column += mark == "," and depth == 0
            elif kind == "word":
                word = token["word"].upper()
                is_statement = word in _STATEMENTS and (depth == 0 or word == "INSERT")
                if (word in _ROW_ENDS and depth == 0) or (is_statement and self._tokens.starts_line(token)):
                    self._tokens.give_back(token)
                    return

    def _conditions(self) -> Iterator[Field]:
        """Read ``column = value`` up to the end of the statement, whatever clause it stands in."""
        name: _Label | None = None
        label: _Label | None = None
        depth = label_depth = 0
        for token in self._tokens:
            kind = token.lastgroup
            word = token["word"].upper() if kind == "word" else ""
            if word == "INSERT" or (word in _STATEMENTS and depth == 0 and self._tokens.starts_line(token)):
                self._tokens.give_back(token)
                break
            if word in _CLAUSES:
                name = label = None
            elif kind == "operator" or word in _COMPARISONS:
                label, label_depth = name, depth
            elif label is not None and (kind in _STRINGS or kind == "number"):
                span = _value(token, kind)
                if span is not None:
                    yield Field(label[0], *span, self._record, label[1])
            elif kind in _NAMES and label is None and word != "NOT":
                name = (_name(token), token.start(kind or 0))
            elif kind == "mark":
                mark = token["mark"]
                if mark == ";":
                    break
                depth += (mark == "(") - (mark == ")")
                if depth < label_depth or (mark == "," and depth == label_depth):
                    label, label_depth = None, min(depth, label_depth)
        self._record += 1

    def _copy(self) -> Iterator[Field]:
        """Read ``COPY t (…) FROM stdin;`` and the tab-separated rows below it, up to ``\\.``."""
        table = ""
        columns: list[_Label] | None = None
        for token in self._tokens:
            word = (token["word"] or "").upper()
            if word == "FROM":
                break
            if token["mark"] == "(":
                columns = self._column_list()
            elif token.lastgroup in _NAMES:
                table = _name(token).lower()
            elif token["mark"] != ".":
                return
        source = next(self._tokens, None)
        if source is None or (source["word"] or "").upper() != "STDIN":
            return
        start = self._text.find("\n", source.end()) + 1
        if start:
            yield from self._copied_rows(start, columns or self._tables.get(table, []))

    def _copied_rows(self, position: int, columns: list[_Label]) -> Iterator[Field]:
        column = 0
        for match in _COPY_CELL.finditer(self._text, position):
            position = match.end()
            value = match[1]
            if column == 0 and value == r"\.":
                break
            bare = value.strip()
            if bare and value != r"\N":
                start = match.start() + value.index(bare)
                label, label_at = columns[column] if column < len(columns) else ("", start)
                yield Field(label, start, start + len(bare), self._record, label_at)
            if match[2] == "\t":
                column += 1
            else:
                column = 0
                self._record += 1
        self._tokens.jump(position)

    def _create_table(self) -> None:
        """Remember the columns of ``CREATE TABLE t (…)``; any other CREATE is passed over."""
        table: str | None = None
        for token in self._tokens:
            word = (token["word"] or "").upper()
            if token["mark"] == "(" and table:
                self._tables[table] = self._definitions()
                return
            if word in _STATEMENTS:
                self._tokens.give_back(token)
                return
            if word == "TABLE":
                table = ""
            elif token.lastgroup in _NAMES and table is not None:
                table = table if word in _TABLE_WORDS else _name(token).lower()
            elif word not in _TABLE_WORDS and token["mark"] != ".":
                return

    def _definitions(self) -> list[_Label]:
        """Read the definitions up to the bracket that closes the table; labels include COMMENTs."""
        columns: list[_Label] = []
        depth = 0
        is_first, is_column, is_comment = True, False, False
        for token in self._tokens:
            kind = token.lastgroup or ""
            word = token["word"].upper() if kind == "word" else ""
            if kind == "mark":
                mark = token["mark"]
                if mark == ";" or (mark == ")" and depth == 0):
                    break
                depth += (mark == "(") - (mark == ")")
                is_first = is_first or (mark == "," and depth == 0)
            elif word in ("INSERT", "CREATE") and self._tokens.starts_line(token):
                self._tokens.give_back(token)
                break
            elif is_first and kind in _NAMES:
                is_first, is_column = False, word not in _CONSTRAINTS and self._room > 0
                if is_column:
                    columns.append((_name(token), token.start(kind)))
                    self._room -= 1
            elif is_comment and is_column and kind in _STRINGS:
                columns[-1] = _commented(columns[-1], token[kind])
            is_comment = word == "COMMENT" and depth == 0
        return columns

    def _comment_on_column(self) -> None:
        """Read ``COMMENT ON COLUMN t.c IS '…'`` into the label of the column."""
        path: list[str] = []
        for token in self._tokens:
            word = (token["word"] or "").upper()
            if word == "IS":
                break
            if token.lastgroup in _NAMES and len(path) < 8:
                path.append(_name(token))
            elif token["mark"] != ".":
                self._tokens.give_back(token)
                return
        comment = next(self._tokens, None)
        if comment is None or comment.lastgroup not in _STRINGS or len(path) < 4:
            return
        columns = self._tables.get(path[-2].lower(), [])
        for index, column in enumerate(columns):
            if column[0].lower() == path[-1].lower():
                columns[index] = _commented(column, comment[comment.lastgroup])


def _name(token: re.Match[str]) -> str:
    """Return a name without its quotes."""
    kind = token.lastgroup or 0
    return token[kind].replace('""', '"').replace("``", "`")


def _commented(column: _Label, comment: str) -> _Label:
    return (f"{column[0]} {comment.strip()}".rstrip(), column[1])


def _value(token: re.Match[str], kind: str | int) -> tuple[int, int] | None:
    """Return the span of a literal without the blanks around it, if it is neither empty nor a placeholder."""
    raw = token[kind]
    value = raw.strip()
    if not value or (value[0] in "?%:$#{<" and len(value) <= 64 and _TEMPLATE.fullmatch(value)):
        return None
    start = token.start(kind) + (raw.index(value) if len(raw) != len(value) else 0)
    return start, start + len(value)
