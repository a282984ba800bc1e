"""Each night's estimate of every meter, taken from the books that the night fitted, and kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.metrology.models import Edition, MeterEstimate
from youjian.bureau.metrology.weighing import short_share, weight_ml
from youjian.bureau.scope import scoped
from youjian.bureau.watch import fits
from youjian.contract.fields import business_day
from youjian.detection.balance.estimates import MeterEstimate as Estimate
from youjian.detection.balance.estimates import meter_estimates
from youjian.detection.balance.fits import StationFit

MONTH = timedelta(days=30)
_LEAST_NIGHTS = 3
"""A younger account says nothing of its meters yet."""
Verified = dict[int, tuple[float, Any]]
Sold = dict[int, tuple[int, int]]


def keep_estimates() -> int:
    """Keep the estimates of every station whose last night is new; a transaction a station. How many."""
    with scoped():
        due = _fetch(_DUE, {})
    for station_id, night in due:
        with scoped():
            _keep(station_id, night)
    return len(due)


def _keep(station_id: str, night: datetime) -> None:
    [[body]] = _fetch(_BODY, {"station": station_id, "night": night})
    rows = list(rows_of(station_id, night, fits.read(bytes(body))))
    mine = MeterEstimate.objects.filter(station_id=station_id)
    mine.filter(newest=True).update(newest=False)
    mine.filter(night=business_day(night)).delete()
    MeterEstimate.objects.bulk_create(rows)


def rows_of(station_id: str, night: datetime, fit: StationFit) -> Iterator[MeterEstimate]:
    """What a night's fit says of each meter of a station, with litres and money of the month before."""
    given = {"station": station_id, "night": night, "day": business_day(night), "since": night - MONTH}
    verified: Verified = {number: (error, day) for number, error, day in _fetch(_VERIFIED, given)}
    sold: Sold = {number: (litres, money) for number, litres, money in _fetch(_SOLD, given)}
    limit = permissible_pct(night)
    errors = {number: error for number, (error, _) in verified.items()}
    for tank in fit.tanks:
        if tank.nights < _LEAST_NIGHTS:
            continue
        for found in meter_estimates(tank, errors):
            known = verified.get(found.nozzle, (None, None))
            yield _row((station_id, night), found, known, sold.get(found.nozzle, (0, 0)), limit)


def permissible_pct(moment: datetime) -> float:
    """The maximum permissible error on a day, percent: of the edition in force, or of the first there is."""
    day = business_day(moment)
    found = Edition.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    edition = found or Edition.objects.earliest("valid_from")
    return edition.mpe_milli / 1000


def _row(
    at: tuple[str, datetime],
    found: Estimate,
    known: tuple[float | None, Any],
    sold: tuple[int, int],
    limit_pct: float,
) -> MeterEstimate:
    low, high = found.interval()
    share, chance = short_share(found.error_pct), found.chance_above(limit_pct)
    return MeterEstimate(
        station_id=at[0],
        nozzle_id=found.nozzle,
        night=business_day(at[1]),
        error_pct=found.error_pct,
        sd_pct=found.sd_pct,
        low_pct=low,
        high_pct=high,
        basis=found.basis,
        verified_pct=known[0],
        verified_on=known[1],
        sold_ml=sold[0],
        amount_fen=sold[1],
        chance=chance,
        short_ml=round(sold[0] * share),
        short_fen=round(sold[1] * share),
        weight_ml=weight_ml(found.error_pct, sold[0], chance),
    )


def _fetch(statement: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


_DUE = """
SELECT b.station_id, b.night FROM (
    SELECT station_id, max(night) AS night FROM ledger.fitted_books GROUP BY station_id
) AS b
WHERE NOT EXISTS (
    SELECT 1 FROM bureau.metrology_meterestimate AS e
    WHERE e.station_id = b.station_id AND e.night >= (b.night AT TIME ZONE 'UTC' + interval '8 hours')::date
)
ORDER BY b.station_id
"""
_BODY = "SELECT body FROM ledger.fitted_books WHERE station_id = %(station)s AND night = %(night)s"
_VERIFIED = """
SELECT DISTINCT ON (nozzle_id) nozzle_id, error_pct, verified_on FROM ledger.verifications
WHERE station_id = %(station)s AND verified_on < %(day)s AND error_pct IS NOT NULL
ORDER BY nozzle_id, verified_on DESC, result DESC
"""
_SOLD = """
SELECT nozzle_id, sum(volume_ml)::bigint, sum(amount_fen)::bigint FROM ledger.fuellings_current
WHERE station_id = %(station)s AND kind = 'sale' AND ended_at >= %(since)s AND ended_at < %(night)s
GROUP BY nozzle_id
"""
