"""Recognizers from elsewhere: Presidio's YAML, which is never code, and installed packages, which never lie in the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.custom import CustomPattern, compiled
from detectors.engine import Detector
from detectors.folding import fold
from detectors.trigger import TriggerSet
from guard.cli import main
from guard.config.files import in_folder
from guard.config.presidio_registry import presidio_rules, with_unicode_words
from guard.errors import ConfigError
from tests.conftest import Checkout, environment

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "recognizer-package" / "acme_recognizers"
Capture = pytest.CaptureFixture[str]


def install(
    site: Path, code: str | None = None, name: str = "acme", target: str = "acme_recognizers:STAFF_CARD"
) -> None:
    """What pip leaves behind: the package of the example (or one of this code), and its metadata."""
    package = target.partition(":")[0]
    if code is None:
        shutil.copytree(EXAMPLE, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        (site / package).mkdir(parents=True)
        (site / package / "__init__.py").write_text(code, "utf-8")
    info = site / f"{package}-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[sekisho.recognizers]\n{name} = {target}\n", "utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    configure(folder, "[recognizers]\nentry-points = ['acme']\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with packages on ``sys.path``; what a test imports from it is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    for name in [one for one in sys.modules if one.startswith("acme_")]:
        monkeypatch.delitem(sys.modules, name)
    return folder


def configure(folder: Path, text: str) -> None:
    (folder / "sekisho.toml").write_text(text, "utf-8")


def scan(folder: Path, capsys: Capture, *options: str, **files: str) -> tuple[int, Any]:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    code = main(["scan", str(folder), "--format", "json", "--lang", "en", *options])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else err


def found(report: Any) -> list[tuple[str, str, int]]:
    return [
        (one["rule_id"], one["path"], one["line"])
        for one in report["findings"]
        if one["path"] not in {"sekisho.toml", "r.yaml"}
    ]


# Installed packages


def test_the_example_package_is_found_and_triggered(project: Path, site: Path, capsys: Capture) -> None:
    install(site)
    code, report = scan(project, capsys, a_py="x = 1\ncard = 'ＡＣ－４８２０１９－６'\n", b_py="AC-482019-5\n")
    assert code == 1
    assert found(report) == [("acme-staff-card", "a.py", 2)]
    assert report["findings"][0]["message"] == "ACME 社員証番号 (a rule of this project)"
    assert "482019" not in json.dumps(report)


def test_a_clean_text_does_not_import_presidio_for_a_package_with_a_trigger(tmp_path: Path) -> None:
    install(tmp_path / "site")
    (tmp_path / "repository").mkdir()
    checkout = Checkout(tmp_path / "repository", environment(tmp_path))
    checkout.write("sekisho.toml", "[recognizers]\nentry-points = ['acme']\n")
    checkout.write("a.py", "x = 1\n")
    checkout.git("add", "a.py")
    probe = (
        f"import sys; sys.path.append({str(tmp_path / 'site')!r}); from guard.cli import main;"
        "code = main(['scan', '--staged']); print(code, 'acme_recognizers' in sys.modules, 'presidio_analyzer' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], cwd=checkout.root, env=checkout.environ, capture_output=True
    )
    assert done.stdout.decode().splitlines()[-1] == "0 True False", done.stderr.decode()


def test_nothing_of_this_is_imported_where_nothing_is_configured(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    checkout = Checkout(tmp_path / "repository", environment(tmp_path))
    checkout.write("sekisho.toml", "min-severity = 'low'\n")
    checkout.write("a.py", "x = 1\n")
    checkout.git("add", "a.py")
    probe = (
        "import sys; from guard.cli import main; main(['scan', '--staged']);"
        "print({'yaml', 'importlib.metadata', 'guard.installed', 'guard.config.presidio_registry'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], cwd=checkout.root, env=checkout.environ, capture_output=True
    )
    assert "guard.installed" not in (said := done.stdout.decode().splitlines()[-1]), done.stderr.decode()
    assert "guard.config.presidio_registry" not in said
    assert "yaml" not in said


def test_a_name_that_nothing_offers_is_a_configuration_error_that_lists_what_is_there(
    project: Path, site: Path, capsys: Capture
) -> None:
    install(site, name="other")
    code, err = scan(project, capsys, a_py="x\n")
    assert code == 2
    assert err == (
        "sekisho: sekisho.toml:2: recognizers.entry-points: no installed package offers acme; installed: other\n"
    )


def test_two_packages_of_one_name_are_refused(project: Path, site: Path, capsys: Capture) -> None:
    install(site)
    install(site, "X = 1", target="acme_second:X")
    code, err = scan(project, capsys, a_py="x\n")
    assert (code, "several installed packages offer acme" in err) == (2, True)


PLAIN = """
from presidio_analyzer import Pattern, PatternRecognizer

