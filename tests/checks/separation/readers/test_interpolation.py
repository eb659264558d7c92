from __future__ import annotations

import pytest

from guard.checks.separation.readers.interpolation import interpolated


@pytest.mark.parametrize(
    ("value", "default"),
    [
        ("${HOST:db.example.jp}", "db.example.jp"),
        ("${HOST:-db.example.jp}", "db.example.jp"),
        ("${HOST-x}", "x"),
        ("${A:${B:x}}", "x"),
        ("${A:-}", ""),
        ("jdbc:mysql://${HOST:localhost}:${PORT:3306}/juki", "jdbc:mysql://localhost:3306/juki"),
        ("${{ secrets.KEY || 'x' }}", "x"),
        ("<%= ENV.fetch('X') { 5 } %>", "5"),
        ('<%= ENV["X"] || "dev" %>', "dev"),
        ("<%= ENV.fetch('X', 'y') %>", "y"),
        ("{{ x | default('y') }}", "y"),
        ('{{ .Values.x | default "y" | quote }}', "y"),
        ("${opt:stage, 'dev'}", "dev"),
    ],
)
def test_a_placeholder_falls_back_to_what_is_written_in_it(value: str, default: str) -> None:
    assert interpolated(value) == (True, default)


@pytest.mark.parametrize(
    "value",
    ["${HOST}", "${my-prop}", "${A:?message}", "${self:custom.db}", "${env:DB}", "$DB_HOST", "%env(DB)%", "%kernel.env%", "@pom.db@",
     "$(DB_HOST)", "#{secret}", "{{ host }}", "${A:x}-${B}"],
)  # fmt: skip
def test_a_placeholder_without_a_fallback_has_none(value: str) -> None:
    assert interpolated(value) == (True, None)


@pytest.mark.parametrize(
    "value", ["", "plain", "pa$word", "100%", "info@city.example.jp", "$${ESCAPED}", "a{b}c", "#comment"]
)
def test_a_literal_is_no_placeholder(value: str) -> None:
    assert interpolated(value) == (False, None)
