"""The ways in which people stand in data: tables, statements of SQL, structured formats, markup."""

from __future__ import annotations

import json
from functools import partial

from tests.checks.rendering import IDENTIFIERS, KEYS, Container, Render, records


def unicode_escapes(text: str) -> str:
    return json.dumps(text)[1:-1]


def property_escapes(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char):04X}" for char in text)


def decimal_entities(text: str) -> str:
    return "".join(char if char.isascii() else f"&#{ord(char)};" for char in text)


def hexadecimal_entities(text: str) -> str:
    return "".join(char if char.isascii() else f"&#x{ord(char):x};" for char in text)


def _rows(between: str, *, quote: str = "", before: str = "", header: bool = True) -> Render:
    mark = quote + between + quote
    top = before + (f"{quote}{{columns}}{quote}\n" if header else "")
    return records(f"{quote}{{value}}{quote}", between, before=top, columns=mark)


def _drawn(between: str, edges: tuple[str, str], rule: str) -> Render:
    left, right = edges
    top = f"{left}{{columns}}{right}\n{rule}\n"
    return records("{value}", between, before=top, start=left, end=right + "\n", columns=between)


_table = partial(Container, positional=True)
_bare = partial(Container, positional=True, labelled=False)
_RULE = "|" + " --- |" * 9
TABLES = (
    _table("csv", "people.csv", _rows(",")),
    _table("csv, quoted", "people.csv", _rows(",", quote='"')),
    _table("csv, CR LF", "people.csv", _rows(","), line_end="\r\n"),
    _table("csv, cut off", "people.csv", _rows(","), is_cut_off=True),
    _table("csv below a title", "people.csv", _rows(",", before="住民異動届一覧\n作成日,2026/03/31\n\n")),
    _table("csv below a title, no gap", "people.csv", _rows(",", before="住民異動届一覧（令和７年度）\n")),
    _table("csv in .txt", "people.txt", _rows(",")),
    _table("csv in .dat, quoted", "people.dat", _rows(",", quote='"')),
    _table("csv in .csv.bak", "people.csv.bak", _rows(", ")),
    _table("tsv", "people.tsv", _rows("\t")),
    _table("tsv in .txt", "people.txt", _rows("\t")),
    _table("tsv, CR LF, cut off", "people.tsv", _rows("\t"), line_end="\r\n", is_cut_off=True),
    _table("semicolons", "people.csv", _rows(";")),
    _table("bars", "people.csv", _rows("|")),
    _table("markdown", "people.md", _drawn(" | ", ("| ", " |"), _RULE)),
    _table("markdown, tight", "people.md", _drawn("|", ("|", "|"), "|" + ":-:|" * 9)),
    _table("markdown without edges", "people.md", _drawn(" | ", ("", ""), " | ".join(["---"] * 9))),
    _table("markdown in .txt", "people.txt", _drawn(" | ", ("| ", " |"), _RULE)),
    _table("psql", "people.txt", _drawn(" | ", (" ", " "), "+".join(["-------"] * 9))),
    _table("mysql", "people.log", _drawn(" | ", ("| ", " |"), "+" + "-------+" * 9)),
    _bare("bare csv", "people.csv", _rows(",", header=False)),
    _bare("bare csv, quoted", "people.csv", _rows(",", header=False, quote='"')),
    _bare("bare csv, CR LF", "people.csv", _rows(",", header=False), line_end="\r\n"),
    _bare("bare csv, cut off", "people.csv", _rows(",", header=False), is_cut_off=True),
    _bare("bare csv in .txt", "people.txt", _rows(",", header=False)),
    _bare("bare csv in .log", "people.log", _rows(", ", header=False)),
    _bare("bare tsv", "people.tsv", _rows("\t", header=False)),
    _bare("bare tsv in .txt", "people.txt", _rows("\t", header=False)),
    _bare("bare semicolons", "people.csv", _rows(";", header=False)),
    _bare("bare bars", "people.txt", _rows("|", header=False)),
)