def maker():
    return PatternRecognizer("TICKET_NUMBER", patterns=[Pattern("ticket", "T[0-9]{5}", 0.8)])
"""


def test_a_plain_presidio_recognizer_is_asked_about_every_text_and_that_is_said(
    project: Path, site: Path, capsys: Capture
) -> None:
    install(site, PLAIN, target="acme_plain:maker")
    code, report = scan(project, capsys, a_txt="foo\n\nsee T48201 now\n")
    assert (code, found(report)) == (1, [("ticket-number", "a.txt", 3)])
    assert main(["rules", "--lang", "en"]) == 0
    assert "TICKET_NUMBER (acme; no trigger: asked about every text)" in capsys.readouterr().out


FAILING = """
from presidio_analyzer import EntityRecognizer

class Recognizer(EntityRecognizer):
    def __init__(self):
        super().__init__(supported_entities=["BROKEN_THING"])
    def load(self): pass
    def analyze(self, text, entities, nlp_artifacts):
        {body}
"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("raise KeyError(text)", "KeyError"),
        ("return [1]", "AttributeError"),
        (
            "from presidio_analyzer import RecognizerResult; return [RecognizerResult('BROKEN_THING', 0, 99999, 0.9)]",
            "ValueError",
        ),
    ],
)
def test_a_recognizer_that_fails_makes_the_file_unlooked_at_and_costs_no_finding(
    project: Path, site: Path, capsys: Capture, body: str, kind: str
) -> None:
    install(site, FAILING.format(body=body), target="acme_broken:Recognizer")
    code, report = scan(project, capsys, a_txt="電話 048-922-7731\n")
    assert code == 3
    assert ("phone-number", "a.txt", 1) in found(report)
    skips = [one for one in report["skips"] if one["path"] == "a.txt"]
    assert {one["reason"] for one in skips} == {"detector-failed"}
    assert {one["detail"] for one in skips} == {f"recognizer acme: {kind}"}
    assert "7731" not in json.dumps(report["skips"])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('no licence')", "acme cannot be loaded: RuntimeError: no licence"),
        ("X = 3", "acme cannot be loaded: TypeError"),
        ("X = [3]", "acme offers neither a detectors.plugin.Plugin nor a recognizer of Presidio"),
        ("X = []", "acme offers neither"),
        (
            "from detectors.plugin import Plugin\nX = Plugin(entity='PHONE_NUMBER', recognizer='a:B', name='x')",
            "is the id of a rule that Sekisho brings",
        ),
        (
            "from detectors.plugin import Plugin\nX = Plugin(entity='A_B', recognizer='a:B', name='x', trigger='(090-1111')",
            "acme: A_B: trigger: not a valid RE2 expression: missing )\n",
        ),
        (
            "from detectors.plugin import Plugin\nX = Plugin(entity='A_B', recognizer='a:B', name='x', severity='grave')",
            "one of low, medium, high, critical",
        ),
    ],
)
def test_a_package_that_offers_nothing_good_is_a_configuration_error(
    project: Path, site: Path, capsys: Capture, code: str, said: str
) -> None:
    install(site, code, target="acme_bad:X")
    status, err = scan(project, capsys, a_py="x\n")
    assert status == 2
    assert said in err


MARK = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\nX = []\n"


