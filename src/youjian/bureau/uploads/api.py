"""Templates, and files with rows of the register from the check to the commit."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status, UploadedFile

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import ProblemOut, reference
from youjian.bureau.sheets.container import MAX_BYTES
from youjian.bureau.sheets.template import make_template
from youjian.bureau.uploads import selectors, services
from youjian.bureau.uploads.contracts import CommitIn, ConflictOut, RowFilter, UploadOut
from youjian.bureau.uploads.marked import marked_file
from youjian.bureau.uploads.pages import upload_page
from youjian.bureau.uploads.places import own_places_of
from youjian.bureau.uploads.targets import allowed

router = Router(tags=["uploads"])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_BAD_FILES = {**_REFUSALS, 413: ProblemOut, 422: ProblemOut}
_CONFLICTS = {**_REFUSALS, 409: ConflictOut, 422: ProblemOut}
_FIRST = RowFilter(page=1, page_size=100)
_FILE = {
    "responses": {
        200: {
            "description": "the workbook",
            "content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/register/{sheet}/template", response=_REFUSALS, openapi_extra=_FILE)
def template(request: HttpRequest, sheet: str) -> HttpResponse:
    """The Excel template of a table, with the names of the person's regions and stations to choose from."""
    actor = _actor(request)
    wanted = allowed(actor, sheet).sheets[sheet]
    name = pick(f"{wanted.title}模板.xlsx", f"{wanted.title} template.xlsx")
    return _workbook(name, make_template(wanted, own_places_of(actor)))


@router.post("/uploads", response={200: UploadOut, **_BAD_FILES})
def check_file(request: HttpRequest, sheet: Form[str], file: File[UploadedFile]) -> UploadOut:
    """Check a file with rows of a table; what it would change is shown, nothing is written."""
    actor = _actor(request)
    upload = services.check(actor, sheet, file.name or "", file.read(MAX_BYTES + 1))
    return upload_page(actor, upload, _FIRST)


@router.get("/uploads/{upload_id}", response={200: UploadOut, **_REFUSALS})
def upload(request: HttpRequest, upload_id: int, wanted: Query[RowFilter]) -> UploadOut:
    """An upload with a page of its rows."""
    actor = _actor(request)
    return upload_page(actor, selectors.upload_of(actor, upload_id), wanted)


@router.get("/uploads/{upload_id}/marked", response=_REFUSALS, openapi_extra=_FILE)
def marked(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The same file with a first column that says what is wrong; it can be corrected and uploaded again."""
    return _workbook(*marked_file(_actor(request), upload_id))


@router.post("/uploads/{upload_id}/commit", response={200: UploadOut, **_CONFLICTS})
def commit(request: HttpRequest, upload_id: int, body: CommitIn) -> UploadOut | Status:
    """Write all rows of an upload, or none; 409 with a new preview when it would do other than was shown."""
    actor = _actor(request)
    found, written = services.commit(actor, upload_id, body.reason, body.effective_on)
    page = upload_page(actor, found, _FIRST)
    if written:
        return page
    message = pick(
        "数据在您预览之后有了变动，结果与预览不同，没有写入。请看新的预览，确认后再提交。",
        "What stands changed after your preview and the outcome would differ; nothing was written. "
        "Please look at the new preview and commit again.",
    )
    return Status(
        409, ConflictOut(code="preview_changed", message=message, reference=reference(), upload=page)
    )


@router.post("/uploads/{upload_id}/discard", response={200: UploadOut, **_CONFLICTS})
def discard(request: HttpRequest, upload_id: int) -> UploadOut:
    """Give an upload up."""
    actor = _actor(request)
    return upload_page(actor, services.discard(actor, upload_id), _FIRST)


def _actor(request: HttpRequest) -> Actor:
    """Who asks; what they may bring is asked of the table (`targets.allowed`)."""
    return request.actor  # type: ignore[attr-defined]


def _workbook(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
