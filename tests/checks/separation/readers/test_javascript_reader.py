"""Configuration in JavaScript and TypeScript."""

from __future__ import annotations

import pytest

from guard.checks.separation.readers.javascript_reader import read_javascript
from guard.checks.separation.readers.limits import MALFORMED
from tests.checks.separation.readers.leaves import leaf_of, sources, values

ENVIRONMENT = """import { Environment } from './environment.type';
// host: 'commented.city.example.jp'
export const environment: Environment = {
  production: true,
  apiUrl: 'https://api.prod.city.example.jp',
  'quoted': "v",
  nested: { list: ['a', "b"], port: -1 },
  later: () => 1,
  made: function () { return { host: 'inner' } },
};
"""


def test_objects_that_are_exported_are_read() -> None:
    assert values(read_javascript, ENVIRONMENT) == {
        "environment.production": "true",
        "environment.apiUrl": "https://api.prod.city.example.jp",
        "environment.quoted": "v",
        "environment.nested.list.0": "a",
        "environment.nested.list.1": "b",
        "environment.nested.port": "-1",
        "environment.later": "() => 1",
        "environment.made": "function ()",
    }


def test_modules_of_node_are_read_without_semicolons() -> None:
    text = "require('dotenv').config()\nmodule.exports = {\n  a: 1,\n}\nexports.b = 'x'\nconst c = { d: null }\n"
    assert values(read_javascript, text) == {"module.exports.a": "1", "exports.b": "x", "c.d": "null"}
    assert values(read_javascript, "export default {\n  a: 1,\n}\n") == {"a": "1"}
    assert values(read_javascript, "export const e = { a: 1 } as const;\n") == {"e.a": "1"}


@pytest.mark.parametrize(
    ("expression", "value", "default"),
    [
        ("process.env.K", "${K}", None),
        ("process.env.K || 'd'", "${K:-d}", "d"),
        ("Number(process.env.K ?? 3000)", "${K:-3000}", "3000"),
        ("process.env['K']", "${K}", None),
        ("import.meta.env.VITE_K", "${VITE_K}", None),
        ("`a${b}`", "a${b}", None),
        ("x ? 'a' : 'b'", "x ? 'a' : 'b", None),
    ],
)
def test_what_is_asked_of_the_environment_is_written_as_shells_do(
    expression: str, value: str, default: str | None
) -> None:
    leaf = leaf_of(read_javascript, f"module.exports = {{ x: {expression} }};\n", "module.exports.x")
    assert (leaf.value, leaf.is_expression, leaf.default) == (value, True, default)


def test_offsets_are_those_of_the_content() -> None:
    text = "\ufeffmodule.exports = { 名: '本番\\'s', b: `x`, c: \"\\u672c\" }\r\n"
    assert sources(read_javascript, text) == {
        "module.exports.名": "本番\\'s",
        "module.exports.b": "x",
        "module.exports.c": "\\u672c",
    }
    assert values(read_javascript, text)["module.exports.c"] == "本"


def test_what_never_ends_is_told() -> None:
    for text in ("module.exports = { a: 'b\n}", "module.exports = { a: `b", "module.exports = { a: [1"):
        assert read_javascript(text).broken == MALFORMED
