"""Whether the checkpoint stands: hooks for those who commit, a pipeline for those who merge, a branch that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from guard.account import Reason
from guard.control import Answer, Observation
from guard.delivery.remotes import Remote
from guard.errors import SourceError, Unlookable
from guard.messages import N_
from guard.policy_change.hooks import our_hooks
from guard.policy_change.mention import mentioning_lines
from guard.sources.repository import Repository

QUESTION: Final = "guard-installed"
HOOKS: Final = N_("hooks: {ids} ({file})")
NO_HOOKS: Final = N_("no hook of Sekisho stands in .pre-commit-config.yaml: `sekisho init` writes it")
PIPELINE: Final = N_("pipeline: {file}")
NO_PIPELINE: Final = N_("no workflow or pipeline calls Sekisho: `sekisho init` writes one for GitHub")
PROTECTED: Final = N_("the branch {branch} is protected, and asks for the check {check}")
PROTECTED_WITHOUT: Final = N_("the branch {branch} is protected, and asks for no check of Sekisho")
UNPROTECTED: Final = N_("the branch {branch} is not protected: what Sekisho refuses can be pushed")
NOT_ASKED: Final = N_("whether the main branch is protected was not asked: set GITHUB_TOKEN, or look and attest it")

PRE_COMMIT: Final = ".pre-commit-config.yaml"
#: Files of pipelines, by their beginning.
_PIPELINES: Final = (
    ".github/workflows/",
    ".gitlab-ci",
    ".gitlab/",
    "Jenkinsfile",
    "azure-pipelines",
    ".azure-pipelines/",
    ".circleci/",
    "bitbucket-pipelines",
    "buildspec",
    "cloudbuild",
    ".woodpecker",
    ".drone",
)
_MAX_BYTES: Final = 1 << 20
_MOST: Final = 500


class Protection(NamedTuple):
    """What a host says of a branch: whether it is protected, and the checks that it asks for."""

    branch: str
    is_protected: bool
    checks: tuple[str, ...]


#: Asks a host about the main branch of a remote; ``None`` where it does not say.
AskProtection = Callable[[Remote], "Protection | None"]


def observe(repository: Repository, places: list[Remote], ask: AskProtection | None) -> Observation:
    """What of the checkpoint stands in the commit that is delivered."""
    told: list[Reason] = []
    files = dict(_files(repository))
    hooks = our_hooks(PRE_COMMIT, _content(repository, files.get(PRE_COMMIT)))
    told.append(Reason(HOOKS, (("ids", ", ".join(sorted(hooks))), ("file", PRE_COMMIT))) if hooks else Reason(NO_HOOKS))
    pipelines = [path for path, oid in files.items() if path.startswith(_PIPELINES) and _calls(repository, oid)]
    told += [Reason(PIPELINE, (("file", path),)) for path in pipelines] or [Reason(NO_PIPELINE)]
    found = sum((bool(hooks), bool(pipelines)))
    answer = (Answer.BAD, Answer.UNKNOWN, Answer.GOOD)[found]  # a server can refuse a push without a word in here
    protection = next((said for said in map(ask, places) if said is not None), None) if ask is not None else None
    told.append(_protection(protection))
    if protection is not None and not (protection.is_protected and protection.checks):
        answer = Answer.BAD
    return Observation(QUESTION, answer, tuple(told))


def _protection(said: Protection | None) -> Reason:
    if said is None:
        return Reason(NOT_ASKED)
    if not said.is_protected:
        return Reason(UNPROTECTED, (("branch", said.branch),))
    if not said.checks:
        return Reason(PROTECTED_WITHOUT, (("branch", said.branch),))
    return Reason(PROTECTED, (("branch", said.branch), ("check", said.checks[0])))


def _files(repository: Repository) -> Iterator[tuple[str, str]]:
    """Path and object of the files at HEAD that may be ours to read."""
    if repository.head() is None:
        return
    seen = 0
    for record in repository.records("ls-tree", "-r", "-z", "--full-tree", "HEAD"):
        said, _, name = record.partition(b"\t")
        path = name.decode("utf-8", "replace")
        mode, kind, oid = said.decode().split()
        if kind == "blob" and mode != "120000" and (path == PRE_COMMIT or path.startswith(_PIPELINES)):
            yield path, oid
            seen += 1
            if seen >= _MOST:
                return


def _content(repository: Repository, oid: str | None) -> bytes | None:
    if oid is None:
        return None
    try:
        return repository.read(oid, _MAX_BYTES)
    except (OSError, Unlookable, SourceError):
        return None


def _calls(repository: Repository, oid: str) -> bool:
    data = _content(repository, oid)
    return data is not None and bool(mentioning_lines(data.decode("utf-8", "replace")))


def github_protection(token: str, api: str = "https://api.github.com") -> AskProtection:
    """Asks GitHub what the default branch demands: the rules in force for it, whoever made them.

    ``GET /repos/{owner}/{repo}/rules/branches/{branch}`` holds those of rulesets, ``GET …/branches/{branch}`` tells of the
    older branch protection; both need no more than to read.
    """

    def ask(remote: Remote) -> Protection | None:
        import httpx

        name = remote.path.strip("/").removesuffix(".git")
        if remote.host != "github.com" or name.count("/") != 1:
            return None
        headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json", "user-agent": "sekisho"}
        try:
            with httpx.Client(base_url=api, headers=headers, timeout=10.0, follow_redirects=False) as client:
                branch = str(_object(client.get(f"/repos/{name}")).get("default_branch", ""))
                if not branch:
                    return None
                told = _object(client.get(f"/repos/{name}/branches/{branch}"))
                rules = _list(client.get(f"/repos/{name}/rules/branches/{branch}"))
        except (httpx.HTTPError, ValueError):
            return None
        checks = [*_classic(told), *_of_rules(rules)]
        is_protected = bool(told.get("protected")) or bool(rules)
        return Protection(branch, is_protected, tuple(one for one in checks if "sekisho" in one.lower()))

    return ask


def _object(answer: Any) -> Mapping[str, Any]:
    body = answer.json() if answer.status_code == 200 else {}
    return body if isinstance(body, dict) else {}


def _list(answer: Any) -> list[Any]:
    body = answer.json() if answer.status_code == 200 else []
    return body if isinstance(body, list) else []


def _classic(branch: Mapping[str, Any]) -> Iterator[str]:
    """The checks that the protection of a branch asks for."""
    protection = branch.get("protection")
    required = protection.get("required_status_checks") if isinstance(protection, dict) else None
    contexts = required.get("contexts") if isinstance(required, dict) else None
    yield from (str(one) for one in contexts or () if isinstance(one, str))


def _of_rules(rules: list[Any]) -> Iterator[str]:
    """The checks that rulesets ask for."""
    for rule in rules:
        if not isinstance(rule, dict) or rule.get("type") != "required_status_checks":
            continue
        parameters = rule.get("parameters")
        asked = parameters.get("required_status_checks") if isinstance(parameters, dict) else None
        for one in asked if isinstance(asked, list) else ():
            if isinstance(one, dict):
                yield str(one.get("context", ""))
