"""Signatures: made by Sekisho and verified by others, made by others, and by the wrong ones."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_public_key,
)

from guard.errors import UsageError
from guard.evidence import signers, ssh
from guard.evidence.dsse import PAYLOAD_TYPE, Envelope, Signature, envelope_text, pae, read_envelope
from guard.evidence.key import ed25519_key, parse_key
from guard.evidence.layout import ENVELOPE, NAMESPACE, STATEMENT
from guard.evidence.request import EvidenceRequest
from guard.evidence.signers import SignatureState
from guard.evidence.signing import file_signer, ssh_signer
from guard.evidence.trust import allowed_signers, trusted_keys
from guard.messages import translator
from tests.conftest import missing_tool

from .bundles import Key, bundle, encrypted, make_key, messages, no_passphrase, run, signer, verified


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return make_key(tmp_path)


def need(program: str) -> None:
    if shutil.which(program) is None:
        missing_tool(program)


def independent_pae(payload_type: bytes, body: bytes) -> bytes:
    parts = [b"DSSEv1", str(len(payload_type)).encode(), payload_type, str(len(body)).encode(), body]
    return b" ".join(parts)


def test_pae_is_that_of_the_specification():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_signed_envelope_verifies_without_sekisho(tmp_path: Path, key: Key):
    made = bundle(tmp_path / "bundle", key)
    envelope = json.loads((made / ENVELOPE).read_bytes())
    payload = base64.b64decode(envelope["payload"])
    message = independent_pae(envelope["payloadType"].encode(), payload)
    public = load_ssh_public_key(key.public.read_bytes())
    public.verify(base64.b64decode(envelope["signatures"][0]["sig"]), message)  # type: ignore[call-arg, union-attr]
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(envelope["signatures"][0]["sig"]), message + b" ")  # type: ignore[call-arg, union-attr]
    assert payload == (made / STATEMENT).read_bytes()
    assert envelope["payloadType"] == "application/vnd.in-toto+json"


def test_keyid_is_what_openssh_shows(key: Key):
    need("ssh-keygen")
    shown = run("ssh-keygen", "-l", "-f", key.public, cwd=key.public.parent).stdout.decode().split()[1]
    assert parse_key(key.public.read_text()).fingerprint == shown


@pytest.mark.skipif(sys.platform == "win32", reason="modes of key files")
def test_signature_of_an_ssh_key_verifies_with_ssh_keygen(tmp_path: Path):
    need("ssh-keygen")
    key = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    made = bundle(tmp_path / "bundle", signers=(ssh_signer(key.public),))
    envelope = json.loads((made / ENVELOPE).read_bytes())
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (tmp_path / "allowed").write_text(f"release@example.jp {key.public.read_text()}")
    message = independent_pae(b"application/vnd.in-toto+json", (made / STATEMENT).read_bytes())
    words = ("ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "release@example.jp", "-n", NAMESPACE, "-s", "sig")
    assert run(*words, cwd=tmp_path, message=message).returncode == 0
    assert run(*words, cwd=tmp_path, message=message + b" ").returncode != 0
    assert verified(made, trusted=trusted_keys(key.public)).signature is SignatureState.TRUSTED


def test_recipe_of_the_documentation_verifies_both_kinds_of_signature(tmp_path: Path):
    need("ssh-keygen")
    need("openssl")
    ssh_key, file_key = make_key(tmp_path, "id", PrivateFormat.OpenSSH), make_key(tmp_path, "pem")
    made = bundle(tmp_path / "bundle", file_key, signers=(ssh_signer(ssh_key.public),))
    (tmp_path / "allowed_signers").write_text(f"release {ssh_key.public.read_text()}")
    for page in ("evidence.md", "evidence.en.md"):
        for name in ("openssl", "ssh-keygen"):
            recipe = _recipe(page, name).replace("[0]", f"[{int(name == 'ssh-keygen')}]")
            done = run("bash", "-eu", "-c", recipe.replace("release.pem", str(file_key.pem)), cwd=made)
            assert done.returncode == 0, (page, name, done.stderr)
            shutil.copy(made / STATEMENT, tmp_path / "kept")
            (made / STATEMENT).write_bytes((made / STATEMENT).read_bytes() + b" ")
            assert run("bash", "-eu", "-c", recipe.replace("release.pem", str(file_key.pem)), cwd=made).returncode != 0
            shutil.copy(tmp_path / "kept", made / STATEMENT)


def _recipe(page: str, program: str) -> str:
    """The commands of a documentation page that call a program."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    blocks = [block.partition("```")[0] for block in text.split("```sh\n")[1:]]
    return next(block for block in blocks if f"\n{program}" in block)


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    need("ssh-agent")
    socket = tmp_path / "agent.sock"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    try:
        while not socket.exists():
            assert process.poll() is None
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="agents of Windows are services")
@pytest.mark.usefixtures("agent")
def test_key_in_an_agent_signs_and_its_file_is_not_needed(tmp_path: Path):
    key = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    assert run("ssh-add", "-q", key.private, cwd=tmp_path).returncode == 0
    key.private.unlink()
    made = bundle(tmp_path / "bundle", signers=(ssh_signer(key.public),))
    assert verified(made, trusted=trusted_keys(key.public)).signature is SignatureState.TRUSTED


