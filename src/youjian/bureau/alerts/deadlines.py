"""By when an alert is signed for and closed, and how long it may be put off. Pure over the city's lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.bureau.alerts.entries import DeadlineEntry
from youjian.bureau.calendar.selectors import Calendar


@dataclass(frozen=True)
class Due:
    """Both deadlines of an alert."""

    sign_by: datetime
    close_by: datetime


def line_for(lines: Sequence[DeadlineEntry], colour: str, cause: str) -> DeadlineEntry | None:
    """The line that holds for an alert."""
    fitting = (
        line
        for line in lines
        if (not line.colours or colour in line.colours) and (not line.causes or cause in line.causes)
    )
    return next(fitting, None)


def due(line: DeadlineEntry, since: datetime, calendar: Calendar) -> Due:
    """The deadlines of what began at a moment: minutes by the clock, working days by the city's calendar."""
    if line.sign_minutes is not None:
        sign_by = since + timedelta(minutes=line.sign_minutes)
    else:
        sign_by = calendar.due_at(since, line.sign_working_days or 0)
    return Due(sign_by, max(sign_by, calendar.due_at(since, line.close_working_days)))


def longest_snooze(line: DeadlineEntry | None, since: datetime) -> datetime:
    """Until when an alert may be put off at the longest."""
    return since + timedelta(days=line.snooze_days if line else 7.0)
