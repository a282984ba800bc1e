"""Emergencies: reported, taken step by step, called about, photographed, printed; the call list; terms."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.incidents import calling, printing, selectors, services
from youjian.bureau.incidents.contracts import (
    IncidentAudienceIn,
    IncidentCallIn,
    IncidentContactIn,
    IncidentContactOut,
    IncidentIn,
    IncidentLeadIn,
    IncidentOut,
    IncidentOverview,
    IncidentSettings,
    IncidentStepIn,
    IncidentTermIn,
)
from youjian.bureau.problems import ProblemOut
from youjian.bureau.times import now

router = Router(tags=["incidents"])
REFUSALS = {
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    413: ProblemOut,
    422: ProblemOut,
    503: ProblemOut,
}
_PHOTO = {"responses": {200: {"description": "the photo or scan", "content": {"image/*": {}}}}}
_PDF = {"responses": {200: {"description": "the report", "content": {"application/pdf": {}}}}}
_INCIDENT = {200: IncidentOut, **REFUSALS}
_SETTINGS = {200: IncidentSettings, **REFUSALS}
_CONTACTS = {200: list[IncidentContactOut], **REFUSALS}
_SEE, _MANAGE = "incident.see", "incident.manage"


@router.get("/incidents/overview", response={200: IncidentOverview, **REFUSALS})
def incident_overview(request: HttpRequest) -> IncidentOverview:
    """How the emergencies and drills stand."""
    return selectors.overview(actor_with(request, _SEE), now())


@router.get("/incidents/settings", response=_SETTINGS)
def incident_settings(request: HttpRequest) -> IncidentSettings:
    """Terms by kind, who is told, and the table of transitions."""
    return selectors.settings(actor_with(request, _SEE))


@router.put("/incidents/terms/{kind}/{what}", response=_SETTINGS)
def set_incident_term(request: HttpRequest, kind: str, what: str, body: IncidentTermIn) -> IncidentSettings:
    """A new term of a kind (`all` for the interval of drills)."""
    actor = actor_with(request, _MANAGE)
    services.set_term(actor, kind, what, body)
    return selectors.settings(actor)


@router.put("/incidents/audience/{kind}", response=_SETTINGS)
def set_incident_audience(request: HttpRequest, kind: str, body: IncidentAudienceIn) -> IncidentSettings:
    """Which departments are told of a kind."""
    actor = actor_with(request, _MANAGE)
    services.set_audience(actor, kind, body)
    return selectors.settings(actor)


@router.get("/incidents/contacts", response=_CONTACTS)
def incident_contacts(request: HttpRequest) -> list[IncidentContactOut]:
    """The call list of the actor's areas."""
    return selectors.contacts(actor_with(request, _SEE))


@router.post("/incidents/contacts", response=_CONTACTS)
def add_incident_contact(request: HttpRequest, body: IncidentContactIn) -> list[IncidentContactOut]:
    """Put somebody on the call list."""
    actor = actor_with(request, _MANAGE)
    calling.add_contact(actor, body)
    return selectors.contacts(actor)


@router.put("/incidents/contacts/{contact_id}", response=_CONTACTS)
def change_incident_contact(
    request: HttpRequest, contact_id: int, body: IncidentContactIn
) -> list[IncidentContactOut]:
    """Change a line of the call list."""
    actor = actor_with(request, _MANAGE)
    calling.change_contact(actor, contact_id, body)
    return selectors.contacts(actor)


@router.delete("/incidents/contacts/{contact_id}", response=_CONTACTS)
def remove_incident_contact(request: HttpRequest, contact_id: int) -> list[IncidentContactOut]:
    """Take a line off the call list."""
    actor = actor_with(request, _MANAGE)
    calling.remove_contact(actor, contact_id)
    return selectors.contacts(actor)


@router.post("/incidents", response=_INCIDENT)
def report_incident(request: HttpRequest, body: IncidentIn) -> IncidentOut:
    """Report an emergency; who is concerned is told at once."""
    actor = actor_with(request, _MANAGE)
    return selectors.incident(actor, services.report(actor, body).pk)


@router.get("/incidents/{incident_id}", response=_INCIDENT)
def one_incident(request: HttpRequest, incident_id: int) -> IncidentOut:
    """An emergency with its way and its call list."""
    return selectors.incident(actor_with(request, _SEE), incident_id)


@router.post("/incidents/{incident_id}/steps", response=_INCIDENT)
def take_incident_step(request: HttpRequest, incident_id: int, body: IncidentStepIn) -> IncidentOut:
    """Take a step of the table of transitions."""
    actor = actor_with(request, _MANAGE)
    services.take_step(actor, incident_id, body)
    return selectors.incident(actor, incident_id)


@router.post("/incidents/{incident_id}/calls", response=_INCIDENT)
def note_incident_call(request: HttpRequest, incident_id: int, body: IncidentCallIn) -> IncidentOut:
    """Note a call: whom, when, answered or not."""
    actor = actor_with(request, _MANAGE)
    services.note_call(actor, incident_id, body)
    return selectors.incident(actor, incident_id)


@router.post("/incidents/{incident_id}/photos", response=_INCIDENT)
def add_incident_photos(
    request: HttpRequest, incident_id: int, photos: File[list[UploadedFile]], caption: Form[str] = ""
) -> IncidentOut:
    """Keep photos of an emergency."""
    actor = actor_with(request, _MANAGE)
    services.add_photos(actor, incident_id, photos_of(photos), caption[:200])
    return selectors.incident(actor, incident_id)


@router.post("/incidents/{incident_id}/lead", response=_INCIDENT)
def make_incident_lead(request: HttpRequest, incident_id: int, body: IncidentLeadIn) -> IncidentOut:
    """Open a lead of an emergency."""
    actor = actor_with(request, _MANAGE)
    services.make_lead(actor, incident_id, body)
    return selectors.incident(actor, incident_id)


@router.get("/incidents/{incident_id}/report.pdf", response=REFUSALS, openapi_extra=_PDF)
def incident_report(request: HttpRequest, incident_id: int) -> HttpResponse:
    """An emergency's report as a PDF."""
    name, content = printing.report_pdf(actor_with(request, _SEE), incident_id)
    return as_pdf(name, content)


@router.get("/incident-photos/{incident_photo_id}", response=REFUSALS, openapi_extra=_PHOTO)
def incident_photo(request: HttpRequest, incident_photo_id: int) -> HttpResponse:
    """A photo of an emergency or a drill as it came; nothing in it is run."""
    found = selectors.photo(actor_with(request, _SEE), incident_photo_id)
    return shown(bytes(found.content), found.media_type, found.filename)


def photos_of(files: list[UploadedFile] | None) -> list[Photo]:
    """Files of a request, no more of each than may be kept."""
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files or ()]


def as_pdf(name: str, content: bytes) -> HttpResponse:
    """An answer with a PDF to take home."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
