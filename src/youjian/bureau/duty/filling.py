"""Filling a roster from a day to a day with people in turn."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.calendar.selectors import calendar
from youjian.bureau.duty import people
from youjian.bureau.duty.contracts import FillCount, FillIn, FillOut
from youjian.bureau.duty.models import Entry, Roster
from youjian.bureau.duty.shifts import Busy, Slot, from_rows, in_turn, slots
from youjian.bureau.duty.writing import bad, editable, everywhere, lock, shown, tell
from youjian.bureau.language import pick
from youjian.bureau.scope import acting
from youjian.bureau.times import now

LONGEST = timedelta(days=366)


def fill(actor: Actor, roster_id: int, wanted: FillIn) -> FillOut:
    """Fill a roster with people in turn; with `dry_run` tell what it would come to and write nothing.

    What has begun stays, what is filled stays unless `replace`. Nobody is put in two places at once:
    who is on duty elsewhere is passed over and comes next. Raises Problem 404, 403, 422.
    """
    _check_days(wanted.from_on, wanted.until_on)
    with acting(actor):
        lock()
        roster = editable(actor, roster_id)
        first = [user.pk for user in people.named(roster, wanted.people, people.SIGN)]
        behind = [user.pk for user in people.named(roster, wanted.deputies, people.SEE)]
        open_slots, old = _open(roster, wanted)
        with everywhere(actor):
            busy = _busy([*first, *behind], open_slots, old)
        chosen = in_turn(open_slots, list(dict.fromkeys(first)), wanted.by, busy)
        with_deputy = in_turn(open_slots, list(dict.fromkeys(behind)), wanted.deputies_by, busy)
        made = _entries(roster, open_slots, chosen, with_deputy)
        kept = _kept(roster, wanted) - len(old)
        told = _told(made, len(open_slots) - len(made), kept)
        if not wanted.dry_run:
            Entry.objects.filter(pk__in=[entry.pk for entry in old]).delete()
            Entry.objects.bulk_create(made)
            after = {
                "from": wanted.from_on,
                "until": wanted.until_on,
                "filled": told.filled,
                "gaps": told.gaps,
            }
            tell(actor, "duty.fill", roster, None, {**after, "people": wanted.people})
    return told


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise bad(pick("结束日期早于开始日期，请核对。", "The last day lies before the first one."))
    if last - first > LONGEST:
        raise bad(pick("一次最多排一年，请缩短。", "At most a year can be filled at once."))


def _open(roster: Roster, wanted: FillIn) -> tuple[list[Slot], list[Entry]]:
    """Slots to be filled, and entries that give way to them."""
    here, moment = calendar(), now()
    first = max(wanted.from_on, roster.from_on)
    every = slots(from_rows(roster.shifts), here.is_working_day, first, wanted.until_on)
    ahead = [slot for slot in every if slot.starts_at > moment]
    there = Entry.objects.filter(roster=roster, day__gte=first, day__lte=wanted.until_on)
    old = list(there.filter(starts_at__gt=moment, handover__isnull=True)) if wanted.replace else []
    gone = {entry.pk for entry in old}
    taken = {(entry.day, entry.shift) for entry in there if entry.pk not in gone}
    return [slot for slot in ahead if (slot.day, slot.shift.code) not in taken], old


def _busy(persons: Sequence[int], wanted: Sequence[Slot], old: Sequence[Entry]) -> Busy:
    """Where these people are on duty already, in any roster, while the slots run."""
    busy = Busy()
    if not wanted:
        return busy
    begins, ends = min(slot.starts_at for slot in wanted), max(slot.ends_at for slot in wanted)
    found = Entry.objects.filter(
        Q(person__in=persons) | Q(deputy__in=persons), starts_at__lt=ends, ends_at__gt=begins
    ).exclude(pk__in=[entry.pk for entry in old])
    for entry in found:
        busy.add(entry.person_id, (entry.starts_at, entry.ends_at))
        if entry.deputy_id is not None:
            busy.add(entry.deputy_id, (entry.starts_at, entry.ends_at))
    return busy


def _entries(
    roster: Roster, wanted: Sequence[Slot], chosen: Sequence[int | None], behind: Sequence[int | None]
) -> list[Entry]:
    return [
        Entry(**shown(roster, slot), person_id=person, deputy_id=deputy)
        for slot, person, deputy in zip(wanted, chosen, behind, strict=True)
        if person is not None
    ]


def _kept(roster: Roster, wanted: FillIn) -> int:
    return Entry.objects.filter(roster=roster, day__gte=wanted.from_on, day__lte=wanted.until_on).count()


def _told(made: Sequence[Entry], gaps: int, kept: int) -> FillOut:
    here = calendar()
    users = {user.pk: user for user in User.objects.filter(pk__in={entry.person_id for entry in made})}
    counts = [
        FillCount(
            username=user.username,
            display_name=user.display_name,
            working=sum(here.is_working_day(e.day) for e in made if e.person_id == user.pk),
            rest=sum(not here.is_working_day(e.day) for e in made if e.person_id == user.pk),
        )
        for user in sorted(users.values(), key=lambda user: user.display_name)
    ]
    message = pick(
        f"共排{len(made)}个班，保留原有{kept}个，无人可排{gaps}个。",
        f"{len(made)} shifts filled, {kept} kept as they were, {gaps} left without anybody.",
    )
    return FillOut(filled=len(made), kept=kept, gaps=gaps, counts=counts, message=message)
