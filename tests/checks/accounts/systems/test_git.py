"""Who committed, and whom CODEOWNERS names, in a real repository."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from guard.account import AccountState, Inventory
from guard.checks.accounts.systems import git
from guard.checks.accounts.systems.git import NO_HISTORY, NO_REPOSITORY, SHALLOW
from guard.checks.accounts.systems.system import SIZE_LIMIT, TIMED_OUT
from tests.conftest import Checkout

from .asking import ask, by_login, why


def _commit(checkout: Checkout, mail: str, day: str, author: str = "", written: str = "") -> None:
    environ = {
        "GIT_COMMITTER_EMAIL": mail,
        "GIT_COMMITTER_DATE": f"{day}T12:00:00+09:00",
        "GIT_AUTHOR_EMAIL": author or mail,
        "GIT_AUTHOR_DATE": f"{written or day}T12:00:00+09:00",
    }
    checkout.git("commit", "--quiet", "--allow-empty", "--message", "x", **environ)


def _ask(checkout: Checkout, **changes: str) -> Inventory:
    return ask("git", root=checkout.root, environ={"PATH": os.environ["PATH"], **changes})


def _last(told: Inventory) -> dict[str, dt.date]:
    return {one.person_hint: one.at.date() for one in told.activities}


def test_the_last_commit_of_each_address_is_told_over_all_branches(checkout: Checkout) -> None:
    _commit(checkout, "sato@example.jp", "2026-03-01")
    checkout.git("switch", "--quiet", "--create", "side")
    _commit(checkout, "sato@example.jp", "2026-04-02")
    checkout.git("switch", "--quiet", "main")
    _commit(checkout, "ito@example.jp", "2026-03-02")
    told = _ask(checkout)
    assert told.complete
    assert _last(told) == {"sato@example.jp": dt.date(2026, 4, 2), "ito@example.jp": dt.date(2026, 3, 2)}


def test_the_committer_date_counts_because_the_authors_is_free_text(checkout: Checkout) -> None:
    _commit(checkout, "sato@example.jp", "2026-04-02", written="2026-03-01")
    assert _last(_ask(checkout)) == {"sato@example.jp": dt.date(2026, 4, 2)}


def test_work_of_a_leaver_that_somebody_else_rebases_is_no_act_of_the_leaver(checkout: Checkout) -> None:
    _commit(checkout, "ito@example.jp", "2026-04-02", author="sato@example.jp", written="2026-03-01")
    assert _last(_ask(checkout)) == {"sato@example.jp": dt.date(2026, 3, 1), "ito@example.jp": dt.date(2026, 4, 2)}


def test_mailmap_adds_an_address_and_hides_none(checkout: Checkout) -> None:
    checkout.write(".mailmap", "Ito <ito@example.jp> <sato@example.jp>\n")
    _commit(checkout, "sato@example.jp", "2026-04-02")
    assert _last(_ask(checkout)) == {"sato@example.jp": dt.date(2026, 4, 2), "ito@example.jp": dt.date(2026, 4, 2)}


def test_a_replacement_hides_no_commit(checkout: Checkout) -> None:
    _commit(checkout, "ito@example.jp", "2026-03-01")
    _commit(checkout, "sato@example.jp", "2026-04-02")
    checkout.git("replace", "HEAD", "HEAD~1")
    assert "sato@example.jp" in _last(_ask(checkout))


def test_a_shallow_clone_is_incomplete(checkout: Checkout, tmp_path: Path) -> None:
    _commit(checkout, "sato@example.jp", "2026-03-01")
    _commit(checkout, "sato@example.jp", "2026-03-02")
    checkout.git("clone", "--quiet", "--depth=1", checkout.root.as_uri(), str(tmp_path / "shallow"))
    told = ask("git", root=tmp_path, settings={"path": "shallow"}, environ={"PATH": os.environ["PATH"]})
    assert why(told) == [SHALLOW]


def test_no_repository_is_incomplete(tmp_path: Path) -> None:
    told = ask("git", root=tmp_path, environ={"PATH": os.environ["PATH"]}, settings={"path": "nowhere"})
    assert why(told) == [NO_REPOSITORY]


def test_a_history_that_cannot_be_read_is_incomplete(checkout: Checkout) -> None:
    _commit(checkout, "sato@example.jp", "2026-03-01")
    objects = checkout.root / ".git" / "objects"
    for file in objects.glob("??/*"):
        file.chmod(0o600)
        file.write_bytes(b"broken")
    assert NO_HISTORY in why(_ask(checkout))


def test_more_commits_than_are_read_is_incomplete(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "_MAX_COMMITS", 2)
    for day in (1, 2):
        _commit(checkout, "sato@example.jp", f"2026-03-0{day}")
    assert _ask(checkout).complete
    _commit(checkout, "sato@example.jp", "2026-03-03")
    assert why(_ask(checkout)) == [SIZE_LIMIT]


def test_a_git_that_does_not_end_is_stopped(checkout: Checkout, tmp_path: Path) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    told = ask("git", root=checkout.root, environ={"PATH": f"{fake.parent}:{os.environ['PATH']}"}, deadline=0.5)
    assert TIMED_OUT in why(told)


def test_an_empty_repository_has_no_activity(checkout: Checkout) -> None:
    told = _ask(checkout)
    assert (told.complete, told.activities) == (True, ())


def test_a_hostile_configuration_runs_nothing(checkout: Checkout, tmp_path: Path) -> None:
    _commit(checkout, "sato@example.jp", "2026-03-01")
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.alternateRefsCommand", "diff.external",
        "gpg.program", "pager.log", "alias.log", "credential.helper",
    ):  # fmt: skip
        checkout.git("config", key, f"!{program}" if key == "alias.log" else str(program))
    for key, value in (("log.showSignature", "true"), ("core.hooksPath", str(tmp_path)), ("log.mailmap", "false")):
        checkout.git("config", key, value)
    checkout.git("config", "i18n.logOutputEncoding", "UTF-16")
    told = _ask(checkout)
    assert _last(told) == {"sato@example.jp": dt.date(2026, 3, 1)}
    assert not mark.exists()


def test_variables_of_a_running_hook_do_not_say_which_repository_is_meant(checkout: Checkout, tmp_path: Path) -> None:
    _commit(checkout, "sato@example.jp", "2026-03-01")
    assert "sato@example.jp" in _last(_ask(checkout, GIT_DIR=str(tmp_path / "elsewhere")))


def test_codeowners_are_residues_and_no_accounts_that_open(checkout: Checkout) -> None:
    checkout.write(".github/CODEOWNERS", "# owners\n* @sato-dev @acme/team\n/db/ ito@example.jp @sato-dev # @nobody\n")
    told = by_login(_ask(checkout))
    assert set(told) == {"sato-dev", "ito@example.jp"}
    assert [one.where for one in told["sato-dev"].residues] == [".github/CODEOWNERS:2", ".github/CODEOWNERS:3"]
    assert told["sato-dev"].state is AccountState.DISABLED


def test_a_link_out_of_the_repository_is_not_followed(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "CODEOWNERS").write_text("* @outsider\n")
    (checkout.root / "docs").symlink_to(tmp_path / "outside")
    assert _ask(checkout).accounts == ()
