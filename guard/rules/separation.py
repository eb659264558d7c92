"""The rules of the separation check (separation.md, section 2, is where they come from)."""

from __future__ import annotations

from typing import Final

from guard.messages import N_
from guard.model import Severity
from guard.rules.rule import Rule

SEPARATION: Final = "separation"

_WHY: Final = N_(
    "Soka City's terms for contractors, section 7 (development): development, maintenance and test environments are "
    "separated from the environment in which the system runs. What both of them use is a way from one to the other."
)
_WHY_SECRET: Final = N_(
    "Soka City's terms for contractors, section 7 (development): the environments are separated. A secret that opens both is "
    "a door between them, and whoever works on the development side holds the key of production."
)
_WHY_PRODUCTION: Final = N_(
    "Soka City's terms for contractors, section 7 (development): the environments are separated. What belongs to development "
    "has no place in the environment that citizens' data passes through."
)
_WHY_MY_NUMBER: Final = N_(
    "Soka City's terms for contractors, section 4: an environment for specific personal information is separated from the "
    "Internet."
)
_SEVERITY_SHARED: Final = N_("high; critical in a zone mynumber; medium between staging and production")
_SEVERITY_MEDIUM: Final = N_("medium; critical in a zone mynumber")
_CONTROLS: Final = ("soka-7-dev-3",)


def _rule(
    rule_id: str,
    thing: str,
    severity: Severity,
    name: str,
    description: str,
    fix: str,
    severity_text: str,
    why: str = _WHY,
    controls: tuple[str, ...] = _CONTROLS,
) -> Rule:
    return Rule(
        id=rule_id,
        entity=thing,
        check=SEPARATION,
        severity=severity,
        name=name,
        description=description,
        why=why,
        fix=fix,
        severity_text=severity_text,
        controls=controls,
    )


