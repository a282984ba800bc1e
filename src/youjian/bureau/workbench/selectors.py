"""The workbench of a person: put together from the other apps, within few statements."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.contracts import AlertRow
from youjian.bureau.calendar.selectors import Calendar, calendar
from youjian.bureau.duty import now as duty
from youjian.bureau.duty.contracts import DutyNow
from youjian.bureau.duty.models import Entry
from youjian.bureau.duty.selectors import department_of
from youjian.bureau.duty.words import COLOURS, clock, minute
from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import day_start, now
from youjian.bureau.workbench.changes import changes
from youjian.bureau.workbench.contracts import DeskDeadline, DeskInbox, DeskTask, MyShift, WorkbenchOut
from youjian.bureau.workbench.inbox import due_of, first_due, inbox
from youjian.bureau.workbench.lines import lines
from youjian.bureau.workbench.time_left import time_left, working_days_left
from youjian.bureau.workbench.work import WorkbenchTask, waiting
from youjian.contract.fields import business_day

_DAY = timedelta(days=1)
_DEADLINES = 20


def workbench(actor: Actor) -> WorkbenchOut:
    """Everything that a person's desk shows at this moment."""
    moment, here = now(), calendar()
    mine, tasks = inbox(actor, moment), waiting(actor, moment)
    on_duty = duty.on_duty_now(actor, moment, department_of(actor))
    since = day_start() - _DAY
    deadlines = _deadlines(mine, tasks, moment, here)
    return WorkbenchOut(
        as_of=moment,
        sentence=_sentence(mine, tasks, on_duty, moment),
        inbox=mine,
        tasks=[_task(task, moment, here) for task in tasks],
        deadlines=deadlines,
        duty=on_duty,
        my_shifts=[_shift(entry, moment) for entry in duty.own_shifts(actor, moment)],
        since=since,
        changes=changes(actor, since),
        lines=lines(actor, moment),
        calendar_warning=_warning(deadlines, moment, here),
    )


def _task(task: WorkbenchTask, moment: datetime, here: Calendar) -> DeskTask:
    return DeskTask(
        kind=task.kind,
        title=task.title,
        count=task.count,
        path=task.path,
        due_at=task.due_at,
        overdue=task.due_at is not None and task.due_at <= moment,
        left=time_left(task.due_at, moment, here) if task.due_at else "",
    )


def _deadlines(
    mine: DeskInbox | None, tasks: Sequence[WorkbenchTask], moment: datetime, here: Calendar
) -> list[DeskDeadline]:
    """What is due of alerts and tasks, the first one in front."""
    dated = [*_of_alerts(mine), *(("task", t.title, t.path, "", t.due_at) for t in tasks if t.due_at)]
    shown = [
        DeskDeadline(
            kind=kind,
            title=title,
            path=path,
            colour=colour,
            due_at=due,
            overdue=due <= moment,
            working_days=working_days_left(due, moment, here),
            left=time_left(due, moment, here),
        )
        for kind, title, path, colour, due in dated
    ]
    return sorted(shown, key=lambda one: one.due_at)[:_DEADLINES]


def _of_alerts(mine: DeskInbox | None) -> Iterator[tuple[str, str, str, str, datetime]]:
    for row in mine.items if mine else ():
        due = due_of(row)
        if due is None:
            continue
        kind = "sign" if row.status == "open" else "close"
        verb = pick("签收", "Sign for") if kind == "sign" else pick("办结", "Close")
        title = pick(
            f"{verb}：{row.station_name}，{row.message}", f"{verb} {row.station_name}: {row.message}"
        )
        yield kind, title, f"/alerts/{row.id}", row.colour, due


def _sentence(
    mine: DeskInbox | None, tasks: Sequence[WorkbenchTask], on_duty: DutyNow | None, moment: datetime
) -> str:
    parts = [_of_inbox(mine, moment)] if mine else []
    if tasks:
        parts.append(pick(f"待办{len(tasks)}项", f"{len(tasks)} tasks wait"))
    elif mine is None:
        parts.append(pick("您没有待办事项", "nothing waits for you"))
    if on_duty:
        parts.append(on_duty.sentence)
    said = pick("；", "; ").join(parts)
    return said[:1].upper() + said[1:] + pick("。", ".")


def _of_inbox(mine: DeskInbox, moment: datetime) -> str:
    if not mine.unsigned:
        handled = pick(f"，处置中{mine.signed}条", f", {mine.signed} being handled") if mine.signed else ""
        return pick(f"您没有待签收的预警{handled}", f"no alert waits for your signature{handled}")
    count = mine.unsigned
    head = pick(f"您有{count}条预警待签收", f"{count} alert{'' if count == 1 else 's'} to be signed for")
    return head + _first(mine.items, moment)


def _first(items: Sequence[AlertRow], moment: datetime) -> str:
    row = first_due(items)
    if row is None or row.sign_by is None:
        return ""
    colour = named(COLOURS, row.colour)
    if row.sign_by <= moment:
        return pick(f"，其中1条{colour}已超期", f", one {colour} is overdue")
    soon = business_day(row.sign_by) == business_day(moment)
    when = clock(row.sign_by) if soon else minute(row.sign_by)
    return pick(f"，其中1条{colour}将于{when}到期", f", one {colour} is due at {when}")


def _shift(entry: Entry, moment: datetime) -> MyShift:
    return MyShift(
        entry_id=entry.pk,
        roster_id=entry.roster_id,
        roster_name=entry.roster.name,
        shift_name=entry.shift_name,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        running=entry.starts_at <= moment,
    )


def _warning(deadlines: Sequence[DeskDeadline], moment: datetime, here: Calendar) -> str:
    if not deadlines:
        return ""
    unknown = here.unknown_years(business_day(moment), business_day(deadlines[-1].due_at))
    if not unknown:
        return ""
    years = pick("、", ", ").join(str(year) for year in unknown)
    return pick(
        f"{years}年的放假通知尚未导入，期限只按周末推算，可能有出入。",
        f"The holiday notice of {years} was not taken yet: deadlines count weekends only.",
    )