_VALUE = "'{value}'"
_CREATE = "CREATE TABLE `people` (\n  `id` int NOT NULL,\n  `{columns}` varchar(255),\n  PRIMARY KEY (`id`)\n);\n"
_INTO = "INSERT INTO people ({columns}) VALUES"
_sql = partial(Container, positional=True, styles=KEYS)
SQL = (
    _sql("insert", "people.sql", records(_VALUE, ", ", start=f"{_INTO} (", end=");\n")),
    _sql("insert, N''", "people.sql", records(f"N{_VALUE}", ", ", start=f"{_INTO} (", end=");\nGO\n")),
    _sql(
        "insert of many",
        "people.sql",
        records(_VALUE, ",", before=f"{_INTO}\n", start="  (", end=")", people_between=",\n", after=";\n"),
    ),
    _sql(
        "insert over lines",
        "people.sql",
        records(
            _VALUE, ",\n    ", before=f"{_INTO}\n", start="  (\n    ", end="\n  )", people_between=",\n", after=";\n"
        ),
    ),
    _sql(
        "create table",
        "people.sql",
        records(
            _VALUE,
            ",",
            before=f"{_CREATE}INSERT INTO `people` VALUES\n",
            start="(1,",
            end=")",
            people_between=",",
            after=";\n",
            columns="` varchar(255),\n  `",
        ),
    ),
    _sql(
        "copy",
        "people.sql",
        records("{value}", "\t", before="COPY public.people ({columns}) FROM stdin;\n", after="\\.\n"),
    ),
    _sql(
        "update",
        "people.sql",
        records("{label} = '{value}'", ", ", start="UPDATE people SET ", end=" WHERE id = {number};\n"),
    ),
    _sql("insert set", "people.sql", records("`{label}`='{value}'", ",", start="INSERT INTO people SET ", end=";\n")),
    _bare("bare insert", "people.sql", records(_VALUE, ", ", start="INSERT INTO people VALUES (1, ", end=");\n")),
    _bare(
        "bare insert of many",
        "people.sql",
        records(
            f"N{_VALUE}",
            ",",
            before="INSERT INTO people VALUES\n",
            start="(",
            end=")",
            people_between=",\n",
            after=";\n",
        ),
    ),
    _bare(
        "insert in php",
        "seed.php",
        records(_VALUE, ", ", start='$db->query("INSERT INTO people VALUES (', end=')");\n'),
    ),
)

_JSON = '"{label}": "{value}"'
_TIGHT = '"{label}":"{value}"'
_identifiers = partial(Container, styles=IDENTIFIERS)
_keys = partial(Container, styles=KEYS)
DATA = (
    Container(
        "json",
        "people.json",
        records(_JSON, ",\n    ", before="[\n", start="  {\n    ", end="\n  }", people_between=",\n", after="\n]\n"),
    ),
    Container(
        "json, compact",
        "people.json",
        records(_TIGHT, ",", before="[", start="{", end="}", people_between=",", after="]"),
    ),
    Container("json lines", "people.jsonl", records(_JSON, ", ", start="{", end="}\n")),
    Container(
        "json, nested",
        "people.json",
        records(
            _JSON,
            ", ",
            before='{"people": [',
            start='{"id": {number}, "person": {',
            end="}}",
            people_between=",\n",
            after="]}\n",
        ),
    ),
    Container(
        "json, escaped",
        "people.json",
        records(
            _JSON,
            ",\n  ",
            before="[",
            start="{\n  ",
            end="\n}",
            people_between=",",
            after="]\n",
            escape=unicode_escapes,
        ),
    ),
    Container(
        "json lines, escaped", "people.jsonl", records(_TIGHT, ",", start="{", end="}\n", escape=unicode_escapes)
    ),
    _table(
        "json, rows",
        "people.json",
        records(
            '"{value}"',
            ", ",
            before='[["{columns}"],\n',
            start="[",
            end="]",
            people_between=",\n",
            after="]\n",
            columns='", "',
        ),
    ),
    _keys("yaml", "people.yml", records("    {label}: {value}\n", before="people:\n", start="  -\n", end="")),
    _keys("yaml, quoted", "people.yaml", records('  {label}: "{value}"\n', start="- id: {number}\n", end="")),
    _keys(
        "yaml, flow", "people.yml", records("{label}: '{value}'", ", ", before="people:\n", start="  - {", end="}\n")
    ),
    _keys("yaml fixture", "people.yml", records("  {label}: {value}\n", start="person_{number}:\n")),
    _keys(
        "yaml fixture, CR LF",
        "people.yml",
        records("  {label}: {value}\n", start="p{number}:\n"),
        line_end="\r\n",
        is_cut_off=True,
    ),
    Container(
        "yaml literal block", "notes.yml", records("    {label}：{value}\n", before="notes:\n", start="- |\n", end="")
    ),
    Container("toml", "people.toml", records('"{label}" = "{value}"\n', start="[[people]]\n")),
    _identifiers(
        "toml, inline",
        "people.toml",
        records('{label} = "{value}"', ", ", before="people = [\n", start="  { ", end=" },\n", after="]\n"),
    ),
    _keys("ini", "people.ini", records("{label}={value}\n", start="[person{number}]\n")),
    _identifiers("env", ".env", records("TEST_{label}={value}\n")),
    _identifiers("env, quoted", ".env.test", records('export {label}="{value}"\n')),
    _keys("properties", "people.properties", records("person.{label}={value}\n")),
    _keys("properties, escaped", "people.properties", records("{label} = {value}\n", escape=property_escapes)),
)

