"""The further files that a gate is judged by: terms and attestations, each from where the policy comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

from guard.control import PolicyKind, PolicySource, Terms
from guard.control_catalogue import MAX_BYTES as MAX_TERMS
from guard.control_catalogue import load_terms, terms_of
from guard.errors import ConfigError
from guard.gate.attestation import FILE_NAME, Attested, attested
from guard.gate.attestation import MAX_BYTES as MAX_ATTESTATIONS
from guard.messages import N_
from guard.policy_files import digest_of, inside, lies_in, policy_repository
from guard.policy_source import NAMESPACE, Trusted
from guard.sources.tree import FolderTree, commit_tree

UNSIGNED: Final = N_("{file} has no signature of its own beside it, and does not count")


class GatePolicy:
    """Reads the files, and remembers each with its digest."""

    def __init__(self, trusted: Trusted, signers: Path | None, *, is_named: bool) -> None:
        """``signers`` may sign a policy that is a file; ``is_named``: somebody named the policy for this run."""
        self._trusted = trusted
        self._is_named = is_named
        #: The file of terms that the judged tree brings itself, where it has the only word.
        self.own_terms: str | None = None
        self._signers = signers
        self._files = {one.path: one for one in trusted.source.files}
        self.unsigned: list[str] = []

    @property
    def source(self) -> PolicySource:
        """Whose words they are, with all files that were read."""
        files = tuple(self._files[path] for path in sorted(self._files))
        return replace(self._trusted.source, files=files, is_named=self._is_named)

    def terms(self, given: Path | None) -> Terms:
        """The terms of the command line, of the configuration, or ours. Raises ``ConfigError``."""
        if given is not None and not lies_in(self._trusted.root, given):
            terms = load_terms(given)
            self._files[given.name] = digest_of(given.name, given.read_bytes())
            return terms
        named = self._trusted.config.gate_terms if given is None else inside(self._trusted.root, given)
        if named is None:
            return load_terms()
        data, name = self._read(named, MAX_TERMS)
        if data is None:
            raise ConfigError("there is no such file of terms", file=name)
        if not self._trusted.is_binding:
            self.own_terms = named
        return terms_of(data, name)

    def attestations(self, terms: Terms, today: dt.date) -> Attested:
        """What people attest; nothing where there is no such file. Raises ``ConfigError``."""
        data, name = self._read(FILE_NAME, MAX_ATTESTATIONS)
        return Attested() if data is None else attested(data, name, [one.id for one in terms.controls], today)

    def _read(self, path: str, max_bytes: int) -> tuple[bytes | None, str]:
        """A file of the repository as the policy has it, and what messages call it."""
        trusted, source = self._trusted, self._trusted.source
        if source.kind is PolicyKind.PROTECTED_REF:
            assert source.commit is not None
            with policy_repository(trusted.root) as repository:
                data = commit_tree(repository, source.commit, source.ref or source.commit).read(path, max_bytes)
            name = f"{source.ref}:{path}"
        else:
            data, name = self._of_disk(path, max_bytes), path
        if data is not None:
            self._files[path] = digest_of(path, data)
        return data, name

    def _of_disk(self, path: str, max_bytes: int) -> bytes | None:
        data = FolderTree(self._trusted.root).read(path, max_bytes)
        if data is None or self._trusted.source.kind is not PolicyKind.SIGNED_FILE:
            return data
        from guard.signed_file import SUFFIX, read_signed

        file = self._trusted.root / path
        if self._signers is None or not file.with_name(file.name + SUFFIX).is_file():
            self.unsigned.append(path)
            return None
        return read_signed(file, self._signers, NAMESPACE, max_bytes).data
