"""Whether a signature is that of a key."""

from __future__ import annotations

from guard.evidence import ssh
from guard.evidence.key import PublicKey


def is_valid(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether the key signed this message, as 64 bytes of Ed25519 or through ``ssh-keygen``.

    Raises ``guard.evidence.ssh.SshKeygenError`` where that program is needed and cannot be run.
    """
    if ssh.is_ssh_signature(signature):
        return ssh.is_canonical(signature) and ssh.is_signed(message, signature, key)
    raw = key.ed25519
    if raw is None:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
