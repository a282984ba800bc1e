"""The moments that screens are drawn from."""

from datetime import UTC, datetime

from youjian.contract.fields import SHANGHAI, business_day, day_bounds


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def day_start() -> datetime:
    """The first moment of the running business day (Asia/Shanghai)."""
    return day_bounds(business_day(now()))[0]


def shown_minute(moment: datetime) -> str:
    """A moment as people write it with its year, Asia/Shanghai.

    >>> shown_minute(datetime(2026, 11, 22, 16, 5, tzinfo=UTC))
    '2026-11-23 00:05'
    """
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
