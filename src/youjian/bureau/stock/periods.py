"""Months of the book, `YYYY-MM`."""

import re
from datetime import date, timedelta

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem

_PERIOD = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def days_of_month(period: str) -> tuple[date, date]:
    """The first and the last day of a month; raises Problem 422 when it is none.

    >>> days_of_month("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    if not _PERIOD.fullmatch(period):
        raise Problem(422, "bad_period", pick("月份须写作2026-11。", "A month is written as 2026-11."))
    first = date(int(period[:4]), int(period[5:]), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def period_of(day: date) -> str:
    """The month of a day.

    >>> period_of(date(2026, 11, 30))
    '2026-11'
    """
    return f"{day:%Y-%m}"
