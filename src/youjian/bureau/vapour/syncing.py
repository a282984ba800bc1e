"""Fills beside fuellings, kept per nozzle and day: how many match and agree within 1 %, what is unseen."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np

from youjian.bureau.vapour.models import SyncDay
from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.vapour.volumes import VolumeDay, VolumeView, volume_days

_EPOCH = date(1970, 1, 1)
_LIMITS = p.VapourVolume()


def sync_days(facts: Facts, station_id: str, since: date, last: date, moment: datetime) -> None:
    """The days of a station between two, both included, in the place of those that were kept."""
    view = volume_days(facts, moment, _LIMITS).book.whole()
    SyncDay.objects.filter(station_id=station_id, day__gte=since).delete()
    SyncDay.objects.bulk_create(_rows(view, station_id, since, last), batch_size=2000)


def _rows(view: VolumeView, station_id: str, since: date, last: date) -> Iterator[SyncDay]:
    for one in view.days:
        day = _EPOCH + timedelta(days=one.day)
        if since <= day <= last:
            yield _row(view, one, station_id, day)


def _row(view: VolumeView, one: VolumeDay, station_id: str, day: date) -> SyncDay:
    mine = slice(one.first, one.end)
    fuel, ratio = view.fills.fuel_ml[mine], view.fills.ratio[mine]
    return SyncDay(
        station_id=station_id,
        nozzle_id=view.fills.names[one.nozzle][1],
        day=day,
        fills=one.end - one.first,
        matched=one.matched,
        within=_within(view, one),
        unseen=view.unseen(one, _LIMITS.valid_ml),
        fuel_ml=int(fuel.sum()),
        monitor_ml=one.monitor_ml,
        dispenser_ml=one.dispenser_ml,
        recovered_ml=round(float((fuel * np.minimum(ratio, 1.0)).sum())),
    )


def _within(view: VolumeView, one: VolumeDay) -> int:
    """Matched fills whose litres differ by the limit at most."""
    mine = np.arange(one.first, one.end)
    place = view.matches.fuelling[mine]
    mine, place = mine[place >= 0], place[place >= 0]
    theirs = view.dispenser.volume_ml[place]
    apart = np.abs(view.fills.fuel_ml[mine] - theirs)
    return int((100 * apart <= _LIMITS.most_percent * theirs).sum())
