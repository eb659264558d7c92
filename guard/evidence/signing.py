"""Who signs a bundle: an Ed25519 key in a file, or a key of OpenSSH through ``ssh-keygen``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from guard.errors import UsageError
from guard.evidence import ssh
from guard.evidence.key import PublicKey, ed25519_key, parse_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: The variable that holds the passphrase of a key where nobody can be asked for it.
PASSPHRASE_VARIABLE: Final = "SEKISHO_SIGN_PASSPHRASE"  # noqa: S105 - its name
_MAX_KEY: Final = 1 << 20
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"


class Signer(Protocol):
    """Who signs."""

    @property
    def key(self) -> PublicKey:
        """The key that verifies what is signed."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        ...


@dataclass(frozen=True, slots=True)
class FileSigner:
    """An Ed25519 key that was read from a file; the signature is its 64 bytes."""

    key: PublicKey
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class SshSigner:
    """A key that ``ssh-keygen`` signs with; the signature is the armoured file that it writes."""

    key: PublicKey
    file: Path

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        return ssh.sign(self.file, message)


def file_signer(path: Path, ask: Callable[[], str]) -> FileSigner:
    """The key in a PEM or OpenSSH file; ``ask`` gives the passphrase of one that has one. Raises ``UsageError``."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    data = _content(path)
    load = load_ssh_private_key if data.lstrip().startswith(_OPENSSH) else load_pem_private_key
    try:
        try:
            private = load(data, None)
        except TypeError:  # it has a passphrase
            private = load(data, ask().encode())
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path.name}: is no private key in PEM or OpenSSH form, or the passphrase is wrong") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UsageError(f"{path.name}: is no Ed25519 key; sign with other keys through --sign-ssh")
    return FileSigner(ed25519_key(private.public_key().public_bytes_raw()), private)


def ssh_signer(path: Path) -> SshSigner:
    """The key of a public file ``KEY.pub``, or of the private one beside it. Raises ``UsageError``."""
    public = path if path.suffix == ".pub" else path.with_name(f"{path.name}.pub")
    try:
        key = parse_key(_content(public).decode("utf-8"))
    except ValueError:
        raise UsageError(f"{public.name}: is no public key of OpenSSH") from None
    return SshSigner(key, path)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_KEY + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > _MAX_KEY:
        raise UsageError(f"{path.name}: is no key")
    return data
