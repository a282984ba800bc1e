"""Asking the calendar: what counts as a working day, when something is due, and what is known of a year.

The special days of all years are kept in the process together with the revision they were read at; each
question asks for the newest revision only, so a notice taken by another process counts at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from types import MappingProxyType

from django.db import connection
from django.db.models import Max

from youjian.bureau.calendar import working_days as core
from youjian.bureau.calendar.models import SpecialDay, Taking

NEXT_YEAR_FROM_MONTH = 11
"""The month in which the State Council publishes the notice of the next year, as a rule."""


@dataclass(frozen=True)
class Calendar:
    """The calendar at one revision; take it once to count many deadlines."""

    revision: int
    special: Mapping[date, bool]
    years: frozenset[int]

    def known(self, year: int) -> bool:
        """Whether the year's notice was taken; if not, weekends are all that is counted."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked on."""
        return core.is_working_day(day, self.special)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after a day; see `working_days.add_working_days`."""
        return core.add_working_days(day, n, self.special)

    def working_days_between(self, begin: date, end: date) -> int:
        """Working days after `begin` up to and including `end`."""
        return core.working_days_between(begin, end, self.special)

    def due_at(self, moment: datetime, n: int) -> datetime:
        """End of the n-th working day (Asia/Shanghai) after a moment, in UTC, exclusive."""
        return core.due_at(moment, n, self.special)

    def unknown_years(self, begin: date, end: date) -> list[int]:
        """Years between two days whose notice was not taken: what was counted there holds weekends only."""
        first, last = sorted((begin.year, end.year))
        return [year for year in range(first, last + 1) if year not in self.years]


class _Kept:
    """The calendar as this process read it last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[str, Calendar] | None = None

    def at(self, database: str, revision: int) -> Calendar:
        with self._lock:
            kept = self._kept
        if kept is not None and kept[0] == database and kept[1].revision == revision:
            return kept[1]
        calendar = _read(revision)
        with self._lock:
            self._kept = (database, calendar)
        return calendar


_KEPT = _Kept()


def calendar() -> Calendar:
    """The calendar as it stands: one query, and two more after somebody changed it.

    A revision is a row's id from a sequence, so one that was rolled back is never given to another state.
    """
    newest = Taking.objects.aggregate(newest=Max("id"))["newest"]
    return _KEPT.at(connection.settings_dict["NAME"], newest or 0)


def _read(revision: int) -> Calendar:
    special = dict(SpecialDay.objects.values_list("day", "working"))
    years = Taking.objects.filter(kind="notice").values_list("year", flat=True)
    return Calendar(revision, MappingProxyType(special), frozenset(years))


def known(year: int) -> bool:
    """Whether the year's notice was taken."""
    return calendar().known(year)


def is_working_day(day: date) -> bool:
    """Whether the day is worked on."""
    return calendar().is_working_day(day)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after a day, before it when negative; 0: the day, or the next one worked on."""
    return calendar().add_working_days(day, n)


def working_days_between(begin: date, end: date) -> int:
    """How many working days come after `begin` up to and including `end`."""
    return calendar().working_days_between(begin, end)


def due_at(moment: datetime, n: int) -> datetime:
    """When something that began at a moment is due: the end of the n-th working day in Shanghai, as UTC."""
    return calendar().due_at(moment, n)


def years_to_take(today: date) -> list[int]:
    """Years whose notice should have been taken by a day: this one, from November on the next one too."""
    wanted = [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else [today.year]
    here = calendar()
    return [year for year in wanted if not here.known(year)]
