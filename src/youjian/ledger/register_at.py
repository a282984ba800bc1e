"""The register of one station as it stood at a moment: what is there now, with the later notes undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection, sql

from youjian.contract.columns import arrow_schema
from youjian.contract.fields import business_day
from youjian.contract.records import Record
from youjian.contract.regions import significant
from youjian.contract.registry import Nozzle
from youjian.contract.tables import REGISTRY_TABLES, TABLES, Table
from youjian.ledger import arrow
from youjian.ledger.columns import names, relation

Row = dict[str, Any]
_OLDEST = datetime.min.replace(tzinfo=UTC)


class _NozzleInUse(Nozzle, frozen=True, kw_only=True):
    """A nozzle with the day on which it was taken out of use, which the contract does not tell."""

    retired_on: date | None = None


def register_at(conn: Connection[Any], station_id: str, moment: datetime) -> dict[str, pa.Table]:
    """The contract's registry tables that rules read for a station, as they stood at a moment.

    All tables are there, sorted by key, some without rows: `stations` has every station of the same taxpayer
    (none when the station was not in the register then), `price_caps` the regions that the station lies in,
    `verifications` the nozzles that were still in use. The connection is the bureau's, its scope `*`.
    """
    notes = _notes(conn, station_id, moment)
    stood = {spec.name: _stood(conn, spec, station_id, notes[spec.name]) for spec in REGISTRY_TABLES}
    own = _own(stood["stations"], station_id)
    stood["stations"] = _of_taxpayer(stood["stations"], own)
    stood["price_caps"] = _of_region(stood["price_caps"], own)
    retired = _retired(stood["nozzles"], business_day(moment))
    stood["verifications"] = _without_nozzles(stood["verifications"], retired)
    stood["nozzles"] = stood["nozzles"].select(TABLES["nozzles"].columns)
    return stood


def changed_since(conn: Connection[Any], station_id: str, moment: datetime) -> bool:
    """Whether anything of what `register_at` tells may stand otherwise now than at a moment."""
    row = conn.execute(f"SELECT EXISTS ({_AFTER})", _query(station_id, moment)).fetchone()
    return bool(row and row[0])


def _notes(conn: Connection[Any], station_id: str, moment: datetime) -> Mapping[str, list[Any]]:
    """What was changed after the moment, newest first, by table: (key, before, after)."""
    found: dict[str, list[Any]] = defaultdict(list)
    for table, *note in conn.execute(_AFTER, _query(station_id, moment)).fetchall():
        found[table].append(note)
    return found


def _query(station_id: str, moment: datetime) -> dict[str, Any]:
    whole = [spec.name for spec in REGISTRY_TABLES if _comes_whole(spec)]
    return {"station": station_id, "whole": whole, "moment": moment}


def _comes_whole(spec: Table) -> bool:
    """Whether rows beside the station's own are needed: which those are is known only when all is undone."""
    return spec.name == "stations" or spec.station is None


def _stood(conn: Connection[Any], spec: Table, station_id: str, notes: Iterable[Any]) -> pa.Table:
    """A table as it is now, then without what was changed afterwards."""
    struct = _NozzleInUse if spec.name == "nozzles" else spec.type
    mine = sql.SQL("true")
    if not _comes_whole(spec):
        mine = sql.SQL("t.station_id = {}").format(sql.Literal(station_id))
    query = sql.SQL("SELECT {} FROM {} AS t WHERE {}").format(
        names(arrow_schema(struct).names, "t"), relation(spec.name), mine
    )
    now = arrow.fetch(conn, struct, query, spec.key)
    return _undone(spec, struct, now, notes) if notes else now


def _undone(spec: Table, struct: type[Record], now: pa.Table, notes: Iterable[Any]) -> pa.Table:
    state = {_key(spec, row): row for row in now.to_pylist()}
    schema = arrow_schema(struct)
    for key, before, after in notes:
        for row in _rows(schema, key, after):
            state.pop(_key(spec, row), None)
        for row in _rows(schema, key, before):
            state[_key(spec, row)] = row
    order = [(name, "ascending") for name in spec.key]
    return pa.Table.from_pylist(list(state.values()), schema=schema).sort_by(order)


def _key(spec: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in spec.key)


def _rows(schema: pa.Schema, key: Row, side: Row | None) -> Iterator[Row]:
    """The rows of one side of a note; a chart is noted as a whole, by its lines."""
    if side is None:
        return
    lines = side.get("lines")
    noted = [side] if lines is None else [{**key, "height_mm": h, "volume_l": v} for h, v in lines]
    for row in noted:
        yield {field.name: _value(field.type, row.get(field.name)) for field in schema}


def _value(kind: pa.DataType, noted: Any) -> Any:
    """A value as the ledger's JSON tells it."""
    if noted is None:
        return None
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(noted).astimezone(UTC)
    if pa.types.is_date32(kind):
        return date.fromisoformat(noted)
    return float(noted) if pa.types.is_floating(kind) else noted


def _own(stations: pa.Table, station_id: str) -> Row | None:
    return next(iter(stations.filter(pc.equal(stations["station_id"], station_id)).to_pylist()), None)


def _of_taxpayer(stations: pa.Table, own: Row | None) -> pa.Table:
    return stations.slice(0, 0) if own is None else stations.filter(pc.equal(stations["uscc"], own["uscc"]))


def _of_region(caps: pa.Table, own: Row | None) -> pa.Table:
    lies_in = significant(own["region_code"]) if own else ""
    regions = [code for code in pc.unique(caps["region_code"]).to_pylist() if _holds(code, lies_in)]
    return caps.filter(pc.is_in(caps["region_code"], value_set=pa.array(regions, pa.string())))


def _holds(region_code: str, lies_in: str) -> bool:
    return bool(lies_in) and lies_in.startswith(significant(region_code))


def _retired(nozzles: pa.Table, day: date) -> set[int]:
    """Nozzles whose last row says that they were out of use by a day."""
    last: dict[int, Row] = {}
    for row in nozzles.to_pylist():
        seen = last.setdefault(row["nozzle_id"], row)
        last[row["nozzle_id"]] = max(seen, row, key=lambda one: one["valid_from"] or _OLDEST)
    return {nozzle for nozzle, row in last.items() if row["retired_on"] and row["retired_on"] <= day}


def _without_nozzles(rows: pa.Table, nozzles: set[int]) -> pa.Table:
    gone = pc.is_in(rows["nozzle_id"], value_set=pa.array(sorted(nozzles), rows["nozzle_id"].type))
    return rows.filter(pc.invert(gone))


_AFTER = """
SELECT table_name, row_key, before, after FROM (
    SELECT id, table_name, row_key, before, after FROM ledger.register_changes
    WHERE station_id = %(station)s AND at > %(moment)s AND table_name <> ALL(%(whole)s)
    UNION ALL
    SELECT id, table_name, row_key, before, after FROM ledger.register_changes
    WHERE table_name = ANY(%(whole)s) AND at > %(moment)s
) AS later ORDER BY id DESC
"""
