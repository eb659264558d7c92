"""What is on in production and belongs to development: debug switches, test doubles; and live keys outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from guard.checks.separation.environment_names import of_token
from guard.checks.separation.facts.fact import Thing, Weight
from guard.checks.separation.rules.problem import Problem, Scene, once, pair, place
from guard.checks.separation.setting import Provenance, Setting
from guard.environment import EnvironmentKind
from guard.messages import N_
from guard.model import Severity


class Switch(NamedTuple):
    """A key (pattern on the whole key path, lower case, ``.`` between parts) and the values that belong to development."""

    key: re.Pattern[str]
    value: re.Pattern[str]
    severity: Severity = Severity.HIGH


def _switch(key: str, value: str, severity: Severity = Severity.HIGH) -> Switch:
    return Switch(re.compile(rf"(?:^|[._\-]){key}$"), re.compile(value, re.IGNORECASE), severity)


_ON: Final = r"^(?:true|on|yes|1|enabled?)$"
_OFF: Final = r"^(?:false|off|no|0)$"
_DEVELOPMENT: Final = frozenset({EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST})
#: Spring, Rails, Django, Laravel, ASP.NET, Node, PHP and Nablarch.
SWITCHES: Final = (
    _switch(r"(?:app_)?debug", _ON),
    _switch(r"(?:django|flask|wp|symfony|rails|express|yii)_debug", _ON),
    _switch(r"app\.debug", _ON),
    _switch(r"detailederrors", _ON, Severity.MEDIUM),
    _switch(r"spring\.devtools\.[\w.\-]*enabled", _ON),
    _switch(r"spring\.h2\.console\.enabled", _ON),
    _switch(r"h2\.console\.enabled", _ON),
    _switch(r"endpoints\.web\.exposure\.include(?:\.\d+)?", r"^\*$"),
    _switch(r"(?:ddl-auto|hbm2ddl\.auto)", r"^create"),
    _switch(r"ddl-auto", r"^update$", Severity.MEDIUM),
    _switch(r"jpa\.show-sql", _ON, Severity.MEDIUM),
    _switch(r"consider_all_requests_local", _ON),
    _switch(r"display_errors", r"^(?:true|on|1|stdout)$"),
    _switch(r"usehiddenencryption", _OFF),
    _switch(r"autocleaning", _OFF, Severity.MEDIUM),
    _switch(r"web_console\.(?:permissions|allowed_ips)", r".", Severity.MEDIUM),
    _switch(r"include-?stacktrace", r"^always$", Severity.MEDIUM),
)
#: Keys whose value names an environment: in production it has to be production.
_ENVIRONMENT_KEY: Final = re.compile(
    r"(?:^|[._\-])(?:app_env|rails_env|rack_env|node_env|flask_env|aspnetcore_environment|dotnet_environment|django_env|symfony_env"
    r"|spring[._]profiles[._](?:active|include)(?:\.\d+)?|spring_profiles_active|env_for_dynaconf|go_env|mix_env|app\.env|framework\.env|nablarch[._]env)$"
)
_DEVELOPMENT_SETTINGS: Final = re.compile(r"(?:^|[._\-])django_settings_module$")
_MOCK: Final = (
    (re.compile(r"\b[spr]k_test_[0-9A-Za-z]{6,}"), Severity.HIGH),
    (re.compile(r"(?:^|[/.@\-])(?:sandbox|mock|stub|fake)(?:[.\-]|\d*\.)[\w\-]+\.", re.IGNORECASE), Severity.HIGH),
    (re.compile(r"(?:\.|^)(?:Mock|Stub|Fake)[A-Z]\w+$"), Severity.HIGH),
    (re.compile(r"(?:\.|^)Dummy[A-Z]\w+$"), Severity.MEDIUM),
)
_MOCK_KEY: Final = re.compile(
    r"(?:^|[._\-])(?:use_?|enable_?)?(?:mock|stub|fake)(?:s|ed|_?(?:auth|mode|enabled|login|payment|mail|server))?$"
)
_AUTH_MODE: Final = re.compile(
    r"(?:^|[._\-])(?:auth(?:entication)?|login|payment|mail(?:er)?|sms)[._\-]?(?:mode|driver|provider|type|mailer)$"
)
_LIVE: Final = re.compile(r"\b[srp]k_live_[0-9A-Za-z]{6,}")
_NAMED_FOR_PRODUCTION: Final = re.compile(
    r"^(?:prod|prd|production|honban)[_\-.]|[_\-.](?:prod|prd|production|honban)$", re.IGNORECASE
)

_DEBUG_ON: Final = N_(
    "{key}: switched on for {production}, and belongs to development; set it for {production} to its safe value"
)
_WRONG_NAME: Final = N_("{key}: {production} runs as another environment; name production here")
_DOUBLE: Final = N_("{key}: {production} uses a test key, a sandbox or a test double; use the live service")
_LIVE_KEY: Final = N_("{key}: a live key is written for {others}; use the test key, and replace this one")
_PRODUCTION_SECRET: Final = N_(
    "{key}: a secret named for production is written for {others}; remove it, and replace it in production"
)


def debug_in_production(scene: Scene) -> Iterator[Problem]:
    """Switches of development that production runs with, also where it inherits them."""
    for setting, severity in _where_written((one, _debug(one)) for one in once(scene.production)):
        inherited = setting.provenance is not Provenance.EXPLICIT
        message = _WRONG_NAME if _names_environment(setting) else _DEBUG_ON
        yield _about("sep-debug-prod", Severity.MEDIUM if inherited else severity, setting, message)


def _where_written(judged: Iterable[tuple[Setting, Severity | None]]) -> Iterator[tuple[Setting, Severity]]:
    """What is wrong, where its value is written: not also where it is asked for (``'debug' => env('APP_DEBUG')``)."""
    found = [(setting, severity) for setting, severity in judged if severity is not None]
    written = {(one.environment, one.literal) for one, _severity in found if not one.is_answered}
    for setting, severity in found:
        if not (setting.is_answered and (setting.environment, setting.literal) in written):
            yield setting, severity


def _debug(setting: Setting) -> Severity | None:
    if setting.literal is None:
        return None
    key = setting.name.lower()
    if _names_environment(setting):
        named = [of_token(part.strip()) for part in setting.literal.split(",")]
        return Severity.HIGH if any(one is not None and one.kind in _DEVELOPMENT for one in named) else None
    if _DEVELOPMENT_SETTINGS.search(key):
        last = of_token(setting.literal.rpartition(".")[2])
        return Severity.HIGH if last is not None and last.kind in _DEVELOPMENT else None
    found = next((one for one in SWITCHES if one.key.search(key) and one.value.search(setting.literal)), None)
    return None if found is None else found.severity


def _names_environment(setting: Setting) -> bool:
    return _ENVIRONMENT_KEY.search(setting.name.lower()) is not None


def doubles_in_production(scene: Scene) -> Iterator[Problem]:
    """Test keys, sandboxes and mocks that production uses."""
    for setting, severity in _where_written((one, _double(one)) for one in once(scene.production)):
        yield _about("sep-mock-prod", severity, setting, _DOUBLE)


def _double(setting: Setting) -> Severity | None:
    value, key = setting.literal, setting.name.lower()
    if value is None:
        return None
    if _MOCK_KEY.search(key) and re.match(_ON, value, re.IGNORECASE):
        return Severity.HIGH
    if _AUTH_MODE.search(key) and re.fullmatch(r"mock|fake|stub|dummy|none|test|log|array", value, re.IGNORECASE):
        return Severity.HIGH
    return next((severity for pattern, severity in _MOCK if pattern.search(value)), None)


def live_keys_elsewhere(scene: Scene) -> Iterator[Problem]:
    """Keys that work on live data, and secrets under keys named for production, outside of production."""
    for setting in once(scene.others):
        if setting.literal is None:
            continue
        severity = scene.severity(Weight.STRONG, (setting.environment,))
        if _LIVE.search(setting.literal):
            yield _about("sep-live-dev", severity, setting, _LIVE_KEY, Thing.CREDENTIAL)
        elif _NAMED_FOR_PRODUCTION.search(setting.key[-1] if setting.key else "") and any(
            one.thing is Thing.CREDENTIAL for one in scene.facts_by_place.get(place(setting), ())
        ):
            yield _about("sep-secret-in-dev", severity, setting, _PRODUCTION_SECRET, Thing.CREDENTIAL)


def _about(rule_id: str, severity: Severity, at: Setting, message: str, thing: Thing | None = None) -> Problem:
    role = "production" if at.environment.is_production else "others"
    return Problem(
        rule_id, severity, at, message, {"key": at.name, role: at.environment.name}, (), thing, (at.environment,)
    )


EXAMPLES: Final = (
    pair("sep-debug-prod", "APP_DEBUG=true\n", "APP_DEBUG=true\n"),
    pair("sep-debug-prod", "APP_DEBUG=false\n", "APP_DEBUG=true\n", counter=True),
    pair("sep-mock-prod", "AUTH_MODE=mock\n", "AUTH_MODE=mock\n"),
    pair("sep-mock-prod", "AUTH_MODE=saml\n", "AUTH_MODE=mock\n", counter=True),
    pair("sep-live-dev", "STRIPE_KEY=${STRIPE_KEY}\n", "STRIPE_KEY=sk_live_8c2e6a1f9b4d\n"),
    pair("sep-live-dev", "STRIPE_KEY=sk_live_8c2e6a1f9b4d\n", "STRIPE_KEY=sk_test_4f9a2b7c1d8e\n", counter=True),
    pair("sep-secret-in-dev", "A=1\n", "PROD_DB_PASSWORD=kP9vT3xLq8\n"),
    pair("sep-secret-in-dev", "A=1\n", "PROD_DB_PASSWORD=${PROD_DB_PASSWORD}\n", counter=True),
)
