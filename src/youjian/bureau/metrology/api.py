"""Metering: verifications, seals, dispensers' files, measured errors."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.metrology import dispenser_file, editions, sealing, selectors, services
from youjian.bureau.metrology.contracts import (
    DispenserFile,
    EditionIn,
    EditionOut,
    NozzleResultIn,
    NozzleResultOut,
    SealActIn,
    SealPositionIn,
    SealPositionOut,
    SealsOut,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["metrology"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/metrology/editions", response={200: list[EditionOut], **_REFUSALS})
def metrology_editions(request: HttpRequest) -> list[EditionOut]:
    """The editions of JJG 443, the newest first."""
    actor_with(request, "metrology.see")
    return editions.editions()


@router.post("/metrology/editions", response={200: list[EditionOut], **_REFUSALS})
def set_metrology_edition(request: HttpRequest, body: EditionIn) -> list[EditionOut]:
    """Set an edition's limits from a day on."""
    return editions.set_edition(actor_with(request, "metrology.manage"), body)


@router.post("/metrology/results", response={200: NozzleResultOut, **_REFUSALS})
def record_nozzle_result(request: HttpRequest, body: NozzleResultIn) -> NozzleResultOut:
    """Judge and keep a verification of a nozzle."""
    return services.record_result(actor_with(request, "metrology.verify"), body)


@router.get("/metrology/results/{number}", response={200: NozzleResultOut, **_REFUSALS})
def nozzle_result(request: HttpRequest, number: int) -> NozzleResultOut:
    """A verification with its certificate or notice."""
    return selectors.result(actor_with(request, "metrology.see"), number)


@router.get("/metrology/seal-positions", response={200: list[SealPositionOut], **_REFUSALS})
def seal_positions(request: HttpRequest) -> list[SealPositionOut]:
    """Where dispensers are sealed."""
    actor_with(request, "metrology.see")
    return sealing.positions()


@router.post("/metrology/seal-positions", response={200: list[SealPositionOut], **_REFUSALS})
def set_seal_position(request: HttpRequest, body: SealPositionIn) -> list[SealPositionOut]:
    """Add a position, or name it otherwise."""
    return sealing.set_position(actor_with(request, "metrology.manage"), body)


@router.post("/metrology/seals", response={200: SealsOut, **_REFUSALS})
def act_on_seal(request: HttpRequest, body: SealActIn) -> SealsOut:
    """Put a seal on, take it off, or note that it was found broken."""
    return sealing.act(actor_with(request, "metrology.verify"), body)


@router.get(
    "/metrology/stations/{station_id}/dispensers/{dispenser_id}", response={200: DispenserFile, **_REFUSALS}
)
def dispenser_of_station(request: HttpRequest, station_id: str, dispenser_id: int) -> DispenserFile:
    """The file of a dispenser (一机一档)."""
    return dispenser_file.dispenser_file(actor_with(request, "metrology.see"), station_id, dispenser_id)
