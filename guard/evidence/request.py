"""What a gate was asked for as evidence: looked at before the work, so that no run of an hour ends without its bundle."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from guard.account import Reason
from guard.errors import SekishoError, UsageError
from guard.evidence.bundle import BundleOptions, write_bundle
from guard.evidence.signing import PASSPHRASE_VARIABLE, Signer, file_signer, ssh_signer
from guard.evidence.target import check_target, committed_by_accident
from guard.messages import N_, Translator
from guard.report.gate_words import told
from guard.result import ScanResult

WRITTEN: Final = N_("evidence: {file} ({n} files), signed by {keys}")
WRITTEN_UNSIGNED: Final = N_("evidence: {file} ({n} files), unsigned")


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """A bundle: where, signed by keys in files (``sign_keys``) and of OpenSSH (``sign_ssh``), over an older one or not."""

    target: Path
    sign_keys: tuple[Path, ...] = ()
    sign_ssh: tuple[Path, ...] = ()
    force: bool = False

    def prepared(self, _: Translator) -> Evidence:
        """The same with its keys at hand; whoever has to type a passphrase is asked now. Raises ``UsageError``."""
        check_target(self.target, force=self.force)
        signers = tuple(self._signers(_))
        os.environ.pop(PASSPHRASE_VARIABLE, None)  # git and the other processes of the run have no use for it
        return Evidence(self.target, signers, self.force)

    def _signers(self, _: Translator) -> Iterator[Signer]:
        for path in self.sign_keys:
            yield file_signer(path, partial(_passphrase, path, _))
        for path in self.sign_ssh:
            yield ssh_signer(path)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A bundle that is only waiting for its result."""

    target: Path
    signers: tuple[Signer, ...]
    force: bool

    def write(
        self, result: ScanResult, options: BundleOptions, root: Path, _: Translator
    ) -> tuple[list[str], list[str]]:
        """Write it: what to tell, and what kept it from being written. ``root`` is the top of the judged work tree."""
        options = replace(options, signers=self.signers, force=self.force)
        try:
            written = write_bundle(result, self.target, options)
        except OSError as error:
            return [], [f"cannot write {self.target}: {error.strerror}"]
        except SekishoError as error:
            return [], [_(str(error))]
        message = WRITTEN if written.keyids else WRITTEN_UNSIGNED
        args = (("file", self.target.name), ("n", str(written.files)), ("keys", ", ".join(written.keyids)))
        reasons = (Reason(message, args), committed_by_accident(self.target, root))
        return [told(one, _) for one in reasons if one is not None] + [_(note) for note in written.notes], []


def _passphrase(path: Path, _: Translator) -> str:
    """The passphrase of a key, from the environment, or typed."""
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(f"{path.name} has a passphrase: set {PASSPHRASE_VARIABLE}, or run this in a terminal")
    return getpass.getpass(_("passphrase of {file}: ", file=path.name))
