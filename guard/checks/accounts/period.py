"""When somebody's time is over: days in Japan, half-open, whatever clock a system has.

An end date is the last day of work. What happens from the next midnight in Japan on (15:00 UTC of the end date) is
after the end. Japan has no summer time, so a fixed offset says it all.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from guard.checks.accounts.roster import Person, Project

JAPAN: Final = dt.timezone(dt.timedelta(hours=9), "JST")
#: Days before an end on which a reminder is due.
REMINDERS: Final = (30, 14, 7)


def cutoff(last_day: dt.date) -> dt.datetime:
    """The first moment after a last day, in UTC."""
    midnight = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), JAPAN)
    return midnight.astimezone(dt.UTC)


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Japan that a moment belongs to."""
    return moment.astimezone(JAPAN).date()


def last_day(project: Project) -> dt.date:
    """The last day on which accounts of a project may be there: its end, acceptance where that is later, and an agreed delay.

    A delay counts only with the name of who approved it.
    """
    end = max(project.end, project.accepted) if project.accepted is not None else project.end
    days = project.removal_deadline_days if project.deadline_approved_by else 0
    return end + dt.timedelta(days=days)


def has_left(person: Person, as_of: dt.date) -> bool:
    """Whether a person's own last day is over."""
    return person.end is not None and person.end < as_of


def days_left(last: dt.date, as_of: dt.date) -> int:
    """Days until a last day: 0 on that day itself, negative after it."""
    return (last - as_of).days


def reminder(last: dt.date, as_of: dt.date) -> int | None:
    """The reminder (30, 14 or 7 days) that a coming end has reached; ``None`` before the first, and after the end."""
    left = days_left(last, as_of)
    return min((days for days in REMINDERS if 0 <= left <= days), default=None)
