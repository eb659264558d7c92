"""Signatures of ``ssh-keygen -Y``: by a key in a file, in an agent, or on a security key, and verified by the same program."""

from __future__ import annotations

import base64
import binascii
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from guard.errors import SekishoError
from guard.evidence.key import PublicKey
from guard.evidence.layout import NAMESPACE
from guard.messages import N_
from guard.program import found

_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_WIDTH: Final = 70
_SIGNER: Final = "signer"
_SECONDS: Final = 60


class SshKeygenError(SekishoError):
    """``ssh-keygen`` is not there, or would not."""


def is_ssh_signature(signature: bytes) -> bool:
    """Whether this is one of ours to verify."""
    return signature.startswith(_BEGIN.encode())


def is_canonical(signature: bytes) -> bool:
    """Whether it is written the one way in which ``ssh-keygen`` writes it."""
    try:
        lines = signature.decode("ascii").split("\n")
        body = base64.b64decode("".join(lines[1:-2]), validate=True)
    except (UnicodeDecodeError, binascii.Error):
        return False
    encoded = base64.b64encode(body).decode()
    rows = [encoded[at : at + _WIDTH] for at in range(0, len(encoded), _WIDTH)]
    return lines == [_BEGIN, *rows, _END, ""]


def sign(key: Path, message: bytes) -> bytes:
    """The signature of the key in a file, or of the one in the agent whose public half the file holds.

    ``ssh-keygen`` asks for a passphrase, or a touch, itself. Raises ``SshKeygenError``.
    """
    done = _run("sign", "-q", "-f", str(key), "-n", NAMESPACE, message=message, limit=None)
    if done.returncode or not is_ssh_signature(done.stdout):
        raise SshKeygenError(N_("ssh-keygen did not sign: the key is in no agent, or it refused"))
    return done.stdout


def is_signed(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether the signature is that of this key, for evidence of ours. Raises ``SshKeygenError`` without ``ssh-keygen``."""
    with tempfile.TemporaryDirectory(prefix="sekisho-") as folder:
        allowed, signed = Path(folder, "allowed_signers"), Path(folder, "signature")
        allowed.write_text(f'{_SIGNER} namespaces="{NAMESPACE}" {key.line}\n', encoding="ascii", newline="\n")
        signed.write_bytes(signature)
        words = ("-f", str(allowed), "-I", _SIGNER, "-n", NAMESPACE, "-s", str(signed))
        return _run("verify", *words, message=message, limit=_SECONDS).returncode == 0


def _run(action: str, *words: str, message: bytes, limit: int | None) -> subprocess.CompletedProcess[bytes]:
    command = (_program(), "-Y", action, *words)
    try:
        errors = None if limit is None else subprocess.DEVNULL  # who signs reads what it asks
        return subprocess.run(command, input=message, stdout=subprocess.PIPE, stderr=errors, timeout=limit, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise SshKeygenError(N_("ssh-keygen cannot be run")) from None


def _program() -> str:
    program = found("ssh-keygen")
    if program is None:
        raise SshKeygenError(N_("ssh-keygen (OpenSSH 8.1 or newer) is not installed, or not on PATH"))
    return program
