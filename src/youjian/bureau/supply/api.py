"""Papers: a delivery entered with photos, papers of other systems, one paper with all that belongs to it."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.problems import ProblemOut
from youjian.bureau.supply import selectors, services
from youjian.bureau.supply.contracts import (
    Attached,
    DeliveryDefaults,
    DeliveryEntered,
    DeliveryIn,
    PaperOut,
    PaperSheet,
    PapersIn,
    PapersOut,
)

router = Router(tags=["supply"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_WRITES = {**_REFUSALS, 409: ProblemOut, 413: ProblemOut, 422: ProblemOut}
_PHOTO = {"responses": {200: {"description": "the photo or scan", "content": {"image/*": {}}}}}


@router.post("/deliveries", response={200: DeliveryEntered, **_WRITES})
def enter_delivery(
    request: HttpRequest, wanted: Form[DeliveryIn], photos: File[list[UploadedFile] | None] = None
) -> DeliveryEntered:
    """Enter a delivery document with its photos; with `dry_run` tell what it would be at 20 °C."""
    return services.enter_delivery(actor_with(request, "supply.enter"), wanted, _photos(photos))


@router.get("/stations/{station_id}/delivery-defaults", response={200: DeliveryDefaults, **_REFUSALS})
def delivery_defaults(request: HttpRequest, station_id: str) -> DeliveryDefaults:
    """What the form for a delivery of a station begins with: its tanks, densities, suppliers."""
    return selectors.defaults(actor_with(request, "supply.enter"), station_id)


@router.get("/papers", response={200: list[PaperSheet], **_REFUSALS})
def paper_sheets(request: HttpRequest) -> list[PaperSheet]:
    """The kinds of papers with their columns, as imports and API clients give them."""
    actor_with(request, "supply.see")
    return selectors.sheets()


@router.post("/papers/{paper}", response={200: PapersOut, **_WRITES})
def take_papers(request: HttpRequest, paper: str, body: PapersIn) -> PapersOut:
    """Papers of another system, up to 5,000 at a time: all of them are stored, or none."""
    return services.take_papers(actor_with(request, "supply.enter"), paper, body)


@router.get("/papers/{paper}/one", response={200: PaperOut, **_REFUSALS})
def one_paper(request: HttpRequest, paper: str, key: Query[str]) -> PaperOut:
    """A paper by its key, with its origin, photos, links and what other parts say of it."""
    return selectors.paper_of(actor_with(request, "supply.see"), paper, key)


@router.post("/papers/{paper}/photos", response={200: Attached, **_WRITES})
def add_photos(
    request: HttpRequest, paper: str, key: Form[str], photos: File[list[UploadedFile]]
) -> Attached:
    """Keep further photos of a paper; the same ones again are harmless."""
    return services.add_photos(actor_with(request, "supply.enter"), paper, key, _photos(photos))


@router.get("/attachments/{attachment_id}", response=_REFUSALS, openapi_extra=_PHOTO)
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """A photo or scan as it came; nothing in it is run."""
    found = selectors.attachment_of(actor_with(request, "supply.see"), attachment_id)
    return shown(bytes(found.content), found.media_type, found.filename)


def _photos(files: list[UploadedFile] | None) -> list[Photo]:
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files or ()]
