"""What an environment names of another one: a host of production in development, a mail trap in production."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from guard.checks.separation.endpoint import is_host, is_local, parse_endpoint
from guard.checks.separation.environment_names import in_name
from guard.checks.separation.facts.cloud import OF_OTHERS
from guard.checks.separation.facts.fact import Thing, Weight
from guard.checks.separation.facts.platform import names_state
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.rules.problem import Problem, Scene, once, pair, place
from guard.checks.separation.setting import Provenance, Setting
from guard.environment import Environment, EnvironmentKind
from guard.messages import N_
from guard.model import Severity

#: Facts whose identity is a name that somebody chose.
_NAMED_THINGS: Final = frozenset(
    {
        Thing.DATABASE,
        Thing.BUCKET,
        Thing.QUEUE,
        Thing.USER,
        Thing.ACCOUNT,
        Thing.KEY,
        Thing.CLUSTER,
        Thing.REFERENCE,
        Thing.COMPOSE,
    }
)
#: Keys that may name production in any environment: where to promote to, what a text says, lists of origins.
_EXEMPT_WORDS: Final = frozenset(
    "next promote promotion description comment comments label labels title docs doc documentation cors origin origins allowed whitelist "
    "allowlist tag tags image repository homepage license message text note notes uses source href".split()
)
#: The account that the ARN of a resource names.
_OF_ACCOUNT: Final = re.compile(r"arn:aws[\w\-]*:[\w\-]+:[\w\-]*:(\d{12}):")
_CODE_WORDS: Final = frozenset("module class package logger".split())
_TRAP: Final = re.compile(
    r"(?:^|[/@.\-])(?:mailtrap|mailpit|mailhog|mailcatcher|ngrok|ngrok-free|localtunnel|loca\.lt|webhook\.site|requestbin)(?:[.\-:/]|$)",
    re.IGNORECASE,
)
_LOCAL: Final = re.compile(r"^(?:localhost|127\.\d+\.\d+\.\d+|host\.docker\.internal)$", re.IGNORECASE)
_LOCAL_IS_FINE: Final = frozenset(
    "health healthcheck liveness readiness probe cors origin origins allowed bind listen management metrics statsd zipkin agent sidecar proxy test "
    "internal trusted prometheus jaeger otel otlp telemetry datadog redirect hosts mail smtp logging logstash fluentd fluentbit syslog".split()
)
_PRODUCTION_NAMED: Final = N_("{key}: {others} names something of production; name its own")
_DEVELOPMENT_NAMED: Final = N_("{key}: {production} names something of development or test; name its own")


def production_elsewhere(scene: Scene) -> Iterator[Problem]:
    """Hosts, buckets and other resources with a name of production, outside of it: once a name and environment."""
    places: defaultdict[tuple[Environment, str], list[Setting]] = defaultdict(list)
    for setting in once(scene.others):
        found = _named(scene, setting)
        if found is not None and found.kind is EnvironmentKind.PRODUCTION:
            places[setting.environment, setting.text].append(setting)
    for (environment, _text), found_at in places.items():
        at, *related = sorted(found_at, key=lambda one: one.is_answered)
        severity = scene.severity(Weight.STRONG, (environment,))
        args = {"key": at.name, "others": environment.name}
        yield Problem("sep-ref-prod", severity, at, _PRODUCTION_NAMED, args, tuple(related), None, (environment,))


def addresses_of_production(scene: Scene) -> Iterator[Problem]:
    """Addresses that are production's, where each of the other environments has a neighbour of it under that key.

    That two environments name one host says nothing alone: it may be a service of somebody else.
    """
    hosts: defaultdict[tuple[str, tuple[str, ...]], dict[Setting, str]] = defaultdict(dict)
    for setting in once(one for one in scene.settings if not one.is_answered):
        host = _address(scene, setting)
        if host:
            hosts[setting.stack, setting.key][setting] = host
    for found in hosts.values():
        production = {host: one for one, host in found.items() if one.environment.is_production}
        others = {one: host for one, host in found.items() if scene.demands.compares(one.environment)}
        for setting, host in others.items():
            theirs = production.get(host)
            if theirs is not None and any(_is_neighbour(other, host) for other in others.values()):
                args = {"key": setting.name, "others": setting.environment.name}
                environments = (theirs.environment, setting.environment)
                severity = scene.severity(Weight.STRONG, environments)
                yield Problem("sep-ref-prod", severity, setting, _PRODUCTION_NAMED, args, (theirs,), None, environments)


def accounts_of_production(scene: Scene) -> Iterator[Problem]:
    """Resources in the cloud account of production, named where an environment has an account of its own."""
    accounts: defaultdict[Environment, dict[str, Setting]] = defaultdict(dict)
    for fact in scene.facts:
        if fact.thing is Thing.ACCOUNT and fact.weight > Weight.LISTED:
            accounts[fact.setting.environment].setdefault(fact.identity, fact.setting)
    theirs: dict[str, Setting] = {}
    for environment, known in accounts.items():
        theirs |= known if environment.is_production else {}
    ours = {account for one, known in accounts.items() if not one.is_production for account in known}
    for setting in once(one for one in scene.others if one.environment in accounts):
        found = _OF_ACCOUNT.search((setting.literal or "")[:2000])
        if found is None or found[1] in ours or found[1] not in theirs or _may_be_elsewhere(setting):
            continue
        at = theirs[found[1]]
        environments = (at.environment, setting.environment)
        args = {"key": setting.name, "others": setting.environment.name}
        severity = scene.severity(Weight.STRONG, environments)
        yield Problem("sep-ref-prod", severity, setting, _PRODUCTION_NAMED, args, (at,), None, environments)


def _may_be_elsewhere(setting: Setting) -> bool:
    """Whether a key says that its resource lies in an account for all: of logs, of backups, of those who build."""
    return _is_exempt(setting) or not OF_OTHERS.isdisjoint(words_of_path(setting.key))


def _address(scene: Scene, setting: Setting) -> str:
    """The host of an address that no other rule compares, empty where it is everybody's own."""
    value = setting.literal or ""
    if "://" not in value or len(value) > 2000 or scene.facts_by_place.get(place(setting)) or _is_exempt(setting):
        return ""
    endpoint = parse_endpoint(value)
    return "" if endpoint is None or is_local(endpoint.host) else endpoint.host