SEPARATION_RULES: Final = (
    _rule(
        "sep-account",
        "account",
        Severity.CRITICAL,
        N_("shared cloud account"),
        N_("Production and another environment name the same cloud account, project or subscription."),
        N_("Give production an account, project or subscription of its own."),
        N_("medium; high with require-account-separation; critical in a zone mynumber"),
    ),
    _rule(
        "sep-bucket",
        "bucket",
        Severity.CRITICAL,
        N_("shared bucket"),
        N_("Production and another environment store files in the same bucket or container."),
        N_("Create a bucket for each environment; a prefix inside one bucket is no separation."),
        N_("high; medium for logs, artifacts and between staging and production; critical in a zone mynumber"),
    ),
    _rule(
        "sep-ci-env",
        "job",
        Severity.HIGH,
        N_("job in the wrong environment"),
        N_(
            "A job for development or test uses the production environment or a secret named for production, or a job "
            "that deploys to production names no environment."
        ),
        N_("Give each job the environment it works for, and keep production's secrets in the production environment."),
        N_("high for production's environment or secrets in another job; medium for a job without an environment"),
    ),
    _rule(
        "sep-compose",
        "compose",
        Severity.CRITICAL,
        N_("shared Compose resource"),
        N_("Compose files of production and of another environment share an external network or volume, or a name."),
        N_("Name networks, volumes and projects after their environment."),
        _SEVERITY_MEDIUM,
    ),
    _rule(
        "sep-cred",
        "credential",
        Severity.CRITICAL,
        N_("shared secret"),
        N_("The same password, key or token is written for production and for another environment."),
        N_("Make a secret of its own for each environment, and replace the one that both knew."),
        _SEVERITY_SHARED,
        _WHY_SECRET,
    ),
    _rule(
        "sep-data-pull",
        "job",
        Severity.CRITICAL,
        N_("production data restored elsewhere"),
        N_("A job of another environment restores or copies data from production, and no step masks it."),
        N_("Use made data (sekisho mask), or add a masking step before the data leaves production."),
        N_("high; critical in a zone mynumber"),
        _WHY_PRODUCTION,
        ("soka-7-dev-3", "soka-7-dev-4"),
    ),
    _rule(
        "sep-db",
        "database",
        Severity.CRITICAL,
        N_("shared database"),
        N_("Production and another environment connect to the same database, or to databases on one server."),
        N_("Give each environment a database server of its own."),
        N_(
            "high; medium for another database on the same server and between staging and production; critical in a zone mynumber"
        ),
    ),
    _rule(
        "sep-debug-prod",
        "switch",
        Severity.HIGH,
        N_("debug switch on in production"),
        N_(
            "Production runs with a switch that belongs to development: debugging, a development profile, schema creation."
        ),
        N_("Set the switch for production explicitly to its safe value."),
        N_("high; medium for switches that only show more"),
        _WHY_PRODUCTION,
    ),
    _rule(
        "sep-fall-in",
        "inheritance",
        Severity.HIGH,
        N_("value inherited by production"),
        N_(
            "Production has no value of its own and reads one that was written for development or for all environments."
        ),
        N_("Set the value for production, or leave it empty in the common file so that a missing one is noticed."),
        N_("medium"),
    ),
    _rule(
        "sep-file-cross",
        "file",
        Severity.HIGH,
        N_("configuration of another environment loaded"),
        N_("A development file or job loads a production file, or production includes one of development."),
        N_("Load only the files of the environment itself."),
        N_("high"),
    ),
    _rule(
        "sep-grant",
        "grant",
        Severity.CRITICAL,
        N_("access granted across environments"),
        N_("Production grants access to a principal that belongs to another environment, or the other way round."),
        N_("Remove the principal, or declare it as one that all environments share (build, audit, backup)."),
        N_("high; critical in a zone mynumber"),
    ),
    _rule(
        "sep-idp",
        "identity-provider",
        Severity.CRITICAL,
        N_("shared identity provider or mail server"),
        N_(
            "Production and another environment use the same client of an identity provider, realm, mail server or webhook."
        ),
        N_("Register a client for each environment."),
        _SEVERITY_MEDIUM,
    ),
    _rule(
        "sep-image-test",
        "image",
        Severity.MEDIUM,
        N_("test code in the production image"),
        N_("The image for production holds tests, fixtures or development packages, or loads sample data."),
        N_("Leave them out of the last stage, and install without development packages."),
        N_("medium; low where everything is copied and nothing is left out"),
        _WHY_PRODUCTION,
    ),
    _rule(
        "sep-k8s",
        "cluster",
        Severity.CRITICAL,
        N_("shared namespace"),
        N_("Production and another environment are deployed to the same namespace of the same cluster."),
        N_("Use a cluster, or at least a namespace, for each environment."),
        _SEVERITY_SHARED,
    ),
    _rule(
        "sep-kms",
        "key",
        Severity.CRITICAL,
        N_("shared encryption key"),
        N_("Production and another environment encrypt with the same key, key ring or vault."),
        N_("Create a key for each environment, and encrypt production's data anew."),
        _SEVERITY_SHARED,
        _WHY_SECRET,
    ),
    _rule(
        "sep-live-dev",
        "credential",
        Severity.CRITICAL,
        N_("live key outside of production"),
        N_("A key that works on live data (sk_live_…) is written for another environment than production."),
        N_("Use the test key of the service, and replace the live one."),
        N_("high; critical in a zone mynumber"),
        _WHY_SECRET,
    ),
    _rule(
        "sep-mock-prod",
        "switch",
        Severity.HIGH,
        N_("test double in production"),
        N_("Production uses a test key, a sandbox address, mock authentication or a mock component."),
        N_("Use the live service in production."),
        N_("high; medium for a sandbox address"),
        _WHY_PRODUCTION,
    ),
    _rule(
        "sep-mynumber-public",
        "exposure",
        Severity.CRITICAL,
        N_("My Number environment open to the Internet"),
        N_("An environment in the zone mynumber can be reached from the Internet, or reaches it."),
        N_("Remove the public address and the open rule; allow named destinations with address and port only."),
        N_("critical; high where it depends on the network around it"),
        _WHY_MY_NUMBER,
        ("soka-4-1",),
    ),
    _rule(
        "sep-net",
        "network",
        Severity.CRITICAL,
        N_("shared network"),
        N_(
            "Production and another environment lie in the same network, subnet or security group, or their addresses overlap."
        ),
        N_("Give each environment a network of its own."),
        N_("medium; low for shared gateways; critical in a zone mynumber"),
    ),
    _rule(
        "sep-queue",
        "queue",
        Severity.CRITICAL,
        N_("shared queue"),
        N_("Production and another environment use the same queue, topic, stream or broker."),
        N_("Create a queue for each environment."),
        _SEVERITY_SHARED,
    ),
    _rule(
        "sep-ref",
        "reference",
        Severity.CRITICAL,
        N_("shared reference to a secret"),
        N_("Production and another environment read the same secret from the same store."),
        N_("Keep a secret for each environment, under a name or in a store of its own."),
        N_("high for a full address; low where the store itself may differ; critical in a zone mynumber"),
        _WHY_SECRET,
    ),
    _rule(
        "sep-ref-dev",
        "reach",
        Severity.MEDIUM,
        N_("production names something of development"),
        N_("Production's configuration names a host, a bucket or a service of development, a tunnel or a mail trap."),
        N_("Name production's own."),
        N_("medium"),
        _WHY_PRODUCTION,
    ),
    _rule(
        "sep-ref-prod",
        "reach",
        Severity.CRITICAL,
        N_("another environment names something of production"),
        N_("The configuration of another environment names a host, a bucket or a database of production."),
        N_("Name the environment's own; if there is none, make one."),
        N_("high; medium from staging; critical in a zone mynumber"),
    ),
    _rule(
        "sep-secret-in-dev",
        "credential",
        Severity.CRITICAL,
        N_("production secret outside of production"),
        N_(
            "A secret of production stands in a sample file or under a key that is named for production in another environment."
        ),
        N_("Remove it, replace the secret in production, and clean the history."),
        N_("high; critical in a zone mynumber"),
        _WHY_SECRET,
    ),
    _rule(
        "sep-state",
        "state",
        Severity.CRITICAL,
        N_("shared Terraform state"),
        N_("Production and another environment keep their Terraform state in one place."),
        N_("Use a backend, or at least a key and a bucket, for each environment."),
        N_("high for the same state; medium for the same bucket; critical in a zone mynumber"),
    ),
    _rule(
        "sep-user",
        "user",
        Severity.CRITICAL,
        N_("shared user or role"),
        N_("Production and another environment work as the same role, service account or database user."),
        N_("Create a role or user for each environment."),
        N_("high for roles and service accounts; medium for database users; critical in a zone mynumber"),
    ),
)
