"""What a text is, by its name or else by its content, and who reads its fields.

Names come first because they are what people mean; content decides where a name says nothing (``.txt``,
``.dat``, ``.dump``, no suffix). Readers are imported when they are called: source code needs none of them.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from guard.model import Field, FieldReader, Profile


class Format(enum.StrEnum):
    """The formats of text that are told apart."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    JSONL = "jsonl"
    YAML = "yaml"
    TOML = "toml"
    INI = "ini"
    ENV = "env"
    PROPERTIES = "properties"
    CSV = "csv"
    TSV = "tsv"
    SQL = "sql"
    CODE = "code"


_SUFFIXES: Mapping[Format, str] = {
    Format.TEXT: "po pot tex bib sty patch diff rtf srt vtt ics vcf",
    Format.MARKDOWN: "md markdown mdx mkd mdown rst adoc asciidoc textile org wiki mediawiki",
    Format.HTML: """html htm shtml vue svelte jsp jspx jspf cshtml aspx ascx hbs handlebars mustache njk
        liquid ejs haml slim pug twig ftl ftlh mjml""",
    Format.XML: """xml xhtml xht xsd xsl xslt svg kml gpx gml rss atom wsdl xaml plist resx resw csproj vbproj
        fsproj vcxproj props targets nuspec config xlf xliff storyboard xib tmx fxml jrxml rels rdf owl dita
        dtsx rdl xmp mxml""",
    Format.JSON: """json json5 jsonc geojson topojson webmanifest ipynb har avsc jsonld tfstate code-workspace
        arb map""",
    Format.JSONL: "jsonl ndjson jsonlines ldjson geojsonl",
    Format.YAML: "yml yaml",
    Format.TOML: "toml",
    Format.INI: """ini cfg cnf inf reg service socket timer mount target network netdev desktop editorconfig
        gitconfig npmrc pypirc pylintrc flake8 coveragerc""",
    Format.ENV: "env envrc",
    Format.PROPERTIES: "properties",
    Format.CSV: "csv",
    Format.TSV: "tsv tab",
    Format.SQL: "sql ddl dml psql pgsql mysql plsql hql",
    Format.CODE: """py pyi pyw rb rake php phtml java kt kts scala groovy gradle js mjs cjs jsx ts mts cts tsx
        css scss sass less styl c h cc cpp cxx hh hpp hxx m mm cs vb fs go rs swift dart lua pl pm r jl ex exs
        erl hrl clj cljs hs elm ml mli nim zig v sh bash zsh fish ps1 psm1 bat cmd awk sed vim el lisp scm tf
        tfvars hcl proto graphql gql thrift cob cbl cpy pco bas cls frm dpr pas f90 asm s sol feature robot
        cmake mk gemspec podspec ru jbuilder coffee vbs sas do ado""",
}
_BY_SUFFIX = {suffix: known for known, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

_NAMES: Mapping[Format, str] = {
    Format.TEXT: """yarn.lock gemfile.lock go.sum go.work.sum mix.lock requirements.txt license notice
        codeowners""",
    Format.JSON: """composer.lock pipfile.lock flake.lock deno.lock bun.lock package.resolved .prettierrc
        .babelrc .jshintrc .stylelintrc .swcrc""",
    Format.YAML: "pubspec.lock podfile.lock .clang-format .clang-tidy .yamllint .gemrc",
    Format.TOML: "poetry.lock uv.lock cargo.lock pdm.lock pipfile gopkg.lock",
    Format.PROPERTIES: "gradle.lockfile buildscript-gradle.lockfile",
    Format.CODE: """dockerfile containerfile makefile gnumakefile rakefile gemfile podfile vagrantfile
        jenkinsfile procfile brewfile fastfile guardfile capfile justfile cmakelists.txt .gitignore
        .dockerignore""",
}
_BY_NAME = {name: known for known, names in _NAMES.items() for name in names.split()}

#: Suffixes that say who fills a file in, not what it holds: what stands before them counts.
_WRAPPERS = """erb j2 jinja jinja2 tmpl tpl template example sample dist default skel in bak orig old txt
    local dev development test ci stg staging prod production"""
_LOCK_FILES = """composer.lock package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock
    gemfile.lock poetry.lock uv.lock pdm.lock pixi.lock pylock.toml cargo.lock go.sum go.work.sum pipfile.lock
    packages.lock.json gradle.lockfile buildscript-gradle.lockfile podfile.lock cartfile.resolved
    package.resolved mix.lock pubspec.lock flake.lock deno.lock paket.lock project.assets.json conan.lock
    gopkg.lock stack.yaml.lock cabal.project.freeze renv.lock .terraform.lock.hcl"""
_IS_WRAPPER = frozenset(_WRAPPERS.split()).__contains__
_IS_LOCK_FILE = frozenset(_LOCK_FILES.split()).__contains__

_SCRIPT = re.compile(r"\.(?:js|mjs|cjs|css)(?:\.map)?\Z|\.map\Z", re.IGNORECASE)
_GENERATED = re.compile(r"@generated\b|\bDO NOT EDIT\b", re.IGNORECASE)
_AVERAGE_LINE = 500
_LONG_LINE = 5_000
_HEAD_LINES = 20

_SAMPLE = 65_536
_XML_START = re.compile(r"<(?:\?xml\b|!--|!DOCTYPE\b|([^\W\d][\w:.-]*+)[\s/>])", re.IGNORECASE)
_HTML_START = re.compile(r"<(?:!DOCTYPE\s+html|html|head|body|div|table|p|span|h[1-6])[\s>]", re.IGNORECASE)
_JSON_START = re.compile(r"\{\s*+(?:[\"'}]|\w++\s*+:)|\[\s*+(?:[{\"']|\[\s*+[{\[\"'\d-]|-?[\d.]++\s*+,)")
_SECTION = re.compile(r"(?:[ \t]*+(?:[#;][^\n]*+)?\n)*+\[{1,2}[^\]\n,{]++\]{1,2}[ \t]*+(?:[#;][^\n]*+)?\n")
_ASSIGNMENT = re.compile(r"[ \t]*+(?:export[ \t]++)?+[\w.\-\[\]]++[ \t]*+=[^\n=]*+")
_MAPPING = re.compile(r"[ \t]*+(?:- |-\Z)|[ \t]*+(?:- )?+[\w.\-\"']++:(?: |\Z)")
_MIN_LINES = 2


def format_of(path: str, text: str) -> Format:
    """The format that a name tells, or that the beginning of the text shows where the name tells none."""
    named = _format_of_name(_name(path))
    return _format_of_content(text) if named is None else named


@lru_cache(maxsize=4096)
def _name(path: str) -> str:
    return PurePosixPath(path.lower()).name


@lru_cache(maxsize=4096)
def _format_of_name(name: str) -> Format | None:
    if name == ".env" or name.startswith(".env."):
        return Format.ENV
    while name:
        if name in _BY_NAME:
            return _BY_NAME[name]
        stem, dot, suffix = name.rpartition(".")
        if dot and suffix in _BY_SUFFIX:
            return _BY_SUFFIX[suffix]
        if not stem or not _IS_WRAPPER(suffix):
            return None
        name = stem
    return None


def _format_of_content(text: str) -> Format:
    """What the beginning looks like; ``TEXT`` where it looks like nothing in particular."""
    from guard.extract import delimited, json_fields, sql

    sample = text[:_SAMPLE].lstrip("\ufeff \t\r\n")
    if sample.startswith("#!"):
        return Format.CODE
    if _XML_START.match(sample) and ">" in sample:
        return Format.HTML if _HTML_START.search(sample[:1_000]) else Format.XML
    lines = [line for line in sample.splitlines() if line.strip() and line.lstrip()[0] not in "#;"]
    assignments = sum(_ASSIGNMENT.match(line) is not None for line in lines)
    if assignments and _SECTION.match(sample):
        return Format.INI
    if _JSON_START.match(sample):
        return Format.JSONL if json_fields.looks_like_lines(sample) else Format.JSON
    if sql.looks_like(text):
        return Format.SQL
    if delimited.looks_like(text):
        return Format.TSV if "\t" in sample.partition("\n")[0] else Format.CSV
    if len(lines) >= _MIN_LINES and assignments == len(lines):
        return Format.ENV
    mappings = sum(_MAPPING.match(line) is not None for line in lines)
    is_yaml = mappings if sample.startswith("---") else _MIN_LINES <= mappings == len(lines)
    return Format.YAML if is_yaml else Format.TEXT


def profile_of(path: str, text: str) -> Profile:
    """Who wrote a text: only lock files, rosters of developer IDs, JavaScript and CSS can be anything but ``SOURCE``.

    Structured data is source wherever it lies, in folders named ``generated``, ``build`` or ``vendor`` too.
    """
    name = _name(path)
    if _IS_LOCK_FILE(name):
        return Profile.LOCK
    if name.startswith("sekisho-roster") and name.endswith((".yaml", ".yml")):
        return Profile.ROSTER
    if not _SCRIPT.search(name) or (name.endswith(".map") and '"mappings"' not in text):
        return Profile.SOURCE
    if ".min." in name or _is_minified(text):
        return Profile.MINIFIED
    head = "\n".join(text[:_SAMPLE].splitlines()[:_HEAD_LINES])
    return Profile.GENERATED if _GENERATED.search(head) else Profile.SOURCE


def _is_minified(text: str) -> bool:
    breaks = text.count("\n") or text.count("\r")
    if len(text) > _AVERAGE_LINE * (breaks + 1):
        return True
    start, window = 0, _LONG_LINE + 1
    while start + window <= len(text):
        found = max(text.rfind("\n", start, start + window), text.rfind("\r", start, start + window))
        if found < 0:
            return True
        start = found + 1
    return False


def reader_of(format: Format) -> FieldReader | None:  # noqa: A002 - the field's own word
    """The reader of a format's fields; ``None`` for source code, whose values are read where they stand."""
    return _READERS[format]


def _json(text: str) -> Iterator[Field]:
    from guard.extract import json_fields

    return json_fields.read(text)


def _yaml(text: str) -> Iterator[Field]:
    from guard.extract import yaml_fields

    return yaml_fields.read(text)


def _ini(text: str) -> Iterator[Field]:
    from guard.extract import ini_fields

    return ini_fields.read(text)


def _xml(text: str) -> Iterator[Field]:
    from guard.extract import xml_fields

    return xml_fields.read(text)


def _delimited(text: str) -> Iterator[Field]:
    from guard.extract import delimited

    return delimited.read(text)


def _sql(text: str) -> Iterator[Field]:
    from guard.extract import sql

    return sql.read(text)


def _prose(text: str) -> Iterator[Field]:
    """The tables that stand in a text, drawn in one of the ways that people draw them."""
    from guard.extract import delimited, fixed_width, markup_table

    if markup_table.looks_like(text):
        return markup_table.read(text)
    if fixed_width.looks_like(text):
        return fixed_width.read(text)
    return delimited.read(text) if delimited.looks_like(text) else iter(())


def _markup(text: str) -> Iterator[Field]:
    """The tables of a marked-up page, wherever in it the first one stands."""
    from guard.extract import fixed_width, markup_table

    if fixed_width.looks_like(text) and not markup_table.looks_like(text):
        return fixed_width.read(text)
    return markup_table.read(text)


_READERS: Mapping[Format, Callable[[str], Iterator[Field]] | None] = {
    Format.TEXT: _prose,
    Format.MARKDOWN: _markup,
    Format.HTML: _markup,
    Format.XML: _xml,
    Format.JSON: _json,
    Format.JSONL: _json,
    Format.YAML: _yaml,
    Format.TOML: _ini,
    Format.INI: _ini,
    Format.ENV: _ini,
    Format.PROPERTIES: _ini,
    Format.CSV: _delimited,
    Format.TSV: _delimited,
    Format.SQL: _sql,
    Format.CODE: None,
}
