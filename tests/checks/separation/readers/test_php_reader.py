"""Configuration in PHP."""

from __future__ import annotations

import pytest

from guard.checks.separation.readers.limits import MALFORMED
from guard.checks.separation.readers.php_reader import read_php
from tests.checks.separation.readers.leaves import leaf_of, sources, values

DATABASE = r"""<?php
use Illuminate\Support\Str;

return [
    // 'host' => 'commented.city.example.jp',
    'default' => env('DB_CONNECTION', 'mysql'),
    'connections' => [
        'mysql' => array(
            'host' => 'db.prod.city.example.jp',
            "port" => 3306,
            'options' => extension_loaded('pdo') ? [1] : [],
        ),
    ],
    'replicas' => ['a', 'b'],
    'resolver' => function () { return ['host' => 'inner']; },
    'callback' => fn ($x) => 'inner',
];
"""


def test_returned_arrays_are_read() -> None:
    assert values(read_php, DATABASE) == {
        "default": "${DB_CONNECTION:-mysql}",
        "connections.mysql.host": "db.prod.city.example.jp",
        "connections.mysql.port": "3306",
        "connections.mysql.options": "extension_loaded('pdo') ? [1] : []",
        "replicas.0": "a",
        "replicas.1": "b",
        "resolver": "function ()",
        "callback": "fn ($x) => 'inner",
    }


@pytest.mark.parametrize(
    ("expression", "value", "default"),
    [
        ("env('K')", "${K}", None),
        ("(bool) env('K', false)", "${K:-false}", "false"),
        ("getenv('K') ?: 'd'", "${K:-d}", "d"),
        ("$_ENV['K'] ?? 'd'", "${K:-d}", "d"),
        ("explode(',', env('K', 'a,b'))", "${K:-a,b}", "a,b"),
        ("env('K', Str::slug('x'))", "${K}", None),
        ("'a' . $b", "a' . $b", None),
        ('"a$b"', "a$b", None),
    ],
)
def test_what_is_asked_of_the_environment_is_written_as_shells_do(
    expression: str, value: str, default: str | None
) -> None:
    leaf = leaf_of(read_php, f"<?php return ['x' => {expression}];", "x")
    assert (leaf.value, leaf.is_expression, leaf.default) == (value, True, default)


def test_assignments_constants_and_properties_are_read() -> None:
    text = """<?php
define('DB_HOST', 'db.city.example.jp');
$config['db']['host'] = 'db.city.example.jp';
class Database { public array $default = ['hostname' => 'db']; public string $note = <<<'EOT'
    $kept
    EOT; }
"""
    assert values(read_php, text) == {
        "DB_HOST": "db.city.example.jp",
        "config.db.host": "db.city.example.jp",
        "default.hostname": "db",
        "note": "    $kept",
    }


def test_offsets_are_those_of_the_content() -> None:
    text = "<?php return ['名' => '本番\\'s', \"k\" => \"a\\tb\", 'e' => env('K')];"
    assert sources(read_php, text) == {"名": "本番\\'s", "k": "a\\tb", "e": "env('K')"}
    assert values(read_php, text)["名"] == "本番's"
    assert values(read_php, text)["k"] == "a\tb"


def test_what_never_ends_is_told() -> None:
    for text in ("<?php return ['a' => 'b", "<?php return ['a' => <<<X\nb\n", "<?php return ['a' => ['b'"):
        assert read_php(text).broken == MALFORMED
