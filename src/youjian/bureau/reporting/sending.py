"""Schedules that are due: once per due time, also after a standstill; each person in their own scope."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.letters import File
from youjian.bureau.notify.services import tell
from youjian.bureau.reporting import due
from youjian.bureau.reporting.contracts import FILE_TYPES, ReportWanted
from youjian.bureau.reporting.models import Report, ReportSchedule, ReportSending
from youjian.bureau.reporting.services import content_of, file_name, kept_row
from youjian.bureau.scope import acting, scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)
_TRIES = 8
_CAUGHT_UP = {"day": 31, "week": 62, "month": 190, "quarter": 380, "year": 760}
"""Days of a standstill that are made up for, by kind of report: of every kind at least one is."""


def send_due(moment: datetime | None = None) -> int:
    """Note what is due and send what waits; how many due times were finished."""
    at = moment or now()
    with scoped():
        for schedule in ReportSchedule.objects.filter(active=True).order_by("pk"):
            _note(schedule, at)
        waiting = ReportSending.objects.filter(state="waiting", next_at__lte=at)
        numbers = list(waiting.order_by("due_at", "pk").values_list("pk", flat=True))
    return sum(_send(number, at) for number in numbers)


def _note(schedule: ReportSchedule, at: datetime) -> None:
    since = max(schedule.since, at - timedelta(days=_CAUGHT_UP[schedule.kind]))
    ReportSending.objects.bulk_create(
        [
            ReportSending(schedule=schedule, due_at=one, next_at=one)
            for one in due.due_times(schedule, since, at)
        ],
        ignore_conflicts=True,
    )


def _send(number: int, at: datetime) -> bool:
    """One due time: a person who was told is not told again; who failed is tried again, later each time."""
    with scoped():
        sending = ReportSending.objects.select_related("schedule").get(pk=number)
        people = _people(sending.schedule)
    errors = [error for user in people if (error := _to(user, sending))] or _nobody(people)
    with scoped():
        row = ReportSending.objects.select_for_update().get(pk=number)
        if row.state != "waiting":
            return False
        row.recipients, row.sent = len(people), max(len(people) - len(errors), 0)
        row.attempts += 1
        row.error = "; ".join(errors)[:512]
        row.state = "sent" if not errors else "failed" if row.attempts >= _TRIES else "waiting"
        row.done_at = None if row.state == "waiting" else at
        row.next_at = at + timedelta(minutes=5 * 2 ** min(row.attempts, 6))
        row.save()
        if row.state != "waiting":
            after = {"state": row.state, "sent": row.sent, "recipients": row.recipients, "error": row.error}
            journal.record(SYSTEM, "report.send", f"report_schedule:{sending.schedule.pk}", after=after)
    return row.state != "waiting"


def _nobody(people: Sequence[User]) -> list[str]:
    return [] if people else [pick("没有可以收到的人", "nobody who may see reports is left")]


def _people(schedule: ReportSchedule) -> list[User]:
    """The people named and those who hold the posts, each once; who may not see reports is left out."""
    active = User.objects.filter(is_active=True).select_related("role")
    named = active.filter(username__in=schedule.users) | active.filter(post_id__in=schedule.posts)
    return [user for user in named.order_by("pk") if "report.see" in user.role.permissions]


def _files(row: Report) -> list[File]:
    """Excel and PDF, as they are taken from the page."""
    return [File(file_name(row, form), kind, content_of(row, form)) for form, kind in FILE_TYPES.items()]


def _to(user: User, sending: ReportSending) -> str:
    """Keep a person's report in their own scope and tell them, both or neither; what failed, or nothing."""
    schedule = sending.schedule
    period = due.told_of(schedule, sending.due_at)
    wanted = ReportWanted(kind=period.kind, on=period.from_on, by=schedule.by, county=schedule.county)  # type: ignore[arg-type]
    actor = actor_of(user)
    try:
        with transaction.atomic(durable=True), acting(actor):
            ReportSending.objects.select_for_update().get(pk=sending.pk)  # two workers, one after the other
            if not Report.objects.filter(sending=sending, made_by=user.username).exists():
                row = kept_row(actor, wanted, sending)
                tell(
                    [user.pk],
                    subject=(f"{schedule.name}：{row.title}", f"{schedule.name}: {row.title}"),
                    text=(row.content["sentence"], row.content["sentence"]),
                    path=f"/reports/{row.pk}",
                    source=f"report:{sending.pk}:{user.pk}",
                    files=lambda: _files(row),
                )
    except Exception as error:
        _LOG.exception("report %s for %s was not sent", sending.pk, user.username)
        return f"{user.display_name}: {type(error).__name__} {error}"[:200]
    return ""
