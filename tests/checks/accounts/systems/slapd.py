"""A real OpenLDAP server for tests: in a temporary folder, on a port of this machine, gone when the tests are."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import missing_tool
from tests.servers import free_ports

BASE = "dc=example,dc=jp"
#: Of the principals below; no word of it stands in any other text.
PASSWORD = "kT9-portcullis"
AUDITOR, LIMITED, BLIND = (f"cn={name},{BASE}" for name in ("auditor", "limited", "blind"))
_SCHEMA = Path("/etc/ldap/schema")
_MODULES = ("/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap")
_CONFIGURATION = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/nis.schema
include {schema}/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.24552.500.1.1.1.13 NAME 'sshPublicKey' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.24552.500.1.1.2.0 NAME 'ldapPublicKey' SUP top AUXILIARY MUST ( sshPublicKey $ uid ) )
modulepath {modules}
moduleload back_mdb
moduleload ppolicy
moduleload memberof
pidfile {folder}/pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
rootdn "cn=root,{base}"
rootpw {password}
directory {folder}/data
maxsize 10485760
sizelimit unlimited
lastbind on
overlay memberof
overlay ppolicy
ppolicy_default "cn=policy,{base}"
limits dn.exact="{limited}" size.soft=5 size.hard=5 size.prtotal=5
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=people,{base}" by dn.exact="{blind}" none by users read by * none
access to dn.subtree="ou=elsewhere,{base}" by dn.exact="{blind}" none by users read by * none
access to * by * read
"""


@dataclass(frozen=True)
class Directory:
    """A running server: ``url`` without encryption, ``folder`` with ``ca.pem``."""

    url: str
    secure_url: str
    folder: Path


def entry(dn: str, *lines: str) -> str:
    """One entry of LDIF."""
    return "\n".join((f"dn: {dn}", *lines, "", ""))


def person(uid: str, *lines: str) -> str:
    """A person below ``ou=people`` who can log in."""
    told = ("objectClass: inetOrgPerson", f"uid: {uid}", f"cn: {uid}", f"sn: {uid}", f"userPassword: {PASSWORD}")
    classes_first = sorted((*told, *lines), key=lambda line: not line.startswith("objectClass"))
    return entry(f"uid={uid},ou=people,{BASE}", *classes_first)


def base() -> str:
    """The tree itself and its principals."""
    roles = ("objectClass: organizationalRole", "objectClass: simpleSecurityObject", f"userPassword: {PASSWORD}")
    return "".join(
        (
            entry(BASE, "objectClass: domain", "dc: example"),
            entry(f"ou=people,{BASE}", "objectClass: organizationalUnit", "ou: people"),
            entry(
                f"cn=policy,{BASE}",
                "objectClass: device",
                "objectClass: pwdPolicy",
                "cn: policy",
                "pwdAttribute: userPassword",
                "pwdLockout: TRUE",
                "pwdLockoutDuration: 300",
            ),
            *(entry(dn, *roles, f"cn: {dn.partition(',')[0][3:]}") for dn in (AUDITOR, LIMITED, BLIND)),
        )
    )


@contextmanager
def running(ldif: str) -> Iterator[Directory]:
    """A server that has these entries, operational attributes and all."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib/openldap"))
    slapd = shutil.which("slapd", path=path)
    modules = next((one for one in _MODULES if (Path(one) / "back_mdb.la").exists()), None)
    if slapd is None or modules is None or not _SCHEMA.is_dir():
        missing_tool("slapd")
        raise AssertionError
    folder = Path(tempfile.mkdtemp(prefix="ldap-"))
    names = {"base": BASE, "password": PASSWORD, "limited": LIMITED, "blind": BLIND}
    configuration = folder / "slapd.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, schema=_SCHEMA, modules=modules, **names))
    (folder / "data").mkdir()
    certificates(folder)
    added = subprocess.run(
        [slapd, "-Tadd", "-q", "-f", configuration], input=ldif.encode(), capture_output=True, check=False, timeout=600
    )
    assert added.returncode == 0, added.stderr.decode(errors="replace")
    plain, secure = free_ports(2)
    words = [slapd, "-h", f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{secure}/", "-f", configuration, "-d", "0"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        wait_for(plain, process)
        yield Directory(f"ldap://127.0.0.1:{plain}", f"ldaps://127.0.0.1:{secure}", folder)
    finally:
        process.terminate()
        process.wait(120)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
    """Until the server answers at its port."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


def certificates(folder: Path) -> None:
    """A certificate of the server for 127.0.0.1, and the authority that signed it."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, name = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in ("test CA", "test server"))
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)

    def signed(subject: x509.Name, public: ec.EllipticCurvePublicKey, extension: x509.ExtensionType) -> bytes:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
        builder = (
            x509.CertificateBuilder()
            .issuer_name(ca_name)
            .subject_name(subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + dt.timedelta(days=9))
            .add_extension(extension, critical=True)
            .add_extension(issuer, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )
        return builder.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    (folder / "ca.pem").write_bytes(signed(ca_name, ca_key.public_key(), x509.BasicConstraints(ca=True, path_length=0)))
    (folder / "server.pem").write_bytes(signed(name, key.public_key(), address))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
