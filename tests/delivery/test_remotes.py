"""Who can read a remote: asked of Git's own server as a stranger would, and of nobody where that is not wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.control import Answer
from guard.delivery.remotes import (
    BARE_TRANSPORT,
    LOCAL,
    MOST,
    NONE,
    NOT_ASKED,
    PRIVATE,
    PUBLIC,
    PUBLIC_WITH_DATA,
    Remote,
    Visibility,
    ask_as_a_stranger,
    observe,
    remote_of,
    remotes,
)
from guard.sources.repository import opened
from tests.conftest import Checkout
from tests.delivery.git_server import Server, git_server


@pytest.fixture
def server(tmp_path: Path, checkout: Checkout) -> Iterator[Server]:
    checkout.commit()
    folder = tmp_path / "served"
    (folder / "closed").mkdir(parents=True)
    for name in ("open.git", "closed/jumin.git"):
        checkout.git("clone", "--quiet", "--bare", str(checkout.root), str(folder / name))
    with git_server(folder) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "visibility"),
    [
        ("open.git", Visibility.PUBLIC),
        ("closed/jumin.git", Visibility.PRIVATE),
        ("nowhere.git", Visibility.PRIVATE),
    ],
)
def test_a_stranger_sees_what_the_server_gives_to_all(server: Server, path: str, visibility: Visibility) -> None:
    remote = remote_of("origin", f"http://127.0.0.1:{server.server_port}/{path}")
    assert ask_as_a_stranger(remote.probe) is visibility


def test_no_credential_of_the_address_is_sent(server: Server) -> None:
    remote = remote_of("origin", f"http://hanako:geheim@127.0.0.1:{server.server_port}/open.git")
    assert "geheim" not in remote.probe
    assert ask_as_a_stranger(remote.probe) is Visibility.PUBLIC
    assert [sent for _path, sent in server.seen] == [None]


def test_no_credential_of_a_netrc_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login hanako password geheim\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert ask_as_a_stranger(f"http://127.0.0.1:{server.server_port}/open.git/info/refs?service=git-upload-pack")
    assert [sent for _path, sent in server.seen] == [None]


def test_a_server_that_does_not_answer_is_not_known() -> None:
    assert ask_as_a_stranger("http://127.0.0.1:9/x/info/refs") is Visibility.UNKNOWN


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("git@github.com:acme/jumin.git", Remote("o", "github.com", "acme/jumin.git", "ssh")),
        ("ssh://git@git.example.jp:2222/acme/jumin", Remote("o", "git.example.jp", "/acme/jumin", "ssh", 2222)),
        ("https://user:pass@git.example.jp/a b.git", Remote("o", "git.example.jp", "/a b.git", "https")),
        ("[fe80::1]:jumin.git", Remote("o", "fe80::1", "jumin.git", "ssh")),
        ("git://git.example.jp/jumin", Remote("o", "git.example.jp", "/jumin", "git")),
        ("../jumin.git", Remote("o", None, "", "file")),
        ("file:///srv/jumin.git", Remote("o", None, "", "file")),
        ("https://[", Remote("o", "?", "", "https")),
        ("file://server/share/jumin", Remote("o", "server", "/share/jumin", "file")),
        ("s3://bucket/jumin", Remote("o", "bucket", "/jumin", "s3")),
        ("gcrypt::https://a.example/x", Remote("o", "gcrypt", "", "gcrypt::")),
    ],
)
def test_every_form_of_an_address_names_its_host(url: str, expected: Remote) -> None:
    assert remote_of("o", url) == expected


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("x:repo.git", "x", "repo.git"),
        ("git@x:repo", "x", "repo"),
        ("x:", "x", ""),
        ("[x:repo", "[x", "repo"),
        ("a@b@x.example:repo", "x.example", "repo"),
        ("@x:repo", "x", "repo"),
        (":repo", "?", "repo"),
        ("[x:22]:repo", "x", "repo"),
        ("[git@x:22]:repo", "x", "repo"),
        ("git@[x:22]:repo", "x", "repo"),
        ("git@[::1]:repo", "::1", "repo"),
        ("c:\\repo", "c", "\\repo"),
    ],
)
def test_a_colon_before_the_first_slash_is_a_host_as_git_reads_it(url: str, host: str, path: str) -> None:
    assert remote_of("o", url, has_drives=False) == Remote("o", host, path, "ssh")


@pytest.mark.parametrize("url", ["c:\\repo", "c:/repo", "C:repo"])
def test_a_drive_is_a_folder_only_where_there_are_drives(url: str) -> None:
    assert remote_of("o", url, has_drives=True).host is None
    assert remote_of("o", url, has_drives=False).host is not None


@pytest.mark.parametrize("url", ["./x:repo", "/srv/x:repo", "../repo", "repo", "file:///srv/x:repo"])
def test_a_path_is_a_folder_wherever_its_colons_are(url: str) -> None:
    for has_drives in (False, True):
        assert remote_of("o", url, has_drives=has_drives) == Remote("o", None, "", "file")


@given(url=st.text(max_size=60))
def test_any_address_is_some_remote(url: str) -> None:
    assert remote_of("o", url).probe


def test_all_places_that_are_pushed_to_count(checkout: Checkout) -> None:
    checkout.git("remote", "add", "origin", "https://a.example/x.git")
    checkout.git("config", "--add", "remote.origin.pushurl", "git@b.example:x.git")
    checkout.git("remote", "add", "copy.of.it", "/srv/x.git")
    with opened(checkout.root) as repository:
        found = remotes(repository)
    assert [(one.name, one.host) for one in found] == [
        ("origin", "a.example"),
        ("origin", "b.example"),
        ("copy.of.it", None),
    ]


def test_where_git_would_really_go_counts(checkout: Checkout) -> None:
    checkout.git("config", "remote.origin.url", "/srv/jumin")
    checkout.git("config", "url.https://a.example/open.insteadOf", "/srv/jumin")
    checkout.git("config", "remote.short.url", "ours:jumin")
    checkout.git("config", "url.https://b.example/.insteadOf", "ours:")
    checkout.git("config", "branch.main.pushRemote", "https://c.example/x.git")
    checkout.git("config", "remote.pushDefault", "origin")
    checkout.write(".git/remotes/old", "URL: https://d.example/x.git\n")
    with opened(checkout.root) as repository:
        assert [one.host for one in remotes(repository)] == ["a.example", "b.example", "d.example", "c.example"]


@pytest.mark.parametrize("url", ["s3://bucket/x", "gcrypt::https://a.example/x", "file://server/share"])
def test_a_place_that_only_a_helper_reaches_is_never_asked_and_not_known(url: str) -> None:
    def ask(_address: str) -> Visibility:
        raise AssertionError

    assert observe([remote_of("up", url)], holds_data=False, ask=ask).answer is Answer.UNKNOWN


def test_more_remotes_than_are_asked_are_not_known() -> None:
    places = [remote_of(f"r{n}", f"https://r{n}.example/x") for n in range(MOST + 1)]
    assert observe(places, holds_data=False, ask=lambda _address: Visibility.PRIVATE).answer is Answer.UNKNOWN


def test_a_repository_without_remotes_has_an_answer(checkout: Checkout) -> None:
    with opened(checkout.root) as repository:
        assert remotes(repository) == []
    told = observe([], holds_data=True, ask=ask_as_a_stranger)
    assert (told.answer, [one.message for one in told.details]) == (Answer.GOOD, [NONE])


@pytest.mark.parametrize(
    ("url", "seen", "holds_data", "answer", "said"),
    [
        ("https://a.example/x", Visibility.PUBLIC, True, Answer.BAD, [PUBLIC_WITH_DATA]),
        ("https://a.example/x", Visibility.PUBLIC, False, Answer.GOOD, [PUBLIC]),
        ("https://a.example/x", Visibility.PRIVATE, True, Answer.GOOD, [PRIVATE]),
        ("git://a.example/x", Visibility.PRIVATE, False, Answer.BAD, [PRIVATE, BARE_TRANSPORT]),
        ("https://a.example/x", None, True, Answer.UNKNOWN, [NOT_ASKED]),
        ("/srv/x", None, True, Answer.GOOD, [LOCAL]),
    ],
)
def test_a_public_place_is_bad_where_there_is_personal_data(
    url: str, seen: Visibility | None, holds_data: bool, answer: Answer, said: list[str]
) -> None:
    ask = None if seen is None else lambda _address: seen
    told = observe([remote_of("origin", url)], holds_data=holds_data, ask=ask)
    assert (told.answer, [one.message for one in told.details]) == (answer, said)
