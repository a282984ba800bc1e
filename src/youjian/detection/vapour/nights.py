"""A day's finding and a spell's finding, said at night in one way by every rule that has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from youjian.contract.findings import Status, anchor_of_episode, anchor_of_key
from youjian.detection.evidence import Where
from youjian.detection.moments import moment_of
from youjian.detection.vapour.books import day_name, day_start
from youjian.detection.vapour.said import Interval
from youjian.detection.vapour.streaks import Spell


def of_day(station_id: str, subject: str, day: int, since: int, as_of: datetime) -> Where:
    """Where a finding about one judged day belongs; `since` is the day on which its pool began."""
    return Where(
        station_id=station_id,
        subject=subject,
        anchor=anchor_of_key(day=day_name(day)),
        started_at=moment_of(day_start(since)),
        ended_at=moment_of(day_start(day + 1)),
        detected_at=as_of,
    )


@dataclass(frozen=True)
class SpellAtNight:
    """A spell of alarm as it stands: from its first cause to its last alarm, over or still going on."""

    first: int
    last: int
    interval: Interval

    @property
    def status(self) -> Status:
        """Whether it goes on."""
        return "open" if self.interval.end is None else "ended"

    def where(self, station_id: str, subject: str, number: int, as_of: datetime) -> Where:
        """Where its finding belongs."""
        return Where(
            station_id=station_id,
            subject=subject,
            anchor=anchor_of_episode(number),
            started_at=self.interval.start,
            ended_at=self.interval.end,
            detected_at=as_of,
        )


def spells_at(
    found: Sequence[Spell], days: Sequence[int], begins: Sequence[int], night: int
) -> list[SpellAtNight]:
    """The spells that have begun by a night; `days` and `begins` are those of the judged days."""
    standing: list[SpellAtNight] = []
    for spell in found:
        alarms = [place for place in spell.alarms if days[place] <= night]
        if alarms:
            over = spell.over is not None and days[spell.over] <= night
            start = moment_of(day_start(begins[spell.cause]))
            end = moment_of(day_start(days[alarms[-1]] + 1)) if over else None
            standing.append(SpellAtNight(spell.cause, alarms[-1], Interval(start, end)))
    return standing
