"""Adapters whose package is not installed say which one to install."""

from __future__ import annotations

import sys

import pytest

from guard.account import Reason
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.system import NOT_INSTALLED, Access
from guard.checks.accounts.systems.table import EXTRAS
from guard.run.accounts import ask

_PACKAGES = {"cloud": "boto3", "database": "sqlalchemy", "ldap": "ldap3"}
_SETTINGS = {"url": "ldap://127.0.0.1:1", "base_dn": "dc=example", "root": "/"}


@pytest.mark.parametrize("name", sorted(EXTRAS))
def test_a_missing_package_is_told_by_its_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _PACKAGES[EXTRAS[name]]
    for module in [one for one in sys.modules if one.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    system = System("s", name, settings=_SETTINGS, scope={"account": "1", "identity_store": "d-1"})
    (told,) = ask([system], Access(lambda _variable: "postgresql://x@localhost/x"))
    assert Reason(NOT_INSTALLED, (("extra", EXTRAS[name]),)) in told.reasons
    assert not told.complete
