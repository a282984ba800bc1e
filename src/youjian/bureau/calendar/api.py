"""The working-day calendar: `/api/v1/calendar`. Everybody who is logged in may look, few may change."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Status, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.calendar import files, pages, services
from youjian.bureau.calendar.contracts import (
    DaysIn,
    DueIn,
    DueOut,
    FileOut,
    NoticeIn,
    NoticePreview,
    StatusOut,
    TakeNoticeIn,
    YearOut,
)
from youjian.bureau.calendar.services import MANAGE
from youjian.bureau.language import pick
from youjian.bureau.problems import ProblemOut
from youjian.bureau.sheets.container import MAX_BYTES
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.template import make_template

router = Router(tags=["calendar"])
_READ = {401: ProblemOut, 403: ProblemOut}
_WRITE = {**_READ, 409: ProblemOut, 422: ProblemOut}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"responses": {200: {"content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("/calendar/status", response={200: StatusOut, **_READ})
def status(request: HttpRequest) -> StatusOut:  # noqa: ARG001 - anybody may ask
    """Years whose notice should have been taken by now."""
    return pages.status()


@router.get("/calendar/due", response={200: DueOut, **_READ})
def due(request: HttpRequest, wanted: Query[DueIn]) -> DueOut:  # noqa: ARG001
    """The n-th working day after a day (before it when negative)."""
    return pages.due(wanted.day, wanted.n)


@router.get("/calendar/template", response=_READ, openapi_extra=_FILE)
def template(request: HttpRequest) -> HttpResponse:
    """The Excel template for single days."""
    actor_with(request, MANAGE)
    answer = HttpResponse(make_template(files.SHEET, Places()), content_type=_XLSX)
    name = quote(pick("工作日历模板.xlsx", "calendar template.xlsx"))
    answer["Content-Disposition"] = f"attachment; filename=\"calendar.xlsx\"; filename*=UTF-8''{name}"
    return answer


@router.post("/calendar/files", response={200: FileOut, **_WRITE, 413: ProblemOut})
def read_file(request: HttpRequest, file: File[UploadedFile]) -> FileOut:
    """What a file holds: a notice's text, or rows of days; nothing is written."""
    actor_with(request, MANAGE)
    return files.read_file(file.read(MAX_BYTES + 1), file.name or "")


@router.post("/calendar/notices/preview", response={200: NoticePreview, **_WRITE})
def preview(request: HttpRequest, body: NoticeIn) -> NoticePreview:
    """What taking a notice would do; nothing is written."""
    actor_with(request, MANAGE)
    return pages.preview(body.text, body.year)


@router.post("/calendar/notices", response={201: YearOut, **_WRITE})
def take_notice(request: HttpRequest, body: TakeNoticeIn) -> Status[YearOut]:
    """Take a notice; it replaces what was known of its year."""
    actor = actor_with(request, MANAGE)
    taking = services.take_notice(actor, body.text, body.year, body.number, body.reason)
    return Status(201, pages.year_page(taking.year))


@router.post("/calendar/days", response={201: YearOut, **_WRITE})
def take_days(request: HttpRequest, body: DaysIn) -> Status[YearOut]:
    """Set single days by hand, or give them back to the week."""
    takings = services.take_days(actor_with(request, MANAGE), body.rows, body.reason)
    return Status(201, pages.year_page(takings[0].year))


@router.get("/calendar/{int:year}", response={200: YearOut, **_READ, 404: ProblemOut})
def year_of(request: HttpRequest, year: Path[int]) -> YearOut:  # noqa: ARG001
    """A year day by day, with who changed it."""
    return pages.year_page(year)
