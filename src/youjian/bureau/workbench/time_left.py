"""How much time is left until something is due, as a person says it. A pure core."""

from datetime import date, datetime, timedelta
from typing import Protocol

from youjian.bureau.language import pick
from youjian.contract.fields import business_day

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


class WorkingDays(Protocol):
    """What counts working days: the bureau's calendar."""

    def working_days_between(self, begin: date, end: date) -> int:
        """Working days after `begin` up to and including `end`."""
        ...


def working_days_left(due_at: datetime, moment: datetime, calendar: WorkingDays) -> int:
    """Working days after today up to the day on which something is due; negative when that is past.

    The end of a day (midnight, exclusive) belongs to that day.
    """
    return calendar.working_days_between(business_day(moment), business_day(due_at - _MOMENT))


def time_left(due_at: datetime, moment: datetime, calendar: WorkingDays) -> str:
    """Hours and minutes within a day, working days beyond it; says when it is overdue."""
    span, late = abs(due_at - moment), due_at <= moment
    days = abs(working_days_left(due_at, moment, calendar))
    if span < _DAY or days == 0:
        said = _clock(span)
    else:
        said = pick(f"{days}个工作日", f"{days} working day{'' if days == 1 else 's'}")
    return pick(f"已超期{said}", f"overdue by {said}") if late else pick(f"还剩{said}", f"{said} left")


def _clock(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = (
        (days, pick("天", " d ")),
        (hours, pick("小时", " h ")),
        (minutes if not days else 0, pick("分", " min")),
    )
    return "".join(f"{number}{unit}" for number, unit in parts if number).strip()
