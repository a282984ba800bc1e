"""The registry of a station: valid, complete and in agreement with its facts."""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import names
from youjian.simulator.twin.clock import DAY, day_of, moment
from youjian.simulator.twin.folder import Tables, from_rows, table
from youjian.simulator.twin.prices import BELOW_CAP_FEN, PRICES, notices
from youjian.simulator.twin.shape import Shape
from youjian.simulator.twin.spec import DENSITY, NozzleSpec, Spec

SEAL_POSITIONS = ("encoder", "mainboard", "meter_adjuster")


def registry(spec: Spec) -> Tables:
    """All registry tables but the price caps and the maintenance."""
    rng = spec.rng(9)
    return {
        "stations": from_rows("stations", [_station(spec, rng)]),
        "tanks": _tanks(spec),
        "tank_charts": charts(spec, [(t.tank_id, spec.start - 900 * DAY, t.shape) for t in spec.tanks]),
        "nozzles": _nozzles(spec),
        "verifications": from_rows("verifications", _verifications(spec, rng)),
        "seals": from_rows("seals", _seals(spec, rng)),
    }


def price_caps(start: float, end: float) -> pa.Table:
    """The notices of the provinces; shops sell a little below."""
    dated = [(start - 20 * DAY, 0), *notices(start, end)]
    rows = [
        {
            "region_code": region,
            "product": product,
            "effective_from": moment(since),
            "max_price_fen": PRICES[product] + total + BELOW_CAP_FEN,
        }
        for region in ("36", "41")
        for product in sorted(DENSITY)
        for since, total in dated
    ]
    return from_rows("price_caps", rows)


def charts(spec: Spec, dated: list[tuple[int, float, Shape]]) -> pa.Table:
    """Chart lines of (tank, valid from, shape)."""
    parts = [
        table(
            "tank_charts",
            len(shape.chart_mm),
            station_id=spec.station_id,
            tank_id=tank_id,
            valid_from=moment(since),
            height_mm=shape.chart_mm,
            volume_l=shape.chart_l,
        )
        for tank_id, since, shape in dated
    ]
    return pa.concat_tables(parts)


def verified_on(spec: Spec) -> date:
    """When all nozzles were last verified: within the half-year, and not about to expire."""
    return day_of(spec.start) - timedelta(days=int(spec.rng(10).integers(5, 60)))


def verification(spec: Spec, nozzle: NozzleSpec, day: date, certificate: str) -> dict[str, object]:
    """One certificate: the error as the measure saw it."""
    seen = nozzle.error + float(spec.rng(38, nozzle.nozzle_id, day.toordinal()).normal(0, 0.0003))
    valid = max(day + timedelta(days=182), day_of(spec.end) + timedelta(days=45))
    return {
        "station_id": spec.station_id,
        "nozzle_id": nozzle.nozzle_id,
        "verified_on": day,
        "certificate_no": certificate,
        "result": "pass",
        "error_pct": round(seen * 100, 2),
        "repeatability_pct": round(nozzle.repeatability * 100, 2),
        "valid_until": valid,
    }


def _station(spec: Spec, rng: np.random.Generator) -> dict[str, object]:
    return {
        "station_id": spec.station_id,
        "name": spec.name,
        "region_code": spec.station_id[:6],
        "ownership": spec.ownership,
        "controlling_group": None if spec.ownership == "private" else f"{spec.ownership}集团",
        "operating_mode": "owned",
        "uscc": spec.uscc,
        "licence_no": f"油零售证书第{spec.station_id}号",
        "licence_valid_until": day_of(spec.end) + timedelta(days=int(rng.integers(200, 1500))),
        "vapour_monitoring": spec.vapour_monitoring,
        "longitude": round(113.6 + rng.normal(0, 0.4), 5),
        "latitude": round(32.0 + rng.normal(0, 0.4), 5),
        "status": "operating",
        "opened_on": date(2000 + int(rng.integers(0, 23)), int(rng.integers(1, 13)), 1),
    }


def _tanks(spec: Spec) -> pa.Table:
    rows = [
        {
            "station_id": spec.station_id,
            "tank_id": t.tank_id,
            "product": t.product,
            "capacity_l": t.capacity_l,
            "safe_fill_l": t.safe_l,
            "diameter_mm": float(t.shape.diameter_mm),
            "manifold": t.manifold,
            "density20_kg_m3": t.lab_density20,
        }
        for t in spec.tanks
    ]
    return from_rows("tanks", rows)


def _nozzles(spec: Spec) -> pa.Table:
    rows = [
        {
            "station_id": spec.station_id,
            "nozzle_id": n.nozzle_id,
            "valid_from": None,
            "dispenser_id": n.dispenser_id,
            "tank_id": n.stated_tank,
            "product": n.product,
        }
        for n in spec.nozzles
    ]
    return from_rows("nozzles", rows)


def _verifications(spec: Spec, rng: np.random.Generator) -> list[dict[str, object]]:
    day = verified_on(spec)
    return [verification(spec, n, day, f"JD{day:%Y%m}{names.number(rng, 6)}") for n in spec.nozzles]


def _seals(spec: Spec, rng: np.random.Generator) -> list[dict[str, object]]:
    applied = verified_on(spec)
    dispensers = sorted({n.dispenser_id for n in spec.nozzles})
    return [
        {
            "station_id": spec.station_id,
            "dispenser_id": d,
            "position": position,
            "seal_no": f"QF{names.number(rng, 7)}",
            "applied_on": applied,
        }
        for d in dispensers
        for position in SEAL_POSITIONS
    ]


def maintenance_row(
    spec: Spec, device: str, start: float, end: float, reason: str
) -> dict[str, str | datetime]:
    """An announced downtime or authorised repair."""
    return {
        "station_id": spec.station_id,
        "device": device,
        "starts_at": moment(start),
        "ends_at": moment(end),
        "reason": reason,
        "approved_by": "市市场监管局",
    }
