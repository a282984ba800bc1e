"""When schedules are due: pure but for the working-day calendar. Hours are those of Asia/Shanghai."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from youjian.bureau.calendar import selectors as calendar
from youjian.bureau.reporting.models import ReportSchedule
from youjian.bureau.reporting.periods import Period, before, period_with
from youjian.contract.fields import SHANGHAI, business_day

_LONGEST_WAIT = timedelta(days=15)


def due_times(schedule: ReportSchedule, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every due time after a moment and not after another, the first one first."""
    day = business_day(since - _LONGEST_WAIT)
    while day <= business_day(until):
        if _begins(schedule, day):
            at = _at(schedule, day)
            if since < at <= until:
                yield at
        day += timedelta(days=1)


def next_after(schedule: ReportSchedule, moment: datetime) -> datetime | None:
    """The next due time within a year and a month."""
    return next(due_times(schedule, moment, moment + timedelta(days=400)), None)


def told_of(schedule: ReportSchedule, at: datetime) -> Period:
    """The period that is over when a schedule is due: the one before that of its day."""
    day = business_day(at)
    while not _begins(schedule, day) or _at(schedule, day) != at:
        day -= timedelta(days=1)
    return before(period_with(schedule.kind, day))  # type: ignore[arg-type]


def _begins(schedule: ReportSchedule, day: date) -> bool:
    """Whether a day is the one that the schedule names, before it waits for a working day."""
    match schedule.kind:
        case "day":
            return True
        case "week":
            return day.isoweekday() == min(schedule.day, 7)
        case "month":
            return day.day == schedule.day
        case "quarter":
            return day.day == schedule.day and day.month % 3 == 1
        case _:
            return day.day == schedule.day and day.month == 1


def _at(schedule: ReportSchedule, day: date) -> datetime:
    waited = calendar.add_working_days(day, 0) if schedule.working_day and schedule.kind != "day" else day
    return datetime.combine(waited, time(schedule.hour), SHANGHAI).astimezone(UTC)
