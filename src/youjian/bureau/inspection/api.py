"""Inspections: what to take along, a record handed in, records with their PDF, notes, checklists."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.inspection import selectors, services
from youjian.bureau.inspection.checking import parsed
from youjian.bureau.inspection.contracts import (
    ChecklistIn,
    ChecklistOut,
    InspectionNoteIn,
    InspectionOut,
    Kit,
)
from youjian.bureau.inspection.printing import record_pdf
from youjian.bureau.problems import ProblemOut

router = Router(tags=["inspections"])
_REFUSALS = {
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    413: ProblemOut,
    422: ProblemOut,
    503: ProblemOut,
}
_PHOTO = {"responses": {200: {"description": "the picture", "content": {"image/*": {}}}}}
_PDF = {"responses": {200: {"description": "the record", "content": {"application/pdf": {}}}}}


@router.get("/inspections/kit", response={200: Kit, **_REFUSALS})
def inspection_kit(request: HttpRequest) -> Kit:
    """Checklists and stations to take along."""
    return selectors.kit(actor_with(request, "inspection.do"))


@router.put("/inspections/checklists/{department}", response={200: list[ChecklistOut], **_REFUSALS})
def set_checklist(request: HttpRequest, department: str, body: ChecklistIn) -> list[ChecklistOut]:
    """The next version of a department's checklist."""
    return services.set_checklist(actor_with(request, "inspection.do"), department, body)


@router.post("/inspections", response={200: InspectionOut, **_REFUSALS})
def hand_in_inspection(
    request: HttpRequest,
    record: Form[str],
    photos: File[list[UploadedFile] | None] = None,
    signatures: File[list[UploadedFile] | None] = None,
) -> InspectionOut:
    """Hand in a signed inspection (JSON of InspectionIn) with its files; again is harmless."""
    actor = actor_with(request, "inspection.do")
    return services.hand_in(actor, parsed(record), _files(photos), _files(signatures))


@router.get("/inspections/{inspection_id}", response={200: InspectionOut, **_REFUSALS})
def one_inspection(request: HttpRequest, inspection_id: int) -> InspectionOut:
    """A record with everything that belongs to it."""
    return selectors.inspection(actor_with(request, "inspection.see"), inspection_id)


@router.get("/inspections/{inspection_id}/record.pdf", response=_REFUSALS, openapi_extra=_PDF)
def inspection_pdf(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """现场检查记录, in Chinese, with photos and signatures."""
    actor = actor_with(request, "inspection.see")
    name, content = record_pdf(actor, inspection_id)
    return shown(content, "application/pdf", name)


@router.post("/inspections/{inspection_id}/notes", response={200: InspectionOut, **_REFUSALS})
def add_inspection_note(request: HttpRequest, inspection_id: int, body: InspectionNoteIn) -> InspectionOut:
    """Add something to a record."""
    return services.append_note(actor_with(request, "inspection.do"), inspection_id, body)


@router.get("/inspection-photos/{site_photo_id}", response=_REFUSALS, openapi_extra=_PHOTO)
def inspection_photo(request: HttpRequest, site_photo_id: int) -> HttpResponse:
    """A photo of an inspection as it came."""
    found = selectors.photo(actor_with(request, "inspection.see"), site_photo_id)
    return shown(bytes(found.content), found.media_type, found.filename)


@router.get("/inspection-signatures/{signature_id}", response=_REFUSALS, openapi_extra=_PHOTO)
def inspection_signature(request: HttpRequest, signature_id: int) -> HttpResponse:
    """A signature."""
    found = selectors.signature(actor_with(request, "inspection.see"), signature_id)
    return shown(bytes(found.content), "image/png", f"signature-{found.pk}.png")


def _files(files: list[UploadedFile] | None) -> list[Photo]:
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files or ()]
