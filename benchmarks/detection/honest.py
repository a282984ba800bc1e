"""What is raised at stations where nothing is wrong: alarms per station-month, by rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.detection.intervals import Interval, rate, resampled
from benchmarks.detection.records import Alarm

MONTH_DAYS = 30


@dataclass(frozen=True)
class FalseAlarms:
    """Alarms of one rule (or of several together) per station-month."""

    alarms: int
    standing: int
    station_months: float
    poisson: Interval
    by_station: Interval

    @property
    def rate(self) -> float:
        """Alarms per station-month, those withdrawn later included."""
        return self.alarms / self.station_months


def false_alarms(alarms: Sequence[Alarm], stations: Sequence[str], days: int) -> FalseAlarms:
    """The rate over all stations, those without an alarm included."""
    per_station = Counter(a.first.station_id for a in alarms)
    months = days / MONTH_DAYS
    return FalseAlarms(
        alarms=len(alarms),
        standing=sum(a.standing for a in alarms),
        station_months=len(stations) * months,
        poisson=rate(len(alarms), len(stations) * months),
        by_station=resampled([per_station[s] for s in stations], months),
    )


def by_rule(alarms: Iterable[Alarm], stations: Sequence[str], days: int) -> dict[str, FalseAlarms]:
    """The rate of every rule that raised anything."""
    listed: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        listed.setdefault(alarm.first.rule, []).append(alarm)
    return {rule: false_alarms(listed[rule], stations, days) for rule in sorted(listed)}
