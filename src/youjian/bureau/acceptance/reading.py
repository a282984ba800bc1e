"""What a joint test reads of the ledger: a box under test sends test records, so they count here."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection

from youjian.bureau.acceptance.checking import ChartFacts, Drawn, Fuelling, Measured
from youjian.contract.known import versions
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.balance.levels import station_levels
from youjian.detection.balance.mapping import Falls, drawn_from
from youjian.detection.balance.sales import station_sales
from youjian.ledger import arrow
from youjian.ledger.connection import connect
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.scope import set_scope

_MICROS = 1_000_000


class TestFacts(LedgerFacts):
    """Facts with the records of a box that is still under test."""

    def __init__(self, conn: Connection[Any], station_id: str, since: datetime, until: datetime) -> None:
        super().__init__(conn, [station_id], since)
        self._until = until

    def history(self, name: str) -> pa.Table:
        """Every version of the span, test records with the others."""
        spec = READABLE_TABLES[name]
        query = self._select(spec, self._device_time(spec, self._until))
        return versions(arrow.fetch(self._conn, spec.type, query, spec.key), spec)


def measured(station_id: str, since: datetime, until: datetime, online: float | None) -> Measured:
    """What the ledger holds of a station's span."""
    with connect("bureau") as conn:
        set_scope(conn, [station_id])
        return _measured(TestFacts(conn, station_id, since, until), station_id, (since, until), online)


def _measured(
    facts: TestFacts, station_id: str, span: tuple[datetime, datetime], online: float | None
) -> Measured:
    since, until = span
    nozzles = _registered(facts, until)
    tanks = facts.known("tanks", until).to_pylist()
    fuellings = _fuellings(facts, since, until)
    readings = [row for row in facts.history("tank_readings").to_pylist() if since <= row["at"] < until]
    beats = [row for row in facts.history("heartbeats").to_pylist() if since <= row["at"] < until]
    offsets = [float(row["clock_offset_s"]) for row in beats if row["device"].startswith("collector")]
    counts = {tank["tank_id"]: 0 for tank in tanks}
    highest: dict[int, float] = {}
    for row in readings:
        tank = row["tank_id"]
        counts[tank] = counts.get(tank, 0) + 1
        highest[tank] = max(highest.get(tank, 0.0), float(row["product_mm"]))
    return Measured(
        nozzles=tuple(sorted(nozzles)),
        tanks=tuple(sorted(int(tank["tank_id"]) for tank in tanks)),
        fuellings=tuple(fuellings),
        readings=counts,
        offsets_s=tuple(offsets),
        online=online,
        charts=_charts(facts, tanks, highest, until),
        drawn=_drawn(facts, station_id, nozzles, since, until),
    )


def _registered(facts: LedgerFacts, until: datetime) -> dict[int, int]:
    """The tank of each nozzle by the register as it stands."""
    found: dict[int, tuple[float, int]] = {}
    for row in facts.known("nozzles", until).to_pylist():
        begins = row["valid_from"].timestamp() if row["valid_from"] else 0.0
        if begins <= until.timestamp() and begins >= found.get(row["nozzle_id"], (0.0, 0))[0]:
            found[row["nozzle_id"]] = begins, row["tank_id"]
    return {nozzle: tank for nozzle, (_, tank) in found.items()}


def _fuellings(facts: LedgerFacts, since: datetime, until: datetime) -> list[Fuelling]:
    last: dict[tuple[int, int], Fuelling] = {}
    for row in sorted(facts.history("fuellings").to_pylist(), key=lambda one: one["known_at"]):
        if not since <= row["ended_at"] < until:
            continue
        key = row["nozzle_id"], row["seq"]
        stored = last[key].stored_s if key in last else row["known_at"].timestamp()
        last[key] = Fuelling(*key, row["ended_at"].timestamp(), stored, row["volume_ml"], row["totalizer_ml"])
    return list(last.values())


def _charts(
    facts: LedgerFacts, tanks: list[dict[str, Any]], highest: dict[int, float], until: datetime
) -> dict[int, ChartFacts]:
    """The newest chart of each tank that began by then."""
    lines = [row for row in facts.known("tank_charts", until).to_pylist() if row["valid_from"] <= until]
    told: dict[int, ChartFacts] = {}
    for tank in tanks:
        own = [row for row in lines if row["tank_id"] == tank["tank_id"]]
        newest = max((row["valid_from"] for row in own), default=None)
        points = sorted((row["height_mm"], row["volume_l"]) for row in own if row["valid_from"] == newest)
        told[int(tank["tank_id"])] = ChartFacts(
            tuple(height for height, _ in points),
            tuple(volume for _, volume in points),
            float(tank["capacity_l"]),
            highest.get(int(tank["tank_id"])),
        )
    return told


def _drawn(
    facts: LedgerFacts, station_id: str, registered: dict[int, int], since: datetime, until: datetime
) -> dict[int, Drawn]:
    """Which tank's level falls when a nozzle sells: the regression that detection reads its map from."""
    sales, levels = station_sales(facts, station_id), station_levels(facts, station_id)
    nozzles = [int(nozzle) for nozzle in np.unique(sales.nozzle)]
    if not nozzles or not levels:
        return {}
    span = int(since.timestamp()) * _MICROS, int(until.timestamp()) * _MICROS
    late = int((until + timedelta(days=1)).timestamp()) * _MICROS
    falls = Falls.of_span(levels, sales, nozzles, span, late)
    told = drawn_from([falls], nozzles, registered)
    return {
        nozzle: Drawn(registered[nozzle], tank, float(falls.litres[place]))
        for place, (nozzle, tank) in enumerate(told.items())
        if nozzle in registered
    }