def _is_neighbour(other: str, host: str) -> bool:
    """Whether a host is another one of the same domain (``api-stg.juki.lg.jp`` beside ``api.juki.lg.jp``)."""
    own, theirs = host.split(".")[::-1], other.split(".")[::-1]
    depth = min(len(own), len(theirs))
    shared = next((at for at in range(depth) if own[at] != theirs[at]), depth)
    return host != other and shared >= max(2, min(3, len(own) - 1))


def development_in_production(scene: Scene) -> Iterator[Problem]:
    """Hosts of development, tunnels and mail traps that production names."""
    written = {(one.environment, one.text) for one in scene.production if not one.is_answered}
    for setting in once(scene.production):
        if setting.is_answered and (setting.environment, setting.text) in written:
            continue
        named = _named(scene, setting)
        is_other = named is not None and named.kind not in {EnvironmentKind.PRODUCTION, EnvironmentKind.MAINTENANCE}
        if is_other or _is_trap(setting) or _is_local(setting):
            args = {"key": setting.name, "production": setting.environment.name}
            yield Problem(
                "sep-ref-dev", Severity.MEDIUM, setting, _DEVELOPMENT_NAMED, args, (), None, (setting.environment,)
            )


def _named(scene: Scene, setting: Setting) -> Environment | None:
    """The environment that the name of a host or a resource tells."""
    value = setting.literal or (setting.text if "://" in setting.text else "")
    if not value or len(value) > 2000 or _is_exempt(setting):
        return None
    for name in _names(scene, setting, value):
        found = in_name(name)
        if found is not None:
            return found
    return None


def _is_exempt(setting: Setting) -> bool:
    words = words_of_path(setting.key)
    return not _EXEMPT_WORDS.isdisjoint(words[1:] if words[:2] == ("next", "public") else words)  # ``NEXT_PUBLIC_…``


def _names(scene: Scene, setting: Setting, value: str) -> Iterator[str]:
    endpoint = parse_endpoint(value) if "://" in value or ";" in value else None
    if endpoint is not None:
        yield _without_top(endpoint.host)
    elif is_host(value) and "_" not in value and not _FILE.search(value) and not _names_code(setting):
        # ``app_production.public.users`` is a table
        yield _without_top(value.partition(":")[0])
    if names_state(setting) and place(setting) not in scene.shared_state:
        yield value
    for fact in scene.facts_by_place.get(place(setting), ()):
        if fact.thing in _NAMED_THINGS and endpoint is None:
            yield value


def _names_code(setting: Setting) -> bool:
    """Whether a name with dots is that of a module or a class: ``DJANGO_SETTINGS_MODULE``."""
    return bool(setting.key) and not _CODE_WORDS.isdisjoint(words_of(setting.key[-1]))


def _without_top(host: str) -> str:
    """A host without the top-level domain that anybody may have: ``shop.dev`` is no host of development."""
    return host.rstrip(".").removesuffix(".dev")


_FILE: Final = re.compile(
    r"\.(?:ya?ml|json|properties|xml|toml|env|py|rb|php|js|ts|sh|sql|log|txt|conf|cfg|ini|tf|tfvars|pem|crt|key|jar|war|class|html?)$",
    re.IGNORECASE,
)


def _is_trap(setting: Setting) -> bool:
    return setting.literal is not None and len(setting.literal) < 500 and _TRAP.search(setting.literal) is not None


def _is_local(setting: Setting) -> bool:
    """Whether production itself, and not a common file, says that a service runs on this machine."""
    if (
        setting.literal is None
        or setting.provenance is not Provenance.EXPLICIT
        or setting.layout in {"compose", "dockerfile"}
    ):
        return False
    words = words_of_path(setting.key)
    if (
        _LOCAL_IS_FINE & set(words)
        or not words
        or words[-1] not in {"host", "url", "uri", "hostname", "endpoint", "server", "address", "dsn"}
    ):
        return False
    endpoint = parse_endpoint(setting.literal) if "://" in setting.literal else None
    host = endpoint.host if endpoint is not None else setting.literal.partition(":")[0]
    return _LOCAL.match(host) is not None


_IN_ACCOUNT: Final = "AWS_ACCOUNT_ID=444455556666\nDEPLOY_ROLE=arn:aws:iam::{}:role/deploy\n"
EXAMPLES: Final = (
    pair("sep-ref-prod", "A=1\n", "API_URL=https://api.prod.juki.lg.jp/\n"),
    pair("sep-ref-prod", "A=1\n", "API_URL=https://api.nonprod.juki.lg.jp/\n", counter=True),
    pair("sep-ref-prod", "AWS_ACCOUNT_ID=111122223333\n", _IN_ACCOUNT.format("111122223333")),
    pair("sep-ref-prod", "AWS_ACCOUNT_ID=111122223333\n", _IN_ACCOUNT.format("777788889999"), counter=True),
    pair("sep-ref-dev", "SMTP_HOST=smtp.mailtrap.io\n", "A=1\n"),
    pair("sep-ref-dev", "HEALTHCHECK_URL=http://localhost/health\n", "A=1\n", counter=True),
)
