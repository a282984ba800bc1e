"""Reads of duty: who is on duty at a moment. Rosters are seen within the scope of the running transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Delegation, Department, User
from youjian.bureau.duty.models import Entry, Roster
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.scope import within
from youjian.contract.fields import business_day


def principal(actor: Actor) -> str:
    """Whose desk it is: a deputy sits at the principal's."""
    return actor.acting_for or actor.username


def department_of(actor: Actor) -> Department | None:
    """The department of whose desk it is."""
    user = User.objects.select_related("department").filter(username=principal(actor)).first()
    return user.department if user else None


def rosters_of(actor: Actor) -> QuerySet[Roster]:
    """Every roster whose region lies within the actor's scope."""
    return Roster.objects.filter(within(actor.scope, "region"), is_active=True)


def entries_of(actor: Actor) -> QuerySet[Entry]:
    """Every shift that somebody has, within the actor's scope."""
    return Entry.objects.filter(within(actor.scope, "region"), roster__is_active=True)


def roster_of(actor: Actor, number: int) -> Roster:
    """A roster within the actor's scope; raises Problem 404."""
    found = rosters_of(actor).select_related("department").filter(pk=number).first()
    if found is None:
        raise not_found(pick(f"值班表{number}", f"Roster {number}"))
    return found


def following(entry: Entry) -> Entry | None:
    """The next shift of the same roster that somebody has, if it begins within ten days."""
    ahead = Entry.objects.filter(
        roster_id=entry.roster_id,
        starts_at__gte=entry.ends_at,
        starts_at__lt=entry.ends_at + timedelta(days=10),
    )
    return ahead.select_related("person", "deputy").order_by("starts_at", "id").first()


def on_duty(department: str, moment: datetime, region: str = "") -> list[int]:
    """Who of a department is on duty at a moment (user ids): 主班 first, then 副班, each before their deputy.

    With a region's code, the narrowest roster that covers it counts; without one, the department's widest.
    Nobody who left is named; whom somebody acts for by a delegation of that day (AB角) is named with the
    deputy. Empty when no shift runs: the caller falls back to the department's people.
    """
    return with_deputies(people_of(running(department, moment, region)), moment)


def running(department: str, moment: datetime, region: str = "") -> list[Entry]:
    """The shifts of a department that run at a moment, with their people; `region` as in `on_duty`."""
    found = Entry.objects.filter(
        roster__department_id=department,
        roster__is_active=True,
        starts_at__lte=moment,
        ends_at__gt=moment,
    ).select_related("person", "deputy", "roster__department")
    return _nearest(list(found.order_by("starts_at", "id")), region)


def _nearest(found: Sequence[Entry], region: str) -> list[Entry]:
    """The entries of the narrowest region that covers one; of the widest when none is asked for."""
    covering = [entry for entry in found if region.startswith(entry.region)] if region else list(found)
    if not covering:
        return []
    length = (max if region else min)(len(entry.region) for entry in covering)
    return [entry for entry in covering if len(entry.region) == length]


def people_of(entries: Iterable[Entry]) -> list[int]:
    """Who has these shifts: 主班 first, then 副班."""
    listed = list(entries)
    return [*(entry.person_id for entry in listed), *(e.deputy_id for e in listed if e.deputy_id is not None)]


def with_deputies(people: Sequence[int], moment: datetime) -> list[int]:
    """The same people without who left, each followed by who acts for them on the day of a moment."""
    if not people:
        return []
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    acting: dict[int, list[int]] = {}
    for principal, deputy in deputies(people, moment):
        acting.setdefault(principal, []).append(deputy)
    named = [one for person in people if person in active for one in (person, *acting.get(person, ()))]
    return list(dict.fromkeys(named))


def deputies(people: Sequence[int], moment: datetime) -> list[tuple[int, int]]:
    """Principals of these people, with who acts for them on the day of a moment."""
    day = business_day(moment)
    found = Delegation.objects.filter(
        principal__in=people,
        ended_at__isnull=True,
        from_on__lte=day,
        until_on__gte=day,
        principal__is_active=True,
        deputy__is_active=True,
    )
    return list(found.order_by("id").values_list("principal_id", "deputy_id"))
