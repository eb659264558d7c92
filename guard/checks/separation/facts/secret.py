"""Secrets that are written down, and references to secrets that are kept in a store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.endpoint import parse_endpoint
from guard.checks.separation.facts.fact import Fact, Thing, Weight, sealed
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.setting import Setting
from guard.checks.separation.shape import Shape, shape_of
from guard.environment_words import STRONG

#: Last words of keys under which any literal is a secret, however short.
_PASSWORD: Final = frozenset("password passwd passphrase pwd pass pw passcode パスワード".split())
#: Last words of keys under which a value is a secret if it looks like one.
_SECRET: Final = frozenset(
    "secret token salt pepper magic apikey secretkey accesskey privatekey credential credentials dsn sas jwt signature bearer".split()
)
#: Words at the end of a key that say how a secret is written, or whose it is: ``secret_key_base``, ``DB_PASSWORD_PROD``.
_HOW: Final = (
    frozenset("base string str text plain raw b64 base64 enc encrypted old new current".split()) | STRONG.keys()
)
#: Words before ``key``, ``id`` or ``value`` that make it a secret.
_BEFORE_KEY: Final = frozenset(
    "api access secret private encryption encrypt signing sign master session cookie app application auth account storage "
    "shared hmac jwt aes rsa crypt cipher license licence service webhook deploy instrumentation subscription".split()
)
#: Last words that speak of a secret and hold none.
_ABOUT: Final = frozenset(
    "length expiry ttl validity timeout policy file path name url uri endpoint header type algorithm alg min max required enabled "
    "rotation field prefix suffix regex pattern label hint count version arn ref format class provider method mode cache store "
    "seconds days minutes hours size strength encoder encoding hash hashing parameter param attribute column rule rules".split()
)
_JOINED: Final = re.compile(r"(?:pg|db|mysql|redis|smtp|mail|root|admin|user)?(?:password|passwd|pwd)$")
_KNOWN_SHAPE: Final = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}|[sr]k_(?:live|test)_[0-9A-Za-z]{8,}|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w\-]{16,}|xox[abeoprs]-[\w\-]{10,}"
    r"|AIza[0-9A-Za-z_\-]{30,}|SG\.[\w\-]{16,}\.[\w\-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_MAX_EXPRESSION: Final = 500
_NUMBER: Final = re.compile(r"[\d.,_:]+(?:ms|s|m|h|d|kb|mb)?", re.IGNORECASE)
_TELLING: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])|(?=.*[a-z])(?=.*[A-Z])|[^\w.\-/:]")
_PLACE: Final = re.compile(
    r"[a-z][a-z0-9+.\-]*://|^[./~]|^[a-z]:\\|^[a-z][\w]*(?:\.[A-Za-z][\w$]*){2,}$", re.IGNORECASE
)
_WORDS_ONLY: Final = re.compile(r"[a-z]+(?:[-_ ][a-z]+)*")
_BOOLEAN: Final = frozenset({"true", "false", "yes", "no", "on", "off"})
_AZURE_KEY: Final = re.compile(r"(?:AccountKey|SharedAccessKey|SharedSecretValue)=([^;]{8,})")
_STORE: Final = (
    (re.compile(r"arn:aws[\w\-]*:(?:secretsmanager|ssm):[\w\-]*:\d{12}:\S+"), Weight.STRONG),
    (re.compile(r"projects/[\w\-]+/secrets/[\w\-]+"), Weight.STRONG),
    (
        re.compile(r"https://[\w\-]+\.vault\.azure\.net/(?:secrets|keys|certificates)/[\w\-]+", re.IGNORECASE),
        Weight.STRONG,
    ),
    (re.compile(r"vault:(?!v\d)[\w\-./]+(?:#[\w\-]+)?"), Weight.STRONG),
    (re.compile(r"(?:kv|secret)/(?:data/)?[\w\-]+/[\w\-./]+"), Weight.STRONG),
    (re.compile(r"\{\{resolve:(?:secretsmanager|ssm(?:-secure)?):[^}]+\}\}"), Weight.LISTED),
    (re.compile(r"(?:ssm:|aws-ssm:|ssm-secure:)/?[\w\-./]+"), Weight.LISTED),
)


def secret_facts(settings: Sequence[Setting]) -> Iterator[Fact]:
    """The secrets and references of one environment, each where it stands."""
    for setting in settings:
        reference = _reference(setting)
        if reference is not None:
            yield reference
        elif setting.literal is not None:
            found = _secret(setting.key, setting.literal) or _asked_for(setting) or _in_url(setting.literal)
            if found:
                yield Fact(Thing.CREDENTIAL, sealed(found), (setting,))


def _asked_for(setting: Setting) -> str:
    """The secret that code falls back to, by the name of the variable it asks for: ``env('APP_SECRET', '…')``."""
    if not setting.leaf.is_expression or setting.leaf.default is None:
        return ""
    name = _VARIABLE.search(setting.leaf.value[:_MAX_EXPRESSION])
    return "" if name is None else _secret((name[0],), setting.literal or "")


def _in_url(value: str) -> str:
    """The password in an address: ``amqp://juki:…@mq.example.jp``."""
    endpoint = parse_endpoint(value) if "://" in value and "@" in value else None
    return endpoint.password if endpoint is not None and shape_of(endpoint.password) is Shape.LITERAL else ""


