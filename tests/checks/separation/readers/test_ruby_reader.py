"""Configuration in Ruby."""

from __future__ import annotations

import pytest

from guard.checks.separation.readers.limits import MALFORMED
from guard.checks.separation.readers.ruby_reader import read_ruby
from tests.checks.separation.readers.leaves import leaf_of, sources, values

PRODUCTION = """require "active_support"

Rails.application.configure do
  # config.force_ssl = false
  config.consider_all_requests_local = false
  config.log_level = :info if ENV["LOG"]
  config.action_mailer.smtp_settings = {
    address: "smtp.city.example.jp",
    :port => 587,
    "user" => ENV.fetch("SMTP_USER") { "app" },
    tls: { verify: true },
  }
  config.cache_store = :redis_cache_store, { url: ENV.fetch("REDIS_URL", "redis://cache") }
  config.hosts << "www.city.example.jp"
  config.x.endpoint = Foo.new(a: 1)
  config.after_initialize { Bullet.enable = true }
end
"""


def test_what_is_configured_is_read() -> None:
    assert values(read_ruby, PRODUCTION) == {
        "config.consider_all_requests_local": "false",
        "config.log_level": "info",
        "config.action_mailer.smtp_settings.address": "smtp.city.example.jp",
        "config.action_mailer.smtp_settings.port": "587",
        "config.action_mailer.smtp_settings.user": "${SMTP_USER:-app}",
        "config.action_mailer.smtp_settings.tls.verify": "true",
        "config.cache_store": "redis_cache_store",
        "config.cache_store.1.url": "${REDIS_URL:-redis://cache}",
        "config.hosts.+": "www.city.example.jp",
        "config.x.endpoint": "Foo.new(a: 1)",
        "Bullet.enable": "true",
    }
    assert read_ruby(PRODUCTION).broken is None


@pytest.mark.parametrize(
    ("expression", "value", "default"),
    [
        ('ENV["K"]', "${K}", None),
        ('ENV["K"] || "d"', "${K:-d}", "d"),
        ('ENV["K"].presence || "d"', "${K:-d}", "d"),
        ('ENV.fetch("K", "d").to_sym', "${K:-d}", "d"),
        ('ENV.fetch("K") { "d" }', "${K:-d}", "d"),
        ('ENV["K"]\n    .presence', "${K}", None),
        ('"#{a}/b"', "#{a}/b", None),
    ],
)
def test_what_is_asked_of_the_environment_is_written_as_shells_do(
    expression: str, value: str, default: str | None
) -> None:
    leaf = leaf_of(read_ruby, f"config.x = {expression}\n", "config.x")
    assert (leaf.value, leaf.is_expression, leaf.default) == (value, True, default)


def test_offsets_are_those_of_the_content() -> None:
    text = (
        "config.a = '本番'\r\nconfig.b = { k: \"a\\tb\" }\r\nconfig.c = <<~TEXT\r\n  x\r\nTEXT\r\nconfig.d = :sym\r\n"
    )
    assert sources(read_ruby, text) == {
        "config.a": "本番",
        "config.b.k": "a\\tb",
        "config.c": "  x\r",
        "config.d": "sym",
    }
    assert values(read_ruby, text)["config.b.k"] == "a\tb"


def test_a_statement_after_a_bracket_that_never_closes_is_still_read() -> None:
    reading = read_ruby("config.a = [1,\nconfig.b = 2\n")
    assert {".".join(leaf.key): leaf.value for leaf in reading.leaves}["config.b"] == "2"
    assert reading.broken == MALFORMED
