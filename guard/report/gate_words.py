"""The words of the gate, shared by all reports for people: parts, questions, states, profiles, and reasons with them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guard.account import Reason
from guard.control import ControlKind, ControlState, GateProfile, PolicyKind, PolicySource, Seen
from guard.messages import N_, Translator
from guard.report.console import visible
from guard.report.phrases import size

STATES: Final = MappingProxyType(
    {
        ControlState.MET: N_("met by evidence"),
        ControlState.VIOLATED: N_("violated"),
        ControlState.NOT_CHECKED: N_("not checked"),
        ControlState.RECORDED: N_("recorded"),
        ControlState.OUTSIDE: N_("outside"),
    }
)
KINDS: Final = MappingProxyType(
    {
        ControlKind.CHECKED: N_("looked at by Sekisho"),
        ControlKind.PARTLY_CHECKED: N_("looked at in part by Sekisho"),
        ControlKind.RECORDED: N_("put down in writing by people"),
        ControlKind.CHECKED_AND_RECORDED: N_("looked at by Sekisho, and put down in writing"),
        ControlKind.OUTSIDE: N_("not covered by Sekisho"),
    }
)
PROFILES: Final = MappingProxyType(
    {
        GateProfile.COMMIT: N_("commit"),
        GateProfile.PULL_REQUEST: N_("pull request"),
        GateProfile.RELEASE: N_("release"),
    }
)
SEEN: Final = MappingProxyType(
    {Seen.WHOLE: N_("whole"), Seen.PARTLY: N_("in part"), Seen.NOT: N_("not at all")},
)
POLICIES: Final = MappingProxyType(
    {
        PolicyKind.PROTECTED_REF: N_("judged by the policy of {ref}"),
        PolicyKind.SIGNED_FILE: N_("judged by a policy that {signer} signed"),
        PolicyKind.GIVEN_FILE: N_("judged by a policy file that was given"),
        PolicyKind.JUDGED_TREE: N_("JUDGED BY ITS OWN TREE: what is judged brought the policy along"),
    }
)
#: Parts of the coverage; what follows a colon (``accounts:github``) stays as it is.
PARTS: Final = MappingProxyType(
    {
        "personal-data": N_("personal data"),
        "index": N_("what is staged"),
        "range": N_("the commits of the range"),
        "worktree": N_("working tree"),
        "history": N_("history"),
        "separation": N_("separation of environments"),
        "accounts": N_("accounts"),
        "accounts-optional": N_("accounts, not required"),
        "roster": N_("roster"),
        "policy": N_("policy"),
    }
)
QUESTIONS: Final = MappingProxyType(
    {
        "separation-known": N_("what the separation check could answer"),
        "mynumber-zone": N_("environments of the My Number zone"),
        "workers": N_("workers in the roster"),
        "training": N_("training of the workers"),
        "second-factor": N_("second factor of the accounts"),
        "leavers": N_("devices and confidentiality of those who left"),
        "lent-data": N_("lent data, returned and erased"),
        "evidence-bundle": N_("evidence bundle"),
        "remotes": N_("remotes and who can see them"),
        "leftovers": N_("leftovers: dumps, caches, unreachable objects"),
        "erasure": N_("erasure before the delivery"),
        "guard-installed": N_("guard installed"),
        "policy-protected": N_("protection of the policy"),
        "policy-changes": N_("changes of the policy"),
        "secret-scan": N_("result of a secret scanner"),
    }
)
#: What a part of the check counts, in the order in which it is told.
COUNTS: Final = MappingProxyType(
    {
        "refs": N_("branches and tags"),
        "commits": N_("commits"),
        "objects": N_("Git objects"),
        "files": N_("files"),
        "committed": N_("as committed"),
        "blobs": N_("file contents"),
        "tables": N_("tables"),
        "rows": N_("rows"),
        "environments": N_("environments"),
        "settings": N_("settings"),
        "unclassified": N_("files of no known environment"),
        "people": N_("people"),
        "accounts": N_("accounts"),
        "active": N_("not switched off"),
        "systems": N_("systems"),
        "pages": N_("pages"),
    }
)
CLASSES: Final = MappingProxyType(
    {
        "specific-personal": N_("specific personal information (My Number)"),
        "personal": N_("personal information"),
        "other": N_("other"),
    }
)


def part_name(part: str, _: Translator) -> str:
    """``accounts:github`` → ``accounts: github``, in the reader's language."""
    family, _colon, rest = part.partition(":")
    name = _(PARTS.get(family, family))
    return f"{name} ({visible(rest)})" if rest else name


def amounts(counts: Mapping[str, int], _: Translator) -> str:
    """Numbers with what they count."""
    known = [name for name in COUNTS if name in counts]
    others = [name for name in counts if name not in COUNTS and name != "bytes"]
    said = [_("{what} {n}", what=_(COUNTS.get(name, name)), n=f"{counts[name]:,}") for name in (*known, *others)]
    if counts.get("bytes"):
        said.append(_("{what} {n}", what=_("amount"), n=size(counts["bytes"])))
    return _(", ").join(said)


def told(reason: Reason, _: Translator) -> str:
    """A reason as a sentence, what fills it named as people name it."""
    args: dict[str, str | int] = {}
    for name, value in reason.args:
        if name == "part":
            args[name] = part_name(value, _)
        elif name == "question":
            args[name] = _(QUESTIONS.get(value, value))
        else:
            args[name] = visible(value)
    return _(reason.message, **args)


def judged_by(policy: PolicySource, _: Translator) -> str:
    """Whose words a run was judged by."""
    place = "" if policy.ref is None else visible(policy.ref)
    if policy.ref is not None and policy.commit is not None:
        place = f"{place} ({policy.commit[:10]})"
    return _(POLICIES[policy.kind], ref=place, signer=visible(policy.signer or ""))
