"""Numbers and moments as a report prints them: litres, percent, Beijing time."""

import math
from datetime import UTC, datetime, timedelta

from youjian.contract.fields import SHANGHAI

NONE = "—"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def litres(value: float | None) -> str:
    """Litres, without decimals from 100 L on.

    >>> litres(12345.6), litres(-12.34), litres(None)
    ('12,346', '-12.3', '—')
    """
    if value is None or not math.isfinite(value):
        return NONE
    return _unsigned_zero(f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:,.1f}")


def signed_litres(value: float) -> str:
    """A difference in litres, always with its sign.

    >>> signed_litres(250.4), signed_litres(-3.04)
    ('+250', '-3.0')
    """
    text = litres(value)
    return text if text == NONE or text.startswith("-") or value <= 0 else f"+{text}"


def margin(sd: float) -> str:
    """Half of a 95 % interval, litres.

    >>> margin(25.0)
    '±49.0'
    """
    return NONE if not math.isfinite(sd) else f"±{litres(1.96 * sd)}"


def percent(value: float) -> str:
    """A signed percentage with two decimals.

    >>> percent(0.304)
    '+0.30%'
    """
    told = f"{value:+.2f}%"
    return "0.00%" if told in ("+0.00%", "-0.00%") else told


def clock(moment: datetime | None) -> str:
    """A moment in Shanghai, to the minute.

    >>> clock(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
    '2026-11-22 02:00'
    """
    return NONE if moment is None else moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def short_clock(micros: int) -> str:
    """Microseconds UTC as month, day and time in Shanghai.

    >>> short_clock(0)
    '01-01 08:00'
    """
    return of_micros(micros).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def of_micros(micros: int) -> datetime:
    """Microseconds since 1970 as a moment."""
    return _EPOCH + timedelta(microseconds=int(micros))


def micros_of(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def plain(value: float, decimals: int) -> str:
    """A number with so many decimals, and zero without a sign.

    >>> plain(-0.001, 2)
    '0.00'
    """
    return _unsigned_zero(f"{value:.{decimals}f}")


def _unsigned_zero(text: str) -> str:
    return text.removeprefix("-") if not text.strip("-0.,") else text
