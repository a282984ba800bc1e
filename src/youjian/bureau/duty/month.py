"""A roster day by day: who is on duty, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Delegation, User
from youjian.bureau.accounts.scopes import holds
from youjian.bureau.accounts.selectors import departments
from youjian.bureau.calendar.selectors import Calendar, calendar
from youjian.bureau.duty import people
from youjian.bureau.duty.contracts import (
    DutyDay,
    DutyMonth,
    DutyPerson,
    RosterList,
    RosterOut,
    ShiftIn,
    SlotOut,
)
from youjian.bureau.duty.models import Entry, Handover, Roster
from youjian.bureau.duty.selectors import department_of, roster_of, rosters_of
from youjian.bureau.duty.shifts import USUAL, Slot, from_rows, slots, to_rows
from youjian.bureau.duty.words import minute
from youjian.bureau.duty.writing import MANAGE, bad, everywhere
from youjian.bureau.language import pick
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_LONGEST = timedelta(days=62)
_LONGEST_REGION = 6
"""Digits of a county's code; smaller regions have no roster of their own."""


def rosters(actor: Actor) -> RosterList:
    """Rosters within the actor's scope, and what a new one may begin with."""
    names, edits, own = region_names(), actor.may(MANAGE), department_of(actor)
    listed = rosters_of(actor).select_related("department").order_by("region", "department_id")
    return RosterList(
        items=[roster_out(actor, roster, names) for roster in listed],
        usual_shifts=[ShiftIn(**row) for row in to_rows(USUAL)],  # type: ignore[arg-type]
        may_edit=edits,
        departments=[NamedCode(code=one.code, name=one.name) for one in departments()] if edits else [],
        regions=[
            NamedCode(code=code, name=name)
            for code, name in sorted(names.items())
            if edits and len(code) <= _LONGEST_REGION and holds(actor.scope, [code])
        ],
        own=own.code if own else "",
    )


def roster_out(actor: Actor, roster: Roster, names: Mapping[str, str]) -> RosterOut:
    """A roster as its reader sees it."""
    return RosterOut(
        id=roster.pk,
        department=roster.department_id,
        department_name=roster.department.name,
        region=roster.region,
        region_name=names.get(roster.region, roster.region),
        name=roster.name,
        shifts=[ShiftIn(**row) for row in roster.shifts],
        from_on=roster.from_on,
        may_edit=actor.may(MANAGE) and holds(actor.scope, [roster.region]),
    )


def days(actor: Actor, roster_id: int, first: date, last: date) -> DutyMonth:
    """A roster from a day to a day, both included; raises Problem 404, 422 for more than 62 days."""
    if not timedelta(0) <= last - first <= _LONGEST:
        raise bad(pick("一次最多查看62天的值班表。", "At most 62 days are shown at once."))
    roster, here, moment = roster_of(actor, roster_id), calendar(), now()
    entries = _entries(roster, first, last)
    with everywhere(actor):
        look = _Look(
            roster, actor.may(MANAGE), moment, _elsewhere(entries), _acting(entries), _sheets(entries)
        )
    shown = _by_day(look, here, entries, first, last)
    states = [slot.state for day in shown for slot in day.slots]
    gaps, doubles, absent = (states.count(state) for state in ("gap", "double", "absent"))
    return DutyMonth(
        roster=roster_out(actor, roster, region_names()),
        first=first,
        last=last,
        days=shown,
        message=_message(len(states), gaps, doubles, absent),
        gaps=gaps,
        doubles=doubles,
        absent=absent,
        calendar_warning=_warning(here, first, last),
    )


@dataclass(frozen=True)
class _Look:
    """What is known around a roster's entries when its days are shown."""

    roster: Roster
    edits: bool
    moment: datetime
    elsewhere: Mapping[int, Sequence[Entry]]
    acting: Sequence[tuple[int, date, date, str]]
    sheets: Mapping[int, Handover]

    def slot(self, slot: Slot | None, entry: Entry | None) -> SlotOut:
        """A shift of a day: wanted by the roster, had by somebody, or both."""
        starts_at, ends_at = (entry.starts_at, entry.ends_at) if entry else (slot.starts_at, slot.ends_at)  # type: ignore[union-attr]
        state, problem = self._state(slot, entry)
        sheet = self.sheets.get(entry.pk) if entry else None
        over = ends_at <= self.moment
        return SlotOut(
            shift=entry.shift if entry else slot.shift.code,  # type: ignore[union-attr]
            shift_name=entry.shift_name if entry else slot.shift.name,  # type: ignore[union-attr]
            starts_at=starts_at,
            ends_at=ends_at,
            entry_id=entry.pk if entry else None,
            person=brief(entry.person) if entry else None,
            deputy=brief(entry.deputy) if entry and entry.deputy else None,
            acting=self._deputies(entry) if entry else [],
            state=state,  # type: ignore[arg-type]
            problem=problem,
            note=entry.note if entry else "",
            handover_id=sheet.pk if sheet else None,
            handover=sheet.status if sheet else "missing" if entry and over else None,  # type: ignore[arg-type]
            running=starts_at <= self.moment < ends_at,
            may_change=self.edits and not over and sheet is None,
        )

    def _state(self, slot: Slot | None, entry: Entry | None) -> tuple[str, str]:
        if entry is None:
            return "gap", pick("无人值班", "Nobody is on duty")
        why = people.why_not(self.roster, entry.person, people.SIGN)
        if why and entry.ends_at > self.moment:
            return "absent", why
        others = [one for one in self.elsewhere.get(entry.person_id, ()) if _meet(one, entry)]
        if others:
            other = others[0]
            where = f"{other.roster.name} {other.shift_name} {minute(other.starts_at)}"
            return "double", pick(f"同时在{where}值班", f"Also on duty at {where}")
        if slot is None:
            return "off", pick("当天已不设此班次", "That shift does not run that day any more")
        return "filled", ""

    def _deputies(self, entry: Entry) -> list[str]:
        day = max(entry.day, min(business_day(self.moment), business_day(entry.ends_at)))
        return [
            name
            for principal, first, last, name in self.acting
            if principal in (entry.person_id, entry.deputy_id) and first <= day <= last
        ]


