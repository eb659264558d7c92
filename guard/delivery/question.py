"""The questions about a delivery, and the one place that asks all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guard.control import Observation
from guard.delivery import erasure, installed, leftovers, remotes, secret_scan
from guard.delivery.large_files import pointers
from guard.result import ScanResult
from guard.sources.repository import Repository

#: Variables that hold a token with which GitHub is asked about the protection of a branch.
TOKENS: Final = ("GITHUB_TOKEN", "GH_TOKEN")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the answers depend on: what the scan came to, whether the network may be asked, and what was handed over."""

    scan: ScanResult | None
    offline: bool
    environ: Mapping[str, str]
    secret_scan: Path | None = None
    before: Path | None = None


def observations(repository: Repository, delivery: Delivery) -> tuple[Observation, ...]:
    """One answer to each question. Raises ``UsageError`` for a file that was handed over and is none."""
    places = remotes.remotes(repository)
    now = erasure.standing(()) if delivery.scan is None else erasure.standing(delivery.scan.verdicts)
    holds_data = delivery.scan is None or bool(delivery.scan.reported)
    before = None if delivery.before is None else erasure.earlier(delivery.before)
    token = next((delivery.environ[name] for name in TOKENS if delivery.environ.get(name)), None)
    ask_branch = installed.github_protection(token) if token and not delivery.offline else None
    return (
        remotes.observe(places, holds_data=holds_data, ask=None if delivery.offline else remotes.ask_as_a_stranger),
        leftovers.observe(repository, pointers(repository)),
        installed.observe(repository, places, ask_branch),
        secret_scan.observe(delivery.secret_scan),
        erasure.observe(repository, now, before),
    )
