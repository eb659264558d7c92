"""Kubernetes: who is named in role bindings. A cluster has no list of users, so a binding is all there is to be an account.

Secrets are asked for as metadata only: the tokens in them never come here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guard.account import Account, AccountKind, AccountState, Credential, Inventory, Reason, Residue
from guard.checks.accounts.roster import System
from guard.checks.accounts.systems.fields import Accounts, moment, record, records, word
from guard.checks.accounts.systems.inquiry import Inquiry, by_token, inquire
from guard.checks.accounts.systems.http import UNEXPECTED
from guard.checks.accounts.systems.system import Access
from guard.messages import N_

GROUPS: Final = N_("groups hold rights in the cluster; who belongs to them, only the identity provider tells")
CERTIFICATES: Final = N_("a cluster does not tell which client certificates were issued, and takes none back")
NO_SECRETS: Final = N_("token secrets of service accounts were not looked at: the token may not list secrets")
_RBAC: Final = "/apis/rbac.authorization.k8s.io/v1"
_RESTARTS: Final = 2
_GONE: Final = Reason(UNEXPECTED, (("status", "410"),))
_METADATA: Final = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json;q=0"
