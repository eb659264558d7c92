import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import guard
from guard.messages import N_, language, translator
from guard.report.phrases import DISPOSITIONS, SEVERITIES, SKIP_REASONS, size
from guard.rules.catalogue import describe, rule

from .example import PO, english, finding, japanese

ROOT = Path(guard.__file__).parent.parent
PACKAGES = ("guard", "hooks")
Extracted = set[str | tuple[str, ...]]
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as source:
        return read_po(source, locale="ja")


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    found = (
        extract_from_dir(ROOT / package, [("**.py", "python")], {"**.py": {"encoding": "utf-8"}})
        for package in PACKAGES
    )
    return {message for package in found for _file, _line, message, _comments, _context in package}


def sentences(text: object) -> tuple[str, ...]:
    """Singular and plural, or the one sentence there is."""
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


def test_every_sentence_of_the_code_is_in_the_japanese_catalogue(extracted: Extracted, catalogue: Catalog):
    missing = [message for message in extracted if catalogue.get(message) is None]
    assert len(extracted) > 100
    assert missing == []


def test_no_sentence_is_fuzzy_or_empty_or_no_longer_used(extracted: Extracted, catalogue: Catalog):
    used = {sentences(message)[0] for message in extracted}
    for message in catalogue:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(sentences(message.string)), message.id
            assert sentences(message.id)[0] in used
    assert not catalogue.obsolete


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog):
    for message in catalogue:
        expected = set(PLACEHOLDER.findall(sentences(message.id)[-1]))
        for sentence in sentences(message.string) if message.id else ():
            assert set(PLACEHOLDER.findall(sentence)) == expected, message.id


def test_code_stands_in_the_japanese_sentence_as_in_the_english_one(catalogue: Catalog):
    for message in catalogue:
        for code in re.findall(r"`([^`]+)`", sentences(message.id)[0] if message.id else ""):
            assert code.removesuffix(" reason") in sentences(message.string)[0], message.id


def test_no_sentence_hides_from_the_extraction(extracted: Extracted):
    """Babel does not look into f-strings on every version of Python; the syntax tree does."""
    known = {sentences(message)[0] for message in extracted}
    assert {sentence for package in PACKAGES for sentence in _called(ROOT / package)} == known


def _called(package: Path) -> Iterator[str]:
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function, sentence = node.func, node.args[0].value
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in {"_", "N_", "ngettext"} and isinstance(sentence, str):
                    yield sentence


@pytest.mark.parametrize(
    ("lang", "environ", "expected"),
    [
        ("ja", {"LC_ALL": "C"}, "ja"),
        ("en", {"LANG": "ja_JP.UTF-8"}, "en"),
        (None, {}, "en"),
        (None, {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANG": "ja"}, "ja"),
        (None, {"LANG": "Japanese_Japan.932"}, "ja"),
        (None, {"LANG": "jam_JM"}, "en"),
        (None, {"LANG": "ja_JP.eucJP", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "ja_JP.eucJP", "LC_ALL": ""}, "ja"),
        (None, {"LC_MESSAGES": "ja_JP", "LANG": "C"}, "ja"),
        (None, {"LC_MESSAGES": "ja_JP", "LC_ALL": "en_US.UTF-8"}, "en"),
    ],
)
def test_language_comes_from_the_option_then_the_locale_then_is_english(
    lang: str | None, environ: dict[str, str], expected: str
):
    assert language(lang, environ) == expected


def test_missing_catalogue_means_english_and_no_error(tmp_path: Path):
    assert translator("ja", environ={}, catalogues=str(tmp_path))("passed") == "passed"


def test_japanese_translator_speaks_japanese(tmp_path: Path):
    assert japanese(tmp_path)("passed") == "通過"


def test_values_are_filled_in_after_translation_and_never_interpreted(tmp_path: Path):
    _ = japanese(tmp_path)
    assert _("note: {text}", text="{0.__class__} %s {severity}") == "注意：{0.__class__} %s {severity}"
    assert _(N_("note: {text}")) == "注意：{text}"


def test_empty_text_is_not_the_header_of_the_catalogue(tmp_path: Path):
    assert japanese(tmp_path)("") == ""


def test_plural_follows_the_number_and_separates_thousands():
    _ = english()
    assert _.ngettext("{n} person", "{n} persons", 1) == "1 person"
    assert _.ngettext("{n} person", "{n} persons", 1_234) == "1,234 persons"


def test_kinds_of_a_record_are_named_in_the_language_of_the_reader(tmp_path: Path):
    birth = rule("date-of-birth")
    assert birth is not None
    found = finding(message=birth.messages.in_record, message_args={"kinds": "person-name,jp-address,custom-id"})
    assert describe(found, english()) == "A date of birth in one record with: name of a person, address, custom-id"
    assert describe(found, japanese(tmp_path)) == "生年月日が、氏名・住所・custom-idと同じレコードにあります"


def test_closed_choices_all_have_their_words():
    for words in (DISPOSITIONS, SEVERITIES, SKIP_REASONS):
        assert set(words) == set(type(next(iter(words))))


@pytest.mark.parametrize(
    ("n_bytes", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (10**15, "1,000.0 TB"),
    ],
)
def test_sizes_are_short_in_decimal_units(n_bytes: int, shown: str):
    assert size(n_bytes) == shown
