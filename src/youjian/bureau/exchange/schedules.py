"""Files on a schedule: every day, Monday or first of a month; a day that was not made is named as missed."""

from collections.abc import Iterator
from datetime import date, timedelta

from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.exchange.contracts import ScheduleIn
from youjian.bureau.exchange.models import Run, Schedule
from youjian.bureau.exchange.platforms import agreement_of, bad
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, scoped
from youjian.bureau.sharing import files
from youjian.bureau.sharing.contracts import SharedFileIn
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.selectors import agreements_of
from youjian.bureau.sharing.services import in_force, need
from youjian.bureau.times import now

_LOOKED_BACK = timedelta(days=62)


def add(actor: Actor, wanted: ScheduleIn) -> Schedule:
    """Have a data set made a file by itself. Raises Problem 403, 404, 409 for a second one alike, 422."""
    need(actor, "sharing.manage")
    with acting(actor):
        agreement = agreement_of(actor, wanted.agreement_id)
        if wanted.dataset not in agreement.datasets or wanted.dataset not in DATASETS:
            raise bad("dataset", "协议不含该数据集。", "The agreement does not hold this data set.")
        said = wanted.model_dump()
        same = {name: said[name] for name in ("agreement_id", "dataset", "form", "every")}
        if Schedule.objects.filter(**same, active=True).exists():
            raise Problem(
                409, "there_already", pick("已有相同的定期交付。", "There is such a schedule already.")
            )
        row = Schedule.objects.create(**said, made_at=now(), made_by_name=actor.display_name)
        after = {"dataset": row.dataset, "form": row.form, "every": row.every}
        journal.record(actor, "exchange.schedule", f"agreement:{agreement.pk}", after=after)
        return row


def end(actor: Actor, number: int) -> Schedule:
    """End a schedule; what was delivered stays. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = (
            Schedule.objects.select_for_update().filter(id=number, agreement__in=agreements_of(actor)).first()
        )
        if row is None:
            raise not_found(pick(f"定期交付{number}", f"Schedule {number}"))
        row.active = False
        row.save(update_fields=["active"])
        journal.record(actor, "exchange.schedule", f"agreement:{row.agreement_id}", after={"active": False})
        return row


def due_days(every: str, first: date, last: date) -> Iterator[date]:
    """The days of a schedule from one day to another, both in it.

    >>> [str(day) for day in due_days("weekly", date(2026, 11, 1), date(2026, 11, 16))]
    ['2026-11-02', '2026-11-09', '2026-11-16']
    >>> [str(day) for day in due_days("monthly", date(2026, 10, 2), date(2026, 12, 1))]
    ['2026-11-01', '2026-12-01']
    """
    day = first
    while day <= last:
        if (
            every == "daily"
            or (every == "weekly" and day.weekday() == 0)
            or (every == "monthly" and day.day == 1)
        ):
            yield day
        day += timedelta(days=1)


def run(today: date) -> tuple[int, int]:
    """Make today's files and name the days that were missed; returns how many of each.

    A day is delivered only on the day itself: a file says how things stand then, so that a later one would
    not be that day's. Days outside the agreement's term, or while it is suspended, are not due.
    """
    with scoped():
        numbers = list(Schedule.objects.filter(active=True).order_by("id").values_list("id", flat=True))
    made = missed = 0
    for number in numbers:
        with scoped():
            row = Schedule.objects.select_related("agreement").select_for_update(of=("self",)).get(id=number)
            missed += _name_missed(row, today)
            due = list(due_days(row.every, max(row.from_on, today), today))
            again = Run.objects.filter(schedule=row, due_on=today).exclude(state="failed").exists()
            if due and not again and in_force(row.agreement, today):
                made += _deliver(row, today)
    return made, missed


def _name_missed(row: Schedule, today: date) -> int:
    known = set(Run.objects.filter(schedule=row).values_list("due_on", flat=True))
    first = max(row.from_on, row.agreement.from_on, row.made_at.date(), today - _LOOKED_BACK)
    last = min(today - timedelta(days=1), row.agreement.until_on)
    if row.agreement.status != "approved":
        return 0
    gone = [day for day in due_days(row.every, first, last) if day not in known]
    Run.objects.bulk_create(Run(schedule=row, due_on=day, state="missed", made_at=now()) for day in gone)
    return len(gone)


def _deliver(row: Schedule, today: date) -> int:
    try:
        wanted = SharedFileIn.model_validate({"dataset": row.dataset, "form": row.form})
        file = files.make(SYSTEM, row.agreement_id, wanted)
        said = {"state": "delivered", "file": file, "error": ""}
    except Problem as problem:
        said = {"state": "failed", "file": None, "error": problem.message[:300]}
    Run.objects.update_or_create(schedule=row, due_on=today, defaults=said | {"made_at": now()})
    return int(said["state"] == "delivered")
