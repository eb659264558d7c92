"""What the JSON report says of a run of the accounts check besides its findings: no login, no name, no mail address."""

from __future__ import annotations

import datetime as dt

from guard.account import AccountsReport, Bar, SystemReport
from guard.messages import Translator

Fields = dict[str, object]


def fields(report: AccountsReport, _: Translator) -> Fields:
    """The ``accounts`` object of the report."""
    return {
        "as_of": report.as_of.isoformat(),
        "people": report.people,
        "accounts": report.accounts,
        "systems": [_system(one, _) for one in report.systems],
        "projects": [
            {"id": name, "start": start.isoformat(), "last_day": end.isoformat()}
            for name, start, end in report.projects
        ],
        "timeline": [_bar(one) for one in report.bars],
    }


def _system(one: SystemReport, _: Translator) -> Fields:
    return {
        "system": one.system,
        "adapter": one.adapter,
        "complete": one.complete,
        "reasons": [_(reason.message, **dict(reason.args)) for reason in one.reasons],
        "accounts": one.accounts,
        "not_switched_off": one.active,
        "pages": one.pages,
        "fetched_at": None
        if one.fetched_at is None
        else one.fetched_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "scope": one.scope,
        "endpoints": list(one.endpoints),
    }


def _bar(one: Bar) -> Fields:
    return {
        "person": one.person,
        "system": one.system,
        "start": None if one.start is None else one.start.isoformat(),
        "end": None if one.end is None else one.end.isoformat(),
        "state": one.state.value,
        "outlives": one.outlives,
    }