@pytest.mark.skipif(sys.platform == "win32", reason="agents of Windows are services")
@pytest.mark.usefixtures("agent")
def test_key_that_no_agent_has_leaves_no_bundle_behind(tmp_path: Path):
    key = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    key.private.unlink()
    with pytest.raises(ssh.SshKeygenError):
        bundle(tmp_path / "bundle", signers=(ssh_signer(key.public),))
    assert sorted(one.name for one in tmp_path.iterdir() if one.name != "agent.sock") == ["id.pub", "id.pub.pem"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of key files")
@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_ssh_keys_sign_and_are_verified(tmp_path: Path, kind: str):
    need("ssh-keygen")
    words = ("-t", kind, "-N", "", "-C", "somebody@somewhere", "-f", "id")
    assert run("ssh-keygen", "-q", *words, cwd=tmp_path).returncode == 0
    made = bundle(tmp_path / "bundle", signers=(ssh_signer(tmp_path / "id"),))
    assert verified(made, trusted=trusted_keys(tmp_path / "id.pub")).signature is SignatureState.TRUSTED
    assert b"somebody" not in (made / STATEMENT).read_bytes()


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.OpenSSH])
def test_passphrase_is_asked_for_only_where_there_is_one(tmp_path: Path, form: PrivateFormat):
    locked = make_key(tmp_path, "locked", form, encrypted("correct horse"))
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return "correct horse"

    assert file_signer(locked.private, ask).key == parse_key(locked.public.read_text())
    assert asked == [1]
    assert file_signer(make_key(tmp_path, "open", form).private, no_passphrase)
    with pytest.raises(UsageError, match="passphrase is wrong"):
        file_signer(locked.private, lambda: "wrong")


def test_passphrase_in_the_environment_reaches_no_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = make_key(tmp_path, "first", PrivateFormat.OpenSSH, encrypted("correct horse"))
    second = make_key(tmp_path, "second", PrivateFormat.PKCS8, encrypted("correct horse"))
    monkeypatch.setenv("SEKISHO_SIGN_PASSPHRASE", "correct horse")
    request = EvidenceRequest(tmp_path / "bundle", sign_keys=(first.private, second.private))
    assert len(request.prepared(translator("en")).signers) == 2
    assert "SEKISHO_SIGN_PASSPHRASE" not in os.environ


def test_key_of_another_kind_is_refused(tmp_path: Path):
    private = generate_private_key(SECP256R1())
    path = tmp_path / "ec.pem"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(UsageError, match="no Ed25519 key"):
        file_signer(path, no_passphrase)


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", b"\xff" * 100])
def test_file_that_is_no_key_is_refused_without_telling_what_is_in_it(tmp_path: Path, content: bytes):
    path = tmp_path / "id"
    path.write_bytes(content)
    path.with_name("id.pub").write_bytes(content)
    with pytest.raises(UsageError) as refused:
        file_signer(path, no_passphrase)
    assert str(refused.value).startswith("id: is no private key")
    with pytest.raises(UsageError, match="no public key"):
        ssh_signer(path)


def test_trusted_key_counts_in_every_form_it_can_have(tmp_path: Path, key: Key):
    made = bundle(tmp_path / "bundle", key)
    for file in (key.pem, key.public):
        found = verified(made, trusted=trusted_keys(file), require_signature=True)
        assert found.signature is SignatureState.TRUSTED
        assert found.faults == ()


