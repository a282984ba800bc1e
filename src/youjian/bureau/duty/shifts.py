"""Shifts of a roster (班次): when they run, on which days, and whose turn it is. A pure core.

Times are those of Asia/Shanghai. A shift that ends at or before its beginning ends on the next day; one that
ends when it begins lasts 24 hours. A shift belongs to the day on which it begins.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from youjian.contract.fields import SHANGHAI

Days = Literal["working", "rest", "every"]
By = Literal["shift", "day", "week"]
_ONE = timedelta(days=1)
MINUTES = "%H:%M"


@dataclass(frozen=True)
class Shift:
    """A shift of a roster; `days` says whether it runs on working days, on days of rest, or on both."""

    code: str
    name: str
    begins: time
    ends: time
    days: Days = "every"

    def runs_on(self, working: bool) -> bool:
        """Whether it runs on a day that is worked on, or on one of rest."""
        return self.days == "every" or (self.days == "working") == working

    def span(self, day: date) -> tuple[datetime, datetime]:
        """Its first moment and the first one after it, in UTC.

        >>> Shift("night", "夜班", time(17, 30), time(8, 30)).span(date(2026, 11, 22))[1]
        datetime.datetime(2026, 11, 23, 0, 30, tzinfo=datetime.timezone.utc)
        """
        last = day if self.ends > self.begins else day + _ONE
        begins, ends = (
            datetime.combine(on, at, SHANGHAI) for on, at in ((day, self.begins), (last, self.ends))
        )
        return begins.astimezone(UTC), ends.astimezone(UTC)


USUAL = (
    Shift("day", "白班", time(8, 30), time(17, 30), "working"),
    Shift("night", "夜班", time(17, 30), time(8, 30), "working"),
    Shift("whole", "全天班", time(8, 30), time(8, 30), "rest"),
)
"""What a new roster begins with."""


@dataclass(frozen=True)
class Slot:
    """A shift on a day: what a roster wants somebody for. Times are UTC, `ends_at` is exclusive."""

    day: date
    shift: Shift
    working: bool
    starts_at: datetime
    ends_at: datetime


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Shift, ...]:
    """Shifts as a roster keeps them; raises ValueError for a time that is none."""
    return tuple(
        Shift(row["code"], row["name"], _time(row["begins"]), _time(row["ends"]), row["days"]) for row in rows
    )


def to_rows(shifts: Iterable[Shift]) -> list[dict[str, str]]:
    """Shifts as JSON."""
    return [
        {
            "code": shift.code,
            "name": shift.name,
            "begins": shift.begins.strftime(MINUTES),
            "ends": shift.ends.strftime(MINUTES),
            "days": shift.days,
        }
        for shift in shifts
    ]


def _time(text: str) -> time:
    return datetime.strptime(text, MINUTES).time()  # noqa: DTZ007 - a time of day has no zone of its own


def slots(
    shifts: Sequence[Shift], is_working_day: Callable[[date], bool], first: date, last: date
) -> Iterator[Slot]:
    """Every slot of the days from `first` to `last`, both included, in the order in which they begin."""
    day = first
    while day <= last:
        working = is_working_day(day)
        here = [Slot(day, shift, working, *shift.span(day)) for shift in shifts if shift.runs_on(working)]
        yield from sorted(here, key=lambda slot: (slot.starts_at, slot.shift.code))
        day += _ONE


def crossing(shifts: Sequence[Shift]) -> tuple[Shift, Shift] | None:
    """Two shifts of one day of which one begins before the other is over; None when there are none.

    Shifts of days that never meet (working days, days of rest) do not cross. What runs into the next day is
    the next day's business: the turn leaves nobody in both.
    """
    some_day = date(2026, 1, 5)
    for i, one in enumerate(shifts):
        for other in shifts[i + 1 :]:
            apart = {one.days, other.days} == {"working", "rest"}
            if not apart and overlap(one.span(some_day), other.span(some_day)):
                return one, other
    return None


Span = tuple[datetime, datetime]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]


class Busy:
    """Who is on duty when already."""

    def __init__(self) -> None:
        self._spans: dict[int, list[Span]] = {}

    def add(self, person: int, span: Span) -> None:
        """Note that somebody is on duty for a span."""
        self._spans.setdefault(person, []).append(span)

    def free(self, person: int, span: Span) -> bool:
        """Whether somebody has no duty in a span."""
        return not any(overlap(span, other) for other in self._spans.get(person, ()))


def in_turn(wanted: Iterable[Slot], people: Sequence[int], by: By, busy: Busy) -> list[int | None]:
    """Who takes which slot: people in turn, working days and days of rest each with a turn of their own.

    `by` says how long somebody stays: a shift, a day, or a week (from Monday). Who is on duty elsewhere at
    that time is passed over and comes next; None where nobody is free. Whom it chooses it notes in `busy`.
    """
    turns: dict[bool, _Turn] = {True: _Turn(people), False: _Turn(people)}
    chosen: list[int | None] = []
    for slot in wanted:
        span = (slot.starts_at, slot.ends_at)
        person = turns[slot.working].next(_stay(slot, by), span, busy)
        if person is not None:
            busy.add(person, span)
        chosen.append(person)
    return chosen


class _Turn:
    """A turn: who was chosen goes to its end."""

    def __init__(self, people: Sequence[int]) -> None:
        self._queue = list(people)
        self._stay: object = None

    def next(self, stay: object, span: Span, busy: Busy) -> int | None:
        """Who comes next: who stays when free, else the first one who is."""
        if stay == self._stay and self._queue and busy.free(self._queue[-1], span):
            return self._queue[-1]
        person = next((person for person in self._queue if busy.free(person, span)), None)
        if person is not None:
            self._queue.remove(person)
            self._queue.append(person)
            self._stay = stay
        return person


def _stay(slot: Slot, by: By) -> object:
    match by:
        case "shift":
            return (slot.day, slot.shift.code)
        case "day":
            return slot.day
        case "week":
            return slot.day - timedelta(days=slot.day.weekday())
