"""A tanker's journey: its consignees, timeline and track, within the actor's scope."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import reaching, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.transport import selectors
from youjian.bureau.transport.contracts import TripOut, TripPartOut, TripPlaceOut, TripStageOut
from youjian.bureau.transport.models import (
    LoadingPlace,
    LockEvent,
    Match,
    TrackPoint,
    TransportSettings,
    TripLine,
)
from youjian.bureau.transport.words import LOCK_CODES, STATES
from youjian.detection.books.match_track import Lock, Opening, Point, Seen, Site, Stop, Thresholds, seen
from youjian.detection.books.match_trips import load, trip_factors
from youjian.detection.parameters import TransportUnmatched

_BEFORE, _AFTER, _LONGEST = timedelta(hours=2), timedelta(hours=2), timedelta(hours=24)
_MOST_DRAWN = 1500
_Z = 1.96


def settings() -> TransportSettings:
    """The thresholds as they stand."""
    return TransportSettings.objects.filter(id=1).first() or TransportSettings()


def trip(actor: Actor, waybill_no: str) -> TripOut:
    """A waybill with the parts of its consignees that the actor may see; raises Problem 404.

    The track of a tanker is shown as a whole to who may see one of its consignees; how many others there
    are is said, not who they are.
    """
    lines = list(_lines(actor, waybill_no))
    if not lines:
        raise not_found(pick(f"运单{waybill_no}", f"Waybill {waybill_no}"))
    kept = settings()
    first = lines[0]
    ended = max((line.unloaded_at for line in lines if line.unloaded_at), default=None)
    stations = register.station_heads(actor, [line.station_id for line in lines])
    placed = Station.objects.in_bulk([line.station_id for line in lines])
    place = LoadingPlace.objects.filter(name=first.loading_place).first()
    until = (ended or first.loaded_at + _LONGEST) + _AFTER
    points, locks = _track(first.plate_no, first.loaded_at - _BEFORE, until)
    shown = seen(points, locks, list(_sites(lines, placed, place, kept)), _thresholds(kept))
    found = selectors.of_waybill(actor, waybill_no)
    return TripOut(
        waybill_no=waybill_no,
        plate_no=first.plate_no,
        loading_place=place and TripPlaceOut(
            name=place.name, longitude=place.longitude, latitude=place.latitude
        ),
        loading_place_name=first.loading_place,
        loaded_at=first.loaded_at,
        ended_at=ended,
        parts=[_part(line, stations, placed, found) for line in lines],
        hidden_parts=_hidden(waybill_no, len(lines)),
        stages=sorted(_stages(lines, stations, shown), key=lambda stage: stage.at),
        track=[[p.longitude, p.latitude] for p in _thinned(points)],
        points=len(points),
        km=shown.km,
        direct_km=shown.direct_km,
        detour=shown.detour,
        odd=list(_odd(shown)),
    )  # fmt: skip


def _lines(actor: Actor, waybill_no: str) -> QuerySet[TripLine]:
    found = TripLine.objects.filter(within(actor.scope), waybill_no=waybill_no, test=False)
    return found.order_by("unloaded_at", "station_id")


def _hidden(waybill_no: str, shown: int) -> int:
    """How many consignees lie outside the actor's scope."""
    with reaching():
        told = TripLine.objects.filter(waybill_no=waybill_no, test=False).aggregate(n=Count("waybill_no"))
    return told["n"] - shown


def _track(plate_no: str, since: datetime, until: datetime) -> tuple[list[Point], list[Lock]]:
    during = {"plate_no": plate_no, "at__gte": since, "at__lte": until}
    points = TrackPoint.objects.filter(**during).order_by("at").values_list("at", "longitude", "latitude")
    locks = LockEvent.objects.filter(**during).order_by("at")
    told = locks.values_list("at", "code", "longitude", "latitude")
    return [Point(*row) for row in points], [Lock(*row) for row in told]


def _thresholds(kept: TransportSettings) -> Thresholds:
    return Thresholds(
        stop_minutes=kept.stop_minutes,
        stop_radius_km=kept.stop_radius_m / 1000,
        gap_minutes=kept.gap_minutes,
        detour_factor=kept.detour_factor,
        detour_least_km=kept.detour_least_km,
    )


def _sites(
    lines: Sequence[TripLine],
    placed: dict[str, Station],
    place: LoadingPlace | None,
    kept: TransportSettings,
) -> Iterator[Site]:
    if place is not None:
        reach = kept.place_radius_m / 1000
        yield Site("loading", place.name, place.longitude, place.latitude, reach)
    for station in (placed[line.station_id] for line in lines if line.station_id in placed):
        if station.longitude is not None and station.latitude is not None:
            reach = kept.station_radius_m / 1000
            yield Site("station", station.name, float(station.longitude), float(station.latitude), reach)


