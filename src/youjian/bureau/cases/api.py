"""Leads: entered with photos, taken step by step, who reported shown for a reason; terms of answers."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.cases import reporters, selectors, services
from youjian.bureau.cases.contracts import (
    LeadIn,
    LeadOut,
    LeadOverview,
    LeadStepIn,
    ReporterAsk,
    ReporterOut,
    TermIn,
    TermOut,
)
from youjian.bureau.problems import ProblemOut
from youjian.bureau.times import now

router = Router(tags=["leads"])
_REFUSALS = {
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    413: ProblemOut,
    422: ProblemOut,
}
_PHOTO = {"responses": {200: {"description": "the photo or scan", "content": {"image/*": {}}}}}


@router.get("/leads/overview", response={200: LeadOverview, **_REFUSALS})
def lead_overview(request: HttpRequest) -> LeadOverview:
    """How the leads stand."""
    return selectors.overview(actor_with(request, "lead.see"), now())


@router.get("/leads/terms", response={200: list[TermOut], **_REFUSALS})
def lead_terms(request: HttpRequest) -> list[TermOut]:
    """How long answers may take, by source."""
    actor_with(request, "lead.see")
    return selectors.terms()


@router.put("/leads/terms/{source}", response={200: list[TermOut], **_REFUSALS})
def set_lead_term(request: HttpRequest, source: str, body: TermIn) -> list[TermOut]:
    """A new term of a source."""
    return services.set_term(city_with(request, "lead.manage"), source, body)


@router.post("/leads", response={200: LeadOut, **_REFUSALS})
def enter_lead(
    request: HttpRequest, wanted: Form[LeadIn], photos: File[list[UploadedFile] | None] = None
) -> LeadOut:
    """Enter a lead with its photos."""
    return services.enter(actor_with(request, "lead.manage"), wanted, _photos(photos))


@router.get("/leads/{lead_id}", response={200: LeadOut, **_REFUSALS})
def one_lead(request: HttpRequest, lead_id: int) -> LeadOut:
    """A lead with its way."""
    return selectors.lead(actor_with(request, "lead.see"), lead_id)


@router.post("/leads/{lead_id}/steps", response={200: LeadOut, **_REFUSALS})
def take_lead_step(request: HttpRequest, lead_id: int, body: LeadStepIn) -> LeadOut:
    """Take a step with a lead."""
    return services.take_step(actor_with(request, "lead.manage"), lead_id, body)


@router.post("/leads/{lead_id}/photos", response={200: LeadOut, **_REFUSALS})
def add_lead_photos(request: HttpRequest, lead_id: int, photos: File[list[UploadedFile]]) -> LeadOut:
    """Keep further photos of a lead."""
    return services.add_photos(actor_with(request, "lead.manage"), lead_id, _photos(photos))


@router.post("/leads/{lead_id}/reporter", response={200: ReporterOut, **_REFUSALS})
def lead_reporter(request: HttpRequest, lead_id: int, body: ReporterAsk) -> ReporterOut:
    """Who told a lead, in full: for a reason that goes into the journal."""
    actor = actor_with(request, "hotline.reporter")
    return reporters.reveal(actor, selectors.reporter_of(actor, lead_id), f"lead:{lead_id}", body.reason)


@router.get("/lead-photos/{photo_id}", response=_REFUSALS, openapi_extra=_PHOTO)
def lead_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """A photo or scan as it came; nothing in it is run."""
    found = selectors.photo(actor_with(request, "lead.see"), photo_id)
    return shown(bytes(found.content), found.media_type, found.filename)


def _photos(files: list[UploadedFile] | None) -> list[Photo]:
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files or ()]
