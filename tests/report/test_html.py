"""The HTML report: one file, two languages, nothing hidden, nothing that a repository holds runs in it."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import verdicts as packing
from guard.account import Reason
from guard.cli import main
from guard.control import (
    Answer,
    Attestation,
    Command,
    ControlState,
    Coverage,
    Observation,
    Outward,
    PolicyFile,
    PolicyKind,
    PolicySource,
    Seen,
    Terms,
    Wording,
)
from guard.messages import translator
from guard.model import Disposition, Origin, Related, Severity, Skip, SkipReason
from guard.report.html import page, survey
from guard.report.html.element import Html, element, join, table
from guard.report.options import ReportOptions
from guard.result import ScanResult
from tests.gate_example import TODAY, gate_result
from tests.people import TABLE, VALUES

from .example import english, full_result, result, verdict, written
from .page import Node, parsed

LANGUAGES = ("ja", "en")
GATE_SECTIONS = (
    "verdict clauses findings approvals accepted scope environments accounts delivery tools glossary verify".split()
)
#: Four English words in a row.
ENGLISH = re.compile(r"[A-Za-z']+(?: [A-Za-z']+){3,}")
JAPANESE = re.compile("[\u3041-\u3096\u4e00-\u9fff]")
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def tree(scan: ScanResult) -> Node:
    return parsed(written(page.write, scan))


def edition(root: Node, lang: str) -> Node:
    return next(one for one in root.all("div") if one.has("report") and one.lang == lang)


def sections(one: Node) -> list[str]:
    return [node.attributes["id"].partition("-")[2] for node in one.all("section")]


@cache
def gate_tree() -> Node:
    return tree(full_gate())


def full_gate() -> ScanResult:
    """The example with one of what it does not have: an allow that nobody approved."""
    scan = gate_result()
    allow = verdict(rule_id="gate-allow-added", severity=Severity.MEDIUM, path="src/a.py", line=3)
    return replace(scan, verdicts=type(scan.verdicts)([*scan.verdicts, allow]))


# What is in it


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_of_a_gate_has_all_parts_in_this_order(lang: str) -> None:
    one = edition(gate_tree(), lang)
    assert sections(one) == GATE_SECTIONS
    assert [link.attributes["href"] for link in one.all("nav")[0].all("a")] == [f"#{lang}-{n}" for n in GATE_SECTIONS]


def test_a_scan_has_the_parts_that_it_has() -> None:
    assert sections(edition(tree(full_result()), "ja")) == (
        "verdict findings accepted scope tools glossary verify".split()
    )
    assert sections(edition(tree(result()), "ja")) == "verdict findings scope tools glossary verify".split()


def test_separation_and_accounts_alone_have_their_pictures() -> None:
    gate = gate_result()
    for part in ("separation", "accounts"):
        scan = replace(full_result(), **{part: getattr(gate, part)})
        name = {"separation": "environments", "accounts": "accounts"}[part]
        section = next(one for one in tree(scan).all("section") if one.attributes.get("id") == f"ja-{name}")
        assert section.all("svg")
        assert section.all("table")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_stands_there_with_its_words_and_its_state(lang: str) -> None:
    gate = gate_result().gate
    assert gate is not None
    clauses = next(
        one for one in edition(gate_tree(), lang).all("section") if one.attributes["id"].endswith("-clauses")
    )
    for one in gate.controls:
        assert one.control.text.strip() in clauses.text
        assert one.control.id in clauses.text
        assert one.control.title.told(lang) in clauses.text
    states = [state for state in ControlState if gate.controls_in(state)]
    assert len(clauses.all("h3")) == len(states)
    assert len(clauses.all("tr")) == len(states) + len(gate.controls)


def test_the_words_of_a_clause_are_never_cut() -> None:
    gate = gate_result().gate
    assert gate is not None
    words = "あ" * 3_000
    clause = replace(gate.controls[0], control=replace(gate.controls[0].control, text=words))
    assert words in tree(replace(gate_result(), gate=replace(gate, controls=(clause,)))).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_attestations_are_told_with_who_and_until_when(lang: str) -> None:
    told = edition(gate_tree(), lang).text
    assert "情報システム課 開発責任者" in told
    assert "作業用パソコン全台にウイルス対策ソフトを導入し、常駐させている。" in told
    assert ("2027年1月14日" if lang == "ja" else "2027-01-14") in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_that_was_not_looked_at_is_left_out(lang: str) -> None:
    told = edition(tree(full_result()), lang).text
    scan = full_result()
    for skip in (*scan.skips, *(skip for skip, _reason in scan.accepted_skips)):
        assert skip.origin.path in told


def test_it_never_says_that_all_was_looked_at_where_a_part_was_not() -> None:
    everything = "Everything in scope was looked at."
    clean = result()
    assert everything in edition(tree(clean), "en").text
    without_skips = replace(gate_result(), skips=(), accepted_skips=())
    scope = next(one for one in edition(tree(without_skips), "en").all("section") if one.attributes["id"] == "en-scope")
    assert everything not in scope.text
    assert "accounts (ldap:example)" in "".join(node.text for node in scope.all("li"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_commands_stand_as_they_are_typed(lang: str) -> None:
    commands = [node.text for node in edition(gate_tree(), lang).all("code") if node.has("command")]
    assert "git reflog expire --expire=now --all" in commands


def test_a_command_is_never_cut() -> None:
    gate = gate_result().gate
    assert gate is not None
    long = "git filter-repo --invert-paths --path " + "a" * 2_000
    asked = Observation("leftovers", Answer.BAD, commands=(Command(long),))
    root = tree(replace(gate_result(), gate=replace(gate, observations=(asked,))))
    assert sum(node.text == long for node in root.all("code")) == 2


def test_a_policy_of_the_judged_tree_is_a_warning() -> None:
    scan = gate_result()
    assert scan.gate is not None
    own = replace(scan, gate=replace(scan.gate, policy=PolicySource(PolicyKind.JUDGED_TREE)))
    assert any(node.has("warning") for node in tree(own).all("span"))
    box = next(node for node in edition(tree(own), "en").all("div") if node.has("verdict"))
    assert "JUDGED BY ITS OWN TREE" in box.text
    assert not any(node.has("warning") for node in tree(scan).all("span"))


def test_the_verdict_says_what_the_exit_code_says() -> None:
    def looks(scan: ScanResult) -> set[str]:
        box = next(node for node in tree(scan).all("p") if node.has("word"))
        return {look for node in box.all("span") for look in ("bad", "unknown", "good") if node.has(look)}

    clean = result()
    unread = Skip(Origin("a.bin"), SkipReason.ENCRYPTED)
    assert (looks(clean), clean.exit_code()) == ({"good"}, 0)
    assert looks(result(verdict())) == {"bad"}
    assert looks(result(skips=(unread,))) == {"unknown"}
    assert looks(result(verdict(), skips=(unread,))) == {"bad", "unknown"}
    assert looks(result(interrupted=True)) == {"unknown"}
    assert looks(gate_result()) == {"bad", "unknown"}
    unknown = replace(clean, separation=gate_result().separation)
    assert looks(unknown) == {"unknown"}


# Languages


def test_no_english_sentence_stands_in_the_japanese_part() -> None:
    for scan in (full_gate(), result(), result(verdict(cell="A!B3"), interrupted=True)):
        said = edition(tree(scan), "ja").said_in("ja")
        assert [found[0] for piece in said if (found := ENGLISH.search(piece))] == []


def test_what_is_japanese_in_the_english_part_says_so() -> None:
    """But for a word or a name within an English sentence."""
    for one in (gate_tree(), tree(result())):
        said = list(edition(one, "en").said_in("en"))
        assert [piece for piece in said if len(JAPANESE.findall(piece)) * 2 > len(piece.strip())] == []


def test_both_languages_tell_the_same() -> None:
    ja, en = (edition(gate_tree(), lang) for lang in LANGUAGES)
    for name in ("section", "table", "tr", "td", "svg", "details", "li", "h2", "h3", "h4", "dd"):
        assert len(ja.all(name)) == len(en.all(name)), name
    codes = ([node.text for node in one.all("code")] for one in (ja, en))
    assert next(codes) == next(codes)


def test_the_file_is_the_same_whatever_language_was_asked_for() -> None:
    pages = {written(page.write, full_gate(), ReportOptions(translator(lang))) for lang in LANGUAGES}
    assert len(pages) == 1


# A page that stands alone


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = written(page.write, full_gate())
    root = parsed(text)
    rules = next(one for one in root.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
    style = root.all("style")[0].text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert rules.attributes["content"] == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not root.all("script", "link", "img", "iframe", "object", "form")
    for node in root.all():
        assert not [name for name in node.attributes if name.startswith("on") or name in {"style", "src"}]
        assert node.attributes.get("href", "#").startswith("#")
    assert "url(" not in style
    assert style.isascii()


def test_ids_are_there_once_and_links_lead_to_them() -> None:
    root = gate_tree()
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    links = {node.attributes["href"][1:] for node in root.all("a")}
    assert links <= set(ids)
    assert {node.attributes["aria-labelledby"] for node in root.all() if "aria-labelledby" in node.attributes} <= set(
        ids
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_follow_each_other_and_tables_name_their_rows_and_columns(lang: str) -> None:
    one = edition(gate_tree(), lang)
    levels = [int(node.name[1]) for node in one.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for shown in one.all("table"):
        assert shown.all("caption")
        heads = [node for node in shown.all("thead")[0].all("th") if node.attributes["scope"] == "col"]
        for row in shown.all("tbody")[0].all("tr"):
            cells = row.all("th", "td")
            assert [cell.name for cell in cells] == ["th", *["td"] * (len(heads) - 1)]
            assert cells[0].attributes["scope"] == "row"


def test_every_picture_has_words() -> None:
    for node in gate_tree().all("svg"):
        assert node.attributes["role"] == "img"
        assert node.attributes["aria-label"]


def test_a_stream_of_another_encoding_gets_references() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="cp932", newline="\n")
    page.write(full_gate(), out, ReportOptions(english()))
    out.flush()
    text = raw.getvalue().decode("ascii")
    assert parsed(text).text == gate_tree().text


# Hostile text

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'`=/\\{}()\x00\x1b\r\n\t\u202e\u2066\u200b\ud800\ufeff"),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_text_is_text(path: str, words: str, inside: str) -> None:
    found = verdict(
        origin=Origin(path or "a", (inside,) if inside else ()),
        excerpt=words,
        cell=inside or None,
        related=(Related(path, 1, words),),
    )
    kept = verdict(origin=Origin(path or "a"), disposition=Disposition.ALLOWED_CONFIG, reason=words)
    skip = Skip(Origin(path or "a", (inside,)), SkipReason.MALFORMED, words)
    text = written(page.write, result(found, kept, skips=(skip,), accepted_skips=((skip, words),), notes=(words,)))
    root = parsed(text)
    plain = tree(result(verdict(), kept, skips=(skip,), accepted_skips=((skip, "r"),), notes=("n",)))
    assert {node.name for node in root.all()} <= {node.name for node in plain.all()} | {"ul", "li", "p"}
    assert not UNSAFE.search(text)
    text.encode("utf-8")


@settings(max_examples=15, deadline=None)
@given(HOSTILE.filter(bool))
def test_hostile_text_is_text_wherever_a_gate_has_it(words: str) -> None:
    scan = gate_result()
    assert scan.gate is not None
    assert scan.accounts is not None
    assert scan.separation is not None
    reason = Reason("remotes: {n}", (("n", words), ("part", words), ("rule", words)))
    one = scan.gate.controls[0]
    control = replace(
        one.control, id=words, clause=words, text=words, title=Wording(words, words), outward=(Outward(words, words),)
    )
    said = Attestation(words, words, TODAY, TODAY, words, words)
    gate = replace(
        scan.gate,
        controls=tuple(
            replace(one, control=control, state=state, reasons=(reason,), attestations=(said,))
            for state in ControlState
        ),
        coverage=(Coverage(f"accounts:{words}", Seen.PARTLY, {words: 1}, (reason,)),),
        observations=(Observation(words, Answer.BAD, (reason,), (Command(words, words),)),),
        policy=PolicySource(PolicyKind.SIGNED_FILE, words, words, words, (PolicyFile(words, words),)),
        environment={words: words},
        classes={words: 1},
        terms=Terms(words, words, words, Wording(words, words)),
    )
    accounts = replace(
        scan.accounts,
        systems=(replace(scan.accounts.systems[0], system=words, reasons=(reason,)),),
        projects=((words, TODAY, TODAY),),
        bars=tuple(bar._replace(person=words, system=words) for bar in scan.accounts.bars),
    )
    separation = replace(scan.separation, unclassified=(words,))
    run = replace(scan.run, root=words, commit=words, ruleset=words, policy_ref=words)
    text = written(
        page.write, replace(scan, run=run, gate=gate, accounts=accounts, separation=separation, notes=(words,))
    )
    root = parsed(text)
    assert {node.name for node in root.all()} <= {node.name for node in gate_tree().all()}
    assert not [name for node in root.all() for name in node.attributes if name.startswith("on") or name == "style"]
    assert not UNSAFE.search(text)
    text.encode("utf-8")


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style></title></textarea><b>", "a\u202egpj.exe"],
)
def test_hostile_names_are_shown_and_do_nothing(hostile: str) -> None:
    root = tree(result(verdict(path=hostile)))
    assert not root.all("script", "img", "b")
    assert sum(hostile.replace("\u202e", "\\u202e") in node.text for node in root.all("summary")) == 2


def test_a_name_of_ten_thousand_characters_is_cut_in_its_middle() -> None:
    text = written(page.write, result(verdict(path="a" * 9_990 + "/z.csv")))
    assert max(map(len, re.findall(r"[a/z.csv]{100,}", text))) <= 400
    assert "/z.csv" in text


def test_markup_is_what_was_said_to_be_markup_and_nothing_else() -> None:
    assert element("b", "<i>", Html("<i>"), title='"') == '<b title="&quot;">&lt;i&gt;<i></b>'
    assert join(("<", Html("<br>")), ", ") == "&lt;, <br>"
    assert element("input", checked=True, disabled=False, name=None) == "<input checked>"
    assert table("c", ("a", element("i", "<b>")), [("x", "y")]).count('data-label="&lt;b&gt;"') == 1
    assert table("c", ("a", "b"), []) == ""


# Any number of findings


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(1, 40), st.sampled_from(Severity), st.booleans(), st.booleans()),
        max_size=60,
    )
)
def test_what_is_shown_and_what_is_left_out_make_all(cells: list[tuple[int, int, Severity, bool, bool]]) -> None:
    verdicts = [
        verdict(
            path=f"{file}.csv",
            line=line,
            severity=severity,
            record=line if in_table else None,
            disposition=Disposition.REPORTED if reported else Disposition.BASELINED,
        )
        for file, line, severity, in_table, reported in cells
    ]
    scan = result(*verdicts)
    seen = survey.survey(scan, max_files=3)
    told = sum(file.severities.total() for file in seen.files)
    assert told + seen.left_findings == len(scan.reported)
    assert len(seen.files) + seen.left_files == len({one.finding.origin.path for one in scan.reported})
    assert sum(group.n for group in seen.accepted) + seen.left_accepted == scan.count(Disposition.BASELINED)
    for file in seen.files:
        shown = sum(entry.rows if hasattr(entry, "rows") else 1 for entry in file.entries)
        assert shown + file.left == file.severities.total()
    worst = [max(file.severities) for file in seen.files]
    assert worst == sorted(worst, reverse=True)


def test_a_table_of_thousands_is_a_row_for_each_column_and_says_how_many() -> None:
    rows = [verdict(path="a.csv", line=n, record=n, header_line=1) for n in range(2, 3_002)]
    file = next(node for node in edition(tree(result(*rows)), "en").all("details") if node.has("file"))
    assert len(file.all("tr")) == 2
    assert "3,000 like this in one column, lines 2 to 3001" in file.text


def test_the_page_of_many_findings_is_that_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [verdict(path=f"{n % 5}.py", line=n, severity=list(Severity)[n % 4]) for n in range(100)]
    few = written(page.write, result(*rows))
    monkeypatch.setattr(packing, "HELD", 7)
    monkeypatch.setattr(packing, "CHUNK", 3)
    assert written(page.write, result(*rows)) == few


def test_what_is_left_out_is_counted_and_the_full_list_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MAX_ROWS", 2)
    rows = [verdict(path="a.py", line=n, rule_id=rule) for n in (1, 2) for rule in ("person-name", "jp-address")]
    told = " ".join(edition(tree(result(*rows)), "en").text.split())
    assert "2 more are not shown here. The JSON report has all of them (results.json" in told


def test_the_page_of_many_files_stays_small_and_has_the_worst() -> None:
    many = [verdict(path=f"src/{n:04}.py", severity=Severity.MEDIUM) for n in range(survey.MAX_FILES + 50)]
    worst = verdict(path="z/last.py", severity=Severity.CRITICAL, rule_id="jp-my-number")
    one = edition(tree(result(*many, worst)), "en")
    files = [node.all("code")[0].text for node in one.all("details") if node.has("file")]
    assert len(files) == survey.MAX_FILES
    assert files[0] == "z/last.py"
    assert "51 more findings are in 51 more files." in one.text


def test_the_verdict_of_a_real_run_holds_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "名簿.csv").write_text(TABLE, encoding="utf-8")
    assert main(["scan", str(tmp_path), "--format", "html"]) == 1
    text = capsys.readouterr().out
    assert "名簿.csv" in text
    assert "●" in text
    for value in VALUES:
        assert value not in text


@pytest.mark.parametrize(("lang", "until"), [("ja", "2027年3月31日まで"), ("en", "up to 2027-03-31")])
def test_what_is_accepted_is_told_with_who_answers_for_it_and_how_long(lang: str, until: str) -> None:
    kept = replace(
        verdict(disposition=Disposition.BASELINED, reason="2019 年の見本データ"), owner="基盤班", expires="2027-03-31"
    )
    told = edition(tree(result(kept)), lang).text
    assert all(words in told for words in ("2019 年の見本データ", "基盤班", until))


def test_the_repository_is_named_by_its_folder() -> None:
    scan = result()
    named = replace(scan, run=replace(scan.run, folder="residents-api"))
    assert "residents-api" in edition(tree(named), "ja").text
