"""The table of nozzles: where each stands now."""

from datetime import date
from typing import Any

from youjian.bureau.live.reading import changed, epoch, fetch
from youjian.bureau.times import day_start, now
from youjian.contract.fields import business_day

REGISTER = ("stations", "nozzles", "verifications", "companies")
COLUMNS = (
    "station_id", "nozzle_id", "dispenser_id", "tank_id", "product", "ended_at", "volume_ml", "price_fen",
    "amount_fen", "totalizer_ml", "today_ml", "today_n", "verification", "valid_until",
)  # fmt: skip
_SOON_DAYS = 30


def touched(xid: int, day: date) -> list[str]:
    """Stations where a nozzle's state, or a sum of the day, was written since a transaction."""
    return [station for (station,) in fetch(_TOUCHED, xid=xid, day=day)]


def rows(stations: list[str] | None) -> list[list[Any]]:
    """Nozzles in use of some stations, or of all in the scope; sums of today are null where nothing came."""
    today = business_day(now())
    sums = {(station, nozzle): (ml, n) for station, nozzle, ml, n in _sums(stations)}
    chosen = "" if stations is None else "AND n.station_id = ANY(%(stations)s)"
    found = fetch(_ROWS.format(chosen=chosen), stations=stations, now=now(), today=today)
    return [
        [
            *head,
            epoch(ended),
            *last,
            *sums.get((head[0], head[1]), (None, None)),
            *_verified(result, until, today),
        ]
        for *head, ended, v, p, a, t, result, until in found
        for last in ((v, p, a, t),)
    ]


def _sums(stations: list[str] | None) -> list[tuple[Any, ...]]:
    chosen = "" if stations is None else "AND f.station_id = ANY(%(stations)s)"
    return fetch(_SUMS.format(chosen=chosen), stations=stations, since=day_start())


def _verified(result: str | None, until: date | None, today: date) -> tuple[str, str | None]:
    """The state of a nozzle's last verification: ok soon lapsed failed none."""
    if result is None or until is None:
        return "none", None
    if result == "fail":
        return "failed", until.isoformat()
    left = (until - today).days
    return ("lapsed" if left < 0 else "soon" if left <= _SOON_DAYS else "ok"), until.isoformat()


_TOUCHED = f"""
SELECT station_id FROM nozzle_states AS s WHERE {changed("s")}
UNION SELECT station_id FROM bureau.cockpit_daysales AS d WHERE d.day = %(day)s AND {changed("d")}
"""  # noqa: S608
# Of each nozzle the row of the register in force, then its last fuelling and its last verification.
_ROWS = """
SELECT r.station_id, r.nozzle_id, r.dispenser_id, r.tank_id, r.product, s.ended_at, s.volume_ml,
    s.unit_price_fen, s.amount_fen, s.totalizer_ml, v.result, v.valid_until
FROM (
    SELECT DISTINCT ON (n.station_id, n.nozzle_id) n.* FROM nozzles AS n
    WHERE (n.valid_from IS NULL OR n.valid_from <= %(now)s) {chosen}
    ORDER BY n.station_id, n.nozzle_id, n.valid_from DESC NULLS LAST
) AS r
JOIN stations AS o ON o.station_id = r.station_id AND o.status <> 'closed'
LEFT JOIN nozzle_states AS s ON s.station_id = r.station_id AND s.nozzle_id = r.nozzle_id
LEFT JOIN (
    SELECT DISTINCT ON (n.station_id, n.nozzle_id) n.* FROM verifications AS n WHERE true {chosen}
    ORDER BY n.station_id, n.nozzle_id, n.verified_on DESC, n.certificate_no DESC
) AS v ON v.station_id = r.station_id AND v.nozzle_id = r.nozzle_id
WHERE r.retired_on IS NULL OR r.retired_on > %(today)s
ORDER BY r.station_id, r.nozzle_id
"""
# Kind `sale` only, each fuelling in its current version, no tests: as the sums of the day count.
_SUMS = """
SELECT f.station_id, f.nozzle_id, sum(f.volume_ml)::bigint, count(*)
FROM fuellings AS f
WHERE f.ended_at >= %(since)s AND NOT f.test AND f.kind = 'sale' {chosen}
    AND NOT EXISTS (
        SELECT FROM fuellings AS later
        WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
            AND later.version > f.version AND later.version > 1 AND NOT later.test
    )
GROUP BY f.station_id, f.nozzle_id
"""
