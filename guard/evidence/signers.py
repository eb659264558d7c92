"""The signatures of a bundle: that each signer whom the statement names did sign it, and whether one of them counts.

The format leaves one way to write an envelope, so that a change anywhere in it is seen, also where no signature would
break: this is stricter than DSSE asks of those who verify.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from guard.account import Reason
from guard.evidence.dsse import PAYLOAD_TYPE, Envelope, Signature, envelope_text, pae, read_envelope
from guard.evidence.key import PublicKey, parse_key
from guard.evidence.signature import is_valid
from guard.evidence.ssh import SshKeygenError
from guard.evidence.statement import SignerEntry, Statement, when
from guard.evidence.trust import Trusted
from guard.messages import N_

UNSIGNED: Final = N_("unsigned, and a signature is required")
TAKEN_AWAY: Final = N_("the statement names signers, and their signatures (statement.dsse.json) are missing")
NOBODY_NAMED: Final = N_("there are signatures, and the statement names no signer")
ODD_ENVELOPE: Final = N_("statement.dsse.json: not as it was written")
OTHER_PAYLOAD: Final = N_("statement.json is not what was signed")
OTHER_SIGNERS: Final = N_("the signatures are not those of the signers that the statement names")
ODD_KEY: Final = N_("the statement names a signer without a valid key")
BAD_SIGNATURE: Final = N_("the signature of {key} is wrong")
NOBODY_TRUSTED: Final = N_(
    "a signature is required, and nobody said whose key counts (--trusted-key, --allowed-signers)"
)
NOT_TRUSTED: Final = N_("signed by {key}, which is none of the keys that count")
NOT_AT_THAT_TIME: Final = N_("signed by {key}, which does not count for the time of the run")


class SignatureState(enum.StrEnum):
    """What the signatures of a bundle are worth; ``UNKNOWN`` ones hold, and nobody said whose key counts."""

    UNSIGNED = "unsigned"
    UNKNOWN = "unknown-key"
    TRUSTED = "trusted"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed: the fingerprint of the key, and whose it is where that is known."""

    keyid: str
    name: str = ""
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """What came of looking at the signatures."""

    state: SignatureState
    faults: tuple[Reason, ...] = ()
    signed_by: tuple[SignedBy, ...] = ()


def check_signatures(
    stated: Statement, text: bytes, envelope: bytes | None, trusted: Sequence[Trusted] | None, *, must: bool
) -> Signing:
    """Look at the signatures over a statement; ``trusted`` are the keys that count, ``None`` where nobody says."""
    named = stated.predicate.signers
    if envelope is None and not named:
        return Signing(SignatureState.UNSIGNED, (Reason(UNSIGNED),) if must else ())
    if envelope is None or not named:
        return Signing(SignatureState.INVALID, (Reason(TAKEN_AWAY if named else NOBODY_NAMED),))
    try:
        opened = read_envelope(envelope)
    except ValueError:
        return Signing(SignatureState.INVALID, (Reason(ODD_ENVELOPE),))
    faults = [*_shape(opened, envelope, text), *_signed(opened, named)]
    if faults:
        return Signing(SignatureState.INVALID, tuple(faults))
    keys = [parse_key(one.public_key) for one in named]
    if trusted is None:
        signed_by = tuple(SignedBy(key.fingerprint) for key in keys)
        return Signing(SignatureState.UNKNOWN, (Reason(NOBODY_TRUSTED),) if must else (), signed_by)
    return _weighed(keys, trusted, when(stated.predicate.run.finished))


def _shape(envelope: Envelope, written: bytes, text: bytes) -> Iterator[Reason]:
    if envelope_text(envelope) != written or envelope.payload_type != PAYLOAD_TYPE:
        yield Reason(ODD_ENVELOPE)
    if envelope.payload != text:
        yield Reason(OTHER_PAYLOAD)


def _signed(envelope: Envelope, named: Sequence[SignerEntry]) -> Iterator[Reason]:
    names = [one.keyid for one in named]
    if [one.keyid for one in envelope.signatures] != names or len(set(names)) != len(names):
        yield Reason(OTHER_SIGNERS)
        return
    message = pae(envelope.payload_type, envelope.payload)
    for signer, signature in zip(named, envelope.signatures, strict=True):
        yield from _one(signer, signature, message)


def _one(signer: SignerEntry, signature: Signature, message: bytes) -> Iterator[Reason]:
    try:
        key = parse_key(signer.public_key)
    except ValueError:
        yield Reason(ODD_KEY)
        return
    if (key.fingerprint, key.line) != (signer.keyid, signer.public_key):
        yield Reason(ODD_KEY)
        return
    try:
        holds = is_valid(message, signature.sig, key)
    except SshKeygenError as error:
        yield Reason(str(error))
        return
    if not holds:
        yield Reason(BAD_SIGNATURE, (("key", key.fingerprint),))


def _weighed(keys: Sequence[PublicKey], trusted: Sequence[Trusted], moment: dt.datetime) -> Signing:
    """One signature that counts is enough; with none, every signer is told with why not."""
    signed_by, against = [], []
    for key in keys:
        known = [one for one in trusted if one.key == key]
        counting = next((one for one in known if one.counts_at(moment)), None)
        signed_by.append(SignedBy(key.fingerprint, counting.name if counting else "", counting is not None))
        against.append(Reason(NOT_AT_THAT_TIME if known else NOT_TRUSTED, (("key", key.fingerprint),)))
    if any(one.is_trusted for one in signed_by):
        return Signing(SignatureState.TRUSTED, (), tuple(signed_by))
    return Signing(SignatureState.INVALID, tuple(against), tuple(signed_by))
