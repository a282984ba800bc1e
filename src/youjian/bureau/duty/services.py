"""What is done with rosters: made and changed, single shifts put, swapped with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.accounts.scopes import holds
from youjian.bureau.calendar.selectors import calendar
from youjian.bureau.duty import people
from youjian.bureau.duty.contracts import PutIn, RosterIn, ShiftIn, SwapIn
from youjian.bureau.duty.models import Entry, Roster
from youjian.bureau.duty.selectors import entries_of
from youjian.bureau.duty.shifts import Shift, crossing, from_rows, slots, to_rows
from youjian.bureau.duty.words import minute
from youjian.bureau.duty.writing import MANAGE, bad, editable, everywhere, lock, shown, tell
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry.models import Region
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def save_roster(actor: Actor, wanted: RosterIn) -> Roster:
    """Make a department's roster for a region, or change its name, shifts and beginning.

    What is filled already keeps its times. Raises Problem 403 outside the scope, 422 for a region or
    department that is not there and for shifts that run at once.
    """
    shifts = _shifts(wanted.shifts)
    with acting(actor):
        lock()
        _check_place(actor, wanted)
        before = Roster.objects.filter(department_id=wanted.department, region=wanted.region).first()
        said = snapshot(before) if before else None
        roster = before or Roster(department_id=wanted.department, region=wanted.region)
        roster.name, roster.shifts, roster.from_on = wanted.name.strip(), to_rows(shifts), wanted.from_on
        roster.is_active = True
        roster.save()
        tell(actor, "duty.roster", roster, said, snapshot(roster))
    return roster


def put(actor: Actor, roster_id: int, wanted: PutIn) -> None:
    """Give a shift of a day to somebody, or take it away (`person` empty).

    Raises Problem 422 when that shift does not run then, for people who cannot be on duty, without a reason
    for a shift that somebody has; 409 for what is over, or when they are on duty elsewhere.
    """
    with acting(actor):
        lock()
        roster = editable(actor, roster_id)
        entry = Entry.objects.filter(roster=roster, day=wanted.day, shift=wanted.shift).first()
        before = described(entry) if entry else None
        if entry is not None:
            _check_changeable(entry)
            _needed(wanted.reason)
        if not wanted.person:
            _remove(entry)
            tell(actor, "duty.put", roster, before, {"removed": True, "reason": wanted.reason.strip()})
            return
        row = entry or _new(roster, wanted.day, wanted.shift)
        row.person = people.named(roster, [wanted.person], people.SIGN)[0]
        row.deputy = people.named(roster, [wanted.deputy], people.SEE)[0] if wanted.deputy else None
        row.note = _noted(before, row, wanted.reason)
        _check_free(actor, row)
        row.save()
        tell(actor, "duty.put", roster, before, {**described(row), "reason": wanted.reason.strip()})


def swap(actor: Actor, wanted: SwapIn) -> None:
    """Let two shifts of one department change hands. Raises Problem as `put`."""
    reason = _needed(wanted.reason)
    with acting(actor):
        lock()
        one, other = (_entry(actor, number) for number in (wanted.entry, wanted.other))
        for entry in (one, other):
            editable(actor, entry.roster_id)
            _check_changeable(entry)
        before = {"one": described(one), "other": described(other)}
        one.person, other.person = other.person, one.person
        for entry, given in ((one, other), (other, one)):
            people.named(entry.roster, [entry.person.username], people.SIGN)
            if entry.deputy_id == entry.person_id:
                entry.deputy = None
            entry.note = _line(f"{given.person.display_name}→{entry.person.display_name}", reason)
        for entry in (one, other):
            _check_free(actor, entry, besides=(one.pk, other.pk))
            entry.save()
        after = {"one": described(one), "other": described(other), "reason": reason}
        tell(actor, "duty.swap", one.roster, before, after)


def snapshot(roster: Roster) -> dict[str, Any]:
    """What the journal keeps of a roster."""
    return {"name": roster.name, "shifts": roster.shifts, "from_on": roster.from_on.isoformat()}


def described(entry: Entry) -> dict[str, Any]:
    """What the journal keeps of a shift that somebody has."""
    return {
        "day": entry.day.isoformat(),
        "shift": entry.shift,
        "person": entry.person.username,
        "deputy": entry.deputy.username if entry.deputy else "",
    }


def _shifts(rows: Sequence[ShiftIn]) -> tuple[Shift, ...]:
    shifts = from_rows(row.dict() for row in rows)
    codes = [shift.code for shift in shifts]
    if len(set(codes)) < len(codes):
        raise bad(pick("两个班次的代码相同，请改正。", "Two shifts have the same code."))
    crossed = crossing(shifts)
    if crossed:
        one, other = crossed
        raise bad(
            pick(
                f"班次“{one.name}”与“{other.name}”的时间有重叠，请改正。",
                f"The shifts “{one.name}” and “{other.name}” run at the same time.",
            )
        )
    return shifts


def _check_place(actor: Actor, wanted: RosterIn) -> None:
    if not actor.may(MANAGE):
        raise forbidden(permission_name(MANAGE))
    if not Department.objects.filter(code=wanted.department, is_active=True).exists():
        raise bad(pick(f"没有部门“{wanted.department}”。", f"There is no department “{wanted.department}”."))
    if not Region.objects.filter(region_code=wanted.region).exists():
        raise bad(pick(f"没有区域“{wanted.region}”。", f"There is no region “{wanted.region}”."))
    if not holds(actor.scope, [wanted.region]):
        message = pick("该区域不在您的管辖范围内，不能编排其值班表。", "That region lies outside your scope.")
        raise Problem(403, "scope_beyond_own", message)


def _entry(actor: Actor, number: int) -> Entry:
    found = entries_of(actor).select_related("roster", "person", "deputy").filter(pk=number).first()
    if found is None:
        raise not_found(pick(f"值班{number}", f"Shift {number}"))
    return found


def _new(roster: Roster, day: date, code: str) -> Entry:
    here = calendar()
    every = slots(from_rows(roster.shifts), here.is_working_day, day, day)
    slot = next((slot for slot in every if slot.shift.code == code), None)
    if slot is None:
        raise bad(pick(f"{day}没有这个班次。", f"That shift does not run on {day}."))
    if slot.ends_at <= now():
        raise _over(slot.shift.name, slot.day)
    return Entry(**shown(roster, slot))


def _check_changeable(entry: Entry) -> None:
    if entry.ends_at <= now():
        raise _over(entry.shift_name, entry.day)
    if hasattr(entry, "handover"):
        message = pick("该班次已交班，不能再调整。", "That shift is handed over already.")
        raise Problem(409, "handed_over", message)


def _over(name: str, day: date) -> Problem:
    message = pick(f"{day}的{name}已经结束，不能再调整。", f"The shift {name} of {day} is over.")
    return Problem(409, "over", message)


def _remove(entry: Entry | None) -> None:
    if entry is None:
        raise bad(pick("该班次本来就没有人值班。", "Nobody has that shift."))
    entry.delete()


def _check_free(actor: Actor, row: Entry, besides: tuple[int, ...] = ()) -> None:
    """Raise Problem 409 when one of a shift's people is on duty elsewhere at that time."""
    if row.deputy_id == row.person_id:
        raise bad(pick("主班和副班不能是同一人。", "One person cannot be both first and second."))
    persons = [one for one in (row.person, row.deputy) if one is not None]
    meeting = Entry.objects.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at)
    others = meeting.exclude(pk__in=[*besides, row.pk] if row.pk else besides)
    for person in persons:
        with everywhere(actor):
            other = others.filter(Q(person=person) | Q(deputy=person)).select_related("roster").first()
        if other is not None:
            when = f"{minute(other.starts_at)}—{minute(other.ends_at)}"
            message = pick(
                f"{person.display_name}在{when}已在“{other.roster.name}”值{other.shift_name}，不能重复排班。",
                f"{person.display_name} is on duty in “{other.roster.name}” at {when} already.",
            )
            raise Problem(409, "double", message)


def _noted(before: dict[str, Any] | None, row: Entry, reason: str) -> str:
    if before is None:
        return reason.strip()[:256]
    was = User.objects.get(username=before["person"]).display_name
    change = "" if was == row.person.display_name else f"{was}→{row.person.display_name}"
    return _line(change, reason.strip())


def _line(change: str, reason: str) -> str:
    return (f"{change}：{reason}" if change else reason)[:256]


def _needed(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise bad(pick("请写明调班原因。", "Please say why the shift changes hands."))
    return said
