"""The calendar as it goes out: a year, what a notice would do, when something is due."""

from datetime import date, timedelta

from youjian.bureau.calendar import selectors
from youjian.bureau.calendar.contracts import (
    DayChangeOut,
    DayOut,
    DueOut,
    NoticePreview,
    SpecialOut,
    StatusOut,
    TakingOut,
    YearOut,
)
from youjian.bureau.calendar.models import SpecialDay, Taking
from youjian.bureau.calendar.notice import FIRST_YEAR, LAST_YEAR, read_notice
from youjian.bureau.calendar.services import changes_of
from youjian.bureau.calendar.working_days import is_working_day, working_days_between
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds

_ONE = timedelta(days=1)


def year_page(year: int) -> YearOut:
    """A year, day by day, with who changed it; raises Problem 404 for a year out of reach."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise not_found(pick(f"{year}年的日历", f"The calendar of {year}"))
    special = {one.day: one for one in SpecialDay.objects.filter(day__year=year)}
    takings = list(Taking.objects.filter(year=year).order_by("-id"))
    newest = next((taking for taking in takings if taking.kind == "notice"), None)
    days = [_day(date(year, 1, 1) + _ONE * i, special) for i in range(_length(year))]
    return YearOut(
        year=year,
        known=newest is not None,
        warning="" if newest else _weekends_only([year]),
        number=newest.number if newest else "",
        working_days=sum(day.working for day in days),
        days=days,
        takings=[_taking(taking) for taking in takings],
    )


def preview(text: str, year: int | None) -> NoticePreview:
    """What taking a notice would do; nothing is written."""
    notice = read_notice(text, year)
    special = {one.day: one.working for one in notice.days}
    of = notice.year
    return NoticePreview(
        year=of,
        number=notice.number,
        title=notice.title,
        days=[SpecialOut(day=one.day, working=one.working, name=one.name) for one in notice.days],
        problems=[pick(*told) for told in notice.problems],
        remarks=[pick(*told) for told in notice.remarks],
        changes=[DayChangeOut(**change) for change in changes_of(notice)] if of else [],
        known=of is not None and selectors.known(of),
        working_days=working_days_between(date(of, 1, 1) - _ONE, date(of, 12, 31), special) if of else 0,
    )


def status() -> StatusOut:
    """What should be known of the calendar by now and is not."""
    missing = selectors.years_to_take(business_day(now()))
    return StatusOut(missing=missing, warning=_weekends_only(missing) if missing else "")


def due(day: date, n: int) -> DueOut:
    """The n-th working day after a day."""
    here = selectors.calendar()
    due_on = here.add_working_days(day, n)
    unknown = here.unknown_years(day, due_on)
    return DueOut(
        due_on=due_on,
        due_at=day_bounds(due_on)[1],
        known=not unknown,
        warning=_weekends_only(unknown) if unknown else "",
    )


def _weekends_only(years: list[int]) -> str:
    named = pick("、", ", ").join(str(year) for year in years)
    return pick(
        f"{named}年的放假通知尚未导入，这一年只按周末计算，期限可能有出入。",
        f"The holiday notice of {named} was not taken yet: only weekends count there, deadlines may be off.",
    )


def _day(day: date, special: dict[date, SpecialDay]) -> DayOut:
    one = special.get(day)
    working = is_working_day(day, {day: one.working} if one else {})
    return DayOut(day=day, working=working, special=one is not None, name=one.name if one else "")


def _taking(taking: Taking) -> TakingOut:
    return TakingOut(
        id=taking.pk,
        at=taking.at,
        kind=taking.kind,  # type: ignore[arg-type]
        number=taking.number,
        title=taking.title,
        text=taking.text,
        reason=taking.reason,
        username=taking.username,
        display_name=taking.display_name,
        changes=[DayChangeOut(**change) for change in taking.changes],
    )


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
