"""Numbers for numbers under a key: a permutation of a range, and places in a range that is too small for one.

A stand-in must never be that of another value, so nothing here is a truncated hash. Where the marked values are as
many as the real ones, a Feistel network with cycle walking (the construction of NIST SP 800-38G, FF1, with keyed
BLAKE2b for its round function) gives each its own and needs no memory. Where they are fewer, each value has a place that
its key gives it and takes the next free one when another value got there first; that one has to be remembered.
"""

from __future__ import annotations

import hashlib
import hmac
from math import isqrt

#: Rounds of the network; Luby and Rackoff need four.
_ROUNDS = 6
#: Of so many places none is met twice: a billion values meet with a chance of one in 10^17 and less.
_UNBOUNDED = 1 << 118


def subkey(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, from which neither the key nor that of another purpose follows (HMAC-SHA256)."""
    return hmac.digest(key, purpose.encode(), "sha256")


def number_of(key: bytes, text: str) -> int:
    """128 bits that a text comes to under a key."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest())


class Permutation:
    """A one-to-one map of ``range(size)`` onto itself that only its key tells."""

    __slots__ = ("_left", "_right", "_rounds", "size")

    def __init__(self, key: bytes, size: int) -> None:
        self.size = size
        self._left = isqrt(max(1, size - 1)) + 1
        self._right = -(-size // self._left)
        self._rounds = [subkey(key, f"round {number}") for number in range(_ROUNDS)]

    def __call__(self, index: int) -> int:
        """Where a number goes; numbers beyond the range of the network are walked through."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        found = self._once(index)
        while found >= self.size:
            found = self._once(found)
        return found

    def _once(self, index: int) -> int:
        high, low = divmod(index, self._right)
        left, right = self._left, self._right
        blake2b, from_bytes = hashlib.blake2b, int.from_bytes
        for number, key in enumerate(self._rounds):
            if number % 2:
                low = (low + from_bytes(blake2b(b"%d" % high, key=key, digest_size=16).digest())) % right
            else:
                high = (high + from_bytes(blake2b(b"%d" % low, key=key, digest_size=16).digest())) % left
        return high * right + low


class Places:
    """Places in ``range(size)`` for any number of texts: each has its own, as long as there are any.

    The same texts in another order get the same places but for those that wanted the same one.
    """

    __slots__ = ("_key", "_owners", "_size", "_taken", "moved")

    def __init__(self, key: bytes, size: int) -> None:
        self._key = key
        self._size = size
        self._owners: dict[int, int] = {}
        self._taken: set[int] = set()
        self.moved = 0

    def of(self, text: str) -> int | None:
        """The place of a text; ``None`` where all are taken."""
        mark = number_of(self._key, text)
        home = mark % self._size if self._size else 0
        if self._size >= _UNBOUNDED:
            return home
        found = self._owners.get(mark)
        if found is not None:
            return found
        if len(self._taken) >= self._size:
            return None
        place = home
        while place in self._taken:
            place = (place + 1) % self._size
        self.moved += place != home
        self._taken.add(place)
        self._owners[mark] = place
        return place


class Keyed:
    """All permutations and places of one key, by purpose; those of two purposes have nothing in common."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._permutations: dict[tuple[str, int], Permutation] = {}
        self._places: dict[tuple[str, int], Places] = {}

    def permutation(self, purpose: str, size: int) -> Permutation:
        """The permutation of a range for a purpose."""
        found = self._permutations.get((purpose, size))
        if found is None:
            found = self._permutations[purpose, size] = Permutation(subkey(self._key, f"{purpose} {size}"), size)
        return found

    def place(self, purpose: str, text: str, size: int) -> int | None:
        """The place of a text in a range; ``None`` where all are taken."""
        found = self._places.get((purpose, size))
        if found is None:
            found = self._places[purpose, size] = Places(subkey(self._key, f"{purpose} {size}"), size)
        return found.of(text)

    def digits(self, purpose: str, digits: str, *, keep_zero: bool = True) -> str:
        """Other digits, one to one among those of the same length; none gets or loses a zero in front.

        ``keep_zero=False`` where other digits stand before them.
        """
        length = len(digits)
        if not keep_zero:
            return f"{self.permutation(purpose, 10**length)(int(digits)):0{length}}"
        if digits[0] == "0":
            return "0" + self.digits(f"{purpose} 0", digits[1:], keep_zero=False) if length > 1 else digits
        lowest = 10 ** (length - 1)
        return str(self.permutation(purpose, 9 * lowest)(int(digits) - lowest) + lowest)

    @property
    def moved(self) -> int:
        """How many texts did not get the place that their key gives them: in another run they may get another one."""
        return sum(places.moved for places in self._places.values())
