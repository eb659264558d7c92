"""Odd words in .git/config: what a valid one says changes nothing, what Git itself refuses is told with its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.model import Skip
from guard.sources.history import HistorySource
from guard.sources.range import RangeSource
from tests.sources.conftest import Scratch

#: Settings that Git takes, and that change what its commands print.
ODD = [
    *("format.pretty=no such format", "format.pretty=email", "log.date=no such date", "log.date=raw"),
    *("i18n.logOutputEncoding=UTF-16", "i18n.commitEncoding=UTF-16", "log.showRoot=false", "log.follow=true"),
    *("log.diffMerges=off", "log.decorate=full", "log.abbrevCommit=true", "core.abbrev=4"),
    *("color.ui=always", "color.diff=always", "column.ui=always", "core.bigFileThreshold=1"),
    *("diff.orderFile=nowhere", "diff.renames=copies", "diff.noprefix=true", "diff.mnemonicPrefix=true"),
    *("diff.submodule=log", "diff.ignoreSubmodules=all", "diff.external=nowhere", "diff.x.xfuncname=["),
    *("core.useReplaceRefs=true", "core.sparseCheckout=true", "core.notesRef=refs/heads/main", "core.autocrlf=true"),
    *("core.worktree=nowhere", "core.bare=true", "core.precomposeUnicode=true", "core.symlinks=false"),
    *("extensions.worktreeConfig=true", "transfer.hideRefs=refs", "index.sparse=true", "feature.manyFiles=true"),
    *("alias.log=!false", "alias.rev-list=!false", "pager.log=false", "include.path=nowhere", "tag.sort=nonsense"),
]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A history with a merge, a deleted file, a tag, a note, a stash, and an object that another one replaces."""
    made = Scratch(tmp_path / "repository")
    made.commit(old_txt="one\n")
    (made.path / "old.txt").unlink()
    made.commit(名簿_txt="two\n")
    made.git("switch", "--quiet", "--create", "side")
    made.commit(side_txt="three\n")
    made.git("switch", "--quiet", "main")
    made.commit(main_txt="four\n")
    made.git("merge", "--quiet", "--no-ff", "--message", "together", "side")
    made.git("tag", "--annotate", "v1", "--message", "a tag")
    made.git("notes", "add", "--message", "a note")
    made.write("stashed.txt", "five\n")
    made.git("stash", "push", "--quiet", "--include-untracked")
    dirty, clean = (made.git("rev-parse", f"main:{name}").decode().strip() for name in ("side.txt", "main.txt"))
    made.git("replace", dirty, clean)
    return made


def seen(made: Scratch) -> tuple[list[object], ...]:
    """Everything that a history and a range give."""
    sources = (
        HistorySource(made.path, unreachable=False, max_bytes=1000),
        RangeSource(made.path, "main~1..main", max_bytes=1000),
    )
    return tuple([_told(item) for item in source.blobs()] for source in sources)


def _told(item: object) -> object:
    return item if isinstance(item, Skip) else (item.origin, item.read())  # type: ignore[attr-defined]


@pytest.mark.slow
def test_an_odd_configuration_changes_nothing(scratch: Scratch) -> None:
    expected = seen(scratch)
    assert len(expected[0]) > 12
    assert len(expected[1]) >= 2
    plain = (scratch.path / ".git/config").read_bytes()
    for setting in ODD:
        key, _, value = setting.partition("=")
        scratch.git("config", "--file", ".git/config", key, value)
        assert seen(scratch) == expected, setting
        (scratch.path / ".git/config").write_bytes(plain)


@pytest.mark.parametrize("key", ["diff.renames", "log.diffMerges", "diff.algorithm", "log.mailmap"])
def test_a_configuration_that_git_refuses_is_a_skip_that_names_it(scratch: Scratch, key: str) -> None:
    scratch.git("config", key, "nonsense")
    skips = [
        one for one in HistorySource(scratch.path, unreachable=False, max_bytes=1000).blobs() if isinstance(one, Skip)
    ]
    assert any(key.lower() in one.detail for one in skips)


def test_a_commit_graph_that_is_not_true_hides_nothing(scratch: Scratch) -> None:
    """What it says of a commit's parents and tree is taken from the commit itself."""
    scratch.git("update-ref", "-d", scratch.git("for-each-ref", "--format=%(refname)", "refs/replace").decode().strip())
    expected = seen(scratch)
    scratch.git("commit-graph", "write", "--reachable")
    graph = scratch.path / ".git/objects/info/commit-graph"
    graph.chmod(0o644)
    trees = [scratch.git("rev-parse", f"{one}^{{tree}}").decode().strip() for one in ("main~3", "main~2")]
    whole, other = map(bytes.fromhex, trees)
    data = graph.read_bytes()
    assert whole in data
    graph.write_bytes(data.replace(whole, other))
    assert seen(scratch) == expected