def test_signature_by_another_key_than_the_trusted_one_fails(tmp_path: Path, key: Key):
    made = bundle(tmp_path / "bundle", key)
    other = make_key(tmp_path, "other")
    found = verified(made, trusted=trusted_keys(other.public), require_signature=True)
    assert messages(found) == {signers.NOT_TRUSTED}
    assert found.signature is SignatureState.INVALID


def test_required_signature_is_one_by_a_key_that_somebody_named(tmp_path: Path, key: Key):
    made = bundle(tmp_path / "bundle", key)
    assert messages(verified(made, require_signature=True)) == {signers.NOBODY_TRUSTED}
    assert messages(verified(bundle(tmp_path / "unsigned"), require_signature=True)) == {signers.UNSIGNED}


def test_one_trusted_signature_among_several_is_enough(tmp_path: Path, key: Key):
    other = make_key(tmp_path, "other")
    made = bundle(tmp_path / "bundle", key, other)
    found = verified(made, trusted=trusted_keys(other.public), require_signature=True)
    assert found.faults == ()
    assert [one.is_trusted for one in found.signed_by] == [False, True]


def test_one_bad_signature_among_several_fails(tmp_path: Path, key: Key):
    other = make_key(tmp_path, "other")
    made = bundle(tmp_path / "bundle", key, other)
    envelope = read_envelope((made / ENVELOPE).read_bytes())
    first, second = envelope.signatures
    forged = Signature(second.keyid, first.sig)
    (made / ENVELOPE).write_bytes(envelope_text(envelope._replace(signatures=(first, forged))))
    assert messages(verified(made, trusted=trusted_keys(key.public))) == {signers.BAD_SIGNATURE}


def test_statement_that_was_signed_anew_by_somebody_else_does_not_count(tmp_path: Path, key: Key):
    """Whoever remakes a bundle and signs it is found out by the key alone."""
    forger = make_key(tmp_path, "forger")
    made = bundle(tmp_path / "bundle", forger)
    text = (made / STATEMENT).read_bytes()
    mine, his = parse_key(key.public.read_text()), parse_key(forger.public.read_text())
    assert messages(verified(made, trusted=trusted_keys(key.public))) == {signers.NOT_TRUSTED}
    named = text.replace(his.fingerprint.encode(), mine.fingerprint.encode())
    named = named.replace(his.line.encode(), mine.line.encode())
    signed = Signature(mine.fingerprint, signer(forger).sign(pae(PAYLOAD_TYPE, named)))
    (made / STATEMENT).write_bytes(named)
    (made / ENVELOPE).write_bytes(envelope_text(Envelope(named, PAYLOAD_TYPE, (signed,))))
    assert messages(verified(made, trusted=trusted_keys(key.public))) == {signers.BAD_SIGNATURE}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("SHA256:", "SHA256;", 1),
        lambda text: text.replace("vnd.in-toto+json", "vnd.in-toto+json2"),
        lambda text: text.replace('"keyid"', '"keyId"'),
        lambda text: text.replace(" {", "  {", 1),
        lambda text: text.replace('"payload"', '"more": 1, "payload"', 1),
        lambda text: text.replace('"payload"', '"payload": "", "payload"', 1),
        lambda text: text.replace("==", "", 1),
        lambda text: text.translate(str.maketrans("+/", "-_")),
        lambda _text: "{}",
        lambda _text: "[]",
        lambda _text: "[" * 100_000,
        lambda _text: '{"payload": NaN}',
    ],
)
def test_envelope_that_is_not_as_it_was_written_fails(tmp_path: Path, key: Key, change):
    made = bundle(tmp_path / "bundle", key)
    path = made / ENVELOPE
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert verified(made, trusted=trusted_keys(key.public)).signature is SignatureState.INVALID


def test_envelope_is_read_in_both_alphabets_of_base64():
    data = json.dumps({"payload": "-_-_Pj8=", "payloadType": "t", "signatures": [{"sig": "-_8="}]})
    assert read_envelope(data.encode()) == Envelope(b"\xfb\xff\xbf>?", "t", (Signature("", b"\xfb\xff"),))


