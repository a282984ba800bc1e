"""The moments that screens are drawn from."""

from datetime import UTC, datetime

from youjian.contract.fields import business_day, day_bounds


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def day_start() -> datetime:
    """The first moment of the running business day (Asia/Shanghai)."""
    return day_bounds(business_day(now()))[0]
