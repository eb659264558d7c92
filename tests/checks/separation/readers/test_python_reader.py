"""Settings modules in Python."""

from __future__ import annotations

import sys
import warnings

import pytest

from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP
from guard.checks.separation.readers.python_reader import read_python
from tests.checks.separation.readers.leaves import leaf_of, sources, values

SETTINGS = """from .base import *
DEBUG = False
DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", "HOST": "db.prod.city.example.jp", "PORT": 5432},
}
DATABASES["default"]["NAME"] = "住民"
ALLOWED_HOSTS = ["a.city.example.jp", 'b.city.example.jp']
INSTALLED_APPS += ["city"]
CACHES = dict(default=dict(LOCATION="redis://cache.city.example.jp"))
"""


def test_literals_dictionaries_and_lists_are_read() -> None:
    assert values(read_python, SETTINGS) == {
        "@import": ".base",
        "DEBUG": "False",
        "DATABASES.default.ENGINE": "django.db.backends.postgresql",
        "DATABASES.default.HOST": "db.prod.city.example.jp",
        "DATABASES.default.PORT": "5432",
        "DATABASES.default.NAME": "住民",
        "ALLOWED_HOSTS.0": "a.city.example.jp",
        "ALLOWED_HOSTS.1": "b.city.example.jp",
        "INSTALLED_APPS.+.0": "city",
        "CACHES.default.LOCATION": "redis://cache.city.example.jp",
    }


@pytest.mark.parametrize(
    ("expression", "value", "default"),
    [
        ('env("HOST")', "${HOST}", None),
        ('env("HOST", default="db")', "${HOST:-db}", "db"),
        ('env.int("PORT", 5432)', "${PORT:-5432}", "5432"),
        ('os.environ.get("HOST", "db")', "${HOST:-db}", "db"),
        ('os.environ["HOST"]', "${HOST}", None),
        ('os.environ.get("HOST") or "db"', "${HOST:-db}", "db"),
        ('int(os.getenv("PORT", "1"))', "${PORT:-1}", "1"),
        ('config("DEBUG", default=False, cast=bool)', "${DEBUG:-False}", "False"),
        ('env.db("DATABASE_URL", default="postgres://db/city")', "${DATABASE_URL:-postgres://db/city}", "postgres://db/city"),
        ('dj_database_url.config(default="postgres://db/city")', "${DATABASE_URL:-postgres://db/city}", "postgres://db/city"),
        ("secrets.token_hex()", "secrets.token_hex()", None),
        ('f"{HOST}/city"', 'f"{HOST}/city"', None),
        ('"a" if DEBUG else "b"', '"a" if DEBUG else "b"', None),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_environment_is_written_as_shells_do(
    expression: str, value: str, default: str | None
) -> None:
    leaf = leaf_of(read_python, f"X = {expression}\n", "X")
    assert (leaf.value, leaf.is_expression, leaf.default) == (value, True, default)


def test_a_url_that_is_only_parsed_is_a_literal() -> None:
    leaf = leaf_of(read_python, 'X = dj_database_url.parse("postgres://db/city")\n', "X")
    assert (leaf.value, leaf.is_expression) == ("postgres://db/city", False)


def test_conditions_are_entered_and_functions_are_not() -> None:
    text = "if X:\n    A = 1\nelif Y:\n    A = 2\ntry:\n    B = 1\nexcept E:\n    B = 2\ndef f():\n    C = 1\n"
    assert [(leaf.key[0], leaf.value) for leaf in read_python(text).leaves] == [
        ("A", "1"),
        ("A", "2"),
        ("B", "1"),
        ("B", "2"),
    ]


def test_classes_are_part_of_the_key() -> None:
    text = "class Production(Config):\n    DEBUG = False\n"
    assert values(read_python, text) == {"Production.@extends": "Config", "Production.DEBUG": "False"}


def test_offsets_are_those_of_the_content_in_code_points() -> None:
    text = "\ufeff# 設定\r\nA = '日本', \"本番\"; B = '''x\r\ny'''\r\nC = r'z'\r\nD = ''\r\nE = env('K')\r\n"
    assert sources(read_python, text) == {
        "A.0": "日本",
        "A.1": "本番",
        "B": "x\r\ny",
        "C": "z",
        "D": "",
        "E": "env('K')",
    }


def test_a_template_of_a_module_is_read() -> None:
    text = "{% if x == 'y' %}\nA = 'a'\n{%- endif %}\nB = '{{ name }}'\n"
    assert values(read_python, text) == {"A": "a", "B": "{{ name }}"}


def test_no_python_is_told() -> None:
    for text in ("A = (", "A = \x00", "print 'x'", "\ud800 = 1"):
        assert read_python(text).broken == MALFORMED


def test_depth_is_told_and_does_not_end_the_process() -> None:
    depth = sys.getrecursionlimit() * 20
    for text in (
        "x = " + "-" * depth + "1",
        "x = a" + ".b" * depth,
        "x = 1" + "+1" * depth,
        "if a:\n x = 1\n" + "elif a:\n x = 1\n" * 8000,
    ):
        assert read_python(text).broken == TOO_DEEP


def test_warnings_of_the_parser_are_not_shown() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert values(read_python, "A = '\\d'\n") == {"A": "\\d"}
