"""How a mask looks at files: as a scan does, here and in other processes, but with the exact places of what is found."""

from __future__ import annotations

from detectors.trigger import TriggerSet
from guard.checks.personal_data.check import PersonalDataCheck, patterns
from guard.config.config import Config
from guard.examine import Examiner
from guard.extract.container import ContainerExtractor
from guard.extract.piece import Limits
from guard.model import Finding
from guard.policy.places import Places, Told
from guard.policy.policy import Policy


class _Offsets(Places):
    """Places that keep the offsets of a finding: no report tells them, they stay in the memory of a run."""

    def told(self, finding: Finding) -> Told:
        """The place that may be told, with the offsets as they are."""
        return super().told(finding)._replace(start=finding.start, end=finding.end)


class Exact(Policy):
    """A policy whose verdicts say where in the text a finding is."""

    def places(self) -> Places:
        """Where the findings of one document are."""
        return _Offsets()


class Look:
    """What looks at blobs, made once in each process; it travels as what it is made of."""

    def __init__(self, policy: Policy, config: Config, limits: Limits) -> None:
        self._made_of = policy, config, limits
        self._exact = Exact(config, policy.min_severity)
        self.triggers = TriggerSet(own=tuple(patterns(config.recognizers, config.markings)))
        self.check = PersonalDataCheck(
            triggers=self.triggers, own=config.recognizers, markings=config.markings, names=config.names_engine
        )
        self.extractor = ContainerExtractor(limits, config.max_file_size)

    def __reduce__(self) -> tuple[type[Look], tuple[Policy, Config, Limits]]:
        return Look, self._made_of

    def __call__(self) -> Examiner:
        """What tells the findings of a blob."""
        return Examiner(self.extractor, [self.check], self._exact, self.check.quiet)
