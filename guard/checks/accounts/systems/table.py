"""The adapters by name, each loaded only when a roster asks for it."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from guard.checks.accounts.systems.system import Adapter

#: ``adapter`` of a system → ``module:function``.
ADAPTERS: Final = MappingProxyType(
    {
        "aws": "guard.checks.accounts.systems.aws:inventory",
        "csv": "guard.checks.accounts.systems.export:inventory",
        "entra": "guard.checks.accounts.systems.entra:inventory",
        "git": "guard.checks.accounts.systems.git:inventory",
        "github": "guard.checks.accounts.systems.github:inventory",
        "gitlab": "guard.checks.accounts.systems.gitlab:inventory",
        "google": "guard.checks.accounts.systems.google:inventory",
        "identity-center": "guard.checks.accounts.systems.identity_center:inventory",
        "json": "guard.checks.accounts.systems.export:inventory",
        "keycloak": "guard.checks.accounts.systems.keycloak:inventory",
        "kubernetes": "guard.checks.accounts.systems.kubernetes:inventory",
        "ldap": "guard.checks.accounts.systems.ldap:inventory",
        "ldif": "guard.checks.accounts.systems.ldif:inventory",
        "linux": "guard.checks.accounts.systems.linux:inventory",
        "mariadb": "guard.checks.accounts.systems.mysql:inventory",
        "mysql": "guard.checks.accounts.systems.mysql:inventory",
        "okta": "guard.checks.accounts.systems.okta:inventory",
        "postgresql": "guard.checks.accounts.systems.postgresql:inventory",
        "scim": "guard.checks.accounts.systems.scim:inventory",
    }
)

#: The extra that an adapter needs, where the base installation is not enough.
EXTRAS: Final = MappingProxyType(
    {
        "aws": "cloud",
        "identity-center": "cloud",
        "ldap": "ldap",
        "mariadb": "database",
        "mysql": "database",
        "postgresql": "database",
    }
)


#: What the scope of a system has to name, one of these; and the systems that are nowhere unless the roster says where.
SCOPES: Final = MappingProxyType(
    {
        "aws": ("account",),
        "github": ("org",),
        "gitlab": ("group", "project"),
        "identity-center": ("identity_store",),
        "keycloak": ("realm",),
    }
)
WITHOUT_URL: Final = frozenset({"keycloak", "kubernetes", "ldap", "okta", "scim"})


_HTTP: Final = ("url", "ca_file", "token_env")
#: The keys that an adapter reads besides those of every system; what else a roster writes means nothing.
SETTINGS: Final = MappingProxyType(
    {
        "aws": frozenset({"url", "profile", "region", "scope.account"}),
        "csv": frozenset({"path"}),
        "entra": frozenset({*_HTTP, "scope.group"}),
        "git": frozenset({"path", "accounts"}),
        "github": frozenset({*_HTTP, "scope.org", "scope.repos", "scope.teams"}),
        "gitlab": frozenset({*_HTTP, "scope.group", "scope.project", "scope.projects"}),
        "google": frozenset({*_HTTP, "scope.customer", "scope.domain"}),
        "identity-center": frozenset({"url", "profile", "region", "scope.account", "scope.identity_store"}),
        "json": frozenset({"path"}),
        "keycloak": frozenset({*_HTTP, "scope.realm"}),
        "kubernetes": frozenset(_HTTP),
        "ldap": frozenset({*_HTTP, "bind_dn", "base_dn", "start_tls", "filter", "flavour", "scope.base_dn"}),
        "ldif": frozenset({"path"}),
        "linux": frozenset({"root"}),
        "mariadb": frozenset({"token_env", "scope.host"}),
        "mysql": frozenset({"token_env", "scope.host"}),
        "okta": frozenset({*_HTTP, "scope.group"}),
        "postgresql": frozenset({"token_env", "scope.host"}),
        "scim": frozenset(_HTTP),
    }
)


def adapter(name: str) -> Adapter:
    """Load an adapter; ``KeyError`` where there is none of that name."""
    module, _, function = ADAPTERS[name].partition(":")
    return cast(Adapter, getattr(import_module(module), function))
