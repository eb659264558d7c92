"""Numbers for numbers under a key: a permutation of a range, and places in a range that is too small for one.

A stand-in must never be that of another value, so nothing here is a truncated hash. Where the marked values are as
many as the real ones, a Feistel network with cycle walking (the construction of NIST SP 800-38G, FF1, with keyed
BLAKE2b for its round function) gives each its own and needs no memory. Where they are fewer, each value has a place that
its key gives it and takes the next free one when another value got there first; that one has to be remembered.
"""

from __future__ import annotations

import hashlib
import hmac
from array import array
from math import isqrt
from typing import Final

#: Rounds of the network; Luby and Rackoff need four.
_ROUNDS: Final = 6
_WORD: Final = (1 << 64) - 1
#: Places are told apart by so many bits; two that are not are one place too few.
_PLACE: Final = (1 << 63) - 1
_FIRST_SLOTS: Final = 64
#: A range up to this size is filled to its last place.
_FULL: Final = 1_000
#: Of so many places none is met twice: a billion values meet with a chance of one in 10^17 and less.
_UNBOUNDED: Final = 1 << 118


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


class _Owners:
    """Which place belongs to whom: a hash table of machine words, some 30 bytes an entry where a dict has 200."""

    __slots__ = ("_count", "_mask", "_slots")

    def __init__(self) -> None:
        self._slots = array("Q", bytes(16 * _FIRST_SLOTS))
        self._mask = _FIRST_SLOTS - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, place: int) -> int:
        """Who has a place; 0 where nobody has."""
        return self._slots[2 * self._at(place + 1) + 1]

    def put(self, place: int, owner: int) -> None:
        """Give a free place to somebody."""
        if 3 * self._count >= 2 * self._mask:
            old = self._slots
            self._mask = 2 * self._mask + 1
            self._slots = array("Q", bytes(16 * (self._mask + 1)))
            for index in range(0, len(old), 2):
                if old[index]:
                    self._set(old[index], old[index + 1])
        self._set(place + 1, owner)
        self._count += 1

    def _set(self, key: int, owner: int) -> None:
        at = 2 * self._at(key)
        self._slots[at], self._slots[at + 1] = key, owner

    def _at(self, key: int) -> int:
        slots, mask = self._slots, self._mask
        at = (key * 0x9E3779B97F4A7C15 & _WORD) >> 20 & mask
        while slots[2 * at] not in (0, key):
            at = (at + 1) & mask
        return at


class Places:
    """Places in ``range(size)`` for any number of texts: each has its own, as long as there are any.

    The same texts in another order get the same places but for those that wanted the same one.
    """

    __slots__ = ("_key", "_most", "_owners", "_size", "moved")

    def __init__(self, key: bytes, size: int) -> None:
        self._key = key
        self._size = size
        # in a table that is nearly full every search is long
        self._most = size if size <= _FULL else size - size // 10
        self._owners = _Owners()
        self.moved = 0

    def of(self, text: str) -> int | None:
        """The place of a text; ``None`` where all are taken."""
        if not self._size:
            return None
        mark = number_of(self._key, text)
        home = place = mark % self._size
        if self._size >= _UNBOUNDED:
            return home
        owners, me = self._owners, mark >> 64 or 1
        for _ in range(self._size):
            owner = owners.get(place & _PLACE)
            if owner == me:
                return place
            if not owner:
                break
            place = (place + 1) % self._size
        if len(owners) >= self._most:
            return None
        owners.put(place & _PLACE, me)
        self.moved += place != home
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
        """Other digits, one to one among those of the same length; none gets or loses zeros in front.

        ``keep_zero=False`` where other digits stand before them.
        """
        length = len(digits)
        if not keep_zero:
            return f"{self.permutation(purpose, 10**length)(int(digits)):0{length}}"
        if digits[0] == "0":
            return "0" + self.digits(f"{purpose} 0", digits[1:]) if length > 1 else digits
        lowest = 10 ** (length - 1)
        return str(self.permutation(purpose, 9 * lowest)(int(digits) - lowest) + lowest)

    @property
    def moved(self) -> int:
        """How many texts did not get the place that their key gives them: in another run they may get another one."""
        return sum(places.moved for places in self._places.values())
