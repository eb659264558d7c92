"""A masker without a command around it, for tests of what becomes of bytes."""

from __future__ import annotations

from functools import cache

from guard.checks.personal_data import PersonalDataCheck
from guard.config.config import Config
from guard.extract.container import ContainerExtractor
from guard.model import Blob, Origin
from guard.policy.policy import Policy
from guard.remedy.mask.masker import Masked, Masker
from guard.remedy.mask.plan import Planner
from guard.remedy.mask.stand_ins import KeyedStandIns
from guard.run.policy import limits_of

KEY = b"an invented key of the tests"


@cache
def _parts() -> tuple[PersonalDataCheck, Policy, ContainerExtractor, Masker]:
    config = Config()
    policy = Policy(config)
    check, extractor = PersonalDataCheck(), ContainerExtractor(limits_of(config), config.max_file_size)
    stand_ins = KeyedStandIns(KEY)
    planner = Planner(check, policy, stand_ins)
    return check, policy, extractor, Masker(extractor, planner, policy.min_severity)


def masked(path: str, data: bytes) -> Masked:
    """What a file comes to, with one set of stand-ins for all."""
    return _parts()[3].mask(Blob(Origin(path), lambda: data))


def masked_anew(path: str, data: bytes) -> Masked:
    """The same in a run of its own under the same key."""
    check, policy, extractor, _usual = _parts()
    planner = Planner(check, policy, KeyedStandIns(KEY))
    return Masker(extractor, planner, policy.min_severity).mask(Blob(Origin(path), lambda: data))


def new_bytes(path: str, data: bytes) -> bytes:
    """What a file holds from now on; it had something to replace, and nothing stays."""
    told = masked(path, data)
    assert not told.problem
    assert not told.left
    assert not told.skips
    assert told.content is not None
    return told.content
