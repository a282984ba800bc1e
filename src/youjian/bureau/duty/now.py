"""Duty at this moment: who is on duty in a person's department, and which shifts are the person's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.duty import selectors
from youjian.bureau.duty.contracts import DutyNow, DutyPerson
from youjian.bureau.duty.models import Entry
from youjian.bureau.duty.month import brief
from youjian.bureau.duty.selectors import principal
from youjian.bureau.duty.words import clock
from youjian.bureau.language import pick

_AHEAD = timedelta(days=14)


def on_duty_now(actor: Actor, moment: datetime, department: Department | None) -> DutyNow | None:
    """Who is on duty in a department; None for who belongs to none, or where there is no roster."""
    if department is None:
        return None
    region = actor.scope[0] if len(actor.scope) == 1 and actor.scope[0] != "*" else ""
    found = selectors.running(department.code, moment, region)
    if not found:
        return _nobody(actor, department)
    ids = selectors.with_deputies(selectors.people_of(found), moment)
    users = {user.pk: user for user in User.objects.filter(pk__in=ids)}
    first = found[0]
    return DutyNow(
        department=department.code,
        department_name=department.name,
        roster_id=first.roster_id,
        shift_name=first.shift_name,
        ends_at=first.ends_at,
        people=[brief(users[one]) for one in ids if one in users],
        sentence=_sentence(found, [brief(users[one]) for one in ids if one in users]),
    )


def _nobody(actor: Actor, department: Department) -> DutyNow | None:
    roster = selectors.rosters_of(actor).filter(department=department).first()
    if roster is None:
        return None
    return DutyNow(
        department=department.code,
        department_name=department.name,
        roster_id=roster.pk,
        shift_name="",
        ends_at=None,
        people=[],
        sentence=pick("本部门当前无人值班", "nobody of the department is on duty now"),
    )


def _sentence(found: Sequence[Entry], people: Sequence[DutyPerson]) -> str:
    first = found[0]
    names = pick("、", ", ").join(person.display_name for person in people) or pick("无人", "nobody")
    until = clock(first.ends_at)
    return pick(
        f"今日值班：{names}（{first.shift_name}，至{until}）",
        f"on duty: {names} ({first.shift_name}, until {until})",
    )


def own_shifts(actor: Actor, moment: datetime, limit: int = 5) -> list[Entry]:
    """A person's shifts that run or come within two weeks, the next one first."""
    own = Q(person__username=principal(actor)) | Q(deputy__username=principal(actor))
    ahead = selectors.entries_of(actor).filter(own, ends_at__gt=moment, starts_at__lt=moment + _AHEAD)
    return list(ahead.select_related("roster").order_by("starts_at", "id")[:limit])
