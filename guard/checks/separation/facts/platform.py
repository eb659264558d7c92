"""What infrastructure code names: Terraform state, namespaces, Compose resources, identity providers and mail servers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.endpoint import is_local, parse_endpoint
from guard.checks.separation.facts.fact import Fact, Thing, Weight, sealed
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.setting import Provenance, Setting

_STATE_PLACE: Final = (
    "bucket",
    "storage_account_name",
    "container_name",
    "hostname",
    "organization",
    "address",
    "conn_str",
    "resource_group_name",
)
_STATE_KEY: Final = ("key", "prefix", "path", "workspaces.name", "workspaces.prefix", "schema_name", "secret_suffix")
_REALM_WORDS: Final = frozenset("issuer authority realm".split())
#: A client of one provider, whoever asks: a GUID, Google's.
_UNIQUE_CLIENT: Final = re.compile(
    r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|\.apps\.googleusercontent\.com$", re.IGNORECASE
)
_NO_CLIENT: Final = frozenset("kafka mqtt consumer producer jms".split())
_MAIL_WORDS: Final = frozenset("smtp mail mailer email sendmail postfix mailhost relayhost".split())
_MAIL_SCHEME: Final = re.compile(r"smtps?(?:\+\w+)?://", re.IGNORECASE)
_COMMON_NAMESPACES: Final = frozenset(
    "default kube-system kube-public argocd flux-system monitoring ingress-nginx cert-manager istio-system".split()
)
_PUBLIC_PROVIDERS: Final = (
    "login.microsoftonline.com", "githubusercontent.com", "gitlab.com", "accounts.google.com", "oauth2.googleapis.com", "github.com", "api.github.com", "appleid.apple.com",
    "api.line.me", "access.line.me", "amazonaws.com", "sendgrid.net", "mailgun.org", "smtp.gmail.com", "smtp.office365.com",
)  # fmt: skip


def platform_facts(settings: Sequence[Setting]) -> Iterator[Fact]:
    """The things of a platform that one environment names in one stack."""
    yield from _states(settings)
    yield from _namespaces(settings)
    yield from _compose(settings)
    yield from _providers(settings)


def _states(settings: Sequence[Setting]) -> Iterator[Fact]:
    """Where Terraform keeps its state: one fact a backend; without a literal key nothing is known."""
    backends: defaultdict[tuple[str, ...], dict[str, Setting]] = defaultdict(dict)
    for setting in settings:
        root, name = _backend(setting)
        if name:
            backends[root].setdefault(name, setting)
    for parts in backends.values():
        place = [parts[name] for name in _STATE_PLACE if name in parts]
        key = [parts[name] for name in _STATE_KEY if name in parts]
        texts = [one.literal for one in (*place, *key)]
        around = "|".join(str(one.literal) for one in place) if place and all(one.literal for one in place) else ""
        if key and all(texts):
            yield Fact(Thing.STATE, "|".join(map(str, texts)), (*place, *key), around=around)
        elif around:
            yield Fact(Thing.STATE, "", tuple(place), around=around)


def names_state(setting: Setting) -> bool:
    """Whether a setting says under which key Terraform keeps its state."""
    return _backend(setting)[1] in _STATE_KEY


def _backend(setting: Setting) -> tuple[tuple[str, ...], str]:
    key = setting.key
    if setting.path.endswith((".tfbackend", "backend.hcl")) and "backend" not in key:
        return ("backend",), ".".join(key)
    for word, depth in (("backend", 2), ("remote_state", 2)):
        if word in key:
            at = key.index(word)
            rest = [part for part in key[at + 1 :] if part not in {"config", "0"}]
            return key[:at], ".".join(rest[1:] if word == "backend" and len(rest) >= depth else rest)
    return (), ""


def _namespaces(settings: Sequence[Setting]) -> Iterator[Fact]:
    """Namespaces of a cluster that is named, or of an overlay: one namespace in each of several clusters is apart."""
    servers = [
        s
        for s in settings
        if s.literal and s.key and s.key[-1] in {"server", "context", "cluster", "cluster_name", "clusterName"}
    ]
    for setting in settings:
        value = setting.literal
        if value is None or not setting.key or setting.key[-1] != "namespace" or value in _COMMON_NAMESPACES:
            continue
        near = [one for one in servers if one.path == setting.path and one.key[:-1] == setting.key[:-1]]
        if near:
            yield Fact(Thing.CLUSTER, f"{near[0].literal}|{value}", (setting, near[0]))
        elif (
            len(setting.key) == 1
            and "clusters/" not in setting.path
            and setting.layout in {"kustomize", "kubernetes"}
            and setting.provenance is Provenance.EXPLICIT  # of a base nothing tells which cluster it goes to
        ):
            yield Fact(Thing.CLUSTER, f"|{value}", (setting,), Weight.WEAK)


def _compose(settings: Sequence[Setting]) -> Iterator[Fact]:
    """External networks and volumes, and names that Compose files give themselves."""
    external = {
        (s.path, s.key[:2]) for s in settings if len(s.key) >= 3 and s.key[2] == "external" and s.text.lower() == "true"
    }
    for setting in settings:
        key, value = setting.key, setting.literal
        if value is None:
            continue
        is_compose = setting.layout == "compose"
        if (
            is_compose
            and len(key) == 3
            and key[0] in {"networks", "volumes"}
            and (setting.path, key[:2]) in external
            and key[2] == "name"
        ):
            yield Fact(Thing.COMPOSE, f"{key[0]}:{value}", (setting,), Weight.WEAK)
        elif (
            is_compose
            and len(key) == 3
            and key[2] == "external"
            and value.lower() == "true"
            and not _has(settings, (*key[:2], "name"))
        ):
            yield Fact(Thing.COMPOSE, f"{key[0]}:{key[1]}", (setting,), Weight.WEAK)
        elif key[-1:] == ("COMPOSE_PROJECT_NAME",) or (
            is_compose and (key == ("name",) or (len(key) == 3 and key[2] == "container_name"))
        ):
            yield Fact(Thing.COMPOSE, f"name:{value}", (setting,), Weight.WEAK)


def _has(settings: Sequence[Setting], key: tuple[str, ...]) -> bool:
    return any(one.key == key for one in settings)


def _providers(settings: Sequence[Setting]) -> Iterator[Fact]:
    """Clients of identity providers, realms, mail servers and webhooks."""
    realm = next((one.literal for one in settings if one.literal and one.key and _names_realm(one.key)), "")
    for setting in settings:
        value = setting.literal
        if value is None or not setting.key:
            continue
        words = words_of_path(setting.key)
        last = (
            words_of([part for part in setting.key if not part.isdecimal()][-1])
            if any(not part.isdecimal() for part in setting.key)
            else ()
        )
        if (last[-2:] == ("client", "id") or last == ("clientid",)) and not _NO_CLIENT & set(words):
            if _UNIQUE_CLIENT.search(value):
                yield Fact(Thing.IDENTITY_PROVIDER, f"client:{value}", (setting,), Weight.WEAK)
            elif re.search(r"[\d_.\-]", value):  # one name in two realms is two clients
                yield Fact(Thing.IDENTITY_PROVIDER, f"client:{value}|{realm}", (setting,), Weight.WEAK)
        elif "webhook" in words and "://" in value:
            yield Fact(Thing.IDENTITY_PROVIDER, f"webhook:{sealed(value)}", (setting,), Weight.WEAK)
        elif (
            _MAIL_WORDS & set(words)
            and last[-1:]
            and last[-1] in {"host", "server", "address", "hostname", "mailhost", "relayhost"}
            and "@" not in value  # of a sender or a recipient
        ):
            yield from _server(setting, value.partition(":")[0].lower(), "smtp")
        elif _MAIL_SCHEME.match(value):
            endpoint = parse_endpoint(value)
            if endpoint is not None:
                yield from _server(setting, endpoint.host, "smtp")
        elif {"issuer", "realm", "oidc", "oauth", "oauth2", "saml", "idp", "sso", "openid", "ldap", "jwks"} & set(
            words
        ) and "://" in value:
            endpoint = parse_endpoint(value)
            if endpoint is not None:
                yield from _server(setting, endpoint.host, "idp", value)


def _names_realm(key: Sequence[str]) -> bool:
    return not _REALM_WORDS.isdisjoint(words_of(key[-1]))


def _server(setting: Setting, host: str, kind: str, whole: str = "") -> Iterator[Fact]:
    if not is_local(host) and not host.endswith(_PUBLIC_PROVIDERS):
        yield Fact(Thing.IDENTITY_PROVIDER, f"{kind}:{whole or host}", (setting,), Weight.WEAK)