def _armoured(tmp_path: Path, key: Key, namespace: str) -> bytes:
    done = run("ssh-keygen", "-Y", "sign", "-q", "-f", key.private, "-n", namespace, cwd=tmp_path, message=b"message")
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="modes of key files")
def test_signature_for_another_purpose_does_not_count(tmp_path: Path):
    need("ssh-keygen")
    key = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    public = parse_key(key.public.read_text())
    assert ssh.is_signed(b"message", _armoured(tmp_path, key, NAMESPACE), public)
    assert not ssh.is_signed(b"message", _armoured(tmp_path, key, "git"), public)
    assert not ssh.is_signed(b"other", _armoured(tmp_path, key, NAMESPACE), public)
    assert not ssh.is_signed(b"message", b"-----BEGIN SSH SIGNATURE-----\n", public)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of key files")
def test_armour_is_canonical_only_as_ssh_keygen_writes_it(tmp_path: Path):
    need("ssh-keygen")
    key = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    written = _armoured(tmp_path, key, NAMESPACE)
    assert ssh.is_canonical(written)
    for changed in (written + b"\n", written.replace(b"\n", b"\r\n"), written[:-1], b"\xff" + written, b""):
        assert not ssh.is_canonical(changed)


def test_without_ssh_keygen_an_ssh_signature_is_not_verified_and_a_plain_one_is(
    tmp_path: Path, key: Key, monkeypatch: pytest.MonkeyPatch
):
    need("ssh-keygen")
    other = make_key(tmp_path, "id", PrivateFormat.OpenSSH)
    made = bundle(tmp_path / "bundle", signers=(ssh_signer(other.public),))
    plain = bundle(tmp_path / "plain", key)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert any("ssh-keygen" in message for message in messages(verified(made)))
    assert verified(plain).faults == ()


def _allowed(tmp_path: Path, line: str) -> Path:
    path = tmp_path / "allowed_signers"
    path.write_text(f"# who may sign\n\n{line}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ("", True),
        (f'namespaces="{NAMESPACE}" ', True),
        (f'namespaces="git,{NAMESPACE}" ', True),
        ('namespaces="sekisho-*" ', True),
        ('namespaces="git" ', False),
        (f'namespaces="*,!{NAMESPACE}" ', False),
        ("cert-authority ", False),
        ('valid-after="20260101Z" ', True),
        ('valid-after="20270101" ', False),
        ('valid-before="20270101",valid-after="202601010000Z" ', True),
        ('valid-before="20260402003000Z" ', False),
    ],
)
def test_allowed_signers_are_read_as_openssh_reads_them(tmp_path: Path, key: Key, options: str, counts: bool):
    made = bundle(tmp_path / "bundle", key)
    file = _allowed(tmp_path, f"release@example.jp,other@example.jp {options}{key.public.read_text().strip()}")
    found = verified(made, trusted=allowed_signers(file))
    assert (found.signature is SignatureState.TRUSTED) is counts
    assert bool(found.faults) is not counts
    if counts:
        assert found.signed_by[0].name == "release@example.jp,other@example.jp"


@pytest.mark.parametrize(
    "line", ["nobody", "nobody ssh-ed25519", "nobody verify-required=1 ssh-ed25519 AAAA", "nobody namespaces=x AAAA"]
)
def test_line_that_is_none_of_allowed_signers_is_refused_with_its_number(tmp_path: Path, line: str):
    with pytest.raises(UsageError, match=r"allowed_signers:3: "):
        allowed_signers(_allowed(tmp_path, line))


@pytest.mark.parametrize("text", ["", "# nothing\n", "ssh-ed25519 AAAA\n", "-----BEGIN PUBLIC KEY-----\nAAAA\n"])
def test_file_without_a_public_key_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "keys"
    path.write_text(text)
    with pytest.raises(UsageError):
        trusted_keys(path)
    with pytest.raises(UsageError):
        trusted_keys(tmp_path / "missing")


def test_key_whose_kind_and_bytes_disagree_is_none():
    line = ed25519_key(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).line
    assert parse_key(line).line == line
    for changed in (line.replace("ssh-ed25519", "ssh-rsa"), line[:-4], line.split()[1], line + "AAAA", ""):
        with pytest.raises(ValueError, match="no public key"):
            parse_key(changed)


def test_signature_after_the_end_of_a_key_is_told_as_that(tmp_path: Path, key: Key):
    made = bundle(tmp_path / "bundle", key)
    file = _allowed(tmp_path, f'x valid-before="20250101Z" {key.public.read_text().strip()}')
    assert messages(verified(made, trusted=allowed_signers(file))) == {signers.NOT_AT_THAT_TIME}
    assert verified(made, now=dt.datetime.now(dt.UTC) + dt.timedelta(days=3_650)).faults == ()
