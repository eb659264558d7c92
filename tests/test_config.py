"""The configuration: what it may say, what a wrong one is told, which file counts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.cli import main
from tests.conftest import Checkout, Runner, lines

SWITCHBOARD = "連絡先 048-922-7731\n"
Scan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def scan(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Scan:
    """``sekisho scan`` in the repository, with a configuration: exit code, standard output and error."""
    checkout.write("readme.txt", SWITCHBOARD)

    def run(
        config: str | bytes | None, *words: str, name: str = "sekisho.toml", cwd: str = "."
    ) -> tuple[int, str, str]:
        if config is not None:
            checkout.write(name, config)
        monkeypatch.chdir(checkout.root / cwd)
        code = main(["scan", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def allow(**keys: str) -> str:
    """An ``[[allow]]`` with all it needs, and what the test says otherwise (an empty text leaves a key out)."""
    needed = {"reason": '"a reason"', "owner": '"security lead"', "expires": "2099-01-01"}
    entry = keys | {key: value for key, value in needed.items() if key not in keys}
    return "[[allow]]\n" + "".join(f"{key.replace('_', '-')} = {value}\n" for key, value in entry.items() if value)


@pytest.mark.parametrize(
    ("config", "line", "key", "hint"),
    [
        ('min-severty = "low"\n', 1, "min-severty", "did you mean min-severity?"),
        ('# ok\n\n[scan]\nmax-file-sise = "1MB"\n', 4, "scan.max-file-sise", "did you mean max-file-size?"),
        (allow(rule='"phone-number"') + allow(pth='"a"'), 7, "allow.pth", "did you mean path?"),
        ('[scan]\n[[scan.exclude]]\npath = "a"\nreasn = "b"\n', 4, "scan.exclude.reasn", "did you mean reason?"),
        ('[severity]\nphone-number = "high"\nphone-nubmer = "high"\n', 3, "severity.phone-nubmer", "phone-number?"),
        ('severity.phone-nubmer = "high"\n', 1, "severity.phone-nubmer", "phone-number?"),
        (allow(rule='"phone-nubmer"'), 2, "allow.rule", "did you mean phone-number?"),
        ("[scna]\nx = 1\n", 1, "scna", "did you mean scan?"),
        ('text = """\n[scan]\nmax-file-sise = 1\n"""\n', 1, "text", "unknown key"),
        ('allow = [{rule = "phone-number", resaon = "x"}]\n', 1, "allow.", ""),
    ],
)
def test_unknown_key_names_file_line_key_and_nearest_match(
    scan: Scan, config: str, line: int, key: str, hint: str
) -> None:
    code, out, err = scan(config)
    assert code == 2
    assert err.startswith(f"sekisho: sekisho.toml:{line}: {key}")
    assert hint in err
    assert not out


@pytest.mark.parametrize(
    ("config", "line", "said"),
    [
        ("min-severity = 3\n", 1, "min-severity: one of low, medium, high, critical"),
        ("scan = 3\n", 1, "scan: "),
        ("allow = 3\n", 1, "allow: "),
        ("[scan]\nmax-file-size = true\n", 2, "scan.max-file-size: "),
        ("[scan]\nmax-file-size = 1.5\n", 2, "scan.max-file-size: "),
        ('[scan]\nmax-file-size = "5 furlongs"\n', 2, "write a size such as 50MB"),
        ('[scan]\nmax-file-size = "0MB"\n', 2, "greater than 0"),
        ("[scan]\nmax-file-size = -1\n", 2, "greater than 0"),
        (allow(rule='"phone-number"', expires="20990101"), 3, "allow.expires: "),
        (allow(rule='"phone-number"', expires='"soon"'), 3, "allow.expires: "),
        (allow(rule='"phone-number"', reason='"  "'), 3, "allow.reason: "),
        (allow(rule='"phone-number"', reason=""), 1, "allow.reason: is required"),
        (allow(rule='"phone-number"', owner=""), 1, "allow.owner: is required"),
        (allow(rule='"phone-number"', expires=""), 1, "allow.expires: is required"),
        (allow(), 1, "needs a rule, a path or a value-pattern"),
        (allow(path='"../other/**"'), 2, "from the root of the repository"),
        (allow(path='".\\\\docs"'), 2, "from the root of the repository"),
        ('[[scan.exclude]]\npath = "a"\n', 1, "scan.exclude.reason: is required"),
        ('[[scan.include]]\npath = "a"\n', 1, "scan.include.reason: is required"),
        (allow(rule='"phone-number"') + allow(rule='"phone-number"', expires="2020-01-01"), 8, "ended on 2020-01-01"),
        ('[[accept-skip]]\npath = "a"\nreason-code = "sleepy"\n', 3, "accept-skip.reason-code: "),
    ],
)
def test_wrong_value_names_line_and_key(scan: Scan, config: str, line: int, said: str) -> None:
    code, out, err = scan(config)
    assert code == 2
    assert f"sekisho.toml:{line}: " in err
    assert said in err
    assert not out


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ('a = 1\nb = "open\n', 2),
        ("[scan\n", 1),
        ("a = 1\na = 2\n", 2),
        ("a = 1\n\nb = [1,\n", 4),
        (b"# ok\n# \x8e\x81\x96\xbc\n", 2),
        ("a = " + "[" * 5000 + "]" * 5000 + "\n", None),
        ("a = " + "9" * 5000 + "\n", None),
        (b"#" * 2_000_000, None),
    ],
)
def test_file_that_is_no_toml_is_a_configuration_error_with_its_line(
    scan: Scan, config: str | bytes, line: int | None
) -> None:
    code, _, err = scan(config)
    assert code == 2
    assert err.startswith(f"sekisho: sekisho.toml:{line}: " if line else "sekisho: sekisho.toml: ")


def test_byte_order_mark_and_windows_line_ends_are_read(scan: Scan) -> None:
    config = '\ufeffmin-severity = "critical"\r\n[scan]\r\nmax-file-size = "1MB"\r\n'
    assert scan(config.encode())[0] == 0


@pytest.mark.parametrize(
    "pattern",
    [
        "048-922-7731",
        "０４８-922-7731",
        r"\Q048-922-7731\E",
        r"048\x2d922\x2d7731",
        "[0][4][8]-922-7731",
        "048-922-773[12]",
        "048-922-77[0-9]{2}",
        "04[89]-92[23]-773[01]",
        "(?:048)-(?:922)-(?:7731)",
        "048-922-7731|048-922-7732",
        "048-922-7731|[0-9]{11}",
        "(?:048-922-7731)?.*",
        "(?:048-922-7731)?[0-9]{11}",
        ".*048-922-7731.*",
        "048-?922-?7731.{0,9}",
        "(?i)t\\.ren@soka-bunka\\.jp",
        "t\\.ren@soka-bunka\\.jp.*",
        "勅使河原 ?蓮",
        ".*勅使河原.*",
        "(?:勅|敕)使河原 蓮",
        "[0-1]{8}",
        "0{0,99}",
        "^",
    ],
)
def test_value_pattern_that_is_a_value_or_nearly_one_is_refused(scan: Scan, pattern: str) -> None:
    code, _, err = scan(allow(value_pattern=f"'{pattern}'"))
    assert code == 2
    assert "sekisho.toml:2: allow.value-pattern: " in err
    assert "048" not in err
    assert "勅使河原" not in err


@pytest.mark.parametrize(
    "pattern",
    [
        "048-922-[0-9]{4}",
        r"048-922-\d{4}",
        ".*-.*",
        r"[^@]+@soka-bunka\.jp",
        r".+@(?:a|b)\.example\.jp",
        "株式会社.{2,}",
        "0120.*",
        "[一-龠]{2,4}",
    ],
)
def test_value_pattern_that_gives_nobody_away_is_taken(scan: Scan, pattern: str) -> None:
    code, out, err = scan(allow(rule='"email-address"', value_pattern=f"'{pattern}'"))
    assert code == 1, err
    assert out


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(unclosed", "not a valid RE2 expression"),
        ("(?=048)[0-9]+", "not a valid RE2 expression"),
        (r"([0-9])\1{9}", "not a valid RE2 expression"),
        (r"\p{Han}{2,4}", "cannot be checked"),
        ("[[:digit:]]{3}-[[:digit:]]{7}", "cannot be checked"),
        ("[0-9]{9}" * 500, "longer than"),
    ],
)
def test_bad_value_pattern_is_told_what_is_wrong(scan: Scan, pattern: str, said: str) -> None:
    code, _, err = scan(allow(value_pattern=f"'{pattern}'"))
    assert code == 2
    assert said in err


def test_deeply_nested_value_pattern_is_no_internal_error(scan: Scan) -> None:
    assert scan(allow(value_pattern=f"'{'(' * 450}[0-9]{{9}}{')' * 450}'"))[0] in {1, 2}


def test_include_and_exclude_decide_the_scope_and_say_why(scan: Scan, checkout: Checkout) -> None:
    for name in ("docs/a.txt", "docs/old/b.txt", "src/docs/c.txt", "src/d.txt"):
        checkout.write(name, SWITCHBOARD)
    config = (
        '[[scan.include]]\npath = "docs/**"\nreason = "delivered"\n'
        '[[scan.exclude]]\npath = "docs/old/"\nreason = "archived by the city"\n'
    )
    _, out, _ = scan(config, "--format", "json")
    report = json.loads(out)
    assert [finding["path"] for finding in report["findings"]] == ["docs/a.txt"]
    skips = {skip["path"]: (skip["reason"], skip["detail"], skip["incomplete"]) for skip in report["skips"]}
    assert skips["docs/old/b.txt"] == ("excluded", "archived by the city", False)
    assert skips["src/docs/c.txt"] == ("excluded", "not in scan.include", False)
    assert skips["src/d.txt"][0] == "excluded"


def test_scan_whose_configuration_excludes_all_is_not_clean(scan: Scan) -> None:
    assert scan('[[scan.exclude]]\npath = "**"\nreason = "lazy"\n')[0] == 3


def test_pattern_with_many_wildcards_takes_linear_time(scan: Scan, checkout: Checkout) -> None:
    checkout.write("a/" * 60 + "b" * 200, "x\n")
    stars = "**/" * 60 + "*b" * 60 + "c"
    assert scan(f'[[scan.exclude]]\npath = "{stars}"\nreason = "x"\n')[0] == 1


def test_severity_is_raised_by_rule(scan: Scan) -> None:
    _, out, _ = scan('[severity]\nphone-number = "critical"\n', "--format", "json")
    assert [finding["severity"] for finding in json.loads(out)["findings"]] == ["critical"]


def test_severity_is_not_lowered_by_the_judged_tree(scan: Scan) -> None:
    code, _, _ = scan('[severity]\nphone-number = "low"\n')
    assert code == 1


def test_min_severity_of_the_command_line_wins_over_the_file(scan: Scan) -> None:
    assert scan('min-severity = "critical"\n')[0] == 0
    assert scan(None, "--min-severity", "medium")[0] == 1


@pytest.mark.parametrize(("size", "code"), [('"1KB"', 3), ("1000", 3), ('"1 MiB"', 1), ('"2mb"', 1), ("2000000", 1)])
def test_sizes_are_read_with_and_without_unit(scan: Scan, checkout: Checkout, size: str, code: int) -> None:
    checkout.write("large.txt", "x" * 5000)
    assert scan(f"[scan]\nmax-file-size = {size}\n")[0] == code


@pytest.mark.parametrize(
    "text",
    [
        '[tool.sekisho]\nmin-severity = "critical"\n',
        '[project]\nname = "x"\n\n[ tool . "sekisho" ]\nmin-severity = "critical"\n',
        '[tool]\nsekisho = {min-severity = "critical"}\n',
        'tool.sekisho.min-severity = "critical"\n',
    ],
)
def test_section_of_pyproject_counts_however_it_is_written(scan: Scan, text: str) -> None:
    assert scan(text, name="pyproject.toml")[0] == 0


def test_error_in_pyproject_names_its_own_line_and_key(scan: Scan) -> None:
    text = '[project]\nname = "x"\n[tool.other.scan]\nmax = 1\n[tool.sekisho.scan]\nmax = "1MB"\n'
    code, _, err = scan(text, name="pyproject.toml")
    assert code == 2
    assert err.startswith("sekisho: pyproject.toml:6: scan.max: unknown key")


@pytest.mark.parametrize("text", ['# see [tool.sekisho]\n[project]\nname = "sekisho"\n', "[broken\n", "tool = 3\n"])
def test_pyproject_without_a_section_of_ours_is_no_configuration(scan: Scan, checkout: Checkout, text: str) -> None:
    checkout.write("sub/pyproject.toml", text)
    checkout.write("sub/readme.txt", SWITCHBOARD)
    assert scan('min-severity = "critical"\n', cwd="sub")[0] == 0


def test_sekisho_toml_wins_over_pyproject_beside_it(scan: Scan, checkout: Checkout) -> None:
    checkout.write("pyproject.toml", '[tool.sekisho]\nmin-severity = "critical"\n')
    assert scan('min-severity = "medium"\n')[0] == 1


def test_configuration_is_found_upwards_to_the_root_and_not_above(scan: Scan, checkout: Checkout) -> None:
    checkout.write("deep/er/readme.txt", SWITCHBOARD)
    (checkout.root.parent / "sekisho.toml").write_text('min-severity = "critical"\n', encoding="utf-8")
    assert scan(None, cwd="deep/er")[0] == 1, "the one above the root does not count"
    assert scan('min-severity = "critical"\n', cwd="deep/er")[0] == 0, "the one at the root does"
    assert scan('min-severity = "medium"\n', name="deep/sekisho.toml", cwd="deep/er")[0] == 1, "the nearest wins"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_configuration_of_a_path_is_that_of_its_repository_however_it_is_reached(
    scan: Scan, checkout: Checkout, tmp_path: Path
) -> None:
    (tmp_path / "sekisho.toml").write_text('min-severity = "critical"\n', encoding="utf-8")
    (tmp_path / "link").symlink_to(checkout.root)
    checkout.write("sub/a.txt", SWITCHBOARD)
    for path in (str(tmp_path / "link"), str(checkout.root / "sub" / ".." / "sub"), "../repository/sub"):
        assert scan(None, path)[0] == 1, path
    assert scan('min-severity = "critical"\n', "sub/a.txt", "readme.txt", cwd=".git")[0] == 2
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    words = [str(checkout.root / "sub"), str(checkout.root / "readme.txt")]
    checkout.write("sekisho.toml", 'min-severity = "low"\n')
    os.chdir(outside)
    assert main(["scan", *words]) == 1


def test_config_option_names_another_file_and_a_missing_one_is_an_error(scan: Scan, checkout: Checkout) -> None:
    checkout.write("strict/own.toml", 'min-severity = "critical"\n')
    assert scan('min-severity = "medium"\n', "--config", "strict/own.toml")[0] == 0
    code, _, err = scan(None, "--config", "strict/none.toml")
    assert code == 2
    assert "none.toml" in err


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_configuration_that_is_there_and_cannot_be_read_is_an_error(scan: Scan, checkout: Checkout) -> None:
    place = checkout.root / "sekisho.toml"
    place.mkdir()
    assert scan(None)[0] == 2
    place.rmdir()
    place.symlink_to("nowhere")
    assert scan(None)[0] == 2
    place.unlink()
    os.mkfifo(place)
    assert scan(None)[0] == 2


def test_hostile_key_is_shown_as_escapes(checkout: Checkout, sekisho: Runner) -> None:
    checkout.write("sekisho.toml", lines(('"\\u001b[2Jx\\u202e" = 1',)))
    done = sekisho("scan", cwd=checkout.root)
    assert done.code == 2
    assert "\\x1b[2Jx\\u202e" in done.err
    assert "\x1b" not in done.err


def test_a_key_of_thousands_of_parts_is_refused_at_once(checkout: Checkout, sekisho: Runner) -> None:
    checkout.write("sekisho.toml", "x." * 200_000 + "y = 1\n")
    outcome = sekisho("scan", "--lang", "en", cwd=checkout.root)
    assert outcome.code == 2
    assert "sekisho.toml:1: is not TOML that can be read" in outcome.err
