"""When a delivery that failed is tried again. No I/O."""

from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=24)
_SPREAD = 0.2


def wait(attempts: int, draw: float, asked: timedelta | None = None) -> timedelta:
    """How long to wait after so many attempts: doubled each time up to an hour, spread by a fifth.

    `draw` lies in [0, 1). What the receiver asked for (`Retry-After`) is waited for at least, up to a day.

    >>> [round(wait(n, 0.5).total_seconds()) for n in (1, 2, 3, 12)]
    [10, 20, 40, 3600]
    >>> wait(1, 0.5, timedelta(minutes=3))
    datetime.timedelta(seconds=180)
    """
    doubled = min(LONGEST, FIRST * 2 ** min(attempts - 1, 20))
    spread = doubled * (1 + _SPREAD * (2 * draw - 1))
    return max(spread, min(asked, LONGEST_ASKED)) if asked else spread


def retry_after(header: str | None) -> timedelta | None:
    """The seconds of a `Retry-After` header; None without one or for a date, which few robots send.

    >>> retry_after("120"), retry_after("Wed, 21 Oct 2026 07:28:00 GMT"), retry_after(None)
    (datetime.timedelta(seconds=120), None, None)
    """
    text = (header or "").strip()
    return timedelta(seconds=min(int(text), 10**6)) if text.isdecimal() and len(text) < 9 else None