@pytest.mark.parametrize("where", [".", "vendor"])
def test_a_package_in_the_repository_is_refused_before_it_runs(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    folder = project / where
    install(folder, MARK, target="acme_inside:X")
    monkeypatch.syspath_prepend(folder)
    code, err = scan(project, capsys, a_py="x\n")
    assert code == 2
    assert "acme lies in the repository, and code that is judged is not run" in err
    assert not (folder / "acme_inside" / "ran").exists()


def test_an_editable_installation_from_the_repository_is_refused_too(
    project: Path, site: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site, MARK, target="acme_editable:X")
    shutil.move(site / "acme_editable", project / "acme_editable")
    monkeypatch.syspath_prepend(project)
    code, err = scan(project, capsys, a_py="x\n")
    assert (code, "lies in the repository" in err) == (2, True)
    assert not (project / "acme_editable" / "ran").exists()


@pytest.mark.skipif(os.name == "nt", reason="the layout of a virtual environment differs")
def test_a_venv_in_the_repository_counts_as_installed_until_git_tracks_it(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    checkout = Checkout(tmp_path / "repository", environment(tmp_path))
    venv.create(checkout.root / ".venv", symlinks=True)
    packages = next((checkout.root / ".venv").glob("lib/python*/site-packages"))
    (packages / "house.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n", "utf-8")
    install(packages)
    checkout.write(".gitignore", ".venv/\n")
    checkout.write("sekisho.toml", "[recognizers]\nentry-points = ['acme']\n")
    checkout.write("a.py", "card = 'AC-482019-6'\n")
    checkout.commit()

    def run() -> subprocess.CompletedProcess[bytes]:
        command = [str(checkout.root / ".venv" / "bin" / "python"), "-I", "-m", "guard", "scan", "a.py"]
        return subprocess.run(command, cwd=checkout.root, env=checkout.environ, capture_output=True, timeout=600)

    done = run()
    assert done.returncode == 1, done.stderr.decode()
    assert b"acme-staff-card" in done.stdout
    checkout.git("add", "--force", str((packages / "acme_recognizers" / "__init__.py").relative_to(checkout.root)))
    done = run()
    assert done.returncode == 2
    assert b"lies in the repository" in done.stderr


def test_ids_of_packages_can_be_allowed_raised_and_reported(project: Path, site: Path, capsys: Capture) -> None:
    install(site)
    configure(project, "[recognizers]\nentry-points = ['acme']\n[severity]\nacme-staff-card = 'critical'\n")
    code, report = scan(
        project, capsys, a_py="AC-482019-6\nAC-482019-6  # sekisho: allow[acme-staff-card] a printed specimen\n"
    )
    assert code == 1
    assert [(one["severity"], one["disposition"]) for one in report["findings"]] == [
        ("critical", "reported"),
        ("critical", "allowed-inline"),
    ]
    main(["scan", str(project), "--format", "sarif", "--lang", "en"])
    run = json.loads(capsys.readouterr().out)["runs"][0]
    rule = run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]
    assert rule["id"] == "acme-staff-card"
    main(["scan", str(project), "--lang", "en"])
    assert "acme-staff-card  Use AC-000000-0" in capsys.readouterr().out


def test_the_ruleset_of_a_report_changes_with_the_rules_of_the_project(tmp_path: Path, capsys: Capture) -> None:
    digests = set()
    for text in (
        "",
        "[[recognizer]]\nid = 'a'\nname = 'x'\npattern = 'A[0-9]{3}'\n",
        "[markings]\nwords = ['社内秘']\n",
    ):
        configure(tmp_path, text)
        digests.add(scan(tmp_path, capsys, a_py="x\n")[1]["tool"]["ruleset"])
    assert len(digests) == 3


# Presidio's YAML


def rules_of(folder: Path, text: str | bytes) -> list[Any]:
    (folder / "r.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return presidio_rules(["r.yaml"], in_folder(folder))


ENTRY = "recognizers:\n  - name: Ticket\n    supported_entity: TICKET_ID\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("recognizers:\n  - CreditCardRecognizer\n", 2, "names code"),
        ("recognizers:\n\n  - name: CreditCardRecognizer\n", 3, "CreditCardRecognizer: only recognizers of patterns"),
        (ENTRY + "    type: predefined\n    deny_list: [abc]\n", 2, "names code"),
        (ENTRY + "    class_name: evil.Module\n    deny_list: [abc]\n", 2, "Ticket: class_name: unknown key"),
        (ENTRY + "    model_name: evil/model\n    deny_list: [abc]\n", 2, "model_name: unknown key"),
        (ENTRY + "    patterns: [{name: a, regex: '(?<!x)T1', score: 0.8}]\n", 2, "invalid perl operator: (?<!"),
        (ENTRY + "    patterns: [{name: a, regex: 'x*', score: 0.8}]\n", 2, "fits an empty text"),
        (ENTRY + "    patterns: [{name: a, regex: 'T1', score: 8}]\n", 2, "patterns.0.score"),
        (ENTRY + "    patterns: [{name: a, regex: 'T1', score: 0.2}]\n", 2, "it would never count"),
        ("recognizers:\n  - name: X\n    supported_entity: 番号\n    deny_list: [abc]\n", 2, "needs Latin letters"),
        (
            "recognizers:\n  - name: X\n    supported_entities: [A, B]\n    deny_list: [abc]\n",
            2,
            "one supported_entity",
        ),
        ("recognizers: [\n", 2, "is not YAML"),
        ("a: 1\n", None, "has no list `recognizers`"),
        ("a: &a [1]\nrecognizers: *a\n", 2, "uses an alias"),
        ("recognizers: " + "[" * 100_000, 1, "nested too deeply"),
        (b"recognizers:\n  - \x8e\x81", 2, "is not UTF-8"),
        ("#" * 300_000, None, "is larger than"),
    ],
)
def test_what_is_no_pattern_or_deny_list_is_refused_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int | None, said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        rules_of(tmp_path, text)
    assert str(error.value).startswith(f"r.yaml:{line}: " if line else "r.yaml: ")
    assert said in str(error.value)


