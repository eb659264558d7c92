"""What comes of asking for a stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guard.messages import N_

TOO_FEW: Final = N_("the marked values of this shape are used up")
UNKNOWN_SHAPE: Final = N_("it is not written in a way that is known")
NO_STAND_IN: Final = N_("there are no marked values of this kind")
BY_HAND: Final = N_("it is for people to take out")


@dataclass(frozen=True, slots=True)
class Substitute:
    """A marked stand-in.

    ``is_guess``: how a name is read, or where its family name ends, was not certain, so that in another notation, in a
    record that does not hold both, the same name may have got another stand-in.
    """

    text: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class NotReplaced:
    """There is no stand-in; ``reason`` is a message id."""

    reason: str
