"""Databases: connection strings, and host, port and name that are written under keys of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from guard.checks.separation.endpoint import ENGINES, Endpoint, is_host, is_local, is_own_machine, parse_endpoint
from guard.checks.separation.facts.fact import Fact, Thing, Weight, sealed
from guard.checks.separation.facts.words import words_of, words_of_path
from guard.checks.separation.setting import Setting
from guard.checks.separation.shape import Shape, shape_of

#: Last word of a key → which part of an endpoint stands there.
_ROLES: Final = {
    **dict.fromkeys(("host", "hostname", "server", "servername", "endpoint", "address", "addr"), "host"),
    **dict.fromkeys(
        ("name", "database", "dbname", "db", "schema", "sid", "service", "servicename", "catalog"), "database"
    ),
    **dict.fromkeys(("user", "username", "uid", "login"), "user"),
    **dict.fromkeys(("engine", "adapter", "driver", "connection", "dialect", "client"), "engine"),
    **dict.fromkeys(("hosts", "servers", "nodes", "addresses"), "host"),
    "port": "port",
}
#: Keys that name nothing but a database.
_TELLING: Final = frozenset({"dbname", "sid", "catalog", "databasename"})
_ENGINE_WORDS: Final = frozenset(ENGINES) | {
    "pg",
    "postgres",
    "mongo",
    "rds",
    "aurora",
    "oci",
    "sqlserver",
    "elasticache",
}
_WORDS: Final = _ENGINE_WORDS | {
    "db",
    "database",
    "databases",
    "datasource",
    "jdbc",
    "dbcp",
    "sql",
    "primary",
    "replica",
    "doctrine",
    "dbal",
    "mongoid",
    "hikari",
}
#: Sections of a file that is called for a database: ``clients.default`` in ``mongoid.yml``.
_SECTIONS: Final = frozenset("default clients connections connection primary replica main master slave".split())
#: Keys written as one word.
_JOINED: Final = {
    f"{stem}{role}": (stem, role)
    for stem in ("pg", "db", "mysql")
    for role in ("host", "port", "user", "database", "name")
}
#: Users that every installation has: not the same one where the server is another.
_COMMON_USERS: Final = frozenset("root postgres sa admin mysql oracle sys system user dbuser app".split())
#: What a server holds whose clients name no database.
_ONLY_DATABASE: Final = {"redis": "0", "memcached": "0"}
#: Doors that many customers of one service go through; who they are is told by the user.
_SHARED_DOORS: Final = (".pooler.supabase.com", ".rlwy.net", ".railway.app", ".psdb.cloud")
#: Domains in which clouds run databases for their customers.
_SERVICES: Final = (
    ".rds.amazonaws.com", ".cache.amazonaws.com", ".docdb.amazonaws.com", ".redshift.amazonaws.com", ".neptune.amazonaws.com",
    ".database.windows.net", ".database.azure.com", ".redis.cache.windows.net", ".documents.azure.com", ".mongodb.net", ".oraclecloud.com",
)  # fmt: skip
_MAX_HOST: Final = 260
#: Databases within the program, or in a file beside it.
_EMBEDDED: Final = re.compile(r"(?:jdbc:)?(?:h2|hsqldb|derby|sqlite3?):", re.IGNORECASE)
_PLACE_IN_NAME: Final = re.compile(r"(?://)?([\w.\-]+):(\d{2,5})[/:]([\w.\-$]+)")
_DEFAULT_PORTS: Final = frozenset({"", "3306", "5432", "1521", "1433", "27017", "6379"})


def database_facts(settings: Sequence[Setting]) -> Iterator[Fact]:
    """The databases, and their users, that one environment names in one stack."""
    groups: defaultdict[tuple[str, ...], dict[str, Setting]] = defaultdict(dict)
    for setting in settings:
        endpoint = (
            parse_endpoint(setting.text)
            if "://" in setting.text or "=" in setting.text or ":@" in setting.text or "tcp(" in setting.text
            else None
        )
        if endpoint is not None and endpoint.engine in _DATASTORES:
            yield from _of_endpoint(endpoint, (setting,))
            continue
        if _EMBEDDED.match(setting.text):
            yield _own_place(setting)
            continue
        stem, role = _role(setting)
        if role:
            groups[stem].setdefault(role, setting)
        else:
            yield from _of_service(setting)
    for stem, parts in groups.items():
        if not _is_database(stem, parts, groups.get(stem[:-1], {})):
            for setting in parts.values():
                yield from _of_service(setting)
        elif "host" in parts:
            yield from _of_parts(parts, next((word for word in stem if word in _ONLY_DATABASE), ""))
        else:
            if "engine" in parts and "sqlite" in parts["engine"].text[:80]:
                yield _own_place(parts["engine"])
            if "database" in parts:
                yield from _of_name(parts["database"])
            if "user" in parts:
                yield from _user(parts["user"], "")


def _own_place(setting: Setting) -> Fact:
    """A database on the machine of the program itself: equal to that of nobody else, and apart from any server."""
    return Fact(Thing.DATABASE, "", (setting,), Weight.WEAK)


def _of_service(setting: Setting) -> Iterator[Fact]:
    """A host whose domain says that a database answers there, whatever its key."""
    host = (setting.literal or "")[:_MAX_HOST].partition(":")[0].lower()
    if host.endswith(_SERVICES) and is_host(host):
        yield Fact(Thing.DATABASE, "", (setting,), Weight.STRONG, host)


_DATASTORES: Final = frozenset(ENGINES.values()) - {"ldap"}


def _role(setting: Setting) -> tuple[tuple[str, ...], str]:
    """What a key is about, and which part of it the setting gives: ``DB_HOST`` → ``("db",)``, ``host``."""
    if not setting.key:
        return (), ""
    own = [part for part in setting.key if not part.isdecimal()]
    last = words_of(own[-1]) if own else ()
    if len(last) == 1 and last[0] in _JOINED:
        last = _JOINED[last[0]]
        last = last[1:] if len(own) > 1 and last[0] == "db" else last
    role = _ROLES.get(last[-1], "") if last else ""
    return _same([*words_of_path(own[:-1]), *last[:-1]]), role


def _same(stem: Sequence[str]) -> tuple[str, ...]:
    """What a key is about, where ``database.dbname`` is about the same as ``database.host``."""
    words = ["db" if word in {"database", "databases"} else word for word in stem]
    return tuple(word for at, word in enumerate(words) if at == 0 or word != words[at - 1])


def _is_database(stem: tuple[str, ...], parts: Mapping[str, Setting], above: Mapping[str, Setting]) -> bool:
    """Whether a group of settings is about a database; ``above`` is what stands one key higher (``client`` of Knex)."""
    engine = parts.get("engine") or (above.get("engine") if _SECTIONS.issuperset(stem[-1:]) else None)
    named = engine is not None and bool(_ENGINE_WORDS & set(words_of(engine.text)))
    if named or _WORDS & set(stem):
        return True
    if any(_TELLING & set(words_of(one.key[-1])) for role, one in parts.items() if role == "database"):
        return True
    file = next(iter(parts.values())).path.rpartition("/")[2]
    return set(stem) <= _SECTIONS and bool(_WORDS & set(words_of(file)))


def _of_parts(parts: dict[str, Setting], engine: str) -> Iterator[Fact]:
    host = parts["host"]
    if host.literal is None:
        return
    name, _, port = host.literal.partition(":")
    own_port = parts.get("port")
    database = parts.get("database")
    user = parts.get("user")
    endpoint = Endpoint(
        engine,
        name.lower().rstrip("."),
        port or (own_port.literal or "" if own_port else ""),
        database.literal or "" if database else "",
        user.literal or "" if user else "",
    )
    if is_local(name):
        if is_own_machine(name):
            yield _own_place(host)
        if user is not None:
            yield from _user(user, "")
        return
    yield from _of_endpoint(
        endpoint, tuple(parts[role] for role in ("host", "database", "port") if role in parts), user
    )


def _of_name(setting: Setting) -> Iterator[Fact]:
    """Oracle under Django: the name of the database says where it is (``10.1.1.1:1521/GAKKO``)."""
    found = _PLACE_IN_NAME.fullmatch(setting.literal or "")
    if found:
        yield from _of_endpoint(Endpoint("oracle", found[1].lower(), found[2], found[3]), (setting,))


def _of_endpoint(endpoint: Endpoint, settings: tuple[Setting, ...], user: Setting | None = None) -> Iterator[Fact]:
    port = "" if endpoint.port in _DEFAULT_PORTS else endpoint.port
    if is_own_machine(endpoint.host):
        yield _own_place(settings[0])
    for host in (endpoint.host, *endpoint.more):
        if not is_local(host) and not host.endswith(_SHARED_DOORS):
            database = endpoint.database or _ONLY_DATABASE.get(endpoint.engine, "")
            identity = f"{host}:{port}/{database.casefold()}" if database else ""
            yield Fact(Thing.DATABASE, identity, settings, Weight.STRONG, host)
    if endpoint.user:
        yield from _user(user or settings[0], endpoint.user)
    if shape_of(endpoint.password) is Shape.LITERAL:
        yield Fact(Thing.CREDENTIAL, sealed(endpoint.password), settings)


def _user(setting: Setting, name: str) -> Iterator[Fact]:
    """A database user; one that every installation has is none."""
    found = name or setting.literal or ""
    if found and found.casefold() not in _COMMON_USERS:
        yield Fact(Thing.USER, f"db:{found}", (setting,), Weight.WEAK)
