"""Addresses of services: URLs, JDBC, ADO and libpq strings taken apart, and hosts that are nobody else's.

``jdbc:postgresql://``, ``Server=…;Database=…``, ``host=… dbname=…``, ``oracle:thin:@host:1521:sid``, Go's
``user@tcp(host:3306)/db``: each becomes engine, host, port, database and user. What is a reference (``${…}``) is no part.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple


class Endpoint(NamedTuple):
    """Where a service is; empty parts are not said. ``host`` is in lower case, without a dot at its end.

    ``port`` is the instance where SQL Server names one, ``more`` are the further hosts of a cluster.
    """

    engine: str
    host: str
    port: str = ""
    database: str = ""
    user: str = ""
    password: str = ""
    more: tuple[str, ...] = ()


#: Scheme or driver → the engine that answers there.
ENGINES = {
    "postgres": "postgresql", "postgresql": "postgresql", "pgsql": "postgresql", "postgis": "postgresql",
    "mysql": "mysql", "mysql2": "mysql", "mariadb": "mysql", "trilogy": "mysql", "mysqli": "mysql",
    "sqlserver": "sqlserver", "mssql": "sqlserver", "jtds": "sqlserver", "sqlsrv": "sqlserver",
    "oracle": "oracle", "oci8": "oracle", "oracle_enhanced": "oracle", "db2": "db2",
    "mongodb": "mongodb", "mongodb+srv": "mongodb", "redis": "redis", "rediss": "redis", "memcached": "memcached",
    "cockroachdb": "postgresql", "redshift": "redshift", "snowflake": "snowflake", "cassandra": "cassandra",
    "elasticsearch": "elasticsearch", "neo4j": "neo4j", "bolt": "neo4j", "clickhouse": "clickhouse", "ldap": "ldap", "ldaps": "ldap",
}  # fmt: skip
#: Schemes of brokers, which are queues and no databases.
BROKERS = {
    "amqp": "amqp",
    "amqps": "amqp",
    "kafka": "kafka",
    "nats": "nats",
    "mqtt": "mqtt",
    "mqtts": "mqtt",
    "stomp": "stomp",
}
_PORTS = {"postgresql": "5432", "mysql": "3306", "sqlserver": "1433", "oracle": "1521", "mongodb": "27017", "redis": "6379",
          "amqp": "5672", "kafka": "9092", "db2": "50000"}  # fmt: skip

_URL = re.compile(
    r"(?:jdbc:)?(?P<scheme>[a-z][a-z0-9]*)(?:\+[a-z0-9]+)*:(?:[a-z]+:)?//"
    r"(?:(?P<user>[^\s:/@?#]*)(?::(?P<password>[^\s/@?#]*))?@)?"
    r"(?P<host>\[[0-9a-f:]+\]|[^\s:/?#;,@]*)(?::(?P<port>\d{1,5}))?(?:,(?P<more>[^/?#\s]*))?(?:/(?P<path>[^\s?#;]*))?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ORACLE = re.compile(
    r"jdbc:oracle:(?:thin|oci8?):(?:(?P<user>[^/@]*)/(?P<password>[^@]*))?@(?://)?(?P<host>[\w.\-]+)(?::(?P<port>\d+))?[:/](?P<database>[\w.\-$]+)",
    re.IGNORECASE,
)
#: ``(DESCRIPTION=(ADDRESS=(HOST=…)(PORT=…))(CONNECT_DATA=(SERVICE_NAME=…)))``, as in ``tnsnames.ora``.
_DESCRIPTION = re.compile(r"\(\s*DESCRIPTION(?:_LIST)?\s*=", re.IGNORECASE)
_DESCRIBED = re.compile(r"\(\s*(HOST|PORT|SERVICE_NAME|SID)\s*=\s*([\w.\-$]+)\s*\)", re.IGNORECASE)
_GO = re.compile(
    r"(?:(?P<user>[^:@\s]*)(?::(?P<password>[^@\s]*))?@)?tcp\((?P<host>[\w.\-]+)(?::(?P<port>\d+))?\)/(?P<database>[\w\-]*)"
)
_PAIR = re.compile(r"\s*([A-Za-z][A-Za-z _]{0,40}?)\s*=\s*('[^']*'|\"[^\"]*\"|[^;]*)(?:;|$)")
_LIBPQ = re.compile(r"(?<![\w])(host|hostaddr|port|dbname|user|password|unix_socket|charset)\s*=\s*('[^']*'|[^\s;]+)")
_ADO_HOST = ("server", "data source", "host", "address", "addr", "network address", "datasource")
_ADO_DATABASE = ("database", "initial catalog", "dbname", "db")
_ADO_USER = ("user id", "uid", "user", "username", "user name")
_ADO_PASSWORD = ("password", "pwd")
_REDIS = re.compile(
    r"(?P<hosts>[\w.\-]+(?::(?P<port>\d{2,5}))?(?:,[\w.\-]+:\d{2,5})*)(?P<options>(?:,\s*(?:password|user|name|ssl\w{0,20}"
    r"|abortConnect|connect\w{1,20}|defaultDatabase|allowAdmin|syncTimeout|asyncTimeout|keepAlive|protocol|tieBreaker)=[^,]*)+)",
    re.IGNORECASE,
)
_REDIS_OPTION = re.compile(r",\s*([A-Za-z]{2,30})=([^,]*)")
_MAX_LENGTH = 4000
_MARK = re.compile(r"\$|\{\{|<%|%\(|#\{|^@|^%")
_OWN_MACHINE = frozenset({"localhost", "host.docker.internal", "(localdb)"})
_LOCAL_NAMES = frozenset({
    "localhost", "host.docker.internal", "host-gateway", "kubernetes.docker.internal", "example.com", "www.example.com",
    "example.jp", "www.example.jp", "example.org", "example.net",
})  # fmt: skip
_LOCAL_ENDS = (".localhost", ".localdomain", ".svc", ".cluster.local", ".docker.internal", ".invalid")
#: A server of a machine room rather than a service of Compose: a name with a number, and not that of a program.
_NUMBERED_SERVER = re.compile(
    r"(?!mysql|maria|postgres|pg|redis|mongo|oracle|mssql|sqlserver|db2|elastic|kafka|rabbit|zookeeper|smtp)[a-z][a-z0-9\-]{2,}\d{2}[a-z]?"
)


@lru_cache(maxsize=16_384)  # each rule asks again
def parse_endpoint(text: str) -> Endpoint | None:
    """The endpoint that a connection string names, ``None`` where it is none."""
    text = text.strip()[:_MAX_LENGTH]
    if _DESCRIPTION.search(text):
        return _of_description(text)
    oracle = _ORACLE.match(text)
    redis = _REDIS.fullmatch(text)
    if redis:
        return _of_redis(redis)
    if oracle:
        return _endpoint(
            "oracle", oracle["host"], oracle["port"], oracle["database"], oracle["user"], oracle["password"]
        )
    url = _URL.match(text)
    if url:
        return _of_url(url)
    go = _GO.match(text)
    if go:
        return _endpoint("mysql", go["host"], go["port"], go["database"], go["user"], go["password"])
    return _of_pairs(text)


def _of_redis(redis: re.Match[str]) -> Endpoint:
    """StackExchange.Redis: ``10.1.1.1:6379,10.1.1.2:6379,password=…,ssl=True``."""
    hosts = [host.partition(":")[0].lower() for host in redis["hosts"].split(",")]
    said = {name.lower(): value for name, value in _REDIS_OPTION.findall(redis["options"])}
    endpoint = _endpoint(
        "redis", hosts[0], redis["port"], said.get("defaultdatabase"), said.get("user"), said.get("password")
    )
    return endpoint._replace(more=tuple(hosts[1:]))


def _of_description(text: str) -> Endpoint | None:
    """What a description of Oracle's network says; the first of its addresses is where a client goes first."""
    found: dict[str, list[str]] = {}
    for match in _DESCRIBED.finditer(text):
        found.setdefault(match[1].upper(), []).append(match[2])
    hosts = found.get("HOST", [])
    if not hosts:
        return None
    database = (found.get("SERVICE_NAME") or found.get("SID") or [""])[0]
    endpoint = _endpoint("oracle", hosts[0], found.get("PORT", [""])[0], database, "", "")
    return endpoint._replace(more=tuple(dict.fromkeys(host.lower() for host in hosts[1:])))


