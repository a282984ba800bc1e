"""What is done with reports: kept, taken as files, scheduled, and schedules ended."""

import hashlib
import json

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Post, User
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.reporting import selectors
from youjian.bureau.reporting.contracts import (
    KeptReportOut,
    ReportFile,
    ReportOut,
    ReportSchedule,
    ReportScheduleIn,
    ReportWanted,
)
from youjian.bureau.reporting.exporting import exported
from youjian.bureau.reporting.making import made, narrow
from youjian.bureau.reporting.models import Report, ReportSending
from youjian.bureau.reporting.models import ReportSchedule as Schedule
from youjian.bureau.reporting.printing import Imprint, printed
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def keep(actor: Actor, wanted: ReportWanted) -> KeptReportOut:
    """Make a report and keep it. Raises Problem as `made` does."""
    with acting(actor):
        row = kept_row(actor, wanted, None)
    return selectors.kept(actor, row.pk)


def keep_anew(actor: Actor, number: int) -> KeptReportOut:
    """Keep a report anew, with the figures of now, as its next version in the scope that it was made in.

    Raises Problem 404, and 409 when there is a later version already or no figure has changed.
    """
    with acting(actor):
        row = selectors.reports_of(actor).select_for_update().filter(pk=number).first()
        if row is None:
            raise not_found(pick(f"报表{number}", f"Report {number}"))
        if hasattr(row, "later"):
            raise Problem(409, "made_anew", pick("这份报表已有新版本。", "There is a later version already."))
        if selectors.differences(actor, number).same:
            raise Problem(409, "same", pick("数据没有变化，不需要重新生成。", "No figure has changed."))
        wanted = ReportWanted.model_validate(row.wanted)
        new = kept_row(selectors.as_then(actor, row), wanted, None, earlier=row)
    return selectors.kept(actor, new.pk)


def kept_row(
    actor: Actor, wanted: ReportWanted, sending: ReportSending | None, earlier: Report | None = None
) -> Report:
    """A report made within the running transaction, with its entry in the journal."""
    content = made(actor, wanted).model_dump(mode="json")
    row = Report.objects.create(
        wanted=wanted.model_dump(mode="json"),
        content=content,
        digest=digest(content),
        reach=",".join(narrow(actor, wanted).scope),
        title=content["title"],
        place=content["place"],
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
        sending=sending,
        version=earlier.version + 1 if earlier else 1,
        earlier=earlier,
    )
    after = {"title": row.title, "place": row.place, "digest": row.digest, "version": row.version}
    journal.record(actor, "report.keep", f"report:{row.pk}", after=after)
    return row


def digest(content: dict[str, object]) -> str:
    """SHA-256 of a report's content, keys in order."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def take(actor: Actor, number: int, form: ReportFile) -> tuple[str, bytes]:
    """Name and content of a kept report's file, journaled; the same each time. Raises Problem 404."""
    with acting(actor):
        row = selectors.report_of(actor, number)
        journal.record(actor, "report.take", f"report:{row.pk}", after={"form": form, "digest": row.digest})
    return file_name(row, form), content_of(row, form)


def file_name(row: Report, form: ReportFile) -> str:
    """What a kept report's file is called."""
    return f"{row.title}-{row.place}-{row.pk}.{form}"


def content_of(row: Report, form: ReportFile) -> bytes:
    """A kept report as a file. Raises Problem 503 for a PDF when the font is not installed."""
    report = ReportOut.model_validate(row.content)
    if form == "xlsx":
        return exported(report)
    return printed(report, Imprint(row.pk, row.version, row.made_at, row.made_by_name, row.digest))


def schedule(actor: Actor, wanted: ReportScheduleIn) -> ReportSchedule:
    """Send a report regularly. Raises Problem 422 without recipients or with unknown ones."""
    _check_recipients(wanted)
    with acting(actor):
        row = Schedule.objects.create(
            **wanted.model_dump(),
            reach=",".join(actor.scope),
            since=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        journal.record(actor, "report.schedule", f"report_schedule:{row.pk}", after=wanted.model_dump())
    return selectors.schedule_out(row)


def set_active(actor: Actor, number: int, *, active: bool) -> ReportSchedule:
    """End a schedule or let it go on from now. Raises Problem 404."""
    with acting(actor):
        row = selectors.schedules_of(actor).select_for_update().filter(pk=number).first()
        if row is None:
            raise not_found(pick(f"定时报表{number}", f"Schedule {number}"))
        if row.active != active:
            row.active, row.since = active, now()
            row.save(update_fields=["active", "since"])
            name = "report.resume" if active else "report.stop"
            journal.record(actor, name, f"report_schedule:{row.pk}", after={"active": active})
    return selectors.schedule_out(row)


def _check_recipients(wanted: ReportScheduleIn) -> None:
    known = User.objects.filter(username__in=wanted.users, is_active=True).count()
    posts = Post.objects.filter(pk__in=wanted.posts).count()
    if known != len(set(wanted.users)) or posts != len(set(wanted.posts)):
        raise Problem(422, "bad_recipient", pick("收件人或岗位不存在或已停用。", "A recipient is unknown."))
    if not known + posts:
        raise Problem(422, "no_recipient", pick("请选择至少一名收件人。", "Please choose a recipient."))