def _reference(setting: Setting) -> Fact | None:
    text = setting.text.strip()
    for pattern, weight in _STORE:
        if pattern.fullmatch(text):
            return Fact(Thing.REFERENCE, text, (setting,), weight)
    return None


def _secret(key: Sequence[str], value: str) -> str:
    """The secret that a value is under its key, empty for none."""
    if value.casefold() in _BOOLEAN:
        return ""
    azure = _AZURE_KEY.search(value)
    if azure:
        return azure[1]
    if _KNOWN_SHAPE.search(value):
        return value
    last = _last_words(key)
    if not last or last[-1] in _ABOUT:
        return ""
    if last[-1] in _PASSWORD or _JOINED.search(last[-1]):
        return "" if _PLACE.search(value) else value
    if last[-1] in _SECRET or (last[-1] in {"key", "value", "id"} and _names_secret(last)):
        return value if _looks_secret(value) else ""
    return ""


def _last_words(key: Sequence[str]) -> tuple[str, ...]:
    """The words of the last key that is no position; ``value`` and ``data`` speak of what stands before them."""
    parts = [part for part in key if not part.isdecimal()]
    if not parts:
        return ()
    words = words_of(parts[-1])
    while len(words) > 1 and (words[-1].isdecimal() or words[-1] in _HOW):
        words = words[:-1]
    return words_of_path(parts[-2:]) if words in {("value",), ("default",), ("key",)} and len(parts) > 1 else words


def _names_secret(words: tuple[str, ...]) -> bool:
    if words[-1] == "value":
        return words[-2:-1] != () and (words[-2] in _PASSWORD or words[-2] in _SECRET or words[-2] == "key")
    if words[-1] == "id":
        return words[-3:] == ("access", "key", "id")
    return words[-2:-1] != () and words[-2] in _BEFORE_KEY


def _names_one(value: str) -> bool:
    """Whether a value is the name of a secret: ``key: clientSecret`` beside the name of a store."""
    words = words_of(value) if value.replace("_", "").replace("-", "").isalpha() else ()
    return len(words) > 1 and (words[-1] in _PASSWORD or words[-1] in _SECRET or words[-1] in {"key", "username"})


def _looks_secret(value: str) -> bool:
    """Whether a value under ``secret`` or ``token`` is one, and no number, path, class, address or word of a choice."""
    if len(value) < 8 or _names_one(value) or _NUMBER.fullmatch(value) or _PLACE.search(value):
        return False
    if _WORDS_ONLY.fullmatch(value):
        return len(value) >= 16
    return bool(_TELLING.match(value)) or len(value) >= 20