def _of_url(url: re.Match[str]) -> Endpoint | None:
    scheme = url["scheme"].lower()
    engine = ENGINES.get(scheme) or BROKERS.get(scheme) or scheme
    database = (url["path"] or "").split("/")[0]
    if engine == "sqlserver":
        named = re.search(r";\s*(?:databaseName|database)\s*=\s*([^;]+)", url["rest"] or "", re.IGNORECASE)
        database = named[1] if named else database
    more = tuple(host.partition(":")[0].lower() for host in (url["more"] or "").split(",") if host)
    return _endpoint(engine, url["host"], url["port"], database, url["user"], url["password"])._replace(more=more)


def _of_pairs(text: str) -> Endpoint | None:
    """ADO (``Server=db,1433;Database=app``), PDO (``mysql:host=…;dbname=…``) and libpq (``host=… dbname=…``)."""
    driver, _, rest = text.partition(":")
    engine = ENGINES.get(driver.lower(), "") if "=" not in driver else ""
    body = rest if engine else text
    pairs = {match[1].strip().lower(): match[2].strip(" '\"") for match in _PAIR.finditer(body)} if ";" in body else {}
    if not pairs:
        pairs = {match[1].lower(): match[2].strip("'") for match in _LIBPQ.finditer(body)}
        engine = engine or "postgresql"
    host = _first(pairs, _ADO_HOST)
    if not host or not (_first(pairs, _ADO_DATABASE) or _first(pairs, _ADO_USER)):
        return None
    host = host.removeprefix("tcp:")
    host, _, port = host.partition(",")
    return _endpoint(
        engine or ("postgresql" if "host" in pairs else "sqlserver"),
        host,
        port or pairs.get("port"),
        _first(pairs, _ADO_DATABASE),
        _first(pairs, _ADO_USER),
        _first(pairs, _ADO_PASSWORD),
    )


