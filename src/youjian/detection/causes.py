"""Candidates for the cause of a silence, stated beside it; which one it was is for people."""

from datetime import datetime, timedelta
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.fields import SHANGHAI
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.silence import Silence

Cause = Literal["whole_area", "power", "link", "closing_hours", "unknown"]
CAUSE_NAMES: dict[Cause, tuple[str, str]] = {
    "whole_area": ("同县区多站同时中断", "many stations of the county silent at once"),
    "power": ("断电", "power"),
    "link": ("通信线路", "the line"),
    "closing_hours": ("夜间停业", "closing hours"),
    "unknown": ("待查", "not known"),
}
_BY_EVENT: dict[str, Cause] = {"power_lost": "power", "link_lost": "link"}
_NEAR = timedelta(minutes=5)
_NIGHT_FROM, _NIGHT_TO = 21, 6


class Causes:
    """What the facts offer as causes: the collector's own events, the county, the hour."""

    def __init__(self, facts: Facts, as_of: datetime, silent_areas: set[str]) -> None:
        events = facts.known("device_events", as_of)
        telling = events.filter(pc.is_in(events["code"], pa.array(list(_BY_EVENT))))
        self._events = rows(telling, pc.is_valid(telling["code"]).to_numpy())
        self._silent_areas = silent_areas

    def of(self, silence: Silence) -> tuple[list[Cause], list[Row]]:
        """The candidates for one silence, and the events that name them."""
        events = [
            row
            for row in self._events
            if row["station_id"] == silence.station_id and abs(row["at"] - silence.start) <= _NEAR
        ]
        named: set[Cause] = {_BY_EVENT[row["code"]] for row in events}
        if silence.end is None and silence.station_id[:6] in self._silent_areas:
            named.add("whole_area")
        if _at_night(silence.start):
            named.add("closing_hours")
        return sorted(named) or ["unknown"], events


def _at_night(moment: datetime) -> bool:
    hour = moment.astimezone(SHANGHAI).hour
    return hour >= _NIGHT_FROM or hour < _NIGHT_TO
