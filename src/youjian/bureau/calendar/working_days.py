"""Counting in working days: a pure core over the days on which the rule of the week does not hold.

A day of the week from Monday to Friday is worked on, Saturday and Sunday are not, except where `special` says
otherwise: True for a day that is worked on, False for one that is rest. Days are those of Asia/Shanghai.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from youjian.contract.fields import business_day, day_bounds

Special = Mapping[date, bool]
ONE_DAY = timedelta(days=1)
_SATURDAY = 5
MOST_WORKING_DAYS = 2_000
"""What may be counted at once: about eight years; a larger number is a mistake in a setting."""


def is_weekend(day: date) -> bool:
    """Whether the week alone makes it a day of rest.

    >>> is_weekend(date(2026, 11, 22)), is_weekend(date(2026, 11, 23))
    (True, False)
    """
    return day.weekday() >= _SATURDAY


def is_working_day(day: date, special: Special) -> bool:
    """Whether the day is worked on.

    >>> is_working_day(date(2026, 1, 4), {date(2026, 1, 4): True})
    True
    """
    return special.get(day, not is_weekend(day))


def add_working_days(day: date, n: int, special: Special) -> date:
    """The n-th working day after a day, or before it when n is negative.

    Zero gives the day itself when it is worked on, else the next one that is: what falls due on a day of rest
    is due on the first working day after it. Raises ValueError beyond `MOST_WORKING_DAYS`.

    >>> add_working_days(date(2026, 11, 20), 1, {})
    datetime.date(2026, 11, 23)
    """
    if abs(n) > MOST_WORKING_DAYS:
        message = f"cannot count {n} working days: at most {MOST_WORKING_DAYS}"
        raise ValueError(message)
    if n == 0:
        return day if is_working_day(day, special) else add_working_days(day, 1, special)
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, special)
    return day


def working_days_between(begin: date, end: date, special: Special) -> int:
    """How many working days come after `begin` up to and including `end`; negative when `end` lies before it.

    >>> working_days_between(date(2026, 11, 20), date(2026, 11, 24), {})
    2
    """
    if end < begin:
        return -working_days_between(end, begin, special)
    days = (end - begin).days
    counted = days // 7 * 5
    first = begin + timedelta(days=days // 7 * 7)
    counted += sum(not is_weekend(first + ONE_DAY * i) for i in range(1, days % 7 + 1))
    for day, working in special.items():
        if begin < day <= end:
            counted += int(working) - int(not is_weekend(day))
    return counted


def due_at(moment: datetime, n: int, special: Special) -> datetime:
    """When what began at a moment is due, n working days later: the end of that day in Shanghai, as UTC.

    The day on which it began does not count. The bound is exclusive: midnight, the first moment too late.
    """
    return day_bounds(add_working_days(business_day(moment), n, special))[1]
