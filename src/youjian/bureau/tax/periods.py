"""Periods of the tax pages: a month `2026-10`, a quarter `2026-Q4`, a year `2026`."""

import re
from datetime import UTC, date, datetime, timedelta

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.contract.fields import SHANGHAI, business_day
from youjian.detection.books.periods import Month, month_of

_PERIOD = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2])|-Q([1-4]))?")


def months_in(period: str) -> list[str]:
    """The months of a period; raises Problem 422 for what is none.

    >>> months_in("2026-Q4")
    ['2026-10', '2026-11', '2026-12']
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        message = pick(
            f"“{period}”不是期间：月份写2026-10，季度写2026-Q4，年度写2026。",
            f"“{period}” is no period: write 2026-10, 2026-Q4 or 2026.",
        )
        raise Problem(422, "bad_period", message)
    year, month, quarter = found.groups()
    if month:
        return [period]
    first = 3 * int(quarter) - 2 if quarter else 1
    return [f"{year}-{number:02d}" for number in range(first, first + (3 if quarter else 12))]


def one_month(period: str) -> str:
    """A period that is a single month; raises Problem 422 for another."""
    if months_in(period) != [period]:
        raise Problem(422, "bad_period", pick("请选择一个月份。", "Choose a single month."))
    return period


def moved(month: str, by: int) -> str:
    """The month so many months later.

    >>> moved("2026-11", 3), moved("2026-01", -1)
    ('2027-02', '2025-12')
    """
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both in it.

    >>> months_between("2025-12", "2026-01")
    ['2025-12', '2026-01']
    """
    made = [first]
    while made[-1] < last:
        made.append(moved(made[-1], 1))
    return made


def month_named(month: str) -> Month:
    """A month with its first moment and the next one's."""
    return month_of(datetime(int(month[:4]), int(month[5:]), 15, tzinfo=UTC))


def first_day(month: str) -> date:
    """The first business day of a month."""
    return month_named(month).start.astimezone(SHANGHAI).date()


def last_day(month: str) -> date:
    """The last business day of a month."""
    return first_day(moved(month, 1)) - timedelta(days=1)


def month_now(moment: datetime) -> str:
    """The month of a moment, Asia/Shanghai."""
    return business_day(moment).isoformat()[:7]
