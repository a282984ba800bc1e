"""Periods of reports: the day, week, month, quarter or year that a day lies in, and those to compare with."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from youjian.bureau.language import pick

Kind = Literal["day", "week", "month", "quarter", "year"]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WEEK = 7


@dataclass(frozen=True)
class Period:
    """Business days of a report, both ends in it; weeks begin on Monday."""

    kind: Kind
    from_on: date
    until_on: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until_on - self.from_on).days + 1

    @property
    def code(self) -> str:
        """A month, quarter or year as the tax pages name it; empty for a shorter one."""
        first = self.from_on
        match self.kind:
            case "month":
                return f"{first:%Y-%m}"
            case "quarter":
                return f"{first.year}-Q{(first.month + 2) // 3}"
            case "year":
                return f"{first.year}"
            case _:
                return ""


def period_with(kind: Kind, day: date) -> Period:
    """The period that a day lies in.

    >>> period_with("quarter", date(2026, 11, 23))
    Period(kind='quarter', from_on=datetime.date(2026, 10, 1), until_on=datetime.date(2026, 12, 31))
    """
    if kind == "day":
        return Period(kind, day, day)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=_WEEK - 1))
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, _months_on(first, months) - timedelta(days=1))


def before(period: Period) -> Period:
    """The period before (环比).

    >>> before(period_with("month", date(2026, 3, 31))).until_on
    datetime.date(2026, 2, 28)
    """
    return period_with(period.kind, period.from_on - timedelta(days=1))


def year_before(period: Period) -> Period:
    """The same period of the year before (同比): a week 52 weeks ago, 29 February compared with the 28th.

    >>> year_before(period_with("week", date(2026, 11, 23))).from_on
    datetime.date(2025, 11, 24)
    """
    if period.kind == "week":
        return period_with("week", period.from_on - timedelta(weeks=52))
    first = period.from_on
    leap = (first.month, first.day) == (2, 29)
    return period_with(period.kind, first.replace(year=first.year - 1, day=28 if leap else first.day))


def so_far(period: Period, days: int) -> Period:
    """The first days of a period (none: it ends before it begins), to compare an open one with.

    >>> so_far(period_with("month", date(2026, 2, 1)), 30).until_on
    datetime.date(2026, 2, 28)
    """
    return replace(period, until_on=min(period.until_on, period.from_on + timedelta(days=days - 1)))


def named(period: Period) -> str:
    """A period in a heading."""
    first, last = period.from_on, period.until_on
    match period.kind:
        case "day":
            return pick(f"{first}日报", f"Day {first}")
        case "week":
            return pick(f"{first}至{last}周报", f"Week {first} to {last}")
        case "month":
            return pick(f"{first:%Y年%m月}月报", f"Month {first:%Y-%m}")
        case "quarter":
            return pick(f"{first.year}年第{(first.month + 2) // 3}季度报", f"Quarter {period.code}")
        case "year":
            return pick(f"{first.year}年年报", f"Year {first.year}")


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
