"""What is installed, and which kinds of files are not read without the rest."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final, NamedTuple

from guard.doctor.diagnosis import Diagnosis, Grade
from guard.gate.toolchain import toolchain
from guard.messages import N_
from guard.program import found
from guard.secret import user_key
from guard.sources.repository import Repository

TOPIC: Final = "installation"
VERSIONS: Final = N_("{versions}")
EXTRA: Final = N_("{extra}: installed")
NO_EXTRA: Final = N_("{extra} is not installed: {what}")
INSTALL: Final = N_("pip install 'sekisho[{extra}]'")
NO_PROGRAM: Final = N_("{extra} is not installed: {what}")
NO_KEY: Final = N_("there is no place for a key of this user: nothing is remembered between runs")

_PARQUET: Final = N_("Parquet and Arrow files are not read")
_ARCHIVES: Final = N_("7z and zst archives are not read")
_DATABASE: Final = N_("databases are not read (--database), nor asked for accounts")
_LDAP: Final = N_("directories are not asked for accounts")
_CLOUD: Final = N_("AWS is not asked for accounts")
_PDF: Final = N_("the evidence has no report.pdf")
_TESSERACT: Final = N_("text in pictures and scanned pages is not read ([scan] ocr)")
_SSH: Final = N_("signatures of SSH keys are neither made nor verified")
_PRE_COMMIT: Final = N_("it is not on the path; hooks that it installed know where it is")


class _Extra(NamedTuple):
    """A part of the installation that can be missing: the module that shows it, and what is not done without it."""

    name: str
    module: str
    what: str


_EXTRAS: Final = (
    _Extra("archives", "py7zr", _ARCHIVES),
    _Extra("cloud", "boto3", _CLOUD),
    _Extra("database", "sqlalchemy", _DATABASE),
    _Extra("ldap", "ldap3", _LDAP),
    _Extra("parquet", "pyarrow", _PARQUET),
    _Extra("pdf-report", "weasyprint", _PDF),
)
_PROGRAMS: Final = (("pre-commit", _PRE_COMMIT), ("ssh-keygen", _SSH), ("tesseract", _TESSERACT))
_NAMED: Final = ("sekisho", "python", "git", "presidio-analyzer", "spacy", "name-model")


def look(repository: Repository) -> Iterator[Diagnosis]:
    """Versions, extras, programs of the system, and the key of the user."""
    versions = toolchain(repository)
    told = ", ".join(f"{name} {versions[name]}" for name in _NAMED if name in versions)
    yield Diagnosis(TOPIC, Grade.GOOD, VERSIONS, (("versions", told),))
    for extra in _EXTRAS:
        args = (("extra", extra.name), ("what", extra.what))
        if find_spec(extra.module) is not None:
            yield Diagnosis(TOPIC, Grade.GOOD, EXTRA, args)
        else:
            yield Diagnosis(TOPIC, Grade.NOTE, NO_EXTRA, args, INSTALL)
    for name, what in _PROGRAMS:
        args = (("extra", name), ("what", what))
        yield Diagnosis(TOPIC, *((Grade.GOOD, EXTRA) if found(name) else (Grade.NOTE, NO_PROGRAM)), args)
    if user_key() is None:
        yield Diagnosis(TOPIC, Grade.NOTE, NO_KEY)
