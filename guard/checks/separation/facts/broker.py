"""Brokers: where messages wait, by address or by host under a key that speaks of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.endpoint import BROKERS, is_local, parse_endpoint
from guard.checks.separation.facts.fact import Fact, Thing
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.setting import Setting

_WORDS: Final = frozenset(
    "kafka bootstrap broker brokers rabbitmq rabbit amqp activemq artemis mqtt nats stomp mq ibmmq".split()
)
_PLACES: Final = frozenset("servers brokers broker server host hosts hostname address addresses url urls uri".split())
_ENGINES: Final = frozenset(BROKERS.values())
_SCHEME: Final = re.compile(r"^(?:failover:\(*)?[a-zA-Z_]+://")
_MAX_HOSTS: Final = 50


def broker_facts(settings: Sequence[Setting]) -> Iterator[Fact]:
    """The brokers that one environment names."""
    for setting in settings:
        value = setting.literal
        if value is None or not setting.key:
            continue
        endpoint = parse_endpoint(value) if "://" in value else None
        if endpoint is not None and endpoint.engine in _ENGINES:
            if not is_local(endpoint.host):
                identity = f"{endpoint.host}/{endpoint.database}"
                yield Fact(Thing.QUEUE, identity, (setting,), around=endpoint.host)
        elif _names_broker(setting.key):
            for host in _hosts(value):
                yield Fact(Thing.QUEUE, host, (setting,))


def _names_broker(key: Sequence[str]) -> bool:
    own = [part for part in key if not part.isdecimal()]
    last = words_of(own[-1]) if own else ()
    return last[-1:] != () and last[-1] in _PLACES and not _WORDS.isdisjoint(words_of_path(own))


def _hosts(value: str) -> Iterator[str]:
    """The hosts of a list of addresses, without schemes and ports."""
    for part in value.split(",")[:_MAX_HOSTS]:
        host = _SCHEME.sub("", part.strip()).partition(":")[0].partition("(")[0].partition("/")[0].strip(" )").lower()
        if not is_local(host) and " " not in host:
            yield host
