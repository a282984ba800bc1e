"""Maximum retail prices, prices seen, anomalies."""

from datetime import date, datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with, city_with, insider_with
from youjian.bureau.attachments import MAX_BYTES, Photo
from youjian.bureau.pricing import selectors, services
from youjian.bureau.pricing.contracts import (
    CapThere,
    PriceLimits,
    PriceLimitsIn,
    PriceNoticeIn,
    PriceNoticeOut,
    PriceSeen,
    PricesOut,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["pricing"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_WRITES = {**_REFUSALS, 409: ProblemOut, 413: ProblemOut}
_FILE = {
    "responses": {
        200: {
            "description": "the notice",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/prices/notices", response={200: list[PriceNoticeOut], **_REFUSALS})
def price_notices(request: HttpRequest) -> list[PriceNoticeOut]:
    """Every notice of highest retail prices."""
    actor_with(request, "station.see")
    return selectors.notices()


@router.post("/prices/notices", response={200: PriceNoticeOut, **_WRITES})
def enter_price_notice(
    request: HttpRequest, wanted: Form[PriceNoticeIn], file: File[UploadedFile | None] = None
) -> PriceNoticeOut:
    """Enter a notice, with the notice itself where it is at hand."""
    actor = actor_with(request, "price.manage")
    photo = Photo(file.name or "", file.read(MAX_BYTES + 1)) if file else None
    return services.enter_notice(actor, wanted, photo)


@router.get("/prices/notices/{notice_id}/file", response=_REFUSALS, openapi_extra=_FILE)
def price_notice_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The notice as it was given."""
    actor_with(request, "station.see")
    row = selectors.notice(notice_id)
    answer = HttpResponse(bytes(row.content or b""), content_type=row.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.filename)}"
    return answer


@router.get("/prices/caps", response={200: list[CapThere], **_REFUSALS})
def caps_there(request: HttpRequest, region: str, moment: datetime | None = None) -> list[CapThere]:
    """What applies in a region at a moment (now)."""
    actor_with(request, "station.see")
    return selectors.caps_at(region, moment)


@router.get("/prices/anomalies", response={200: PricesOut, **_REFUSALS})
def price_anomalies(request: HttpRequest, first: date, last: date) -> PricesOut:
    """Prices that ask for a look."""
    return selectors.anomalies(insider_with(request, "station.see"), first, last)


@router.post("/prices/limits", response={200: PriceLimits, **_REFUSALS})
def set_price_limits(request: HttpRequest, body: PriceLimitsIn) -> PriceLimits:
    """Set from when on a price asks for a look."""
    return services.set_limits(city_with(request, "price.manage"), body)


@router.get("/prices/stations/{station_id}", response={200: list[PriceSeen], **_REFUSALS})
def station_prices(request: HttpRequest, station_id: str, first: date, last: date) -> list[PriceSeen]:
    """A station's prices by day and product."""
    return selectors.history(insider_with(request, "station.see"), station_id, first, last)
