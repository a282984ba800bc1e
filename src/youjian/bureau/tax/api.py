"""Measured, invoiced and declared litres and money by taxpayer; the tax function of nozzles; hand-overs."""

from typing import Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.tax import chips, desk, hand_overs, handing, purchases, selectors, services, taxpayer_page
from youjian.bureau.tax.contracts import (
    ChipDoneIn,
    ChipOut,
    ChipSummary,
    ChipTaskOut,
    HandOverIn,
    HandOverOutcomeIn,
    HandOverReceiptIn,
    HandOverReturnIn,
    TaxComparison,
    TaxDeskOut,
    TaxGroupEnd,
    TaxGroupIn,
    TaxGroupOut,
    TaxHandOverOut,
    TaxPackIn,
    TaxPackOut,
    TaxpayerOut,
    TaxRanking,
    TaxRateIn,
    TaxSettingsIn,
)
from youjian.bureau.tax.contracts_purchases import TaxPurchasePapers, TaxPurchases

router = Router(tags=["tax"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_ZIP = {
    "responses": {
        200: {
            "description": "the pack",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/tax/comparison", response={200: TaxComparison, **_REFUSALS})
def tax_comparison(request: HttpRequest, period: str) -> TaxComparison:
    """Measured, invoiced and declared of a month `2026-10`, quarter `2026-Q4` or year `2026`."""
    return selectors.comparison(actor_with(request, "tax.see"), period)


@router.get("/tax/ranking", response={200: TaxRanking, **_REFUSALS})
def tax_ranking(request: HttpRequest, until: str = "") -> TaxRanking:
    """Taxpayers by risk over the twelve months up to one."""
    return selectors.ranking(actor_with(request, "tax.see"), until)


@router.get("/tax/taxpayers/{taxpayer}", response={200: TaxpayerOut, **_REFUSALS})
def tax_taxpayer(request: HttpRequest, taxpayer: str, until: str = "") -> TaxpayerOut:
    """A taxpayer (uscc, or a group's `g7`) over twelve months."""
    return taxpayer_page.taxpayer(actor_with(request, "tax.see"), taxpayer, until)


@router.get("/tax/purchases", response={200: TaxPurchases, **_REFUSALS})
def tax_purchases(request: HttpRequest, period: str) -> TaxPurchases:
    """Purchases beside sales of a month by station and product, and papers that changed product."""
    return purchases.purchases(actor_with(request, "tax.see"), period)


@router.get("/tax/purchases/{station_id}", response={200: TaxPurchasePapers, **_REFUSALS})
def tax_purchase_papers(
    request: HttpRequest, station_id: str, period: str, family: Literal["92", "95", "98", "D"]
) -> TaxPurchasePapers:
    """The papers behind a station's month of a product family."""
    return purchases.papers_of(actor_with(request, "tax.see"), station_id, period, family)


@router.get("/tax/desk", response={200: TaxDeskOut, **_REFUSALS})
def tax_desk(request: HttpRequest) -> TaxDeskOut:
    """Rates, settings and groups."""
    return desk.tax_desk(actor_with(request, "tax.see"))


@router.post("/tax/rates", response={200: TaxDeskOut, **_REFUSALS})
def set_tax_rate(request: HttpRequest, body: TaxRateIn) -> TaxDeskOut:
    """Set a rate from a day on."""
    return services.set_rate(city_with(request, "tax.manage"), body)


@router.post("/tax/settings", response={200: TaxDeskOut, **_REFUSALS})
def set_tax_settings(request: HttpRequest, body: TaxSettingsIn) -> TaxDeskOut:
    """Change the desk's settings."""
    return services.set_settings(city_with(request, "tax.manage"), body.settings, body.reason)


@router.post("/tax/groups", response={200: TaxGroupOut, **_REFUSALS})
def make_tax_group(request: HttpRequest, body: TaxGroupIn) -> TaxGroupOut:
    """Let taxpayers file as one."""
    return services.make_group(actor_with(request, "tax.manage"), body)


@router.post("/tax/groups/{group_id}/end", response={200: TaxGroupOut, **_REFUSALS})
def end_tax_group(request: HttpRequest, group_id: int, body: TaxGroupEnd) -> TaxGroupOut:
    """Let a group end with a month."""
    return services.end_group(actor_with(request, "tax.manage"), group_id, body.valid_until)


@router.get("/tax/chips", response={200: ChipSummary, **_REFUSALS})
def tax_chips(request: HttpRequest) -> ChipSummary:
    """How many nozzles' tax functions are initialised, and what waits."""
    actor_with(request, "tax.see")
    return chips.summary()


@router.get("/tax/chips/{station_id}/{nozzle_id}", response={200: ChipOut, **_REFUSALS})
def tax_chip(request: HttpRequest, station_id: str, nozzle_id: int) -> ChipOut:
    """A nozzle's tax function with its history and tasks."""
    return chips.chip(actor_with(request, "tax.see"), station_id, nozzle_id)


@router.post("/tax/chip-tasks/{finding_id}/take", response={200: ChipTaskOut, **_REFUSALS})
def take_chip_task(request: HttpRequest, finding_id: str) -> ChipTaskOut:
    """Take a task in hand."""
    return chips.take(actor_with(request, "tax.manage"), finding_id)


@router.post("/tax/chip-tasks/{finding_id}/done", response={200: ChipTaskOut, **_REFUSALS})
def finish_chip_task(request: HttpRequest, finding_id: str, body: ChipDoneIn) -> ChipTaskOut:
    """Close a task with what came of it."""
    return chips.done(actor_with(request, "tax.manage"), finding_id, body.note)


@router.post("/tax/packs", response={200: TaxPackOut, **_REFUSALS})
def make_tax_pack(request: HttpRequest, body: TaxPackIn) -> TaxPackOut:
    """Make an evidence pack."""
    return handing.make_pack(actor_with(request, "tax.see"), body)


@router.get("/tax/packs/{pack_id}", response=_REFUSALS, openapi_extra=_ZIP)
def take_tax_pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """An evidence pack as a zip."""
    row = handing.take_pack(actor_with(request, "tax.see"), pack_id)
    answer = HttpResponse(bytes(row.content), content_type="application/zip")
    name = quote(f"{row.name}_{row.from_period}_{row.until_period}.zip")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-SHA256"] = row.sha256
    return answer


@router.post("/tax/hand-overs", response={200: TaxHandOverOut, **_REFUSALS})
def make_tax_hand_over(request: HttpRequest, body: HandOverIn) -> TaxHandOverOut:
    """Hand a taxpayer over to tax."""
    return handing.hand_over(actor_with(request, "tax.see"), body)


@router.get("/tax/hand-overs/{hand_over_id}", response={200: TaxHandOverOut, **_REFUSALS})
def tax_hand_over(request: HttpRequest, hand_over_id: int) -> TaxHandOverOut:
    """One hand-over with its steps."""
    return hand_overs.hand_over(actor_with(request, "tax.see"), hand_over_id)


@router.post("/tax/hand-overs/{hand_over_id}/receive", response={200: TaxHandOverOut, **_REFUSALS})
def receive_tax_hand_over(request: HttpRequest, hand_over_id: int, body: HandOverReceiptIn) -> TaxHandOverOut:
    """Tax receives it."""
    return handing.receive(actor_with(request, "tax.manage"), hand_over_id, body)


@router.post("/tax/hand-overs/{hand_over_id}/return", response={200: TaxHandOverOut, **_REFUSALS})
def return_tax_hand_over(request: HttpRequest, hand_over_id: int, body: HandOverReturnIn) -> TaxHandOverOut:
    """Tax gives it back."""
    return handing.send_back(actor_with(request, "tax.manage"), hand_over_id, body.note)


@router.post("/tax/hand-overs/{hand_over_id}/settle", response={200: TaxHandOverOut, **_REFUSALS})
def settle_tax_hand_over(request: HttpRequest, hand_over_id: int, body: HandOverOutcomeIn) -> TaxHandOverOut:
    """Tax reports what came of it."""
    return handing.settle(actor_with(request, "tax.manage"), hand_over_id, body)
