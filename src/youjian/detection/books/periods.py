"""Tax periods: calendar months in Asia/Shanghai."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from youjian.contract.fields import SHANGHAI


@dataclass(frozen=True)
class Month:
    """A period `YYYY-MM` with its first moment and the next one's, UTC."""

    period: str
    start: datetime
    end: datetime


def month_of(moment: datetime) -> Month:
    """The period that a moment falls into.

    >>> month = month_of(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    >>> month.period, month.start.isoformat()
    ('2026-12', '2026-11-30T16:00:00+00:00')
    """
    here = moment.astimezone(SHANGHAI)
    first = datetime(here.year, here.month, 1, tzinfo=SHANGHAI)
    following = (first + timedelta(days=32)).replace(day=1)
    return Month(f"{here.year:04d}-{here.month:02d}", first.astimezone(UTC), following.astimezone(UTC))


def closed_months(first: datetime, as_of: datetime, lookback_days: int) -> Iterator[Month]:
    """The periods that are over at a moment, hold something from `first` on, and ended not too long ago."""
    month = month_of(max(first, as_of - timedelta(days=lookback_days)))
    while month.end <= as_of:
        yield month
        month = month_of(month.end)


def deadline(month: Month, day: int) -> datetime:
    """The end of a day of the month after a period.

    >>> deadline(month_of(datetime(2026, 10, 5, tzinfo=UTC)), 20).isoformat()
    '2026-11-20T16:00:00+00:00'
    """
    return month.end + timedelta(days=day)
