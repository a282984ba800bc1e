"""Reads of public codes: for the desk within its scope, for anybody by the code alone."""

from dataclasses import dataclass
from datetime import date, datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.metrology.contracts import NozzleStanding
from youjian.bureau.metrology.dispenser_file import nozzles_of
from youjian.bureau.metrology.sealing import seals
from youjian.bureau.metrology.standing import standing_of
from youjian.bureau.publicity.contracts import CodeSheet, PublicCodeOut
from youjian.bureau.publicity.models import PublicCode
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import NozzleState, Station
from youjian.bureau.scope import reaching, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day


@dataclass(frozen=True)
class PublicNozzle:
    """A nozzle as anybody may know it; `price_fen` is of today's last fuelling, None before the first."""

    standing: NozzleStanding
    price_fen: int | None


@dataclass(frozen=True)
class PublicDispenser:
    """A dispenser as anybody may know it. `seals`: intact, doubt, or none when no seal is on record."""

    code: str
    station_id: str
    station_name: str
    dispenser_id: int
    seals: str
    nozzles: tuple[PublicNozzle, ...]
    at: datetime


def dispenser_by(code: str) -> PublicDispenser | None:
    """What a code opens; None for one that does not stand, or whose dispenser is out of use."""
    with reaching():
        row = PublicCode.objects.filter(code=code, revoked_at__isnull=True).first()
    if row is None:
        return None
    with reaching((row.station_id,)):
        station = Station.objects.exclude(status="closed").filter(station_id=row.station_id).first()
        nozzles = nozzles_of(row.station_id, row.dispenser_id)
        if station is None or not nozzles:
            return None
        sealed = seals(row.station_id, row.dispenser_id)
        moment = now()
        prices = _prices(row.station_id, business_day(moment))
        on_record = bool(sealed.acts) or any(one.state in ("on", "broken") for one in sealed.seals)
        return PublicDispenser(
            code=row.code,
            station_id=row.station_id,
            station_name=station.name,
            dispenser_id=row.dispenser_id,
            seals=("intact" if sealed.intact else "doubt") if on_record else "none",
            nozzles=tuple(
                PublicNozzle(standing_of(one, sealed.intact), prices.get(one["nozzle_id"])) for one in nozzles
            ),
            at=moment,
        )


def _prices(station_id: str, today: date) -> dict[int, int]:
    """The price of each nozzle's last fuelling, of those that gave fuel today."""
    rows = NozzleState.objects.filter(station_id=station_id)
    return {row.nozzle_id: row.unit_price_fen for row in rows if business_day(row.ended_at) == today}


def sheet(actor: Actor, station_id: str, base: str) -> CodeSheet:
    """The codes of a station that stand; raises Problem 404."""
    station = register.station_of(actor, station_id)
    rows = PublicCode.objects.filter(within(actor.scope), station_id=station_id, revoked_at__isnull=True)
    return CodeSheet(
        station_id=station_id,
        station_name=station.name,
        codes=[
            PublicCodeOut(
                code=row.code,
                url=f"{base}/q/{row.code}",
                station_id=station_id,
                dispenser_id=row.dispenser_id,
                nozzles=[one["nozzle_id"] for one in nozzles_of(station_id, row.dispenser_id)],
                made_at=row.made_at,
            )
            for row in rows.order_by("dispenser_id")
        ],
    )
