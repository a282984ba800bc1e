"""Metering: verifications, seals, dispensers' files, measured errors."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.metrology import (
    acceptance,
    appointments,
    breaches,
    dispenser_file,
    editions,
    measured,
    repairs,
    sealing,
    selectors,
    services,
    settings,
    visits,
)
from youjian.bureau.metrology.contracts import (
    AcceptanceIn,
    AcceptanceOut,
    AppointmentIn,
    AppointmentOut,
    AppointmentStepIn,
    DispenserFile,
    EditionIn,
    EditionOut,
    MetrologyDesk,
    MetrologyDeskIn,
    MetrologyOverview,
    NozzleResultIn,
    NozzleResultOut,
    PlanIn,
    PlanOut,
    RepairCloseIn,
    RepairCloseOut,
    SealActIn,
    SealPositionIn,
    SealPositionOut,
    SealsOut,
)
from youjian.bureau.metrology.contracts_measured import (
    BreachIn,
    BreachOut,
    HitRate,
    MeasuredNozzle,
    MeasuredOverview,
    VisitIn,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["metrology"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/metrology", response={200: MetrologyOverview, **_REFUSALS})
def metrology_overview(request: HttpRequest) -> MetrologyOverview:
    """The metering desk in a sentence and counts."""
    return selectors.overview(actor_with(request, "metrology.see"))


@router.get("/metrology/editions", response={200: list[EditionOut], **_REFUSALS})
def metrology_editions(request: HttpRequest) -> list[EditionOut]:
    """The editions of JJG 443, the newest first."""
    actor_with(request, "metrology.see")
    return editions.editions()


@router.post("/metrology/editions", response={200: list[EditionOut], **_REFUSALS})
def set_metrology_edition(request: HttpRequest, body: EditionIn) -> list[EditionOut]:
    """Set an edition's limits from a day on."""
    return editions.set_edition(city_with(request, "metrology.manage"), body)


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
    return sealing.set_position(city_with(request, "metrology.manage"), body)


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


@router.get("/metrology/settings", response={200: MetrologyDesk, **_REFUSALS})
def metrology_settings(request: HttpRequest) -> MetrologyDesk:
    """What new dispensers need, and who gets a breach's notice."""
    actor_with(request, "metrology.see")
    return settings.desk()


@router.put("/metrology/settings", response={200: MetrologyDesk, **_REFUSALS})
def set_metrology_settings(request: HttpRequest, body: MetrologyDeskIn) -> MetrologyDesk:
    """Choose what new dispensers need, and who gets a breach's notice."""
    return settings.set_desk(city_with(request, "metrology.manage"), body)


@router.post("/metrology/acceptances", response={200: AcceptanceOut, **_REFUSALS})
def accept_dispenser(request: HttpRequest, body: AcceptanceIn) -> AcceptanceOut:
    """Accept a new or replaced dispenser, or refuse it in writing."""
    return acceptance.accept(actor_with(request, "metrology.manage"), body)


@router.get("/metrology/acceptances/{number}", response={200: AcceptanceOut, **_REFUSALS})
def dispenser_acceptance(request: HttpRequest, number: int) -> AcceptanceOut:
    """An acceptance or refusal with its letter."""
    return acceptance.acceptance(actor_with(request, "metrology.see"), number)


@router.post("/metrology/repairs/{number}/close", response={200: RepairCloseOut, **_REFUSALS})
def close_repair(request: HttpRequest, number: int, body: RepairCloseIn) -> RepairCloseOut:
    """Close an approved repair with what was done; `number` is the downtime's."""
    return repairs.close_repair(actor_with(request, "metrology.manage"), number, body)


@router.post("/metrology/appointments", response={200: AppointmentOut, **_REFUSALS})
def ask_for_appointment(request: HttpRequest, body: AppointmentIn) -> AppointmentOut:
    """Ask for a verification of nozzles."""
    return appointments.ask(actor_with(request, "metrology.see"), body)


@router.post("/metrology/appointments/{number}/steps", response={200: AppointmentOut, **_REFUSALS})
def step_of_appointment(request: HttpRequest, number: int, body: AppointmentStepIn) -> AppointmentOut:
    """Confirm, finish, miss or cancel an appointment."""
    return appointments.take_step(actor_with(request, "metrology.manage"), number, body)


@router.post("/metrology/plan", response={200: PlanOut, **_REFUSALS})
def plan_verifications(request: HttpRequest, body: PlanIn) -> PlanOut:
    """Spread what is due over weeks and verifiers."""
    return appointments.make_plan(actor_with(request, "metrology.manage"), body)


@router.get("/metrology/measured", response={200: MeasuredOverview, **_REFUSALS})
def measured_overview(request: HttpRequest) -> MeasuredOverview:
    """Measured metering in a sentence, and how the priority list did."""
    return measured.overview(actor_with(request, "lead.see"))


@router.get("/metrology/measured/{station_id}/{nozzle_id}", response={200: MeasuredNozzle, **_REFUSALS})
def measured_nozzle(request: HttpRequest, station_id: str, nozzle_id: int) -> MeasuredNozzle:
    """A nozzle's estimates night by night, with its verifications."""
    return measured.nozzle(actor_with(request, "lead.see"), station_id, nozzle_id)


@router.post("/metrology/visits", response={200: HitRate, **_REFUSALS})
def record_visit(request: HttpRequest, body: VisitIn) -> HitRate:
    """Feed back what a test on site measured."""
    return visits.record_visit(actor_with(request, "metrology.verify"), body)


@router.post("/metrology/notices", response={200: BreachOut, **_REFUSALS})
def prepare_notice(request: HttpRequest, body: BreachIn) -> BreachOut:
    """Prepare the notice of a breach that a failed verification established."""
    return breaches.prepare(actor_with(request, "metrology.verify"), body)


@router.get("/metrology/notices/{number}", response={200: BreachOut, **_REFUSALS})
def breach_notice(request: HttpRequest, number: int) -> BreachOut:
    """A notice of a breach."""
    return breaches.notice(actor_with(request, "lead.see"), number)


@router.post("/metrology/notices/{number}/send", response={200: BreachOut, **_REFUSALS})
def send_notice(request: HttpRequest, number: int) -> BreachOut:
    """Send a notice that was prepared."""
    return breaches.send(actor_with(request, "metrology.verify"), number)