def _first(pairs: dict[str, str], names: tuple[str, ...]) -> str:
    return next((pairs[name] for name in names if pairs.get(name)), "")


def _endpoint(
    engine: str, host: str | None, port: str | None, database: str | None, user: str | None, password: str | None
) -> Endpoint:
    machine, _, instance = _said(host).partition("\\")
    return Endpoint(
        engine,
        machine.lower().rstrip(".").strip("[]"),
        _said(port) or instance.strip("\\").lower() or _PORTS.get(engine, ""),
        _said(database),
        _said(user),
        _said(password),
    )


def _said(part: str | None) -> str:
    """A part of an endpoint, unless it is a reference."""
    return "" if part is None or _MARK.search(part) else part.strip()


def is_local(host: str) -> bool:
    """Whether a host name means something else for everybody who says it.

    A single label is a service of Compose or of a namespace, unless it is numbered as machines are (``dbsv01``);
    ``*.svc`` is a service of a cluster.
    """
    host = host.lower().strip("[]").rstrip(".")
    if not host or host in _LOCAL_NAMES or host.endswith(_LOCAL_ENDS):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host and _NUMBERED_SERVER.fullmatch(host) is None
    return address.is_loopback or address.is_unspecified or address.is_link_local


def is_own_machine(host: str) -> bool:
    """Whether a host name is that of the machine on which it is said, whoever says it."""
    host = host.lower().strip("[]").rstrip(".")
    if host in _OWN_MACHINE:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_host(text: str) -> bool:
    """Whether a text is a host name with a dot, or an address."""
    return _HOST.fullmatch(text) is not None


_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-zA-Z0-9_](?:[a-zA-Z0-9_\-]{0,61}[a-zA-Z0-9])?\.)+(?:[a-zA-Z]{2,24}|\d{1,3})\.?(?::\d{1,5})?"
)
