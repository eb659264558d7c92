"""What a cloud gives: accounts, roles, buckets, queues, keys, networks."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.facts.fact import Fact, Thing, Weight
from guard.checks.separation.facts.words import GRANTING, words_of, words_of_path
from guard.checks.separation.setting import Provenance, Setting

_ACCOUNT_WORDS: Final = frozenset("account accounts aws subscription project projects tenant".split())
#: Words of keys that name the account of somebody else: of the maker of an image, of the builders, of the auditors.
OF_OTHERS: Final = GRANTING | frozenset(
    "owner owners ami log logs audit billing folder organization shared build backup security management payer".split()
)
_GUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SUBSCRIPTION: Final = re.compile(rf"/subscriptions/({_GUID})", re.IGNORECASE)
_PROJECT: Final = re.compile(r"[a-z][a-z0-9\-]{4,28}[a-z0-9]")
_ROLE: Final = re.compile(r"arn:aws[\w\-]*:iam::\d{12}:(?:role|user)/[\w+=,.@\-/]+")
_SERVICE_ACCOUNT: Final = re.compile(r"[a-z0-9\-]+@[a-z0-9\-]+\.iam\.gserviceaccount\.com")
_BUCKET_URL: Final = (
    re.compile(r"(?:s3a?|gs|oss|cos)://([\w.\-]+)"),
    re.compile(r"arn:aws[\w\-]*:s3:::([\w.\-]+)"),
    re.compile(r"https?://([\w.\-]+)\.s3[.\-][\w.\-]*amazonaws\.com", re.IGNORECASE),
    re.compile(r"https?://s3[.\-][\w.\-]*amazonaws\.com/([\w.\-]+)", re.IGNORECASE),
    re.compile(r"https?://storage\.googleapis\.com/([\w.\-]+)", re.IGNORECASE),
    re.compile(r"https?://([\w\-]+\.(?:blob|file|queue|table|dfs)\.core\.windows\.net)", re.IGNORECASE),
)
_STORAGE_ACCOUNT: Final = re.compile(r"(?:^|;)AccountName=([a-z0-9]{3,24})(?:;|$)", re.IGNORECASE)
#: Resources of Terraform whose ``name`` is that of a bucket.
_BUCKET_RESOURCES: Final = ("google_storage_bucket", "azurerm_storage_account")
_BUCKET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.\-_]{2,62}")
_NO_BUCKET_WORDS: Final = frozenset(
    "prefix key path acl policy region class type size suffix arn count limit encryption versioning logging "
    "enabled enable disable disabled public domain".split()
)
_COMMON_BUCKET: Final = re.compile(
    r"(?<![a-z])(?:logs?|logging|artifacts?|tfstate|terraform|audit|cloudtrail|assets-cdn|lambda-code|builds?)(?![a-z])"
)
_QUEUE: Final = (
    re.compile(r"https://sqs\.[\w\-]+\.amazonaws\.com/\d{12}/[\w\-.]+"),
    re.compile(r"arn:aws[\w\-]*:(?:sqs|sns|kinesis|kafka|firehose|events):[\w\-]*:\d{12}:[\w\-./:]+"),
    re.compile(r"projects/[\w\-]+/(?:topics|subscriptions)/[\w\-.~+%]+"),
    re.compile(r"[\w\-]+\.servicebus\.windows\.net\S*", re.IGNORECASE),
)
_QUEUE_WORDS: Final = frozenset("queue topic stream exchange subscription".split())
_BROKER_WORDS: Final = frozenset("rabbitmq amqp kafka activemq artemis nats mqtt ibmmq".split())
_QUEUE_NAME: Final = re.compile(r"[A-Za-z][\w.\-]{3,254}")
_KEY: Final = (
    re.compile(r"arn:aws[\w\-]*:kms:[\w\-]*:\d{12}:(?:key|alias)/(?!aws/)[\w\-/]+"),
    re.compile(r"projects/[\w\-]+/locations/[\w\-]+/keyRings/[\w\-]+(?:/cryptoKeys/[\w\-]+)?"),
    re.compile(r"https://[\w\-]+\.vault\.azure\.net/?", re.IGNORECASE),
)
_KEY_ALIAS: Final = re.compile(r"alias/(?!aws/)[\w\-/]+")
_KEY_WORDS: Final = frozenset("kms cmk keyvault keyring cryptokey".split())
_NETWORK_ID: Final = re.compile(r"(vpc|subnet|sg|vgw|rtb|igw|nat|eni|acl|pcx|tgw)-[0-9a-f]{8,17}")
_SHARED_NETWORK: Final = frozenset({"tgw", "pcx"})
#: Addresses that are nobody's: any network may number its machines so.
_OWN_NETWORKS: Final = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
_CIDR_WORDS: Final = frozenset("cidr cidrs network subnet vpc block blocks address prefixes space".split())
_ADDRESS_RULE_WORDS: Final = frozenset(
    "ingress egress allow allowed source destination whitelist allowlist trusted rule rules admin office vpn bastion remote client".split()
)


def cloud_facts(settings: Sequence[Setting]) -> Iterator[Fact]:
    """The things of a cloud that one environment names."""
    has_broker = any(not _BROKER_WORDS.isdisjoint(words_of_path(one.key)) for one in settings)
    for setting in settings:
        if setting.literal is None:
            continue
        fact = next((found for find in _FINDERS if (found := find(setting, setting.literal)) is not None), None)
        is_name = fact is not None and fact.thing is Thing.QUEUE and fact.weight is Weight.WEAK
        if fact is not None and not (has_broker and is_name):  # which one it is, is told by the broker that holds it
            yield fact


def _key(setting: Setting, value: str) -> Fact | None:
    if any(pattern.fullmatch(value) for pattern in _KEY):
        return Fact(Thing.KEY, value.rstrip("/").casefold(), (setting,))
    if _KEY_ALIAS.fullmatch(value):
        return Fact(Thing.KEY, value, (setting,), Weight.LISTED)
    if re.fullmatch(_GUID, value, re.IGNORECASE) and _KEY_WORDS & set(words_of_path(setting.key)):
        return Fact(Thing.KEY, value.lower(), (setting,))
    return None


def _queue(setting: Setting, value: str) -> Fact | None:
    if any(pattern.fullmatch(value) for pattern in _QUEUE):
        return Fact(Thing.QUEUE, value, (setting,))
    last = words_of(setting.key[-1]) if setting.key else ()
    if last and (
        last[-1] in _QUEUE_WORDS
        or (last[-1] in {"name", "url", "arn"} and last[-2:-1] != () and last[-2] in _QUEUE_WORDS)
    ):
        return (
            Fact(Thing.QUEUE, value, (setting,), Weight.WEAK)
            if _QUEUE_NAME.fullmatch(value) and _is_name(value)
            else None
        )
    return None


def _is_name(value: str) -> bool:
    """Whether a value is more than a word that every project uses."""
    return bool(re.search(r"[\d_.\-]", value))


def _bucket(setting: Setting, value: str) -> Fact | None:
    for pattern in _BUCKET_URL:
        found = pattern.match(value)
        if found:
            return _bucket_fact(setting, found[1].lower())
    account = _STORAGE_ACCOUNT.search(value)
    if account and account[1] != "devstoreaccount1":
        return _bucket_fact(setting, account[1].lower())
    words = words_of(setting.key[-1]) if setting.key else ()
    before = words_of(setting.key[-2]) if len(setting.key) > 1 else ()
    is_resource = setting.key[:2] in {("resource", kind) for kind in _BUCKET_RESOURCES} and len(setting.key) == 4
    named = "bucket" in words or (words[-1:] == ("name",) and ("bucket" in before or is_resource))
    container = words[-2:] in {
        ("storage", "container"),
        ("blob", "container"),
        ("container", "name"),
    } and "azure" in words_of_path(setting.key)
    is_backend = "backend" in setting.key or "remote_state" in setting.key
    if (
        (named or container)
        and not is_backend
        and not _NO_BUCKET_WORDS & set(words)
        and _BUCKET_NAME.fullmatch(value)
        and value not in {"bucket", "true", "false"}
    ):
        return _bucket_fact(setting, value)
    return None


def _bucket_fact(setting: Setting, name: str) -> Fact:
    weight = Weight.WEAK if _COMMON_BUCKET.search(name) else Weight.STRONG
    return Fact(Thing.BUCKET, name, (setting,), weight)


def _role(setting: Setting, value: str) -> Fact | None:
    found = _ROLE.fullmatch(value) or _SERVICE_ACCOUNT.fullmatch(value)
    return Fact(Thing.USER, value, (setting,)) if found else None


def _account(setting: Setting, value: str) -> Fact | None:
    subscription = _SUBSCRIPTION.search(value)
    if subscription:
        return Fact(Thing.ACCOUNT, subscription[1].lower(), (setting,), Weight.WEAK)
    words = words_of_path(setting.key)
    last = _own_words(setting)
    if OF_OTHERS & set(words) or ({"allowed", "read"} <= set(words)):
        return None
    if re.fullmatch(r"\d{12}|\d{4}-\d{4}-\d{4}", value) and _ACCOUNT_WORDS & set(words):
        return Fact(Thing.ACCOUNT, value.replace("-", ""), (setting,), Weight.WEAK)
    if re.fullmatch(_GUID, value, re.IGNORECASE) and "subscription" in last:
        return Fact(Thing.ACCOUNT, value.lower(), (setting,), Weight.WEAK)
    if re.fullmatch(_GUID, value, re.IGNORECASE) and "tenant" in last:
        return Fact(Thing.ACCOUNT, value.lower(), (setting,), Weight.LISTED)
    if (
        last[-2:] == ("project", "id")
        or last[-3:] in {("gcp", "project", "name"), ("google", "cloud", "project")}
        or last in {("gcp", "project"), ("google", "project")}
        or (last == ("project",) and setting.key[:1] == ("provider",) and "google" in words)
    ):
        return Fact(Thing.ACCOUNT, value, (setting,), Weight.WEAK) if _PROJECT.fullmatch(value) else None
    is_deployment = "provider" in setting.key or setting.layout == "serverless"
    if last[-2:] == ("aws", "profile") or (last == ("profile",) and is_deployment):
        return Fact(Thing.ACCOUNT, f"profile:{value}", (setting,), Weight.WEAK) if value != "default" else None
    return None


def _own_words(setting: Setting) -> tuple[str, ...]:
    parts = [part for part in setting.key if not part.isdecimal()]
    return words_of(parts[-1]) if parts else ()


def _network(setting: Setting, value: str) -> Fact | None:
    found = _NETWORK_ID.fullmatch(value)
    if found:
        weight = Weight.LISTED if found[1] in _SHARED_NETWORK else Weight.WEAK
        return Fact(Thing.NETWORK, value, (setting,), weight)
    words = set(words_of_path(setting.key))
    if "/" in value and _CIDR_WORDS & words and not _ADDRESS_RULE_WORDS & words:
        try:
            network = ipaddress.ip_network(value, strict=False)
        except ValueError:
            return None
        if network.prefixlen < 8 or not any(network.network_address in own for own in _OWN_NETWORKS):
            return None
        is_chosen = (
            setting.provenance is Provenance.EXPLICIT or setting.is_answered
        )  # a default of a module is what each account begins with
        return Fact(Thing.NETWORK, str(network), (setting,), Weight.WEAK if is_chosen else Weight.LISTED)
    return None


_FINDERS: Final = (_key, _queue, _bucket, _role, _account, _network)
