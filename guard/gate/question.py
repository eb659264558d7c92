"""The questions of a gate that are answered from what a run has seen anyway, and those about the delivery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from guard.account import AccountKind, AccountState, Inventory, Reason
from guard.config.config import Config
from guard.control import Answer, Observation, PolicySource
from guard.environment import Separation, State, Zone
from guard.messages import N_

ANSWERED: Final = N_("questions answered: {n}")
UNANSWERED: Final = N_("questions that the repository does not answer: {n}")
ZONES: Final = N_("environments of the zone mynumber: {n}")
NO_ZONE: Final = N_(
    "no environment is declared as the My Number zone (zone in [environments]); declare it, or attest that there is none"
)
NO_FACTORS: Final = N_("no system tells whether its accounts have a second factor")
FACTORS: Final = N_("accounts whose system tells: {n} of {all}")
#: Questions about what stands around a repository, by the names that clauses ask for.
ABOUT_THE_DELIVERY: Final = ("remotes", "leftovers", "guard-installed", "secret-scan", "erasure")
PROTECTED: Final = N_("it comes from a protected branch, or is signed")
UNPROTECTED: Final = N_("it lies in what is judged, or was given by hand: name a protected branch with --policy-ref")
BUNDLED: Final = N_("it is written with this verdict")
NO_BUNDLE: Final = N_("--evidence writes it")


def separation_known(separation: Separation) -> Observation:
    """Whether every question of the separation check has an answer: none of the unknown ones is a pass."""
    unknown = sum(one.state is State.UNKNOWN for one in separation.answers)
    if unknown or not separation.answers:
        return Observation("separation-known", Answer.UNKNOWN, (Reason(UNANSWERED, (("n", str(unknown)),)),))
    answered = Reason(ANSWERED, (("n", str(len(separation.answers))),))
    return Observation("separation-known", Answer.GOOD, (answered,))


def mynumber_zone(config: Config) -> Observation:
    """Whether it is known which environments handle My Numbers: without that nothing is known of their networks."""
    zones = sum(one.zone is Zone.MY_NUMBER for one in config.environments)
    if not zones:
        return Observation("mynumber-zone", Answer.UNKNOWN, (Reason(NO_ZONE),))
    return Observation("mynumber-zone", Answer.GOOD, (Reason(ZONES, (("n", str(zones)),)),))


def second_factor(inventories: Iterable[Inventory]) -> Observation:
    """Whether any system tells of second factors: where none does, none that is off can be found."""
    people = [
        account
        for inventory in inventories
        for account in inventory.accounts
        if account.state is not AccountState.DISABLED and account.kind in {AccountKind.HUMAN, AccountKind.UNKNOWN}
    ]
    told = sum(one.mfa is not None for one in people)
    if not told:
        return Observation("second-factor", Answer.UNKNOWN, (Reason(NO_FACTORS),))
    args = (("n", str(told)), ("all", str(len(people))))
    return Observation("second-factor", Answer.GOOD, (Reason(FACTORS, args),))


def policy_protected(source: PolicySource) -> Observation:
    """Whether the words that the run is judged by lie where those who are judged cannot change them."""
    if source.is_binding:
        return Observation("policy-protected", Answer.GOOD, (Reason(PROTECTED),))
    return Observation("policy-protected", Answer.UNKNOWN, (Reason(UNPROTECTED),))


def evidence_bundle(*, is_written: bool) -> Observation:
    """Whether this run leaves evidence that can be verified later."""
    if is_written:
        return Observation("evidence-bundle", Answer.GOOD, (Reason(BUNDLED),))
    return Observation("evidence-bundle", Answer.NOT_ASKED, (Reason(NO_BUNDLE),))


def not_asked(question: str) -> Observation:
    """A question that nobody has asked."""
    return Observation(question, Answer.NOT_ASKED)
