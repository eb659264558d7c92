"""The ways in which people stand in source code and in what people write: forms, mails, logs, comments."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from tests.checks.rendering import IDENTIFIERS, JAPANESE, KEYS, Container, records

_bare = partial(Container, positional=True, labelled=False)
_japanese = partial(Container, styles=JAPANESE)
_identifiers = partial(Container, styles=IDENTIFIERS)
_keys = partial(Container, styles=KEYS)
_query = partial(quote, safe="")


CODE = (
    _keys(
        "php array", "seed.php", records("'{label}' => '{value}'", ", ", before="<?php\n", start="$a[] = [", end="];\n")
    ),
    _keys(
        "php array over lines",
        "seed.php",
        records("    '{label}' => '{value}',\n", before="<?php\n", start="$rows[] = [\n", end="];\n"),
    ),
    _identifiers("php setters", "seed.php", records("$c->set_{label}('{value}');\n", before="<?php\n")),
    _identifiers(
        "php chain",
        "seed.php",
        records("\n    ->set_{label}('{value}')", before="<?php\n", start="$c = (new Customer())", end=";\n\n"),
    ),
    _identifiers(
        "php arguments",
        "seed.php",
        records("{label}: '{value}'", ", ", before="<?php\n", start="new Person(", end=");\n"),
    ),
    _keys("php array access", "seed.php", records("$row['{label}'] = '{value}';\n", before="<?php\n")),
    _bare("php constructor", "seed.php", records("'{value}'", ", ", before="<?php\n", start="new Person(", end=");\n")),
    _identifiers("ruby create", "seeds.rb", records("{label}: '{value}'", ", ", start="Person.create!(", end=")\n")),
    _keys("ruby hash", "seeds.rb", records(':{label} => "{value}"', ", ", start="people << { ", end=" }\n")),
    _identifiers(
        "ruby factory", "factory.rb", records("  {label} { '{value}' }\n", start="factory :person do\n", end="end\n\n")
    ),
    _identifiers("ruby attributes", "spec.rb", records("person.{label} = '{value}'\n")),
    _keys("capybara", "spec.rb", records("fill_in '{label}', with: '{value}'\n")),
    _bare("ruby array", "seeds.rb", records("'{value}'", ", ", start="people << [", end="]\n")),
    _bare("ruby heredoc", "seeds.rb", records("{value}", ",", before="CSV.parse(<<~EOS)\n", start="  ", after="EOS\n")),
    _keys(
        "python dictionary",
        "people.py",
        records('"{label}": "{value}"', ", ", before="P = [\n", start="    {", end="},\n", after="]\n"),
    ),
    _identifiers("python arguments", "people.py", records('    {label}="{value}",\n', start="Person(\n", end=")\n\n")),
    _identifiers("python assignments", "people.py", records("{label} = '{value}'\n")),
    _keys("python assertions", "people.py", records('assert person["{label}"] == "{value}"\n')),
    _bare(
        "python tuples",
        "people.py",
        records('"{value}"', ", ", before="P = [\n", start="    (", end="),\n", after="]\n"),
    ),
    Container("python docstring", "people.py", records("    {label}: {value}\n", start='"""\n', end='"""\n\n')),
    _identifiers("java setters", "Seed.java", records('        p.set_{label}("{value}");\n')),
    _identifiers(
        "java builder", "Seed.java", records('\n    .{label}("{value}")', start="Person.builder()", end=".build();\n\n")
    ),
    _keys("java map", "Seed.java", records('map.put("{label}", "{value}");\n')),
    _identifiers("java annotation", "Seed.java", records('{label} = "{value}"', ", ", start="@Person(", end=")\n")),
    _identifiers("java strings", "Seed.java", records('    private static final String {label} = "{value}";\n')),
    _bare("java constructor", "Seed.java", records('"{value}"', ", ", start="people.add(new Person(", end="));\n")),
    _identifiers(
        "javascript object",
        "people.js",
        records("{label}: '{value}'", ", ", before="export default [\n", start="  { ", end=" },\n", after="]\n"),
    ),
    _identifiers(
        "javascript template", "people.ts", records("  {label}: `{value}`,\n", start="const person = {\n", end="};\n\n")
    ),
    _identifiers(
        "javascript escaped",
        "people.js",
        records(
            '{label}: "{value}"',
            ", ",
            start="p.push({ ",
            end=" });\n",
            escape=lambda text: "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text),
        ),
    ),
    _bare("javascript array", "people.js", records("'{value}'", ",", start="rows.push([", end="]);\n")),
    _identifiers("go struct", "people.go", records('{label}: "{value}"', ", ", start="\t{", end="},\n")),
    _identifiers("c# initializer", "Seed.cs", records('{label} = "{value}"', ", ", start="new Person { ", end=" },\n")),
    _keys("c# indexer", "Seed.cs", records('row["{label}"] = "{value}";\n')),
    _bare("c# constructor", "Seed.cs", records('@"{value}"', ", ", start="Add(new Person(", end="));\n")),
    Container("comment", "seed.py", records("# {label}: {value}\n")),
    Container("block comment", "Seed.java", records(" * {label}：{value}\n", start="/**\n", end=" */\n\n")),
    Container("comment on one line", "Seed.java", records("{label}: {value}", ", ", start="// ")),
    _identifiers("shell", "seed.sh", records('{label}="{value}"\n')),
    _identifiers("curl", "seed.sh", records("-d '{label}={value}'", " ", start="curl ", end=" https://soka.lan/\n")),
)

TEXTS = (
    _identifiers(
        "log", "app.log", records("{label}={value}", ", ", start="2026-02-03 10:11:12,345 INFO  [main] entry: ")
    ),
    _identifiers("log, quoted", "app.log", records('{label}="{value}"', " ", start="2026-02-03T10:11:12Z INFO ")),
    _identifiers("log, brackets", "app.log", records("{label}=[{value}]", " ", start="Feb  3 10:11:12 host app[12]: ")),
    _keys(
        "log of json",
        "app.log",
        records('"{label}":"{value}"', ",", start="[2026-02-03 10:11:12] INFO: {", end="} []\n"),
    ),
    _keys("log of php", "app.log", records("[{label}] => {value}\n", start="Array\n(\n", end=")\n\n")),
    _identifiers("log of java", "app.log", records("{label}={value}", ", ", start="10:11:12 DEBUG Person(", end=")\n")),
    _identifiers(
        "query",
        "access.log",
        records("{label}={value}", "&", start='"POST /entry?', end=' HTTP/1.1" 200\n', escape=_query),
    ),
    Container("form", "form.txt", records("{label}：{value}\n")),
    Container("form, half-width colon", "form.txt", records("{label}: {value}\n")),
    Container("form, aligned", "form.txt", records("{label}　　：　{value}\n")),
    Container("form, tabs", "form.txt", records("{label}\t{value}\n")),
    _japanese("form, brackets", "form.txt", records("【{label}】{value}\n")),
    _japanese("form, spaced brackets", "form.md", records("【{label}】　{value}\n")),
    _japanese("form, corner brackets", "form.txt", records("［{label}］ {value}\n")),
    Container("form, bullets", "form.md", records("- {label}: {value}\n")),
    Container("form, bold bullets", "form.md", records("* **{label}**: {value}\n")),
    Container("form, squares", "form.txt", records("■{label}：{value}\n")),
    _japanese("form, numbers", "form.txt", records("（１）{label}　{value}\n")),
    Container("form, equals", "form.txt", records("{label} = {value}\n")),
    Container("form on one line", "form.txt", records("{label}：{value}", "　")),
    Container("form on one line, blanks", "form.txt", records("{label}：{value}", " ")),
    Container("form on one line, commas", "form.txt", records("{label}：{value}", "、")),
    Container("form on one line, slashes", "form.txt", records("{label}：{value}", " / ")),
    _japanese("form on one line, brackets", "form.txt", records("【{label}】{value}", "")),
    Container("form, CR LF, cut off", "form.txt", records("{label}：{value}\n"), line_end="\r\n", is_cut_off=True),
    Container(
        "mail",
        "entry.eml",
        records("{label}：{value}\n", start="From: noreply@hinoki-machi.jp\nSubject: entry\n\n", end="\n-- \n\n"),
    ),
    Container("quoted mail", "entry.eml", records("> {label}：{value}\n")),
)