def brief(user: User) -> DutyPerson:
    """Somebody by username and name."""
    return DutyPerson(username=user.username, display_name=user.display_name)


def _by_day(look: _Look, here: Calendar, entries: Sequence[Entry], first: date, last: date) -> list[DutyDay]:
    wanted = slots(from_rows(look.roster.shifts), here.is_working_day, max(first, look.roster.from_on), last)
    open_slots = {(slot.day, slot.shift.code): slot for slot in wanted}
    had = {(entry.day, entry.shift): entry for entry in entries}
    keys = sorted(open_slots.keys() | had.keys())
    shown: dict[date, list[SlotOut]] = {}
    for key in keys:
        shown.setdefault(key[0], []).append(look.slot(open_slots.get(key), had.get(key)))
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        DutyDay(
            day=day,
            working=here.is_working_day(day),
            slots=sorted(shown.get(day, ()), key=lambda slot: (slot.starts_at, slot.shift)),
        )
        for day in every
    ]


def _entries(roster: Roster, first: date, last: date) -> list[Entry]:
    found = Entry.objects.filter(roster=roster, day__gte=first, day__lte=last)
    return list(found.select_related("person__role", "deputy").order_by("starts_at"))


def _elsewhere(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Every shift of the same people in the same time, by person; each entry meets itself there too."""
    if not entries:
        return {}
    persons = {entry.person_id for entry in entries}
    begins, ends = min(entry.starts_at for entry in entries), max(entry.ends_at for entry in entries)
    found = Entry.objects.filter(
        Q(person__in=persons) | Q(deputy__in=persons), starts_at__lt=ends, ends_at__gt=begins
    )
    by_person: dict[int, list[Entry]] = {}
    for entry in found.select_related("roster").order_by("starts_at"):
        for person in {entry.person_id, entry.deputy_id} & persons:
            by_person.setdefault(person, []).append(entry)
    return by_person


def _meet(one: Entry, other: Entry) -> bool:
    return one.pk != other.pk and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _acting(entries: Iterable[Entry]) -> list[tuple[int, date, date, str]]:
    """Who acts for whom from a day to a day, of these people."""
    persons = {one for entry in entries for one in (entry.person_id, entry.deputy_id)}
    found = Delegation.objects.filter(
        principal__in=persons, ended_at__isnull=True, principal__is_active=True, deputy__is_active=True
    )
    listed = found.order_by("id").values_list("principal_id", "from_on", "until_on", "deputy__display_name")
    return list(listed)


def _sheets(entries: Iterable[Entry]) -> dict[int, Handover]:
    found = Handover.objects.filter(entry__in=[entry.pk for entry in entries]).defer("sheet")
    return {sheet.entry_id: sheet for sheet in found}


def _message(count: int, gaps: int, doubles: int, absent: int) -> str:
    wrong = [
        pick(f"{number}个{zh}", f"{number} {en}")
        for number, zh, en in (
            (gaps, "班次无人值班", "without anybody"),
            (doubles, "班次重复排班", "double"),
            (absent, "班次的人员已不能值班", "whose person may not be on duty"),
        )
        if number
    ]
    if not count:
        return pick("这段时间还没有班次。", "There are no shifts in this time yet.")
    if not wrong:
        return pick(f"共{count}个班次，全部有人值班。", f"{count} shifts, somebody on duty in each.")
    return pick(f"共{count}个班次，其中{'，'.join(wrong)}。", f"{count} shifts: {', '.join(wrong)}.")


def _warning(here: Calendar, first: date, last: date) -> str:
    unknown = here.unknown_years(first, last)
    if not unknown:
        return ""
    named = pick("、", ", ").join(str(year) for year in unknown)
    return pick(
        f"{named}年的放假通知尚未导入，工作日与休息日只按周末区分。",
        f"The holiday notice of {named} was not taken yet: only weekends count as days of rest.",
    )
