"""Bundles of an invented gate, with keys made for the occasion, and every way to tamper with them."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from guard.account import Reason
from guard.evidence.archive import write_archive
from guard.evidence.bundle import BundleOptions, write_bundle
from guard.evidence.signing import Signer, file_signer
from guard.evidence.verify import Demand, Verification, verify_bundle
from tests.gate_example import STARTED, gate_result

NOW = STARTED + dt.timedelta(days=3)
PLAIN = NoEncryption()


class Key(NamedTuple):
    """A key of its own: the private file, the public one as OpenSSH writes it, the public one in PEM."""

    private: Path
    public: Path
    pem: Path


def make_key(
    folder: Path,
    name: str = "key",
    form: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption = PLAIN,
) -> Key:
    key = Ed25519PrivateKey.generate()
    made = Key(folder / name, folder / f"{name}.pub", folder / f"{name}.pub.pem")
    made.private.write_bytes(key.private_bytes(Encoding.PEM, form, encryption))
    made.private.chmod(0o600)
    public = key.public_key()
    made.public.write_bytes(public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" somebody@somewhere\n")
    made.pem.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return made


def encrypted(passphrase: str) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase.encode())


def no_passphrase() -> str:
    raise AssertionError("nobody asked for a passphrase")


def signer(key: Key) -> Signer:
    return file_signer(key.private, no_passphrase)


def bundle(target: Path, *keys: Key, signers: tuple[Signer, ...] = ()) -> Path:
    options = BundleOptions(signers=(*map(signer, keys), *signers), with_pdf=False)
    return write_bundle(gate_result(), target, options).target


def verified(path: Path, **demand: object) -> Verification:
    return verify_bundle(path, Demand(**{"now": NOW, **demand}))  # type: ignore[arg-type]


def messages(found: Verification | tuple[Reason, ...]) -> set[str]:
    reasons = found.faults if isinstance(found, Verification) else found
    return {one.message for one in reasons}


def packed(folder: Path, target: Path) -> Path:
    """A folder as Sekisho itself packs it: what whoever tampers would do, too."""
    with target.open("wb") as file:
        write_archive(folder, file)
    return target


def run(*words: str | Path, cwd: Path, message: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(word) for word in words], cwd=cwd, input=message, capture_output=True, check=False)


def copied(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


#: Ways to tamper with one file of a folder.
TAMPERINGS: dict[str, Callable[[Path], None]] = {
    "first byte": lambda path: _rewrite(path, lambda data: flipped(data, 0)),
    "middle byte": lambda path: _rewrite(path, lambda data: flipped(data, len(data) // 2)),
    "last byte": lambda path: _rewrite(path, lambda data: flipped(data, len(data) - 1)),
    "a space at its end": lambda path: _rewrite(path, lambda data: data + b" "),
    "half of it": lambda path: _rewrite(path, lambda data: data[: len(data) // 2]),
    "nothing left": lambda path: _rewrite(path, lambda _data: b""),
    "deleted": Path.unlink,
    "renamed": lambda path: _moved(path),
    "a link to the same": lambda path: _linked(path),
    "a folder instead": lambda path: _folder(path),
}


def _rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def _moved(path: Path) -> None:
    path.rename(path.with_name(f"old-{path.name}"))


def _linked(path: Path) -> None:
    elsewhere = path.parent.with_name(f"{path.parent.name}-{path.name}")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def entries(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
