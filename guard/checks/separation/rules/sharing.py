"""What production and another environment both use: equal where it must differ."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from guard.checks.separation.facts.fact import Fact, Thing, Weight
from guard.checks.separation.rules.problem import Example, Problem, Scene, names, once, pair, place
from guard.checks.separation.setting import Setting
from guard.environment import SAMPLE_ENVIRONMENT, Environment, EnvironmentKind
from guard.messages import N_
from guard.model import Severity

#: Thing → rule, and what its finding says.
_SHARED: Final = {
    Thing.DATABASE: ("sep-db", N_("{key}: {others} uses the database of {production}; give it one of its own")),
    Thing.CREDENTIAL: ("sep-cred", N_("{key}: {others} has the secret of {production}; make another one for it")),
    Thing.REFERENCE: ("sep-ref", N_("{key}: {others} reads the secret of {production} from its store; keep one for each")),
    Thing.USER: ("sep-user", N_("{key}: {others} works as the user or role of {production}; make another one for it")),
    Thing.ACCOUNT: ("sep-account", N_("{key}: {others} runs in the cloud account of {production}")),
    Thing.BUCKET: ("sep-bucket", N_("{key}: {others} stores files in the bucket of {production}; make another one for it")),
    Thing.QUEUE: ("sep-queue", N_("{key}: {others} uses the queue of {production}; make another one for it")),
    Thing.KEY: ("sep-kms", N_("{key}: {others} encrypts with the key of {production}; make another one for it")),
    Thing.NETWORK: ("sep-net", N_("{key}: {others} lies in the network of {production}")),
    Thing.CLUSTER: ("sep-k8s", N_("{key}: {others} is deployed to the namespace of {production}")),
    Thing.STATE: ("sep-state", N_("{key}: {others} keeps its Terraform state where {production} does")),
    Thing.COMPOSE: ("sep-compose", N_("{key}: {others} uses the Compose resource of {production}")),
    Thing.IDENTITY_PROVIDER: ("sep-idp", N_("{key}: {others} uses the client, realm, mail server or webhook of {production}")),
}  # fmt: skip
_AROUND: Final = {
    Thing.DATABASE: N_("{key}: {others} has its database on the server of {production}"),
    Thing.QUEUE: N_("{key}: {others} uses the broker of {production}"),
    Thing.STATE: N_("{key}: {others} keeps its Terraform state in the bucket of {production}, under another key"),
}
_IN_SAMPLE: Final = N_("{key}: a sample file holds the secret of {production}; remove it, and replace it in production")
_INHERITED: Final = N_(
    "{key}: {production} and {others} both read this value from a common file; set one for {production}"
)
_OVERLAP: Final = N_("{key}: the addresses of {others} overlap those of {production}")


def sharing(scene: Scene) -> Iterator[Problem]:
    """One problem for each thing that is shared, whatever the number of places."""
    same: defaultdict[tuple[Thing, str], list[Fact]] = defaultdict(list)
    near: defaultdict[tuple[Thing, str], list[Fact]] = defaultdict(list)
    for fact in scene.facts:
        if fact.identity:
            same[fact.thing, fact.identity].append(fact)
        if fact.around:
            near[fact.thing, fact.around].append(fact)
    told: set[tuple[str, int]] = set()
    for (thing, _identity), facts in same.items():
        problem = _shared(scene, thing, facts, *_SHARED[thing])
        if problem is not None:
            told |= {place(one) for one in (problem.at, *problem.related)}
            yield problem
    for (thing, _around), facts in near.items():
        problem = _shared(scene, thing, facts, _SHARED[thing][0], _AROUND[thing], Weight.WEAK)
        if problem is not None and place(problem.at) not in told:
            yield problem
    yield from _overlaps(scene, told)


def _shared(
    scene: Scene, thing: Thing, facts: Sequence[Fact], rule_id: str, message: str, at_most: Weight = Weight.STRONG
) -> Problem | None:
    production = [one for one in facts if one.setting.environment.is_production]
    others = [one for one in facts if scene.demands.compares(one.setting.environment)]
    if not production or not others:
        return None
    at = _telling([one.setting for one in others], [one.setting for one in production])
    weight = min(at_most, min(one.weight for one in facts))
    theirs = {place(one.setting) for one in production}
    is_common = theirs >= {place(one.setting) for one in others}  # lines that both of them read
    if is_common and thing is Thing.STATE:  # one folder for all: its workspaces may keep the states apart
        weight = min(weight, Weight.WEAK)
    elif is_common:
        if weight is Weight.LISTED or (thing is Thing.USER and weight is Weight.WEAK):
            return None  # what every installation of a program is called in its own code
        rule_id, message, weight = "sep-fall-in", _INHERITED, min(weight, Weight.WEAK)
    if thing is Thing.CREDENTIAL and all(one.setting.environment == SAMPLE_ENVIRONMENT for one in others):
        rule_id, message = "sep-secret-in-dev", _IN_SAMPLE
    environments = _environments(facts)
    severity = scene.severity(weight, environments)
    if thing is Thing.ACCOUNT and rule_id == "sep-account" and scene.demands.require_account_separation:
        severity = max(severity, Severity.HIGH if weight > Weight.LISTED else severity)
    places = sorted(
        (setting for one in (*production, *others) for setting in one.settings), key=lambda one: one.is_answered
    )
    return Problem(
        rule_id,
        severity,
        at,
        message,
        {
            "key": at.name,
            "others": names(one for one in environments if not one.is_production),
            "production": names(one for one in environments if one.is_production),
        },
        tuple(one for one in once(places) if place(one) != place(at)),
        thing,
        environments,
    )


def _telling(others: Sequence[Setting], production: Sequence[Setting]) -> Setting:
    """The place to change: one that production does not read itself, and development's before staging's."""
    theirs = {place(one) for one in production}
    own = [one for one in others if place(one) not in theirs] or list(others)
    return min(
        own,
        key=lambda one: (
            one.environment.kind is EnvironmentKind.STAGING,
            one.is_answered,
            one.path,
            one.leaf.start,
        ),
    )


def _environments(facts: Sequence[Fact]) -> tuple[Environment, ...]:
    found = dict.fromkeys(one.setting.environment for one in facts)
    return tuple(sorted(found, key=lambda one: (not one.is_production, one.name)))


def _overlaps(scene: Scene, told: set[tuple[str, int]]) -> Iterator[Problem]:
    """Ranges of addresses that overlap without being equal."""
    ranges = [
        (one, network)
        for one in scene.facts
        if one.thing is Thing.NETWORK and one.weight > Weight.LISTED and (network := _network(one.identity))
    ]
    production = [pair for pair in ranges if pair[0].setting.environment.is_production]
    done: set[tuple[str, int]] = set()
    for fact, network in ranges:
        where = place(fact.setting)
        if not scene.demands.compares(fact.setting.environment) or where in told or where in done:
            continue
        for theirs, wide in production:
            if network.version == wide.version and network.overlaps(wide) and network != wide:
                done.add(where)
                facts = (theirs, fact)
                yield Problem(
                    "sep-net",
                    scene.severity(Weight.WEAK, _environments(facts)),
                    fact.setting,
                    _OVERLAP,
                    {"key": fact.setting.name, "others": fact.setting.environment.name, "production": theirs.setting.environment.name},
                    (theirs.setting,),
                    Thing.NETWORK,
                    _environments(facts),
                )  # fmt: skip
                break


def _network(identity: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(identity)
    except ValueError:
        return None


_TF = 'terraform {{\n  backend "s3" {{\n    bucket = "{bucket}"\n    key    = "{key}"\n  }}\n}}\n'
EXAMPLES: Final = (
    pair("sep-db", "DATABASE_URL=mysql://a@db.juki.lg.jp/juki\n", "DATABASE_URL=mysql://b@db.juki.lg.jp/juki\n"),
    pair("sep-db", "DB_HOST=localhost\nDB_NAME=juki\n", "DB_HOST=localhost\nDB_NAME=juki\n", counter=True),
    pair("sep-cred", "DB_PASSWORD=kP9vT3xLq8\n", "DB_PASSWORD=kP9vT3xLq8\n"),
    pair("sep-cred", "API_TOKEN=<change.me>\n", "API_TOKEN=<change.me>\n", counter=True),
    pair("sep-ref", "DB_SECRET=projects/juki/secrets/db\n", "DB_SECRET=projects/juki/secrets/db\n"),
    pair("sep-ref", "DB_SECRET=projects/juki/secrets/db\n", "DB_SECRET=projects/juki-dev/secrets/db\n", counter=True),
    pair("sep-user", "ROLE=arn:aws:iam::444455556666:role/web\n", "ROLE=arn:aws:iam::444455556666:role/web\n"),
    pair("sep-user", "DB_USER=root\n", "DB_USER=root\n", counter=True),
    pair("sep-account", "AWS_ACCOUNT_ID=444455556666\n", "AWS_ACCOUNT_ID=444455556666\n"),
    pair("sep-account", "AMI_OWNER_ACCOUNT=444455556666\n", "AMI_OWNER_ACCOUNT=444455556666\n", counter=True),
    pair("sep-bucket", "S3_BUCKET=juki-files\n", "S3_BUCKET=juki-files\n"),
    pair("sep-bucket", "BUCKET_PREFIX=uploads\n", "BUCKET_PREFIX=uploads\n", counter=True),
    pair("sep-queue", "QUEUE_NAME=juki-mail\n", "QUEUE_NAME=juki-mail\n"),
    pair("sep-queue", "BROKER=amqp://rabbitmq/\n", "BROKER=amqp://rabbitmq/\n", counter=True),
    pair("sep-kms", "KMS_KEY=projects/j/locations/x/keyRings/k\n", "KMS_KEY=projects/j/locations/x/keyRings/k\n"),
    pair("sep-kms", "KMS_KEY=alias/aws/s3\n", "KMS_KEY=alias/aws/s3\n", counter=True),
    pair("sep-net", "VPC_ID=vpc-0a1b2c3d4e5f60718\n", "VPC_ID=vpc-0a1b2c3d4e5f60718\n"),
    pair("sep-net", "VPC_CIDR=10.1.0.0/16\n", "VPC_CIDR=10.2.0.0/16\n", counter=True),
    pair("sep-idp", "OIDC_CLIENT_ID=juki-web-1\n", "OIDC_CLIENT_ID=juki-web-1\n"),
    pair(
        "sep-idp",
        "OIDC_ISSUER=https://accounts.google.com\n",
        "OIDC_ISSUER=https://accounts.google.com\n",
        counter=True,
    ),
    pair("sep-compose", "COMPOSE_PROJECT_NAME=juki\n", "COMPOSE_PROJECT_NAME=juki\n"),
    pair("sep-compose", "COMPOSE_PROJECT_NAME=juki\n", "COMPOSE_PROJECT_NAME=juki-dev\n", counter=True),
    Example(
        "sep-k8s",
        {
            f"k8s/overlays/{name}/kustomization.yaml": "namespace: juki\nresources: [../../base]\n"
            for name in ("dev", "prod")
        },
    ),
    Example(
        "sep-k8s",
        {
            f"clusters/{name}/kustomization.yaml": "namespace: juki\nresources: [../../base]\n"
            for name in ("dev", "prod")
        },
        is_counter_example=True,
    ),
    Example(
        "sep-state",
        {f"envs/{name}/main.tf": _TF.format(bucket="juki-state", key="juki.tfstate") for name in ("dev", "prod")},
    ),
    Example(
        "sep-state",
        {
            f"envs/{name}/main.tf": _TF.format(bucket=f"juki-{name}-state", key="juki.tfstate")
            for name in ("dev", "prod")
        },
        is_counter_example=True,
    ),
)
