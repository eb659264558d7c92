"""Whether this clone has all of the history, so that a range and a release can be judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from guard.doctor.diagnosis import Diagnosis, Grade
from guard.messages import N_
from guard.sources.ref import default_ref
from guard.sources.repository import Repository

TOPIC: Final = "history"
COMPLETE: Final = N_("complete: {commits} commits, {refs} refs")
EMPTY: Final = N_("there is no commit yet")
SHALLOW: Final = N_("the clone is shallow: a range may have no base, and a release is not judged as a whole")
UNSHALLOW: Final = N_("run `git fetch --unshallow`; in GitHub Actions: fetch-depth: 0")
PARTIAL: Final = N_("the clone is partial: objects lie on the server, and what is not here is not looked at")
WHOLE: Final = N_("run `git fetch --refetch --no-filter`, or clone again without --filter")
REPLACED: Final = N_("{n} replacements or grafts hide objects from Git; Sekisho looks at the objects as they are")
UPSTREAM: Final = N_("a push of {branch} is compared with {upstream}")
NO_UPSTREAM: Final = N_("{branch} has no upstream: its first push is looked at against all that the remote has")
DETACHED: Final = N_("no branch is checked out")
MAIN: Final = N_("the main branch of origin is known here: a gate trusts the policy of {ref}")
NO_MAIN: Final = N_("what the main branch of origin is, is not known here: a gate would be judged by its own tree")
SET_MAIN: Final = N_("run `git remote set-head origin --auto`, or name one with --policy-ref")


def look(repository: Repository) -> Iterator[Diagnosis]:
    """The history of one clone, and what a push and a gate compare it with."""
    if repository.head() is None:
        yield Diagnosis(TOPIC, Grade.NOTE, EMPTY)
        return
    is_shallow = repository.line("rev-parse", "--is-shallow-repository") == "true"
    is_partial = (
        repository.line("config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$") is not None
    )
    if is_shallow:
        yield Diagnosis(TOPIC, Grade.BAD, SHALLOW, remedy=UNSHALLOW)
    if is_partial:
        yield Diagnosis(TOPIC, Grade.BAD, PARTIAL, remedy=WHOLE)
    if not (is_shallow or is_partial):
        commits = repository.line("rev-list", "--all", "--count") or "0"
        refs = sum(1 for name in repository.records("for-each-ref", "--format=%(refname)", separator=b"\n") if name)
        yield Diagnosis(TOPIC, Grade.GOOD, COMPLETE, (("commits", f"{int(commits):,}"), ("refs", f"{refs:,}")))
    replaced = sum(1 for name in repository.records("for-each-ref", "refs/replace/", separator=b"\n") if name)
    if replaced:
        yield Diagnosis(TOPIC, Grade.NOTE, REPLACED, (("n", str(replaced)),))
    if not repository.is_bare:  # a server pushes nowhere, and judges by its own main branch
        yield _push(repository)
        yield _policy_ref(repository)


def _push(repository: Repository) -> Diagnosis:
    branch = repository.line("symbolic-ref", "--quiet", "--short", "HEAD")
    if branch is None:
        return Diagnosis(TOPIC, Grade.NOTE, DETACHED)
    upstream = repository.line("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    if upstream is None:
        return Diagnosis(TOPIC, Grade.NOTE, NO_UPSTREAM, (("branch", branch),))
    return Diagnosis(TOPIC, Grade.GOOD, UPSTREAM, (("branch", branch), ("upstream", upstream)))


def _policy_ref(repository: Repository) -> Diagnosis:
    ref = default_ref(repository)
    if ref is None:
        return Diagnosis(TOPIC, Grade.NOTE, NO_MAIN, remedy=SET_MAIN)
    return Diagnosis(TOPIC, Grade.GOOD, MAIN, (("ref", ref),))
