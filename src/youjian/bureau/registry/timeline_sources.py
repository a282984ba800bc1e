"""Where the entries of a station's timeline come from: a bounded select each, put together in one query.

Every source gives `at`, a `key` that tells its entries apart, and `data` as JSON. Each is asked per station
of the line (the station and those that went on as it), newest first and no further than a page needs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Source:
    """A source: its kind, the moment and key of an entry, from what, and its JSON.

    In `rows` the station is `line.station_id`; `at` and `key` are expressions over its rows `x`, `data` one
    over the entry that was chosen, `found`.
    """

    name: str
    kind: str
    rows: str
    at: str
    key: str
    data: str = "to_jsonb(found.x)"


@dataclass(frozen=True)
class Cursor:
    """The last entry of the page before."""

    at: datetime
    rank: int
    key: str


def _day(column: str) -> str:
    """The first moment of a day in Shanghai."""
    return f"({column}::timestamp AT TIME ZONE 'Asia/Shanghai')"


_CHANGE_KEY = "{0}.username || {0}.source || coalesce({0}.effective_on::text, '') || md5({0}.reason)"
_CHANGES = """(
    SELECT c.transaction_at, c.username, c.display_name, c.reason, c.source, c.effective_on, count(*) AS rows
    FROM register_changes AS c
    WHERE c.station_id = line.station_id AND c.source <> 'downtime'
    GROUP BY c.transaction_at, c.username, c.display_name, c.reason, c.source, c.effective_on
) AS x"""
_CHANGES_IN_FULL = """to_jsonb(found.x) || jsonb_build_object('changes', (
    SELECT jsonb_agg(jsonb_build_object('table', c.table_name, 'key', c.row_key, 'kind', c.kind,
        'before', c.before - 'lines', 'after', c.after - 'lines',
        'lines', jsonb_array_length(coalesce(c.after -> 'lines', c.before -> 'lines'))) ORDER BY c.id)
    FROM register_changes AS c
    WHERE c.station_id = line.station_id AND c.transaction_at = found.at
        AND found.key = line.station_id || {0}
))"""
_MAINTENANCE = """(
    SELECT starts_at, ends_at, reason, approved_by, jsonb_agg(device ORDER BY device) AS devices
    FROM maintenance WHERE station_id = line.station_id GROUP BY starts_at, ends_at, reason, approved_by
) AS x"""
_SUCCESSIONS = """(
    SELECT c.*, p.name AS predecessor_name, s.name AS successor_name FROM successions AS c
    LEFT JOIN stations AS p ON p.station_id = c.predecessor
    LEFT JOIN stations AS s ON s.station_id = c.successor
    WHERE c.successor = line.station_id OR (line.own AND c.predecessor = line.station_id)
) AS x"""
_OPERATIONS = """(
    SELECT o.*, c.name AS company FROM operations AS o LEFT JOIN companies AS c USING (uscc)
    WHERE o.station_id = line.station_id
) AS x"""
_DECIDED = """(
    SELECT a.*, u.display_name FROM alerts_alert AS a LEFT JOIN accounts_user AS u ON u.id = a.{0}_by_id
    WHERE a.station_id = line.station_id AND a.{0}_at IS NOT NULL
) AS x"""
# What was checked or sealed on one day is one entry. A certificate or a seal that came over with its nozzle
# or dispenser is told once, where it was given.
_OF_A_DAY = """(
    SELECT k.{2} AS day, jsonb_agg(to_jsonb(k) ORDER BY k.{3}, k.{4}) AS rows
    FROM {0} AS k WHERE k.station_id = line.station_id AND k.{2} IS NOT NULL AND NOT EXISTS (
        SELECT FROM {0} AS o
        JOIN successions AS c ON c.predecessor = o.station_id AND c.successor = k.station_id
        WHERE {1} AND k.{2} <= c.happened_on
    ) GROUP BY k.{2}
) AS x"""
_VERIFICATIONS = _OF_A_DAY.format(
    "verifications",
    "o.certificate_no = k.certificate_no AND o.verified_on = k.verified_on",
    "verified_on",
    "nozzle_id",
    "certificate_no",
)
_SAME_SEAL = "o.seal_no = k.seal_no AND o.position = k.position AND o.applied_on = k.applied_on"
_SEALS, _SEALS_REMOVED = (
    _OF_A_DAY.format("seals", _SAME_SEAL, day, "dispenser_id", "seal_no")
    for day in ("applied_on", "removed_on")
)
_DOWNTIMES = """(
    SELECT s.*, d.device, d.kind AS what, d.starts_at, d.ends_at, d.reason, d.late
    FROM downtime_step AS s JOIN downtime_request AS d ON d.id = s.request_id
    WHERE s.station_id = line.station_id
) AS x"""
_NUMBER = "lpad(x.id::text, 19, '0')"
_MINE = "(SELECT * FROM {} WHERE station_id = line.station_id) AS x"

SOURCES = (
    Source(
        "register", "register", _CHANGES, "x.transaction_at",
        _CHANGE_KEY.format("x"), _CHANGES_IN_FULL.format(_CHANGE_KEY.format("c")),
    ),
    Source(
        "succession", "succession", _SUCCESSIONS, _day("x.happened_on"),
        "x.predecessor || x.successor",
    ),
    Source("operation", "operation", _OPERATIONS, _day("x.valid_from"), "x.valid_from::text"),
    Source("verification", "verification", _VERIFICATIONS, _day("x.day"), "x.day::text"),
    Source("seal", "seal", _SEALS, _day("x.day"), "x.day::text"),
    Source("seal_removed", "seal", _SEALS_REMOVED, _day("x.day"), "x.day::text"),
    Source("delivery", "delivery", _MINE.format("deliveries"), "x.delivered_at", "x.delivery_id"),
    Source("event", "event", _MINE.format("device_events"), "x.at", "x.device || x.code"),
    Source(
        "connection", "connection",
        "(SELECT * FROM device_flips WHERE station_id = line.station_id AND device = 'collector') AS x",
        "x.at", _NUMBER,
    ),
    Source("alert", "alert", _MINE.format("alerts_alert"), "x.opened_at", _NUMBER),
    Source("alert_signed", "alert", _DECIDED.format("signed"), "x.signed_at", _NUMBER),
    Source("alert_closed", "alert", _DECIDED.format("closed"), "x.closed_at", _NUMBER),
    Source("downtime", "downtime", _DOWNTIMES, "x.at", _NUMBER),
    Source("maintenance", "maintenance", _MAINTENANCE, "x.starts_at", "x.ends_at::text || md5(x.reason)"),
)  # fmt: skip
RANKS = {source.name: rank for rank, source in enumerate(SOURCES)}


def query(sources: list[Source], cursor: Cursor | None, limit: int) -> tuple[str, dict[str, Any]]:
    """One query for the newest entries of several sources, and its parameters but the line's own.

    The line comes as three arrays: `stations`, `untils` (null: all of its past) and `own`.
    """
    parts = " UNION ALL ".join(_select(source, cursor) for source in sources)
    parameters: dict[str, Any] = {"limit": limit}
    if cursor is not None:
        parameters |= {"at": cursor.at, "key": cursor.key}
    return _QUERY.format(parts), parameters


_QUERY = """
WITH line AS MATERIALIZED (
    SELECT * FROM unnest(%(stations)s::text[], %(untils)s::timestamptz[], %(own)s::boolean[])
        AS l (station_id, until, own)
)
SELECT * FROM ({}) AS entries ORDER BY at DESC, rank DESC, key COLLATE "C" DESC LIMIT %(limit)s
"""
# Only what is shown is made into JSON: `x` is carried as a row until the limit has chosen.
_SELECT = """(
    SELECT found.at, {rank} AS rank, found.key, line.station_id, {data} AS data
    FROM line CROSS JOIN LATERAL (
        SELECT {at} AS at, {key} AS key, x FROM {rows}
        WHERE {at} < coalesce(line.until, 'infinity') AND {further}
        ORDER BY {at} DESC, {key} COLLATE "C" DESC LIMIT %(limit)s
    ) AS found
)"""


def _select(source: Source, cursor: Cursor | None) -> str:
    rank = RANKS[source.name]
    return _SELECT.format(
        rank=rank,
        at=source.at,
        key=_key(source),
        data=source.data,
        rows=source.rows,
        further=_further(source, rank, cursor),
    )


def _key(source: Source) -> str:
    return f"(line.station_id || {source.key})"


def _further(source: Source, rank: int, cursor: Cursor | None) -> str:
    """What comes after the cursor in the order of moment, source and key."""
    if cursor is None:
        return "true"
    if rank < cursor.rank:
        return f"{source.at} <= %(at)s"
    if rank > cursor.rank:
        return f"{source.at} < %(at)s"
    same = f'{source.at} = %(at)s AND ({_key(source)} COLLATE "C") < %(key)s'
    return f"({source.at} < %(at)s OR ({same}))"
