"""Small records with something wrong for every rule about prices, registers, gauges and papers."""

from datetime import date, timedelta

from youjian.contract.records import Record
from youjian.detection.samples import (
    LATER,
    chart_line,
    delivery,
    event,
    fuelling,
    heartbeat,
    nozzle,
    price_cap,
    reading,
    seal,
    tank,
    tax_state,
    verification,
)

_LAPSED = date(2026, 11, 1)
_NOW = 30 * 1440
"""Minutes from the morning until later."""


def sale_at(minutes: float, seq: int, **changes: object) -> Record:
    """A sale of nozzle 9 that ends so many minutes before later."""
    ended = LATER - timedelta(minutes=minutes)
    times = {"started_at": ended - timedelta(minutes=2), "ended_at": ended, "received_at": ended}
    return fuelling(seq, nozzle_id=9, **(times | changes))


def sold_while_silent() -> list[Record]:
    """Ten hours ago the collector fell silent for five; nozzle 9 ran on by 500 L and recorded 30 L."""
    heard = (*range(700, 590, -5), *range(300, 285, -5))
    before, behind = sale_at(600, 1), sale_at(290, 2, totalizer_ml=1_030_000 + 500_000)
    return [*(heartbeat(_NOW - minutes) for minutes in heard), before, behind]


def delivered_on_paper() -> list[Record]:
    """Tank 8 with 98, whose level stands still, and a document of 10 m³ twenty hours ago."""
    lines = [chart_line(0, 0, tank_id=8), chart_line(2500, 30_000, tank_id=8)]
    still = [reading(_NOW - minutes, tank_id=8) for minutes in range(3000, 0, -10)]
    paper = delivery(_NOW - 1200, tank_id=8, product="98")
    return [tank(tank_id=8, product="98"), *lines, *still, paper]


def register_wrong() -> list[Record]:
    """Nozzle 9 and tank 8 of the station; the station's own licence lapsed on 2026-11-01 when it says so."""
    return [
        nozzle(nozzle_id=9, tank_id=8, product="98"),
        price_cap(product="98", max_price_fen=700),
        *sold_while_silent(),
        *delivered_on_paper(),
        reading(_NOW - 5, tank_id=8, temp_c=85.0),
        event("seal_broken"),
        seal(),
        verification(nozzle_id=9, valid_until=_LAPSED),
        tax_state(nozzle_id=9, initialised=False),
    ]
