"""A nozzle that the register moves to another tank in the middle of the data: nobody did anything wrong."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from youjian.contract.records import Fuelling, Record, TankReading
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import not_run, rule
from youjian.detection.samples import facts, nozzle, station
from youjian.detection.samples_balance import BALANCE_END, BALANCE_START, Story, told

MOVED = 11
MOMENT = BALANCE_START + timedelta(days=5, hours=9)
MEASURED = ("stock.hidden_sales", "stock.loss", "meter.bias", "meter.bias_common", "stock.delivery_variance")


def moved() -> MemoryFacts:
    """Tanks 1 and 2; nozzle 11 draws from tank 2 from a morning on, and the register says so."""
    records = [*told(Story(1)), *told(Story(2, shares=(0.0, 0.0, 0.0)))]
    sales = [
        (r.ended_at, r.volume_ml / 1000)
        for r in records
        if isinstance(r, Fuelling) and r.nozzle_id == MOVED and r.started_at >= MOMENT
    ]
    levels = [one for r in records for one in (_drawn(r, sales) if isinstance(r, TankReading) else (r,))]
    return facts(station(), *levels, nozzle(nozzle_id=MOVED, tank_id=2, valid_from=MOMENT))


def _drawn(reading: TankReading, sales: list[tuple[datetime, float]]) -> Iterator[Record]:
    """A reading of the level without what the moved nozzle took since, several times until the next sale."""
    litres = sum(volume for ended, volume in sales if ended <= reading.at)
    signed = litres if reading.tank_id == 1 else -litres
    level = round(reading.product_mm + signed / 10, 1)
    for minutes in (-5, 0, 4):
        at = reading.at + timedelta(minutes=minutes)
        yield msgspec.structs.replace(reading, at=at, received_at=at, product_mm=level, volume_l=None)


def test_a_move_that_the_register_knows_accuses_nobody() -> None:
    held = moved()
    nights = [BALANCE_END - timedelta(days=back) for back in range(6, -1, -1)]
    said = [f for night in nights for code in MEASURED for f in rule(code).judge(held, night)]
    assert [(f.rule, f.subject, f.message) for f in said if f.severity == "alarm"] == []


def test_without_documents_at_all_none_can_be_missed() -> None:
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    assert not_run("watch", facts(present=tables))["stock.unrecorded_delivery"] == ("deliveries",)


def test_a_station_that_sells_nothing_has_its_books_kept_too() -> None:
    still = facts(
        station(), *(r for r in told(Story(1)) if not isinstance(r, Fuelling)), present=["fuellings"]
    )
    for code in MEASURED:
        rule(code).judge(still, BALANCE_END)
    quiet = facts(
        station(), *(r for r in told(Story(1)) if isinstance(r, Fuelling)), present=["tank_readings"]
    )
    for code in MEASURED:
        assert rule(code).judge(quiet, BALANCE_END) == []
