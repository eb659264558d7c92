"""Write the pages of ``docs/reference`` that say what the code says: the rules, and the help of every command.

    python tools/generate_docs.py            # write them
    python tools/generate_docs.py --check    # exit 1 and show the difference where a page is out of date

The Japanese sentences come from the message catalogue in the tree, not from the compiled one of an installation,
which may be older.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click

from guard.cli import sekisho
from guard.messages import DOMAIN, Translator, translator
from guard.report.phrases import SEVERITIES
from guard.rules.catalogue import RULES, Rule

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
HELP_WIDTH: Final = 100
NOTICE: Final = "<!-- Written by tools/generate_docs.py: change guard/ and run `make docs`. -->"


class Frame(NamedTuple):
    """What stands around the rules on the page of one language."""

    title: str
    introduction: str
    columns: str


FRAMES: Final = {
    "ja": Frame(
        "# 規則の一覧",
        "[English](rules.en.md)\n\n"
        "個人情報の検出規則です。端末では `sekisho rules` で一覧を、`sekisho rules ID` で説明を表示できます。\n"
        "表の重大度は、その規則がとりうる最大のものです。判定の仕組みは[検出の仕組み](../detection.md)を参照してください。",
        "| 規則 ID | 名称 | エンティティ | 最大の重大度 |",
    ),
    "en": Frame(
        "# Rules",
        "[日本語](rules.md)\n\n"
        "The rules for personal data. `sekisho rules` lists them and `sekisho rules ID` explains one.\n"
        "The severity in the table is the worst that a rule can reach.",
        "| Rule id | Name | Entity | Worst severity |",
    ),
}


def rules_page(frame: Frame, translate: Translator) -> str:
    """All rules in one language: a table, then a section for each."""
    rows = [_row(rule, translate) for rule in RULES]
    head = [frame.title, "", frame.introduction, "", frame.columns, "|---|---|---|---|", *rows]
    return "\n".join([NOTICE, "", *head, *(line for rule in RULES for line in _section(rule, translate)), ""])


def _row(rule: Rule, _: Translator) -> str:
    return f"| [`{rule.id}`](#{rule.id}) | {_(rule.name)} | `{rule.entity}` | {_(SEVERITIES[rule.severity])} |"


def _section(rule: Rule, _: Translator) -> Iterator[str]:
    yield from ("", f"## {rule.id}", "", f"**{_(rule.name)}** (`{rule.entity}`)", "")
    for heading, text in (
        (_("What"), _(rule.description)),
        (_("Severity"), _(rule.severity_text)),
        (_("Why"), _(rule.why)),
        (_("Controls"), ", ".join(f"`{control}`" for control in rule.controls)),
        (_("How to fix"), _(rule.fix)),
        (_("How to allow"), _(rule.allow, rule=rule.id)),
    ):
        yield f"- **{heading}**: {text}"


def command_page() -> str:
    """The help of every command, as a terminal of a fixed width shows it."""
    lines = [NOTICE, "", "# Commands", "", "`python -I -m guard` is the same program as `sekisho`."]
    for name, command in _commands(sekisho, sekisho.name or "sekisho"):
        context = click.Context(
            command,
            info_name=name,
            terminal_width=HELP_WIDTH,
            max_content_width=HELP_WIDTH,
            help_option_names=["-h", "--help"],
        )
        lines += ["", f"## {name}", "", "```text", command.get_help(context), "```"]
    return "\n".join([*lines, ""])


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _commands(found, f"{name} {child}")


def roster_schema() -> str:
    """The JSON Schema of the roster, for editors."""
    from guard.checks.accounts.roster_schema import RosterFile

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RosterFile.model_json_schema(by_alias=True),
        "title": "sekisho-roster.yaml",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def evidence_schemas() -> Iterator[tuple[str, str]]:
    """The JSON Schemas of the files of an evidence bundle, by file name."""
    from guard.evidence.controls import ControlsFile
    from guard.evidence.coverage import CoverageFile
    from guard.evidence.origin import EnvironmentFile, PolicyFile
    from guard.evidence.statement import Statement

    models = {
        "controls": ControlsFile,
        "coverage": CoverageFile,
        "environment": EnvironmentFile,
        "policy": PolicyFile,
        "statement": Statement,
    }
    for name, model in models.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(by_alias=True, mode="serialization"),
            "title": f"{name}.json of a Sekisho evidence bundle",
        }
        yield f"evidence-{name}-v1.schema.json", json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def pages() -> Mapping[Path, str]:
    """Every generated page with its text."""
    with tempfile.TemporaryDirectory() as folder:
        _compile_catalogues(Path(folder))
        spoken = {language: translator(language, catalogues=folder) for language in FRAMES}
    return {
        REFERENCE / "rules.md": rules_page(FRAMES["ja"], spoken["ja"]),
        REFERENCE / "rules.en.md": rules_page(FRAMES["en"], spoken["en"]),
        REFERENCE / "cli.md": command_page(),
        REFERENCE / "roster-v1.schema.json": roster_schema(),
        **{REFERENCE / name: text for name, text in evidence_schemas()},
    }


def _compile_catalogues(folder: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in sorted((ROOT / "guard" / "locale").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        target = folder / po.parent.parent.name / "LC_MESSAGES" / f"{DOMAIN}.mo"
        target.parent.mkdir(parents=True)
        with po.open("rb") as source, target.open("wb") as compiled:
            write_mo(compiled, read_po(source, locale=po.parent.parent.name))


def difference(path: Path, text: str) -> str:
    """What writing the page would change, as a unified diff; empty where it is up to date."""
    name = path.relative_to(ROOT).as_posix()
    present = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, after = (page.splitlines(keepends=True) for page in (present, text))
    return "".join(difflib.unified_diff(before, after, name, f"{name} (generated)"))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages, or say which of them are out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of date")
    check = parser.parse_args(argv).check
    stale = False
    for path, text in pages().items():
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        elif found := difference(path, text):
            stale = True
            print(found)
    if stale:
        print("Pages are out of date: run `make docs`.", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
