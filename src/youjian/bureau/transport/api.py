"""Tanker trips, their tracks and e-locks; documents, gauge and trips joined, and what does not match."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import File, Query, Router
from ninja.files import UploadedFile

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.problems import ProblemOut, forbidden
from youjian.bureau.transport import bias, ingest, selectors, services, thresholds, tracing, trips
from youjian.bureau.transport.contracts import (
    BiasOut,
    LoadingPlaceIn,
    LockEventsIn,
    MatchCountsOut,
    MatchHandIn,
    MatchJoinIn,
    MatchNoteIn,
    MatchOut,
    MatchPartIn,
    MatchSettleIn,
    PartyKind,
    TrackBatchOut,
    TrackFileOut,
    TrackPointsIn,
    TransportSettingsIn,
    TransportSettingsOut,
    TripOut,
)
from youjian.bureau.transport.trace_contracts import DeliveryTraceOut, FuellingTraceOut

router = Router(tags=["transport"])
_REFUSALS: dict[int, Any] = {
    401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut
}  # fmt: skip


@router.get("/match-counts", response={200: MatchCountsOut, **_REFUSALS})
def match_counts(request: HttpRequest) -> MatchCountsOut:
    """How much of the work list wants a person."""
    return selectors.counts(actor_with(request, "supply.see"))


@router.get("/matches/{match_id}", response={200: MatchOut, **_REFUSALS})
def match(request: HttpRequest, match_id: int) -> MatchOut:
    """One match with its records, comparisons, findings and steps."""
    return selectors.match(actor_with(request, "supply.see"), match_id)


@router.post("/matches/{match_id}/take", response={200: MatchOut, **_REFUSALS})
def take_match(request: HttpRequest, match_id: int) -> MatchOut:
    """Say that one looks into it."""
    actor = actor_with(request, "supply.settle")
    services.take(actor, match_id)
    return selectors.match(actor, match_id)


@router.post("/matches/{match_id}/ask", response={200: MatchOut, **_REFUSALS})
def ask_station(request: HttpRequest, match_id: int, body: MatchNoteIn) -> MatchOut:
    """Ask the station what it knows of it."""
    actor = actor_with(request, "supply.settle")
    services.ask(actor, match_id, body.note)
    return selectors.match(actor, match_id)


@router.post("/matches/{match_id}/answer", response={200: MatchOut, **_REFUSALS})
def answer_match(request: HttpRequest, match_id: int, body: MatchNoteIn) -> MatchOut:
    """What the station says about it."""
    actor = _entering(request)
    services.answer(actor, match_id, body.note)
    return selectors.match(actor, match_id)


@router.post("/matches/{match_id}/settle", response={200: MatchOut, **_REFUSALS})
def settle_match(request: HttpRequest, match_id: int, body: MatchSettleIn) -> MatchOut:
    """Say why it does not match."""
    actor = actor_with(request, "supply.settle")
    services.settle(actor, match_id, body.reason, body.note)
    return selectors.match(actor, match_id)


@router.post("/matches/{match_id}/hand", response={200: MatchOut, **_REFUSALS})
def hand_match(request: HttpRequest, match_id: int, body: MatchHandIn) -> MatchOut:
    """Hand it to an alert."""
    actor = actor_with(request, "supply.settle")
    services.hand(actor, match_id, body.alert_id, body.note)
    return selectors.match(actor, match_id)


@router.post("/matches/{match_id}/join", response={200: MatchOut, **_REFUSALS})
def join_matches(request: HttpRequest, match_id: int, body: MatchJoinIn) -> MatchOut:
    """Join two matches of one station by hand; answers what came of it."""
    actor = actor_with(request, "supply.settle")
    return selectors.match(actor, services.join(actor, match_id, body.other_id, body.note))


@router.post("/matches/{match_id}/part", response={200: MatchOut, **_REFUSALS})
def part_match(request: HttpRequest, match_id: int, body: MatchPartIn) -> MatchOut:
    """Take a record out of a match by hand."""
    actor = actor_with(request, "supply.settle")
    return selectors.match(actor, services.part(actor, match_id, body.name, body.note))


@router.get("/trips/{waybill_no}", response={200: TripOut, **_REFUSALS})
def trip(request: HttpRequest, waybill_no: str) -> TripOut:
    """A tanker's journey with its timeline and track."""
    return trips.trip(actor_with(request, "supply.see"), waybill_no)


@router.get("/delivery-bias", response={200: BiasOut, **_REFUSALS})
def delivery_bias(request: HttpRequest, kind: PartyKind, from_day: date, to_day: date) -> BiasOut:
    """Carriers' or suppliers' delivery differences between two days, both included."""
    return bias.bias(actor_with(request, "supply.see"), kind, from_day, to_day)


@router.get("/trace/fuelling", response={200: FuellingTraceOut, **_REFUSALS})
def trace_fuelling(
    request: HttpRequest, station_id: Query[str], nozzle_id: Query[int], seq: Query[int]
) -> FuellingTraceOut:
    """From a fuelling back to the batches in its tank, by both models."""
    return tracing.of_fuelling(actor_with(request, "supply.see"), station_id, nozzle_id, seq)


@router.get("/trace/delivery", response={200: DeliveryTraceOut, **_REFUSALS})
def trace_delivery(request: HttpRequest, station_id: Query[str], delivery_id: Query[str]) -> DeliveryTraceOut:
    """From a delivery forward to sales and tax, by both models."""
    return tracing.of_delivery(actor_with(request, "supply.see"), station_id, delivery_id)


@router.post("/transport/track-points", response={200: TrackBatchOut, **_REFUSALS})
def store_track_points(request: HttpRequest, body: TrackPointsIn) -> TrackBatchOut:
    """Take in a batch of track points; what came before is passed over."""
    return ingest.store_points(actor_with(request, "supply.enter"), body.points)


@router.post("/transport/lock-events", response={200: TrackBatchOut, **_REFUSALS})
def store_lock_events(request: HttpRequest, body: LockEventsIn) -> TrackBatchOut:
    """Take in a batch of events of electronic locks."""
    return ingest.store_locks(actor_with(request, "supply.enter"), body.events)


@router.post("/transport/files", response={200: TrackFileOut, **_REFUSALS})
def store_track_file(request: HttpRequest, file: File[UploadedFile]) -> TrackFileOut:
    """Take in a CSV of points or lock events: every line, or none and why."""
    actor = actor_with(request, "supply.enter")
    return ingest.store_file(actor, file.name or "", file.read(ingest.MOST_BYTES + 1))


@router.get("/transport/settings", response={200: TransportSettingsOut, **_REFUSALS})
def transport_settings(request: HttpRequest) -> TransportSettingsOut:
    """The thresholds and the loading places."""
    actor_with(request, "supply.see")
    return thresholds.shown()


@router.put("/transport/settings", response={200: TransportSettingsOut, **_REFUSALS})
def change_transport_settings(request: HttpRequest, body: TransportSettingsIn) -> TransportSettingsOut:
    """Set the thresholds anew."""
    thresholds.change(city_with(request, "supply.settle"), body)
    return thresholds.shown()


@router.post("/transport/places", response={200: TransportSettingsOut, **_REFUSALS})
def store_loading_place(request: HttpRequest, body: LoadingPlaceIn) -> TransportSettingsOut:
    """Say where a loading place is."""
    thresholds.place(city_with(request, "supply.settle"), body)
    return thresholds.shown()


def _entering(request: HttpRequest) -> Actor:
    """A person of the station or of the office who may enter papers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (actor.may("supply.enter") or actor.may("portal.use")):
        raise forbidden(permission_name("supply.enter"))
    return actor
