"""A file with a detached SSH signature beside it: who signed it, as ``ssh-keygen -Y verify`` says.

The program is asked about the very bytes that are used afterwards, never about a file that could have changed.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from guard.errors import UsageError
from guard.program import found

SUFFIX: Final = ".sig"
MAX_SIGNATURE: Final = 64 * 1024
MAX_SIGNERS: Final = 1024 * 1024
#: Seconds that one call of ssh-keygen may take.
_PATIENCE: Final = 20
#: Names of one key that are tried.
_MOST_NAMES: Final = 32


class Signed(NamedTuple):
    """The bytes of a file, and the name under which the list of signers has the key that signed them."""

    data: bytes
    signer: str


def read_signed(path: Path, signers: Path, namespace: str, max_bytes: int) -> Signed:
    """A file whose signature in ``FILE.sig`` is good now, by one of the signers. Raises ``UsageError`` otherwise."""
    data = _bytes(path, max_bytes)
    signature = _bytes(path.with_name(path.name + SUFFIX), MAX_SIGNATURE)
    allowed = _bytes(signers, MAX_SIGNERS)
    return Signed(data, verified(data, signature, allowed, namespace, path.name))


def verified(data: bytes, signature: bytes, signers: bytes, namespace: str, shown: str) -> str:
    """Who signed ``data``, by the list of signers. Raises ``UsageError`` where it is nobody in it, or nobody any more."""
    with tempfile.TemporaryDirectory(prefix="sekisho-") as folder:
        signature_file, signers_file = Path(folder, "signature"), Path(folder, "signers")
        signature_file.write_bytes(signature)
        signers_file.write_bytes(signers)
        files = ("-s", str(signature_file), "-f", str(signers_file))
        found = _ask(("-Y", "find-principals", *files), b"")
        for name in _names(found.stdout):
            said = _ask(("-Y", "verify", *files, "-I", name, "-n", namespace), data)
            if said.returncode == 0:
                return name
    raise UsageError(
        f"{shown}: its signature is not good: the file was changed, or signed by a key that is not in the list "
        f"of signers or no longer valid, or for another purpose than {namespace}"
    )


def _names(told: bytes) -> Iterator[str]:
    """The names of a key; patterns last, since they name nobody."""
    names = [name for line in told.decode("utf-8", "replace").splitlines() for name in line.split(",") if name]
    for name in sorted(names[:_MOST_NAMES], key=lambda one: "*" in one or "?" in one):
        if not name.startswith(("-", "!")):
            yield name


def _ask(arguments: tuple[str, ...], data: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            (_program(), *arguments), input=data, capture_output=True, env=environment, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"ssh-keygen cannot be used: {type(error).__name__}") from None


def _program() -> str:
    """The ssh-keygen of the user."""
    program = found("ssh-keygen")
    if program is None:
        raise UsageError("ssh-keygen is needed to verify a signature, and is not installed: it is part of OpenSSH")
    return program


def _bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file; a link, which may lead anywhere, is none."""
    try:
        if path.is_symlink() or not path.is_file():
            raise UsageError(f"cannot read {path}: it is no file")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > max_bytes:
        raise UsageError(f"{path}: is larger than {max_bytes} bytes")
    return data
