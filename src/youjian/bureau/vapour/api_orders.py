"""Orders to stop a nozzle and to use it again: their steps, their papers and photos."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.problems import ProblemOut
from youjian.bureau.vapour import filing, ordering, orders
from youjian.bureau.vapour.contracts_orders import (
    NozzleOrderIn,
    NozzleOrderOut,
    NozzleOrdersStanding,
    OrderCarryIn,
    OrderServeIn,
)

router = Router(tags=["vapour"])
_REFUSALS = {
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    413: ProblemOut,
    422: ProblemOut,
}
_PHOTO = {"responses": {200: {"description": "the photo or scan", "content": {"image/*": {}}}}}
_PAPER = {
    "responses": {200: {"description": "a JWS in its compact form", "content": {"application/jose": {}}}}
}


@router.get("/vapour/orders", response={200: NozzleOrdersStanding, **_REFUSALS})
def nozzle_orders(request: HttpRequest) -> NozzleOrdersStanding:
    """How orders stand."""
    return orders.standing(actor_with(request, "vapour.see"))


@router.post("/vapour/orders", response={200: NozzleOrderOut, **_REFUSALS})
def draft_nozzle_order(request: HttpRequest, body: NozzleOrderIn) -> NozzleOrderOut:
    """Draft an order."""
    return ordering.draft(actor_with(request, "vapour.manage"), body)


@router.get("/vapour/orders/{nozzle_order_id}", response={200: NozzleOrderOut, **_REFUSALS})
def one_nozzle_order(request: HttpRequest, nozzle_order_id: int) -> NozzleOrderOut:
    """An order with its way and what was sold after it was served."""
    return orders.one_order(actor_with(request, "vapour.see"), nozzle_order_id)


@router.post("/vapour/orders/{nozzle_order_id}/withdraw", response={200: NozzleOrderOut, **_REFUSALS})
def withdraw_nozzle_order(request: HttpRequest, nozzle_order_id: int) -> NozzleOrderOut:
    """Take a draft back."""
    return ordering.withdraw(actor_with(request, "vapour.manage"), nozzle_order_id)


@router.post("/vapour/orders/{nozzle_order_id}/sign", response={200: NozzleOrderOut, **_REFUSALS})
def sign_nozzle_order(request: HttpRequest, nozzle_order_id: int) -> NozzleOrderOut:
    """Sign a draft that another person made; the station is told."""
    return ordering.sign(actor_with(request, "vapour.order"), nozzle_order_id)


@router.post("/vapour/orders/{nozzle_order_id}/serve", response={200: NozzleOrderOut, **_REFUSALS})
def serve_nozzle_order(request: HttpRequest, nozzle_order_id: int, body: OrderServeIn) -> NozzleOrderOut:
    """Confirm the receipt as the station, or note that it was handed over."""
    return ordering.serve(_station_or_desk(request), nozzle_order_id, body)


@router.post("/vapour/orders/{nozzle_order_id}/carry", response={200: NozzleOrderOut, **_REFUSALS})
def carry_nozzle_order(
    request: HttpRequest,
    nozzle_order_id: int,
    wanted: Form[OrderCarryIn],
    photos: File[list[UploadedFile] | None] = None,
) -> NozzleOrderOut:
    """Say that it was carried out, with photos."""
    return ordering.carry_out(_station_or_desk(request), nozzle_order_id, wanted, photos_of(photos))


@router.get("/vapour/orders/{nozzle_order_id}/paper", response=_REFUSALS, openapi_extra=_PAPER)
def nozzle_order_paper(request: HttpRequest, nozzle_order_id: int) -> HttpResponse:
    """The signed paper, to be checked anywhere; empty before it is signed."""
    row = orders.order_of(actor_with(request, "vapour.see"), nozzle_order_id)
    answer = HttpResponse(row.document, content_type="application/jose")
    answer["Content-Disposition"] = f'attachment; filename="order-{row.pk}.jws"'
    return answer


@router.get("/vapour/files/{vapour_file_id}", response=_REFUSALS, openapi_extra=_PHOTO)
def vapour_file(request: HttpRequest, vapour_file_id: int) -> HttpResponse:
    """A photo or scan as it came; nothing in it is run."""
    found = filing.one(actor_with(request, "vapour.see"), vapour_file_id)
    return shown(bytes(found.content), found.media_type, found.filename)


def _station_or_desk(request: HttpRequest) -> Actor:
    """The station's own people, and the desk that acts in their place."""
    actor = actor_with(request, "vapour.see")
    return actor if actor.may("portal.use") else actor_with(request, "vapour.manage")


def photos_of(files: list[UploadedFile] | None) -> list[Photo]:
    """What came with a form."""
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files or ()]
