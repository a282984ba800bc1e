"""Taking a year's notice into the calendar, and single days by hand; every taking can be taken anew."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.scopes import whole_city
from youjian.bureau.calendar.contracts import DayRow
from youjian.bureau.calendar.models import SpecialDay, Taking
from youjian.bureau.calendar.notice import FIRST_YEAR, LAST_YEAR, Notice, Special, read_notice
from youjian.bureau.calendar.shipped import read_shipped, shipped_files
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.times import now

MANAGE = "calendar.manage"
_LOCK = 5_026_001
Change = dict[str, Any]


def take_notice(actor: Actor, text: str, year: int | None, number: str = "", reason: str = "") -> Taking:
    """Take a notice: it takes the place of what was known of its year, days by hand included.

    Raises Problem 422 naming everything in the text that cannot be right, 409 when it would change nothing,
    403 for who has not the whole city.
    """
    _whole_city(actor)
    notice = read_notice(text, year)
    if notice.problems:
        raise Problem(422, "bad_notice", pick("；", "; ").join(pick(*told) for told in notice.problems))
    return _take(actor, notice, number.strip() or notice.number, text, reason)


def _take(actor: Actor, notice: Notice, number: str, text: str, reason: str) -> Taking:
    assert notice.year is not None  # noqa: S101 - a notice without problems has its year
    with acting(actor):
        _lock()
        changes = changes_of(notice)
        again = Taking.objects.filter(year=notice.year, kind="notice").order_by("-id").first()
        if again is not None and not changes and again.number == number:
            message = pick(
                f"{notice.year}年的通知已经导入，内容相同，没有变化。",
                f"The notice of {notice.year} was taken already; nothing would change.",
            )
            raise Problem(409, "same", message)
        taking = _taking(actor, notice.year, "notice", reason, changes)
        taking.number, taking.title, taking.text = number, notice.title[:128], text.strip()
        taking.save()
        SpecialDay.objects.filter(year=notice.year).delete()
        _write(notice.days, notice.year, taking)
        _journal(actor, "calendar.notice", taking)
    return taking


def take_days(actor: Actor, rows: Iterable[DayRow], reason: str) -> list[Taking]:
    """Set single days by hand, or give them back to the week (`plain`); one taking for each year.

    Raises Problem 422 for a day that is said twice or lies out of reach, 409 when nothing would change, 403
    for who has not the whole city.
    """
    _whole_city(actor)
    listed = list(rows)
    _check_rows(listed)
    with acting(actor):
        _lock()
        standing = {special.day: special for special in SpecialDay.objects.all()}
        taken = [
            _take_year(actor, year, [row for row in listed if row.day.year == year], standing, reason)
            for year in sorted({row.day.year for row in listed})
        ]
        done = [taking for taking in taken if taking is not None]
        if not done:
            message = pick(
                "这些日期已是所选的状态，没有变化。", "Those days stand so already; nothing would change."
            )
            raise Problem(409, "same", message)
    return done


def take_shipped(actor: Actor, folder: Path | None = None) -> list[int]:
    """Take the notices that come with the platform for years that nobody took yet; returns those years."""
    taken: list[int] = []
    for path in shipped_files(folder):
        notice = read_shipped(path)
        known = Taking.objects.filter(year=notice.year, kind="notice").exists()
        if notice.year is not None and not known:
            _take(actor, notice, notice.number, path.read_text(encoding="utf-8"), "")
            taken.append(notice.year)
    return taken


def changes_of(notice: Notice) -> list[Change]:
    """What taking a notice would change, day by day."""
    found = SpecialDay.objects.filter(year=notice.year) | SpecialDay.objects.filter(
        day__in=[special.day for special in notice.days]
    )
    before = {special.day: special for special in found}
    after = {special.day: special for special in notice.days}
    return [
        _change(day, before.get(day), after.get(day))
        for day in sorted(before.keys() | after.keys())
        if _differs(before.get(day), after.get(day))
    ]


def _take_year(
    actor: Actor, year: int, rows: list[DayRow], standing: dict[date, SpecialDay], reason: str
) -> Taking | None:
    wanted = {row.day: _special(row, standing.get(row.day)) for row in rows}
    changes = [
        _change(day, standing.get(day), special)
        for day, special in sorted(wanted.items())
        if _differs(standing.get(day), special)
    ]
    if not changes:
        return None
    taking = _taking(actor, year, "rows", reason, changes)
    taking.save()
    touched = [date.fromisoformat(change["day"]) for change in changes]
    SpecialDay.objects.filter(day__in=touched).delete()
    kept = [special for day in touched if (special := wanted[day]) is not None]
    for special in kept:
        home = standing.get(special.day)
        _write([special], home.year if home else year, taking)
    _journal(actor, "calendar.days", taking)
    return taking


def _special(row: DayRow, standing: SpecialDay | None) -> Special | None:
    if row.state == "plain":
        return None
    name = row.name.strip() or (standing.name if standing else pick("手工设定", "Set by hand"))
    return Special(row.day, row.state == "work", name)


def _check_rows(rows: list[DayRow]) -> None:
    seen: set[date] = set()
    for row in rows:
        if not FIRST_YEAR <= row.day.year <= LAST_YEAR:
            message = pick(
                f"{row.day}超出范围，只能设定{FIRST_YEAR}至{LAST_YEAR}年的日期。",
                f"{row.day} is out of reach; days from {FIRST_YEAR} to {LAST_YEAR} can be set.",
            )
            raise Problem(422, "bad_day", message)
        if row.day in seen:
            raise Problem(422, "twice", pick(f"{row.day}出现了两次。", f"{row.day} is there twice."))
        seen.add(row.day)


def _taking(actor: Actor, year: int, kind: str, reason: str, changes: list[Change]) -> Taking:
    return Taking(
        at=now(),
        year=year,
        kind=kind,
        reason=reason.strip(),
        username=actor.username,
        display_name=actor.display_name,
        changes=changes,
    )


def _write(days: Iterable[Special], year: int, taking: Taking) -> None:
    rows = [
        SpecialDay(day=special.day, working=special.working, name=special.name, year=year, taking=taking)
        for special in days
    ]
    SpecialDay.objects.filter(day__in=[row.day for row in rows]).delete()
    SpecialDay.objects.bulk_create(rows)


def _change(day: date, before: SpecialDay | Special | None, after: SpecialDay | Special | None) -> Change:
    named = after or before
    name = named.name if named else ""
    return {"day": day.isoformat(), "name": name, "before": _state(before), "after": _state(after)}


def _state(special: SpecialDay | Special | None) -> str:
    return "plain" if special is None else "work" if special.working else "rest"


def _differs(before: SpecialDay | Special | None, after: SpecialDay | Special | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.working, before.name) != (after.working, after.name)


def _whole_city(actor: Actor) -> None:
    whole_city(actor, "工作日历", "The working-day calendar")


def _lock() -> None:
    """Two people who change the calendar do it one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _journal(actor: Actor, action: str, taking: Taking) -> None:
    said = {"number": taking.number, "reason": taking.reason, "days": len(taking.changes)}
    before = {change["day"]: change["before"] for change in taking.changes}
    after = {change["day"]: change["after"] for change in taking.changes}
    journal.record(actor, action, f"calendar:{taking.year}", before=before, after={**said, "changes": after})
