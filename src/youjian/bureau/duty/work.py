"""What duty asks of people: sheets to be made or taken over, gaps to be filled; shifts of who leaves."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.work import WorkItem
from youjian.bureau.calendar.selectors import Calendar, calendar
from youjian.bureau.duty import people
from youjian.bureau.duty.models import Entry, Handover, Roster
from youjian.bureau.duty.selectors import entries_of, principal, rosters_of
from youjian.bureau.duty.shifts import from_rows, slots
from youjian.bureau.duty.writing import MANAGE
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import business_day

_BEFORE_THE_END = timedelta(minutes=60)
_LOOKED_BACK = timedelta(days=7)
_GAPS_AHEAD = timedelta(days=7)


class Handovers:
    """Sheets that wait for a person: to be made, to be made again, to be taken over."""

    kind = "handover"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """Own shifts that end within the hour or ended and are not handed over; sheets to be taken."""
        since = moment - _LOOKED_BACK
        mine = entries_of(actor).filter(_of(actor), ends_at__gt=since, ends_at__lt=moment + _BEFORE_THE_END)
        open_ones = mine.filter(Q(handover__isnull=True) | Q(handover__status="returned"))
        offered = Handover.objects.filter(
            _of(actor, "next_entry__"), status="offered", offered_at__gt=since, region__in=_regions(actor)
        ).select_related("entry")
        return [
            *(_give(entry) for entry in open_ones.select_related("roster").order_by("ends_at")[:10]),
            *(_take(row) for row in offered.order_by("offered_at")[:10]),
        ]


class Gaps:
    """Shifts of the next week that nobody has, for who edits rosters."""

    kind = "duty_gaps"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """A task a roster with gaps, due when the first one begins."""
        if not actor.may(MANAGE):
            return []
        rosters = list(rosters_of(actor).order_by("id"))
        first, last = business_day(moment), business_day(moment + _GAPS_AHEAD)
        found = Entry.objects.filter(roster__in=rosters, day__gte=first, day__lte=last)
        had = set(found.values_list("roster_id", "day", "shift"))
        here = calendar()
        return [task for roster in rosters for task in _gaps(roster, had, moment, here)]


def _gaps(
    roster: Roster, had: set[tuple[int, date, str]], moment: datetime, here: Calendar
) -> Iterator[WorkbenchTask]:
    first, last = max(business_day(moment), roster.from_on), business_day(moment + _GAPS_AHEAD)
    wanted = slots(from_rows(roster.shifts), here.is_working_day, first, last)
    missing = [
        slot for slot in wanted if slot.ends_at > moment and (roster.pk, slot.day, slot.shift.code) not in had
    ]
    if missing:
        yield WorkbenchTask(
            Gaps.kind,
            pick(
                f"{roster.name}：7天内{len(missing)}个班次无人值班",
                f"{roster.name}: {len(missing)} shifts of the next 7 days have nobody",
            ),
            missing[0].starts_at,
            f"/duty?roster={roster.pk}",
            len(missing),
        )


def _of(actor: Actor, before: str = "") -> Q:
    name = principal(actor)
    return Q(**{f"{before}person__username": name}) | Q(**{f"{before}deputy__username": name})


def _regions(actor: Actor) -> QuerySet[Roster]:
    return rosters_of(actor).values("region")  # type: ignore[return-value]


def _give(entry: Entry) -> WorkbenchTask:
    title = pick(
        f"交班：{entry.day:%m-%d} {entry.shift_name}（{entry.roster.name}）",
        f"Hand over: {entry.day:%m-%d} {entry.shift_name} ({entry.roster.name})",
    )
    return WorkbenchTask(Handovers.kind, title, entry.ends_at, f"/duty/handovers/{entry.pk}")


def _take(row: Handover) -> WorkbenchTask:
    title = pick(
        f"接班：{row.offered_by_name}交来{row.entry.day:%m-%d}{row.entry.shift_name}的交接单",
        f"Take over: {row.entry.shift_name} of {row.entry.day:%m-%d} from {row.offered_by_name}",
    )
    return WorkbenchTask(Handovers.kind, title, row.entry.ends_at, f"/duty/handovers/{row.entry_id}")


class ShiftsAhead:
    """Shifts of somebody who leaves: the successor has them."""

    kind = "shifts"
    name = ("今后的值班", "Shifts to come")

    def count(self, user_id: int) -> int:
        """How many shifts are not over."""
        return _ahead(user_id).count()

    def items(self, user_id: int, limit: int) -> Sequence[WorkItem]:
        """The first of them."""
        listed = _ahead(user_id).select_related("roster").order_by("starts_at")[:limit]
        return [
            WorkItem(f"{one.day} {one.shift_name} {one.roster.name}", f"/duty?roster={one.roster_id}")
            for one in listed
        ]

    def hand_over(self, actor: Actor, leaver: User, successor: User) -> int:  # noqa: ARG002
        """The successor stands in; raises Problem 422 when they cannot, or are on duty then."""
        entries = list(_ahead(leaver.pk).select_for_update(of=("self",)).select_related("roster"))
        for entry in entries:
            first = entry.person_id == leaver.pk
            why = people.why_not(entry.roster, successor, people.SIGN if first else people.SEE)
            if why or _is_busy(entry, successor):
                raise Problem(422, "bad_successor", why or _busy(entry, successor))
            if first:
                entry.person = successor
            else:
                entry.deputy = successor
            entry.note = f"{leaver.display_name}→{successor.display_name}"[:256]
            entry.save(update_fields=["person", "deputy", "note"])
        return len(entries)


def _ahead(user_id: int) -> QuerySet[Entry]:
    mine = Q(person_id=user_id) | Q(deputy_id=user_id)
    return Entry.objects.filter(mine, ends_at__gt=now(), handover__isnull=True)


def _is_busy(entry: Entry, successor: User) -> bool:
    meeting = Entry.objects.filter(starts_at__lt=entry.ends_at, ends_at__gt=entry.starts_at)
    return meeting.filter(Q(person=successor) | Q(deputy=successor)).exists()


def _busy(entry: Entry, successor: User) -> str:
    return pick(
        f"{successor.display_name}在{entry.day}的{entry.shift_name}时段已有值班，请先调整值班表。",
        f"{successor.display_name} is on duty then ({entry.day}); please change the roster first.",
    )
