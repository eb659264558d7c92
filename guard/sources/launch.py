"""How git is started on a stranger's repository: the same arguments and environment for every command.

``.git/config`` may name programs, objects may be hidden behind replacements or lie on a server: what is set
here wins over all of that. ``through_gitpython`` is the rule; ``directly`` is for the commit hook, which must
be over in 0.3 s, of which importing GitPython alone would take half.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from guard.errors import SourceError
from guard.program import found

CHUNK = 1 << 16
_MAX_MESSAGES = 1 << 20

#: Wins over what the repository says about itself.
_OVERRIDES = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "core.alternateRefsCommand=",
    "core.commitGraph=false",  # what it says of a commit is not held against the commit
    "core.useReplaceRefs=false",  # a true one has the last word over GIT_NO_REPLACE_OBJECTS
    "protocol.allow=never",
    "log.showSignature=false",
    "gpg.program=",
    "gpg.ssh.program=",
    "gpg.x509.program=",
    "log.mailmap=false",
    "log.date=default",
    "format.pretty=medium",
    "i18n.logOutputEncoding=UTF-8",
    "diff.relative=false",
    f"diff.orderFile={os.devnull}",
    "diff.ignoreSubmodules=none",
    "submodule.recurse=false",
)

#: Wins over what was inherited. GIT_ALLOW_PROTOCOL names a protocol that does not exist, and has the last
#: word on every transport: no object is fetched, also by a Git that does not know GIT_NO_LAZY_FETCH yet.
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LANGUAGE": "",
    "LC_ALL": "C",
}

#: Inherited variables of Git that neither say which repository is meant nor start anything.
_HARMLESS = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_EDITOR", "GIT_SSL_", "GIT_PYTHON_")

Launcher = Callable[[Sequence[str], Mapping[str, str], int], "subprocess.Popen[bytes]"]


def directly(command: Sequence[str], environment: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
    """Start git with nothing but the standard library."""
    return subprocess.Popen(command, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def through_gitpython(command: Sequence[str], environment: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
    """Start git through GitPython.

    GitPython adds to the environment and cannot take away, so a git that must not see what a running hook
    exported (``GIT_DIR`` and its like) is started directly.
    """
    if os.environ.keys() - environment.keys():
        return directly(command, environment, stdin)
    try:
        import git
    except ImportError as error:
        raise SourceError(f"GitPython cannot be used: {error}") from error
    guarded = git.Git().execute(command, istream=stdin, as_process=True, env=environment)
    process, guarded.proc = guarded.proc, None  # its guard would end the process with this frame
    assert process is not None
    return process


def hardened_command(root: Path) -> tuple[str, ...]:
    """The beginning of every command on the repository at ``root``.

    Raises ``SourceError`` when git is not installed.
    """
    overrides = (*_OVERRIDES, f"core.ignoreCase={str(_folds_case(root)).lower()}")
    options = (option for override in overrides for option in ("-c", override))
    return (_program(), "-C", str(root), "--no-pager", "--literal-pathspecs", *options)


def hardened_environment(root: Path, context: Mapping[str, str], *, is_bare: bool = False) -> dict[str, str]:
    """The environment of every git: nothing redirects it, and its search for ``.git`` ends at ``root``.

    With ``GIT_WORK_TREE`` set, Git follows neither ``core.worktree`` nor ``core.bare``; without ``GIT_DIR``
    it still refuses a repository of another user. ``context`` is what a running hook says about its index.
    """
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_HARMLESS)
    }
    place = {"GIT_CEILING_DIRECTORIES": str(root.parent)}
    if not is_bare:
        place["GIT_WORK_TREE"] = str(root)
    return inherited | _ENVIRONMENT | place | _quarantine(root) | dict(context)


def _quarantine(root: Path) -> dict[str, str]:
    """Where the objects of a push lie until a ``pre-receive`` hook accepts them; only a folder of this repository counts."""
    named = os.environ.get("GIT_QUARANTINE_PATH")
    if not named:
        return {}
    folder, root = Path(named).resolve(), root.resolve()
    objects = folder.parent
    if objects not in (root / "objects", root / ".git" / "objects"):
        return {}
    # A colon parts folders where there are no quotes.
    quoted = objects.as_posix().replace("\\", "\\\\").replace('"', '\\"')
    return {"GIT_OBJECT_DIRECTORY": str(folder), "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{quoted}"'}


class Process:
    """A running git that can always be ended; its standard error is drained so that it never blocks."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        assert popen.stdout is not None
        self.stdout = popen.stdout
        self.stdin = popen.stdin
        self._popen = popen
        self._messages = bytearray()
        # The thread knows the two buffers and not self: a forgotten process is collected, and ends.
        self._listener = threading.Thread(target=_drain, args=(popen.stderr, self._messages), daemon=True)
        self._listener.start()

    def tell(self, lines: Iterable[str]) -> None:
        """Write lines to its standard input and close that; what ended before it read them says so itself."""
        assert self.stdin is not None
        with suppress(OSError):
            self.stdin.writelines(f"{line}\n".encode("utf-8", "surrogateescape") for line in lines)
            self.stdin.close()

    def finish(self) -> tuple[int, str]:
        """Wait for a process whose output was read to its end: exit status and messages."""
        status = self._popen.wait()
        self._listener.join()
        return status, os.fsdecode(bytes(self._messages))

    def end(self) -> None:
        """End the process now, whatever it is doing."""
        self._popen.kill()
        for stream in (self.stdin, self.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._popen.wait()


def _drain(stream: IO[bytes], messages: bytearray) -> None:
    """Read a stream to its end and keep the beginning."""
    with stream:
        while chunk := stream.read(CHUNK):
            messages += chunk[: _MAX_MESSAGES - len(messages)]


def _program() -> str:
    """The git of the user."""
    program = found("git")
    if program is None:
        raise SourceError("git is not installed, or not on PATH")
    return program


def _folds_case(root: Path) -> bool:
    """Whether the file system ignores case; a false ``core.ignoreCase`` would hide files."""
    with suppress(OSError):
        return os.path.samestat((root / ".git").lstat(), (root / ".GIT").lstat())
    return False
