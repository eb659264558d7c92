"""What a bundle is made of: names of files, types of the statement, limits. All of them are part of the format."""

from __future__ import annotations

import re
from typing import Final

#: What the statement says; a change that a reader of version 1 cannot ignore gets a new one.
PREDICATE_TYPE: Final = "https://github.com/sekisho/sekisho/attestation/gate/v1"
#: What a signature is for, so that it can stand for nothing else (``ssh-keygen -Y sign -n``).
NAMESPACE: Final = "sekisho-evidence"

STATEMENT: Final = "statement.json"
ENVELOPE: Final = "statement.dsse.json"
SUMS: Final = "SHA256SUMS"
HTML: Final = "report.html"
PDF: Final = "report.pdf"
SARIF: Final = "results.sarif"
RESULTS: Final = "results.json"
CONTROLS: Final = "controls.json"
COVERAGE: Final = "coverage.json"
POLICY: Final = "policy.json"
ENVIRONMENT: Final = "environment.json"
AUDIT_TABLE: Final = "audit-table.csv"
READ_ME: Final = "README.txt"
#: Files that the statement cannot hold a digest of: itself, and the signatures over it.
UNSTATED: Final = frozenset({STATEMENT, ENVELOPE})
#: Without these a bundle is none; the PDF is there where it could be made.
REQUIRED: Final = frozenset({SUMS, HTML, RESULTS, SARIF, CONTROLS, COVERAGE, POLICY, ENVIRONMENT, AUDIT_TABLE, READ_ME})

#: A bundle has no folders. Nothing else is ever opened, so no name leads out of it.
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
MAX_FILES: Final = 64
MAX_BYTES: Final = 1 << 30
#: Of a file that is read as a whole; ``results.json`` is read line by line.
MAX_DOCUMENT: Final = 32 << 20
