"""Vapour recovery: the city's day, a station, a nozzle, a day of pressure, the edition that counts."""

from datetime import date

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.vapour import api_orders, faults, selectors, services, testing, upload_status
from youjian.bureau.vapour.contracts import (
    StationTestIn,
    StationTestOut,
    StationTestsStanding,
    UploadActiveIn,
    UploadTargetIn,
    UploadTargetOut,
    VapourEditionIn,
    VapourEditionOut,
    VapourNozzle,
    VapourOverview,
    VapourPressureDay,
    VapourStation,
    VapourTrust,
)

router = Router(tags=["vapour"])
router.add_router("", api_orders.router)
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/vapour", response={200: VapourOverview, **_REFUSALS})
def vapour_overview(request: HttpRequest, day: date | None = None) -> VapourOverview:
    """The city's day by every edition, and the last 30 days."""
    return selectors.overview(actor_with(request, "vapour.see"), day)


@router.get("/vapour/trust", response={200: VapourTrust, **_REFUSALS})
def vapour_trust(request: HttpRequest) -> VapourTrust:
    """Silent and faulty monitors that nobody announced, and signs of forged data."""
    return faults.trust(actor_with(request, "vapour.see"))


@router.put("/vapour/edition", response={200: list[VapourEditionOut], **_REFUSALS})
def choose_vapour_edition(request: HttpRequest, body: VapourEditionIn) -> list[VapourEditionOut]:
    """Let an edition's states count."""
    services.choose_edition(city_with(request, "vapour.manage"), body.edition)
    return selectors.editions()


@router.get("/vapour/stations/{station_id}", response={200: VapourStation, **_REFUSALS})
def vapour_station(request: HttpRequest, station_id: str, until: date | None = None) -> VapourStation:
    """A station's last 30 days."""
    return selectors.station(actor_with(request, "vapour.see"), station_id, until)


@router.get("/vapour/stations/{station_id}/nozzles/{nozzle_id}", response={200: VapourNozzle, **_REFUSALS})
def vapour_nozzle(
    request: HttpRequest, station_id: str, nozzle_id: int, first: date, last: date
) -> VapourNozzle:
    """The fills of a nozzle between two days."""
    return selectors.nozzle(actor_with(request, "vapour.see"), station_id, nozzle_id, first, last)


@router.get("/vapour/stations/{station_id}/pressure", response={200: VapourPressureDay, **_REFUSALS})
def vapour_pressure(request: HttpRequest, station_id: str, day: date) -> VapourPressureDay:
    """The pressure of a day."""
    return selectors.pressure(actor_with(request, "vapour.see"), station_id, day)


@router.get("/vapour/upload-targets", response={200: list[UploadTargetOut], **_REFUSALS})
def upload_targets(request: HttpRequest) -> list[UploadTargetOut]:
    """The ecology platforms that are sent to, with their queues and what they took over."""
    return upload_status.targets(actor_with(request, "vapour.see"))


@router.post("/vapour/upload-targets", response={200: list[UploadTargetOut], **_REFUSALS})
def add_upload_target(request: HttpRequest, body: UploadTargetIn) -> list[UploadTargetOut]:
    """Send to one more platform."""
    actor = actor_with(request, "vapour.manage")
    services.add_target(actor, body)
    return upload_status.targets(actor)


@router.put("/vapour/upload-targets/{target_id}", response={200: list[UploadTargetOut], **_REFUSALS})
def switch_upload_target(request: HttpRequest, target_id: int, body: UploadActiveIn) -> list[UploadTargetOut]:
    """Send to a platform, or no more."""
    actor = actor_with(request, "vapour.manage")
    services.switch_target(actor, target_id, active=body.active)
    return upload_status.targets(actor)


@router.post("/vapour/upload-messages/{message_id}/again", response={200: list[UploadTargetOut], **_REFUSALS})
def send_upload_again(request: HttpRequest, message_id: int) -> list[UploadTargetOut]:
    """Try a message again at once."""
    actor = actor_with(request, "vapour.manage")
    services.send_again(actor, message_id)
    return upload_status.targets(actor)


@router.get("/vapour/station-tests", response={200: StationTestsStanding, **_REFUSALS})
def vapour_tests_standing(request: HttpRequest) -> StationTestsStanding:
    """How the last tests at stations stand today."""
    return testing.standing(actor_with(request, "vapour.see"))


@router.post("/vapour/station-tests", response={200: StationTestOut, **_REFUSALS})
def enter_vapour_test(request: HttpRequest, body: StationTestIn) -> StationTestOut:
    """Judge a test at a station and keep it."""
    return testing.enter(actor_with(request, "vapour.manage"), body)


@router.get("/vapour/station-tests/{test_id}", response={200: StationTestOut, **_REFUSALS})
def vapour_test(request: HttpRequest, test_id: int) -> StationTestOut:
    """A test with what was measured."""
    return testing.one_test(actor_with(request, "vapour.see"), test_id)