MARKUP = (
    _keys(
        "xml",
        "people.xml",
        records(
            "<{label}>{value}</{label}>\n",
            before="<people>\n",
            start="<person>\n",
            end="</person>\n",
            after="</people>\n",
        ),
    ),
    _keys(
        "xml on one line",
        "people.xml",
        records("<{label}>{value}</{label}>", before="<people>", start="<person>", end="</person>", after="</people>"),
    ),
    _keys(
        "xml, CDATA",
        "people.xml",
        records(
            "<{label}><![CDATA[{value}]]></{label}>\n",
            before="<people>\n",
            start="<person>",
            end="</person>\n",
            after="</people>",
        ),
    ),
    _keys(
        "xml, attributes",
        "people.xml",
        records(' {label}="{value}"', before="<people>\n", start="<person", end="/>\n", after="</people>\n"),
    ),
    _keys(
        "xml, entities",
        "people.xml",
        records(
            "<{label}>{value}</{label}>\n",
            before="<people>\n",
            start="<person>\n",
            end="</person>\n",
            after="</people>\n",
            escape=decimal_entities,
        ),
    ),
    _keys(
        "xml, attributes, entities",
        "people.xml",
        records(
            ' {label}="{value}"',
            before="<people>\n",
            start="<person",
            end="/>\n",
            after="</people>\n",
            escape=hexadecimal_entities,
        ),
    ),
    _keys(
        "xml, named texts",
        "entries.xml",
        records(
            '<entry key="{label}">{value}</entry>\n',
            before="<people>\n",
            start="<map>\n",
            end="</map>\n",
            after="</people>\n",
        ),
    ),
    _keys(
        "xml, named values",
        "beans.xml",
        records(
            '<property name="{label}" value="{value}"/>\n',
            before="<beans>\n",
            start="<bean>\n",
            end="</bean>\n",
            after="</beans>\n",
        ),
    ),
    _table(
        "html table",
        "people.html",
        records(
            "{value}",
            "</td><td>",
            before="<table><tr><th>{columns}</th></tr>\n",
            start="<tr><td>",
            end="</td></tr>\n",
            after="</table>\n",
            columns="</th><th>",
        ),
    ),
    _table(
        "html table over lines",
        "people.html",
        records(
            "  <td>{value}</td>\n",
            before="<table>\n<tr>\n  <th>{columns}</th>\n</tr>\n",
            start="<tr>\n",
            end="</tr>\n",
            after="</table>\n",
            columns="</th>\n  <th>",
        ),
    ),
    Container(
        "html form",
        "people.html",
        records("<tr><th>{label}</th><td>{value}</td></tr>\n", start="<table>\n", end="</table>\n"),
    ),
    Container(
        "html form over lines",
        "people.html",
        records("<tr>\n <th>{label}</th>\n <td>{value}</td>\n</tr>\n", start="<table>\n", end="</table>\n"),
    ),
    Container(
        "html definitions",
        "people.html",
        records("<dt>{label}</dt><dd>{value}</dd>\n", start="<dl>\n", end="</dl>\n\n"),
    ),
    _keys(
        "html inputs",
        "people.html",
        records('<input type="text" name="{label}" value="{value}">\n', start="<form>\n", end="</form>\n\n"),
    ),
    Container("html lines", "people.html", records("{label}：{value}<br>\n", start="<p>\n", end="</p>\n\n")),
    _bare("bare html table", "people.html", records("<td>{value}</td>", start="<table><tr>", end="</tr></table>\n")),
)
