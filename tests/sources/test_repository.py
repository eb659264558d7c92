from __future__ import annotations

import gc
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from guard.errors import SourceError, TooLarge
from guard.sources import launch
from guard.sources import repository as repository_module
from guard.sources.repository import Repository, find_root, is_root

LAUNCHERS = [launch.directly, launch.through_gitpython]


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started, the youngest last."""
    processes: list[subprocess.Popen[bytes]] = []
    init = launch.Process.__init__

    def remember(self, popen):
        processes.append(popen)
        init(self, popen)

    monkeypatch.setattr(launch.Process, "__init__", remember)
    return processes


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_objects_are_read_through_one_process(repository, started, launcher):
    contents = [b"", b"\n", b"two\nlines\n", b"\0\xff", "氏名".encode(), b"x" * (1 << 20)]
    oids = [repository.blob(content) for content in contents]
    with Repository(repository.path, launch=launcher) as asked:
        assert [asked.read(oid, 1 << 20) for oid in oids] == contents
    assert len(started) == 1


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_leaving_the_context_ends_the_process(repository, started, launcher):
    oid = repository.blob(b"content")
    with Repository(repository.path, launch=launcher) as asked:
        asked.read(oid, 100)
        assert started[0].poll() is None
    assert started[0].poll() is not None


def test_both_launchers_give_git_the_same_arguments_and_environment(repository, monkeypatch):
    seen = []
    popen = subprocess.Popen

    def remember(command, **options):
        seen.append((list(command), dict(options["env"])))
        return popen(command, **options)

    import git

    monkeypatch.setattr(launch.subprocess, "Popen", remember)
    monkeypatch.setattr(git.cmd, "safer_popen", remember)
    for launcher in LAUNCHERS:
        Repository(repository.path, launch=launcher).head()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_missing_object_is_an_error_that_leaves_the_process_usable(repository, started):
    oid = repository.blob(b"content")
    with Repository(repository.path) as asked:
        with pytest.raises(OSError, match="not in this clone"):
            asked.read("1" * 40, 100)
        assert asked.read(oid, 100) == b"content"
    assert len(started) == 1


def test_many_missing_objects_do_not_block(repository):
    with Repository(repository.path) as asked:
        for number in range(2000):
            with pytest.raises(OSError, match="not in this clone"):
                asked.read(f"{number:040x}", 100)


def test_damaged_object_is_an_error_and_the_next_one_is_read(repository):
    damaged, sound = repository.blob(b"damaged" * 100), repository.blob(b"sound")
    path = repository.object_file(damaged)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    path.write_bytes(b"not zlib")
    with Repository(repository.path) as asked:
        with pytest.raises(OSError):
            asked.read(damaged, 1000)
        assert asked.read(sound, 1000) == b"sound"


def test_object_above_the_limit_is_not_read(repository, started):
    large, small = repository.blob(b"x" * 1001), repository.blob(b"y" * 1000)
    with Repository(repository.path) as asked:
        with pytest.raises(TooLarge, match="1001 bytes, the limit is 1000"):
            asked.read(large, 1000)
        assert asked.read(small, 1000) == b"y" * 1000
    assert len(started) == 2


def test_killed_process_costs_no_object(repository, started):
    oid = repository.blob(b"content")
    with Repository(repository.path) as asked:
        asked.read(oid, 100)
        started[0].kill()
        started[0].wait()
        assert asked.read(oid, 100) == b"content"


def test_interrupted_answer_is_not_taken_for_the_next_one(repository, monkeypatch):
    first, second = repository.blob(b"first"), repository.blob(b"second")
    with Repository(repository.path) as asked:
        asked.read(first, 100)
        process = asked._objects._process
        assert process is not None
        readline = process.stdout.readline

        def interrupted(*_):
            readline()
            raise KeyboardInterrupt

        monkeypatch.setattr(process, "stdout", _With(process.stdout, readline=interrupted))
        with pytest.raises(KeyboardInterrupt):
            asked.read(first, 100)
        assert asked.read(second, 100) == b"second"


class _With:
    """An object with some attributes replaced."""

    def __init__(self, inner, **replaced):
        self._inner = inner
        self.__dict__.update(replaced)

    def __getattr__(self, name):
        return getattr(self._inner, name)


def test_threads_get_their_own_objects(repository):
    contents = {repository.blob(bytes([number]) * 5000): bytes([number]) * 5000 for number in range(8)}
    wrong: list[str] = []
    with Repository(repository.path) as asked:

        def read_all():
            for _ in range(50):
                wrong.extend(oid for oid, content in contents.items() if asked.read(oid, 5000) != content)

        threads = [threading.Thread(target=read_all) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_forgotten_repository_leaves_no_process(repository, started):
    asked = Repository(repository.path)
    asked.read(repository.blob(b"content"), 100)
    pid = started[0].pid
    started.clear()
    del asked
    gc.collect()
    deadline = time.monotonic() + 300
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_refused_command_says_what_git_said(repository):
    with pytest.raises(SourceError, match=r"Git refuses .*repository: fatal: Needed a single revision"):
        list(Repository(repository.path).records("rev-parse", "--verify", "nonsense"))


def test_record_longer_than_any_path_is_refused(repository, monkeypatch):
    repository.write("a-name")
    monkeypatch.setattr(repository_module, "_MAX_RECORD", 3)
    monkeypatch.setattr(repository_module, "CHUNK", 4)
    with pytest.raises(SourceError, match="longer than any path"):
        list(Repository(repository.path).records("ls-files", "-z", "--others"))


def test_missing_git_is_a_source_error(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match="git is not installed"):
        Repository(repository.path)


@pytest.mark.parametrize("entry", [".", "", "bin"])
def test_git_in_the_current_folder_is_never_started(repository, monkeypatch, entry):
    for name in ("git", "bin/git"):
        repository.write(name, "#!/bin/sh\ntouch ran\n").chmod(0o755)
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("PATH", os.pathsep.join([entry, os.environ["PATH"]]))
    subprocess.run(["git", "version"], check=True)
    canary = repository.path / "ran"
    canary.unlink()
    Repository(repository.path).head()
    assert not canary.exists()


def test_root_is_found_upwards_by_its_git_folder_or_file(repository, tmp_path):
    below = repository.path / "a" / "b"
    below.mkdir(parents=True)
    assert find_root(below) == repository.path
    (below / ".git").mkdir()
    assert find_root(below) == repository.path
    (below / ".git").rmdir()
    (below / ".git").write_text("gitdir: /nowhere\n")
    assert find_root(below) == below
    assert not is_root(tmp_path)


def test_interrupt_ends_the_run_and_leaves_no_process(repository):
    oid = repository.blob(b"content")
    code = (
        "import os, signal, sys, time, pathlib; from guard.sources.repository import Repository\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell ignores it\n"
        f"with Repository(pathlib.Path({str(repository.path)!r})) as asked:\n"
        f"    asked.read({oid!r}, 100)\n"
        "    print(asked._objects._process._popen.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGINT); time.sleep(600)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert "KeyboardInterrupt" in ended.stderr
    assert not Path(f"/proc/{int(ended.stdout)}").exists()
