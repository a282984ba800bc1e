"""When a fuelling began and ended: a last fill names its day, hour and minute, and nothing else."""

from datetime import datetime, timedelta

from youjian.collector.fuellings.state import Fill
from youjian.contract.fields import SHANGHAI

_LAST_OF_MINUTE = timedelta(seconds=59, milliseconds=999)


def end_of(fill: Fill, after: datetime, until: datetime) -> datetime:
    """The end of a fill seen to have happened in (after, until]: the fill's own minute where it fits.

    A minute outside that interval says that the dispenser's clock is wrong; then `until` stands.
    """
    minute = minute_of(fill, until)
    if minute is None:
        return until
    latest = min(until, minute + _LAST_OF_MINUTE)
    return latest if latest > max(after, minute) else until


def minute_of(fill: Fill, near: datetime) -> datetime | None:
    """The minute in which a fill ended: its day and time in the month that lies nearest to `near`."""
    local = near.astimezone(SHANGHAI)
    found: list[datetime] = []
    for months in (-1, 0, 1):
        year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
        try:
            found.append(datetime(year, month + 1, fill.day, fill.hour, fill.minute, tzinfo=SHANGHAI))
        except ValueError:
            continue
    if not found:
        return None
    return min(found, key=lambda moment: abs(moment - near)).astimezone(near.tzinfo)


def start_of(
    volume_ml: int,
    ended_at: datetime,
    previous_end: datetime | None,
    flow_l_min: float,
    begun_by: datetime | None = None,
) -> datetime:
    """End less the time that the volume takes at the assumed flow, not before the fuelling before.

    `begun_by` is the last moment at which nothing had risen, for a fuelling that the polls cannot place.
    """
    estimate = ended_at - timedelta(minutes=volume_ml / 1000 / flow_l_min)
    if begun_by is not None:
        estimate = min(estimate, begun_by)
    return max(estimate, previous_end) if previous_end and previous_end < ended_at else estimate
