"""Reads of reports: kept ones and schedules that lie within the actor's scope, what differs today."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Post, User
from youjian.bureau.language import pick
from youjian.bureau.notify.outcomes import outcomes
from youjian.bureau.problems import not_found
from youjian.bureau.reporting import due
from youjian.bureau.reporting.contracts import (
    KeptReport,
    KeptReportList,
    KeptReportOut,
    ReportDifferences,
    ReportOut,
    ReportRecipient,
    ReportSchedule,
    ReportSending,
    ReportWanted,
)
from youjian.bureau.reporting.differing import differences_of
from youjian.bureau.reporting.making import made
from youjian.bureau.reporting.models import Report
from youjian.bureau.reporting.models import ReportSchedule as Schedule
from youjian.bureau.scope import covers
from youjian.bureau.times import now

_PAGE = 50
_LATEST = 10


def reports_of(actor: Actor) -> QuerySet[Report]:
    """Kept reports made in a scope that lies within the actor's whole."""
    return Report.objects.filter(_inside(actor))


def schedules_of(actor: Actor) -> QuerySet[Schedule]:
    """Schedules set up in a scope that lies within the actor's whole."""
    return Schedule.objects.filter(_inside(actor))


def _inside(actor: Actor) -> Q:
    """Every prefix of the row's scope begins with one of the actor's: a list of those that do is short."""
    if "*" in actor.scope:
        return Q()
    scopes = {
        *Report.objects.values_list("reach", flat=True),
        *Schedule.objects.values_list("reach", flat=True),
    }
    return Q(reach__in=[one for one in scopes if all(covers(actor.scope, part) for part in one.split(","))])


def report_of(actor: Actor, number: int) -> Report:
    """One kept report; raises Problem 404 outside the scope."""
    found = reports_of(actor).filter(pk=number).first()
    if found is None:
        raise not_found(pick(f"报表{number}", f"Report {number}"))
    return found


def kept(actor: Actor, number: int) -> KeptReportOut:
    """A kept report as it was."""
    row = report_of(actor, number)
    return KeptReportOut(**_head(row), report=ReportOut.model_validate(row.content))


def listed(actor: Actor, page: int) -> KeptReportList:
    """A page of kept reports, the newest first."""
    found = reports_of(actor).select_related("sending", "later").order_by("-pk")
    begin = (page - 1) * _PAGE
    rows = found.defer("content", "later__content")[begin : begin + _PAGE]
    return KeptReportList(items=[KeptReport(**_head(row)) for row in rows], total=found.count())


def _head(row: Report) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "place": row.place,
        "wanted": ReportWanted.model_validate(row.wanted),
        "made_at": row.made_at,
        "made_by_name": row.made_by_name,
        "digest": row.digest,
        "schedule_id": row.sending.schedule_id if row.sending else None,  # type: ignore[attr-defined]
        "version": row.version,
        "earlier_id": row.earlier_id,
        "later_id": row.later.pk if hasattr(row, "later") else None,  # type: ignore[attr-defined]
    }


def differences(actor: Actor, number: int) -> ReportDifferences:
    """What is another figure when a kept report is made anew, within the scope that it was made in."""
    row = report_of(actor, number)
    new = made(as_then(actor, row), ReportWanted.model_validate(row.wanted))
    found = list(differences_of(ReportOut.model_validate(row.content), new))
    return ReportDifferences(same=not found, made_at=now(), differences=found)


def as_then(actor: Actor, row: Report) -> Actor:
    """The actor with the scope that a report was made in, which lies within the own."""
    return replace(actor, scope=tuple(row.reach.split(",")))


def schedules(actor: Actor) -> list[ReportSchedule]:
    """Schedules with their latest sendings, those that go on first."""
    return [schedule_out(row) for row in schedules_of(actor).order_by("-active", "name", "pk")]


def schedule_out(row: Schedule) -> ReportSchedule:
    """A schedule as its reader sees it."""
    latest = list(row.sendings.order_by("-due_at")[:_LATEST])  # type: ignore[attr-defined]
    went = outcomes([f"report:{one.pk}:" for one in latest])
    same = ("name", "kind", "by", "county", "day", "hour", "working_day", "users", "posts", "active")
    sendings = ("due_at", "state", "sent", "recipients", "attempts", "error", "done_at")
    return ReportSchedule(
        **{name: getattr(row, name) for name in same},
        id=row.pk,
        made_by_name=row.made_by_name,
        next_at=due.next_after(row, now()) if row.active else None,
        sendings=[
            ReportSending(
                id=one.pk,
                **{n: getattr(one, n) for n in sendings},
                carried=went[f"report:{one.pk}:"]["carried"],
                on_the_way=went[f"report:{one.pk}:"]["waiting"],
                dead=went[f"report:{one.pk}:"]["dead"],
            )
            for one in latest
        ],
    )


def recipients() -> list[ReportRecipient]:
    """Who reports can be sent to: people who may see them, and posts."""
    people = [
        ReportRecipient(kind="user", code=user.username, name=user.display_name)
        for user in User.objects.filter(is_active=True).select_related("role").order_by("display_name")
        if "report.see" in user.role.permissions
    ]
    posts = Post.objects.select_related("department").order_by("pk")
    return people + [
        ReportRecipient(kind="post", code=f"{post.pk}", name=f"{post.department.name} {post.name}")
        for post in posts
    ]
