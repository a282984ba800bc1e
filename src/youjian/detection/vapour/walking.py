"""A station's records walked one by one through the streams of an edition, on from the last verdicts kept."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from youjian.detection.pairs import integers
from youjian.detection.vapour.books import days_of
from youjian.detection.vapour.editions import Edition
from youjian.detection.vapour.streams import (
    ConcentrationStream,
    ConcentrationVerdict,
    PressureStream,
    PressureVerdict,
    RatioStream,
    RatioVerdict,
)


@dataclass(frozen=True)
class Before:
    """The last verdicts before the records that are walked."""

    ratio: Mapping[int, RatioVerdict]
    pressure: PressureVerdict | None = None
    concentration: ConcentrationVerdict | None = None


@dataclass(frozen=True)
class Walked:
    """The verdicts of a station, day by day; of nozzles by their number."""

    ratio: dict[int, list[RatioVerdict]]
    pressure: list[PressureVerdict]
    concentration: list[ConcentrationVerdict]


NOTHING_BEFORE = Before({})


def walk(fills: pa.Table, readings: pa.Table, edition: Edition, before: Before = NOTHING_BEFORE) -> Walked:
    """Every day of the records of one station, `fills` and `readings` in scope and in the order of time."""
    return Walked(
        _ratio(fills, edition, before),
        _pressure(readings, edition, before.pressure),
        _concentration(readings, edition, before.concentration),
    )


def _ratio(fills: pa.Table, edition: Edition, before: Before) -> dict[int, list[RatioVerdict]]:
    streams: dict[int, RatioStream] = {}
    told: dict[int, list[RatioVerdict]] = {}
    columns = (fills["nozzle_id"].to_pylist(), days_of(integers(fills, "ended_at")).tolist())
    for nozzle, day, fuel_ml, ratio in zip(
        *columns, fills["fuel_ml"].to_pylist(), fills["ratio"].to_pylist(), strict=True
    ):
        if nozzle not in streams:
            streams[nozzle], told[nozzle] = RatioStream(edition.ratio, before.ratio.get(nozzle)), []
        if verdict := streams[nozzle].take(day, fuel_ml, ratio):
            told[nozzle].append(verdict)
    for nozzle, stream in streams.items():
        if verdict := stream.close():
            told[nozzle].append(verdict)
    return told


def _pressure(readings: pa.Table, edition: Edition, before: PressureVerdict | None) -> list[PressureVerdict]:
    stream = PressureStream(edition.pressure, before)
    at = integers(readings, "at")
    rows = zip(days_of(at).tolist(), at.tolist(), readings["pressure_pa"].to_pylist(), strict=True)
    told = [stream.take(*row) for row in rows]
    return [verdict for verdict in (*told, stream.close()) if verdict]


def _concentration(
    readings: pa.Table, edition: Edition, before: ConcentrationVerdict | None
) -> list[ConcentrationVerdict]:
    stream = ConcentrationStream(edition.concentration, before)
    at = integers(readings, "at")
    rows = zip(days_of(at).tolist(), at.tolist(), readings["vapour_ppm"].to_pylist(), strict=True)
    told = [stream.take(day, moment, ppm) for day, moment, ppm in rows if ppm is not None]
    return [verdict for verdict in (*told, stream.close()) if verdict]