def test_an_error_tells_no_expression(tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(ConfigError) as error:
        rules_of(tmp_path, ENTRY + "    patterns: [{name: a, regex: '(048-922-7731', score: 0.8}]\n")
    assert "922" not in str(error.value)
    configure(tmp_path, "[[recognizer]]\nid = 'a'\nname = 'x'\npattern = '(048-922-7731'\n")
    code, err = scan(tmp_path, capsys, a_py="x\n")
    assert (code, "922" in err, "b'" in err) == (2, False, False)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links")
@pytest.mark.parametrize("target", ["../secret.yaml", "/dev/zero"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.yaml").write_text("recognizers: []\n")
    folder = tmp_path / "inner"
    folder.mkdir()
    (folder / "r.yaml").symlink_to(target)
    with pytest.raises(ConfigError, match="beside the configuration"):
        presidio_rules(["r.yaml"], in_folder(folder))


def test_what_is_not_enabled_is_no_rule_and_two_of_one_entity_are_two_rules(tmp_path: Path) -> None:
    text = (
        "recognizers:\n  - {name: A, supported_entity: X_Y, deny_list: [ああ], context: null}\n"
        "  - {name: B, supported_entity: X_Y, deny_list: [いい]}\n"
        "  - {name: C, supported_entity: X_Y, deny_list: [うう], enabled: false}\n"
    )
    assert [(one.id, one.name) for one in rules_of(tmp_path, text)] == [("presidio-x-y", "A"), ("presidio-x-y-2", "B")]


def test_ids_stay_short_enough_for_an_inline_allow(tmp_path: Path) -> None:
    entry = f"  - {{name: A, supported_entity: {'Z' * 90}, deny_list: [ああ]}}\n"
    assert all(len(one.id) <= 40 for one in rules_of(tmp_path, "recognizers:\n" + entry * 3))


def test_a_doubtful_pattern_counts_with_a_word_of_its_context(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "r.yaml").write_text(
        "recognizers:\n  - name: Zip\n    supported_entity: ZIP\n    supported_languages:\n"
        "      - {language: de, context: [Postleitzahl]}\n      - {language: en, context: [zip]}\n"
        "    patterns: [{name: weak, regex: '\\b\\d{5}\\b', score: 0.01}]\n",
        "utf-8",
    )
    configure(tmp_path, "[recognizers]\npresidio = ['r.yaml']\n")
    _, report = scan(tmp_path, capsys, a_txt="12345\nin der Postleitzahl steht 48201 so\nＺＩＰ：４８２０２\n48203\n")
    assert found(report) == [("presidio-zip", "a.txt", 2), ("presidio-zip", "a.txt", 3)]


def test_a_deny_list_knows_no_case_and_no_part_of_a_word(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "r.yaml").write_text(
        "recognizers:\n  - {name: A, supported_entity: PLAN, deny_list: [Kaname, カナメ計画]}\n", "utf-8"
    )
    configure(tmp_path, "[recognizers]\npresidio = ['r.yaml']\n")
    _, report = scan(tmp_path, capsys, a_txt="KANAME\n次のkanameを\nkanameko\n次期カナメ計画書\n")
    assert [line for _, _, line in found(report)] == [1, 2, 4]


@pytest.mark.parametrize(
    ("expression", "text", "fits"),
    [
        (r"\w+様", "勅使河原様", True),
        (r"^[\w.]+$", "山.川", True),
        (r"^[^\w]$", "山", False),
        (r"^\W$", "山", False),
        (r"^\W$", "-", True),
        (r"\\w", r"\w", True),
        (r"[\]\w]", "山", True),
    ],
)
def test_words_are_those_of_python(expression: str, text: str, fits: bool) -> None:
    assert (compiled(with_unicode_words(expression)).search(text) is not None) is fits


# Patterns, words and columns


@pytest.mark.parametrize(
    "text", ["card_no = '48201'", "cardNo: 48201", "CARD-NO=48201", "利用者番号：４８２０１", "利用者番号は48201です"]
)
def test_a_column_is_a_label_in_running_text_and_code_too(tmp_path: Path, capsys: Capture, text: str) -> None:
    configure(tmp_path, "[[recognizer]]\nid = 'card'\nname = 'カード'\ncolumns = ['card_no', '利用者番号']\n")
    _, report = scan(tmp_path, capsys, a_txt=text + "\ndiscard_no = 48201\ncard_no: str\n")
    assert [line for rule, _, line in found(report) if rule == "card"] == [1]


def test_a_pattern_is_folded_as_the_text_is(tmp_path: Path, capsys: Capture) -> None:
    configure(tmp_path, "[[recognizer]]\nid = 'a'\nname = 'x'\npattern = '（社）[０-９]{5}髙'\n")
    _, report = scan(tmp_path, capsys, a_txt="(社)48201高\n（社）４８２０１髙\n")
    assert [line for _, _, line in found(report)] == [1, 2]


@pytest.mark.parametrize("rule_id", ["jp-library", "sep-x", "acct-y", "check", "a" * 41, "A", "a--b"])
def test_ids_that_are_ours_or_may_become_ours_are_refused(tmp_path: Path, capsys: Capture, rule_id: str) -> None:
    configure(tmp_path, f"[[recognizer]]\nid = '{rule_id}'\nname = 'x'\npattern = 'A[0-9]{{3}}'\n")
    code, err = scan(tmp_path, capsys, a_py="x\n")
    assert (code, err.startswith("sekisho: sekisho.toml:2: recognizer.id: ")) == (2, True)


def test_a_column_without_a_word_is_refused(tmp_path: Path, capsys: Capture) -> None:
    configure(tmp_path, "[[recognizer]]\nid = 'a'\nname = 'x'\ncolumns = ['***']\n")
    assert scan(tmp_path, capsys, a_py="x\n")[0] == 2


def test_a_hostile_name_does_not_reach_the_terminal(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        tmp_path, "[[recognizer]]\nid = 'a'\nname = \"x\\u001b[2J\"\npattern = 'A[0-9]{3}'\nfix = \"y\\u001b[2J\"\n"
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("A123\n")
    for words in (["rules"], ["rules", "a"], ["scan"], ["scan", "--format", "github"]):
        main([*words, "--lang", "en"])
        assert "\x1b" not in capsys.readouterr().out


OWN = (
    CustomPattern("OWN_A", pattern=r"K[0-9]{4}|K[^x]+9"),
    CustomPattern("OWN_B", words=("カナメ", "Plan K")),
    CustomPattern("OWN_C", columns=("card_no", "番号")),
    CustomPattern("OWN_D", pattern=r"[0-9]{4}", columns=("番号",), needs_column=True, context=("会員",)),
)
DETECTOR, TRIGGERS = Detector(OWN), TriggerSet(own=OWN)
PIECES = [
    "K4820",
    "Ｋ４８２０",
    "カナメ",
    "ｶﾅﾒ",
    "plan k",
    "Plan K",
    "card_no",
    "cardNo",
    "番号",
    "会員",
    "4820",
    "x9",
    "\n",
    " ",
    ":",
    "：",
    "=",
    "'",
    "は",
    "K\n9",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_an_own_rule_finds_was_triggered_on_its_line(text: str) -> None:
    view = fold(text)
    triggered = TRIGGERS.lines(view.text)
    for detection in DETECTOR.detect(text, (), [one.entity for one in OWN]):
        line = view.text.count("\n", 0, view.offset(detection.start))
        assert detection.entity in triggered.get(line, frozenset()), (detection, text)


def test_a_trigger_that_needs_the_line_for_each_match_is_linear() -> None:
    import time

    triggers = TriggerSet(own=[CustomPattern("OWN_X", pattern="x*y|x")])
    began = time.process_time()
    assert triggers.lines("x" * 500_000)
    assert time.process_time() - began < 20
