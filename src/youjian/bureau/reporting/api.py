"""Reports: made on screen, kept, as Excel and PDF, and sent on schedule."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.reporting import making, selectors, services
from youjian.bureau.reporting.contracts import (
    FILE_TYPES,
    KeptReportList,
    KeptReportOut,
    ReportActive,
    ReportDifferences,
    ReportFile,
    ReportOut,
    ReportRecipient,
    ReportSchedule,
    ReportScheduleIn,
    ReportWanted,
)

router = Router(tags=["reporting"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_FILE = {
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FILE_TYPES.values()}
}


@router.get("/reports/now", response={200: ReportOut, **_REFUSALS})
def report_now(request: HttpRequest, wanted: Query[ReportWanted]) -> ReportOut:
    """A report as the figures are now; nothing is kept."""
    return making.made(actor_with(request, "report.see"), wanted)


@router.get("/reports", response={200: KeptReportList, **_REFUSALS})
def kept_reports(request: HttpRequest, page: int = 1) -> KeptReportList:
    """Kept reports, the newest first."""
    return selectors.listed(actor_with(request, "report.see"), max(page, 1))


@router.post("/reports", response={200: KeptReportOut, **_REFUSALS})
def keep_report(request: HttpRequest, body: ReportWanted) -> KeptReportOut:
    """Make a report and keep it."""
    return services.keep(actor_with(request, "report.see"), body)


@router.post("/reports/{number}/anew", response={200: KeptReportOut, **_REFUSALS, 409: ProblemOut})
def keep_report_anew(request: HttpRequest, number: int) -> KeptReportOut:
    """Make a kept report anew as its next version, with the figures of now."""
    return services.keep_anew(actor_with(request, "report.see"), number)


@router.get("/report-schedules", response={200: list[ReportSchedule], **_REFUSALS})
def report_schedules(request: HttpRequest) -> list[ReportSchedule]:
    """Schedules with their latest sendings."""
    return selectors.schedules(actor_with(request, "report.schedule"))


@router.get("/report-recipients", response={200: list[ReportRecipient], **_REFUSALS})
def report_recipients(request: HttpRequest) -> list[ReportRecipient]:
    """Who reports can be sent to."""
    actor_with(request, "report.schedule")
    return selectors.recipients()


@router.post("/report-schedules", response={200: ReportSchedule, **_REFUSALS})
def schedule_report(request: HttpRequest, body: ReportScheduleIn) -> ReportSchedule:
    """Send a report regularly."""
    return services.schedule(actor_with(request, "report.schedule"), body)


@router.post("/report-schedules/{number}/active", response={200: ReportSchedule, **_REFUSALS})
def set_report_schedule_active(request: HttpRequest, number: int, body: ReportActive) -> ReportSchedule:
    """End a schedule, or let it go on."""
    return services.set_active(actor_with(request, "report.schedule"), number, active=body.active)


@router.get("/reports/{number}", response={200: KeptReportOut, **_REFUSALS})
def kept_report(request: HttpRequest, number: int) -> KeptReportOut:
    """A kept report as it was."""
    return selectors.kept(actor_with(request, "report.see"), number)


@router.get("/reports/{number}/differences", response={200: ReportDifferences, **_REFUSALS})
def report_differences(request: HttpRequest, number: int) -> ReportDifferences:
    """What would be another figure today."""
    return selectors.differences(actor_with(request, "report.see"), number)


@router.get("/reports/{number}/files/{form}", response=_REFUSALS, openapi_extra={"responses": {200: _FILE}})
def report_file(request: HttpRequest, number: int, form: ReportFile) -> HttpResponse:
    """A kept report as Excel or PDF."""
    name, content = services.take(actor_with(request, "report.see"), number, form)
    answer = HttpResponse(content, content_type=FILE_TYPES[form])
    answer["Content-Disposition"] = f"attachment; filename=\"report.{form}\"; filename*=UTF-8''{quote(name)}"
    return answer