def _part(
    line: TripLine, stations: dict[str, Station], placed: dict[str, Station], found: dict[str, Match]
) -> TripPartOut:
    row = {name: getattr(line, name) for name in _READ}
    factors, held = trip_factors(row), load(row, TransportUnmatched())
    whole = held if held is not None and held.at20 else None
    station, match = placed.get(line.station_id), found.get(line.station_id)
    spread = _Z * whole.sd_l if whole else 0.0
    return TripPartOut(
        station_id=line.station_id,
        station_name=stations[line.station_id].name if line.station_id in stations else line.station_id,
        longitude=None if station is None or station.longitude is None else float(station.longitude),
        latitude=None if station is None or station.latitude is None else float(station.latitude),
        product_name=selectors.product_name(line.product),
        loaded_ml=line.loaded_ml,
        unloaded_ml=line.unloaded_ml,
        unloaded_at=line.unloaded_at,
        loaded20_ml=None if factors is None else round(line.loaded_ml * factors[0]),
        unloaded20_ml=round(1000 * whole.unloaded_l) if whole else None,
        apart20_ml=round(1000 * whole.apart_l) if whole else None,
        low20_ml=round(1000 * (whole.apart_l - spread)) if whole else None,
        high20_ml=round(1000 * (whole.apart_l + spread)) if whole else None,
        match_id=match.pk if match else None,
        match_state=match.state if match else "",
        match_state_name=named(STATES, match.state) if match else "",
    )


def _stages(
    lines: Sequence[TripLine], stations: dict[str, Station], shown: Seen
) -> Iterator[TripStageOut]:  # fmt: skip
    yield _stage("loading", lines[0].loaded_at, pick(f"在{lines[0].loading_place}装油", "Loaded"))
    for line in lines:
        if line.unloaded_at is not None:
            name = stations[line.station_id].name if line.station_id in stations else line.station_id
            yield _stage("unloading", line.unloaded_at, pick(f"在{name}卸油", f"Unloaded at {name}"))
    for stop in shown.stops:
        yield _stage(
            "stop", stop.since, _stop_text(stop), until=stop.until, at=stop, odd=stop.where == "other"
        )
    for one in shown.openings:
        yield _stage("lock", one.at, _lock_text(one), at=one, odd=_odd_opening(one))
    for gap in shown.gaps:
        yield _stage("gap", gap.since, pick("没有定位点", "No position"), until=gap.until)


def _stage(
    kind: str,
    moment: datetime,
    text: str,
    *,
    until: datetime | None = None,
    at: Stop | Opening | None = None,
    odd: bool = False,
) -> TripStageOut:
    return TripStageOut(
        kind=kind,  # type: ignore[arg-type]
        at=moment,
        until=until,
        text=text,
        longitude=at.longitude if at else None,
        latitude=at.latitude if at else None,
        odd=odd,
    )


def _stop_text(stop: Stop) -> str:
    minutes = round((stop.until - stop.since).total_seconds() / 60)
    where = stop.site or pick("其他地点", "another place")
    return pick(f"在{where}停留{minutes}分钟", f"Stood at {where} for {minutes} min")


def _lock_text(one: Opening) -> str:
    what = named(LOCK_CODES, one.code)
    if one.where is None:
        return pick(f"{what}，地点未知", f"{what}, place unknown")
    where = one.site or pick(
        "装油地和收货站以外的地点", "a place that is neither loading place nor consignee"
    )
    return pick(f"在{where}{what}", f"{what} at {where}")


def _odd_opening(one: Opening) -> bool:
    return one.where == "other" or one.code == "forced"


def _odd(shown: Seen) -> Iterator[str]:
    """What is worth a look, in words."""
    openings = sum(_odd_opening(one) for one in shown.openings)
    stops = sum(stop.where == "other" for stop in shown.stops)
    if openings:
        yield pick(f"{openings}次开锁不在装油地和收货站", f"{openings} lock openings elsewhere")
    if stops:
        yield pick(f"途中停留{stops}次", f"{stops} stops on the way")
    if shown.detour and shown.direct_km is not None:
        yield pick(
            f"行驶{shown.km:.0f}公里，直线{shown.direct_km:.0f}公里",
            f"Drove {shown.km:.0f} km, {shown.direct_km:.0f} km as the crow flies",
        )
    if shown.gaps:
        yield pick(f"定位中断{len(shown.gaps)}次", f"{len(shown.gaps)} gaps in the track")


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """Enough points to draw."""
    step = max(1, -(-len(points) // _MOST_DRAWN))
    return [*points[::step], *points[-1:]] if points else []


_READ = (
    "waybill_no", "product", "loaded_ml", "loaded_at", "loaded_temp_c", "unloaded_at", "unloaded_ml",
    "unloaded_temp_c", "density20_kg_m3",
)  # fmt: skip
