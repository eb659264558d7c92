"""A question without an answer, as the reason that a report gives for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guard.account import Reason
from guard.checks.accounts.systems.system import FAILED, FORBIDDEN, NOT_FOUND, REFUSED, TOO_OFTEN
from guard.messages import N_

UNEXPECTED: Final = N_("the system answers with the status {status}")
_HIDDEN: Final = frozenset({403, 404, 406, 422})
_BY_STATUS: Final = {401: REFUSED, 403: FORBIDDEN, 404: NOT_FOUND, 429: TOO_OFTEN}


class Refusal(Exception):
    """A question without an answer: why, and the status, 0 where there was none. It holds no header, address or body."""

    def __init__(self, reason: Reason, status: int = 0) -> None:
        super().__init__(reason.message)
        self.reason = reason
        self.status = status

    @property
    def hides(self) -> bool:
        """Whether the system shows this to others, or to nobody: what it said was neither "later" nor "failed"."""
        return self.status in _HIDDEN and self.reason.message != TOO_OFTEN


def refusal_of(status: int, headers: Mapping[str, str]) -> Refusal:
    """What a status means. GitHub says 403 for "too often", too, and tells so in its headers."""
    if status == 403 and ("retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"):
        return Refusal(Reason(TOO_OFTEN), status)
    message = FAILED if status >= 500 else _BY_STATUS.get(status)
    if message is None:
        return Refusal(Reason(UNEXPECTED, (("status", str(status)),)), status)
    return Refusal(Reason(message), status)
