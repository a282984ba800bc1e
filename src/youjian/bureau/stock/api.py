"""The stock book: opening, purchases, sales, losses, closing of each station, product, day and month."""

from datetime import date
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.stock import pages, selectors, services
from youjian.bureau.stock.contracts import (
    BookEntryIn,
    BookEntryOut,
    BookReason,
    CityBook,
    CloseCount,
    LossRateIn,
    LossRateOut,
    MonthCloseIn,
    MonthCloseOut,
    MonthReopenIn,
    StationBook,
    StationBookDay,
)
from youjian.bureau.stock.day_page import station_day
from youjian.bureau.stock.exporting import exported

router = Router(tags=["stock"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_WRITE = {**_REFUSALS, 409: ProblemOut}
_JSON = "application/json; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"responses": {200: {"content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("/stock/months/{period}", response={200: CityBook, **_REFUSALS})
def stock_month(request: HttpRequest, period: str) -> HttpResponse:
    """A month of the book over the whole scope, by county, company, station and product."""
    book = pages.city_month(actor_with(request, "stock.see"), period)
    return HttpResponse(book.model_dump_json(), content_type=_JSON)  # what is right is not checked again


@router.get("/stock/months/{period}/export", response=_REFUSALS, openapi_extra=_FILE)
def export_stock_month(request: HttpRequest, period: str) -> HttpResponse:
    """The month as an Excel file whose formulas add up."""
    name, content = exported(actor_with(request, "stock.see"), period)
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f"attachment; filename=\"stock.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


@router.get("/stations/{station_id}/stock/months/{period}", response={200: StationBook, **_REFUSALS})
def station_stock_month(request: HttpRequest, station_id: str, period: str) -> StationBook:
    """A month of one station by product and day, with entries, closings and what differs since."""
    return pages.station_month(actor_with(request, "stock.see"), station_id, period)


@router.get("/stations/{station_id}/stock/days/{day}", response={200: StationBookDay, **_REFUSALS})
def station_stock_day(request: HttpRequest, station_id: str, day: date, page: int = 1) -> StationBookDay:
    """A day of one station down to its single records."""
    return station_day(actor_with(request, "stock.see"), station_id, day, page)


@router.post("/stock/entries", response={200: BookEntryOut, **_WRITE})
def enter_stock_correction(request: HttpRequest, body: BookEntryIn) -> BookEntryOut:
    """Enter a correction into the book."""
    return services.enter(actor_with(request, "stock.correct"), body)


@router.post("/stock/entries/{number}/take-back", response={200: BookEntryOut, **_WRITE})
def take_stock_correction_back(request: HttpRequest, number: int, body: BookReason) -> BookEntryOut:
    """Take a correction back by an opposite one."""
    return services.take_back(actor_with(request, "stock.correct"), number, body.reason)


@router.post("/stock/closes", response={200: CloseCount, **_WRITE})
def close_stock_months(request: HttpRequest, body: MonthCloseIn) -> CloseCount:
    """Close a month of some stations, or of all of the scope."""
    return services.close_months(actor_with(request, "stock.close"), body)


@router.post("/stock/closes/reopen", response={200: MonthCloseOut, **_WRITE})
def reopen_stock_month(request: HttpRequest, body: MonthReopenIn) -> MonthCloseOut:
    """Reopen a closed month of a station."""
    return services.reopen_month(actor_with(request, "stock.close"), body)


@router.get("/stock/loss-rates", response={200: list[LossRateOut], **_REFUSALS})
def loss_rates(request: HttpRequest) -> list[LossRateOut]:
    """Every line of losses allowed, the newest first."""
    actor_with(request, "stock.see")
    return selectors.loss_rates()


@router.post("/stock/loss-rates", response={200: list[LossRateOut], **_WRITE})
def add_loss_rate(request: HttpRequest, body: LossRateIn) -> list[LossRateOut]:
    """Add a line of losses allowed; answers all lines."""
    services.add_loss_rate(city_with(request, "stock.losses"), body)
    return selectors.loss_rates()
