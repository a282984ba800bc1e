"""Which alarm answers which label, and which alarms nothing explains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.detection.records import Alarm, Label

SLACK = timedelta(days=1)
"""How far an alarm's interval may lie beside its label's: onsets are estimated."""
_EVER = datetime.max.replace(tzinfo=UTC)

Groups = Mapping[tuple[str, str], frozenset[str]]
"""By station and subject, the subjects that stand for the same place: the tanks of one manifold."""


@dataclass(frozen=True)
class Trial:
    """A label with the alarms that answer it, earliest first, and the end of the data it was sought in.

    `onset` is where the clock of detection starts: the label's beginning or, for a gap, its end.
    """

    label: Label
    hits: tuple[Alarm, ...]
    around: tuple[Alarm, ...]
    data_ends: datetime
    right_place: bool | None
    onset: datetime

    @property
    def hit(self) -> Alarm | None:
        """The first alarm that answers."""
        return self.hits[0] if self.hits else None


def trial(
    label: Label,
    alarms: Iterable[Alarm],
    data_ends: datetime,
    groups: Groups | None = None,
    *,
    onset: datetime | None = None,
) -> Trial:
    """Hits are alarms of an accepted rule at the label's station, raised after it began and about its time.

    `around` is every alarm of any rule that fits in time: what an inspector would have seen.
    """
    around = tuple(a for a in alarms if a.first.station_id == label.station_id and _in_time(label, a))
    hits = tuple(a for a in around if a.first.rule in label.accepts)
    place = _right_place(label, hits[0], groups or {}) if hits else None
    return Trial(label, hits, around, data_ends, place, onset or label.started_at)


def _in_time(label: Label, alarm: Alarm) -> bool:
    begins = label.started_at - SLACK
    ends = _EVER if label.ended_at is None else label.ended_at + SLACK
    alarm_ends = alarm.first.ended_at or _EVER
    return alarm.detected_at >= label.started_at and alarm_ends >= begins and alarm.first.started_at <= ends


def _right_place(label: Label, alarm: Alarm, groups: Groups) -> bool:
    same = groups.get((label.station_id, label.subject), frozenset({label.subject}))
    return label.subject == "station" or alarm.first.subject in same


def unexplained(alarms: Iterable[Alarm], labels: Sequence[Label]) -> list[Alarm]:
    """The alarms that no label of their station accepts: on an honest station every one of them is false."""
    by_station: dict[str, list[Label]] = {}
    for label in labels:
        by_station.setdefault(label.station_id, []).append(label)
    return [a for a in alarms if not any(_accepts(x, a) for x in by_station.get(a.first.station_id, []))]


def _accepts(label: Label, alarm: Alarm) -> bool:
    return alarm.first.rule in label.accepts and _in_time(label, alarm)
