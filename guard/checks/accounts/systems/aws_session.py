"""AWS as the adapters ask it: the user's own credentials, the right account, page after page, one deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from guard.account import Inventory, Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.refusal import Refusal
from guard.checks.accounts.systems.system import (
    CUT_SHORT,
    FAILED,
    FORBIDDEN,
    NO_SCOPE,
    NOT_FOUND,
    REFUSED,
    SIZE_LIMIT,
    TIMED_OUT,
    TOO_OFTEN,
    UNREACHABLE,
    UNTRUSTED,
    Access,
)
from guard.messages import N_

NO_CREDENTIALS: Final = N_("no credentials of AWS: set AWS_PROFILE or AWS_ACCESS_KEY_ID in the environment")
WRONG_ACCOUNT: Final = N_("the credentials belong to another AWS account than the roster says (scope: account)")
_REGION: Final = "us-east-1"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_PAGES: Final = 10_000
_TRIES: Final = 5
_CODES: Final = {
    "AccessDenied": FORBIDDEN,
    "AccessDeniedException": FORBIDDEN,
    "UnauthorizedOperation": FORBIDDEN,
    "ExpiredToken": REFUSED,
    "ExpiredTokenException": REFUSED,
    "IncompleteSignature": REFUSED,
    "InvalidClientTokenId": REFUSED,
    "SignatureDoesNotMatch": REFUSED,
    "UnrecognizedClientException": REFUSED,
    "NoSuchEntity": NOT_FOUND,
    "ResourceNotFoundException": NOT_FOUND,
    "RequestLimitExceeded": TOO_OFTEN,
    "Throttling": TOO_OFTEN,
    "ThrottlingException": TOO_OFTEN,
    "TooManyRequestsException": TOO_OFTEN,
}
#: Errors of botocore that come before there is a connection, by name: which of them exist depends on its version.
_NO_CREDENTIALS: Final = (
    "NoCredentialsError PartialCredentialsError ProfileNotFound CredentialRetrievalError SSOError "
    "TokenRetrievalError UnauthorizedSSOTokenError SSOTokenLoadError NoAuthTokenError LoginRefreshRequired"
).split()


class Calls:
    """Questions to AWS. Whatever fails is a ``Refusal``; every operation that was asked is kept for the evidence."""

    def __init__(self, system: System, access: Access) -> None:
        import boto3
        from botocore.config import Config

        self.system = system
        self.operations: dict[str, None] = {}
        self.pages = 0
        self.reasons: dict[Reason, None] = {}
        self.notes: dict[str, None] = {}
        self.principal = ""
        self.account = ""
        self.total: int | None = None
        self._access = access
        self._until = time.monotonic() + access.deadline
        self._clients: dict[str, Any] = {}
        self._url = system.settings.get("url", "")
        if self._url and not self._url.startswith("https://") and urlsplit(self._url).hostname not in _LOOPBACK:
            raise Refusal(Reason(UNTRUSTED))
        try:
            self._session = boto3.Session(profile_name=system.settings.get("profile") or None)
        except _errors() as error:
            raise refusal_of_error(error) from None
        seconds = max(1.0, min(30.0, access.deadline))
        self._config = Config(
            retries={"mode": "standard", "max_attempts": _TRIES},
            connect_timeout=min(10.0, seconds),
            read_timeout=seconds,
            region_name=system.settings.get("region") or self._session.region_name or _REGION,
        )

    def client(self, service: str) -> Any:
        """The client of a service; clients may be used by several threads, to make them may not."""
        if service not in self._clients:
            try:
                made = self._session.client(service, config=self._config, endpoint_url=self._url or None)
            except _errors() as error:
                raise refusal_of_error(error) from None
            self._clients[service] = made
        return self._clients[service]

    def ask(self, service: str, operation: str, /, **args: str) -> Mapping[str, Any]:
        """One answer. Raises ``Refusal``."""
        if time.monotonic() > self._until:
            raise Refusal(Reason(TIMED_OUT))
        self.operations[f"{service}:{operation}"] = None
        question = getattr(self.client(service), operation)
        try:
            answer = question(**args)
        except _errors() as error:
            raise refusal_of_error(error) from None
        return answer if isinstance(answer, dict) else {}

    def each(self, service: str, operation: str, key: str, /, **args: str) -> Iterator[Mapping[str, Any]]:
        """The records of all pages, whether the service says ``IsTruncated`` and ``Marker``, or ``NextToken``."""
        seen: set[str] = set()
        more: dict[str, str] = {}
        for _page in range(_MAX_PAGES):
            answer = self.ask(service, operation, **args, **more)
            self.pages += 1
            yield from answer.get(key) or ()
            name = "Marker" if "IsTruncated" in answer or "Marker" in answer else "NextToken"
            step = answer.get(name)
            if not answer.get("IsTruncated", bool(step)):
                return
            if not step or step in seen:
                raise Refusal(Reason(CUT_SHORT))
            seen.add(step)
            more = {name: step}
        raise Refusal(Reason(SIZE_LIMIT))

    def prove_account(self, *, required: bool) -> None:
        """Whose credentials these are. Raises ``Refusal`` where they are not those of the roster's account."""
        wanted = self.system.scope.get("account", "")
        if not wanted and required:
            raise Refusal(Reason(NO_SCOPE, (("key", "account"),)))
        identity = self.ask("sts", "get_caller_identity")
        self.principal = str(identity.get("Arn", ""))
        self.account = str(identity.get("Account", ""))
        if wanted and identity.get("Account") != wanted:
            raise Refusal(Reason(WRONG_ACCOUNT))

    def inventory(self, accounts: Any) -> Inventory:
        """All of it, and whether it is all."""
        return Inventory(
            self.system.id,
            self.system.adapter,
            tuple(accounts),
            complete=not self.reasons,
            reasons=tuple(self.reasons),
            principal=self.principal,
            scope=", ".join(f"{key}={value}" for key, value in sorted(self.system.scope.items())),
            pages=self.pages,
            reported_total=self.total,
            fetched_at=self._access.now(),
            endpoints=tuple(sorted(self.operations)),
            notes=tuple(self.notes),
        )


def _errors() -> tuple[type[Exception], ...]:
    """What botocore raises: two families, an answer that is no XML, and ``ValueError`` for an address that is none."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return BotoCoreError, ClientError, ResponseParserError, ValueError


def refused(system: System, access: Access, reason: Reason) -> Inventory:
    """What is told where nothing could be asked."""
    return Inventory(system.id, system.adapter, reasons=(reason,), fetched_at=access.now())


def refusal_of_error(error: Exception) -> Refusal:
    """What an error of botocore comes to; its message is dropped, it can hold names and addresses."""
    from botocore import exceptions, parsers

    if isinstance(error, exceptions.ClientError):
        answer = error.response
        code = str(answer.get("Error", {}).get("Code", ""))
        status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) or 0)
        return Refusal(Reason(_CODES.get(code, FORBIDDEN if status == 403 else FAILED)), status)
    if any(kind.__name__ in _NO_CREDENTIALS for kind in type(error).__mro__):
        return Refusal(Reason(NO_CREDENTIALS))
    if isinstance(error, exceptions.SSLError):
        return Refusal(Reason(UNTRUSTED))
    if isinstance(error, (exceptions.ReadTimeoutError, exceptions.ConnectTimeoutError)):
        return Refusal(Reason(TIMED_OUT))
    if isinstance(error, parsers.ResponseParserError):
        return Refusal(Reason(CUT_SHORT))
    return Refusal(Reason(UNREACHABLE))
