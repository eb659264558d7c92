"""What a setting is about, so that it can be compared: the same database, the same secret, the same bucket."""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from guard.checks.separation.setting import Setting


class Thing(enum.StrEnum):
    """The kinds of things that environments must not share."""

    DATABASE = "database"
    CREDENTIAL = "credential"
    REFERENCE = "reference"
    USER = "user"
    ACCOUNT = "account"
    BUCKET = "bucket"
    QUEUE = "queue"
    KEY = "key"
    NETWORK = "network"
    CLUSTER = "cluster"
    STATE = "state"
    COMPOSE = "compose"
    IDENTITY_PROVIDER = "identity-provider"


class Weight(enum.IntEnum):
    """How much it matters that a thing is shared."""

    LISTED = 1  # told to the auditor
    WEAK = 2  # a server with another database on it, a common log bucket, a cloud account
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an environment uses.

    Facts of one ``thing`` with an equal ``identity`` are the same thing; it stays in memory, and that of a secret
    is a keyed digest. ``settings`` are the places it was read from, the telling one first. ``around`` is what the thing
    is a part of (the server of a database, the bucket of a state): sharing that alone weighs less. Either is
    empty where it is not known.
    """

    thing: Thing
    identity: str = field(repr=False)
    settings: tuple[Setting, ...]
    weight: Weight = Weight.STRONG
    around: str = field(default="", repr=False)

    @property
    def setting(self) -> Setting:
        """The place that tells."""
        return self.settings[0]


_KEY = secrets.token_bytes(32)


def sealed(secret: str) -> str:
    """A secret as it may be compared: a digest under a key that lives as long as this process."""
    return hmac.new(_KEY, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
