"""The register of a past moment is what stood there then, whatever was changed since and in which order."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from youjian.contract.tables import REGISTRY_TABLES
from youjian.ledger.columns import relation
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.register_at import register_at
from youjian.ledger.scope import set_scope

STATION, OTHER = "3602030017", "3602030018"
TAXPAYERS = ("91360200MA35NQAB12", "91360200MA35NQAB13")
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
Edit = tuple[LiteralString | sql.Composed, list[Any]]
_EMPTY = ("tank_charts", "nozzles", "verifications", "seals", "maintenance", "tanks", "operations")


def station(station_id: str, uscc: str, name: str) -> Edit:
    return (
        "INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no,"
        " vapour_monitoring, longitude, latitude, status, opened_on)"
        " VALUES (%s, %s, '360203', 'private', %s, '1', true, 117.2, 29.3, 'operating', '2020-01-01')"
        " ON CONFLICT (station_id) DO UPDATE SET uscc = excluded.uscc, name = excluded.name",
        [station_id, name, uscc],
    )


def tank(station_id: str, number: int, capacity: float) -> Edit:
    return (
        "INSERT INTO ledger.tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm,"
        " density20_kg_m3) VALUES (%s, %s, '92', %s, 100, 2400, 745.5)"
        " ON CONFLICT (station_id, tank_id) DO UPDATE SET capacity_l = excluded.capacity_l",
        [station_id, number, capacity],
    )


def chart(number: int, since: datetime, heights: list[int], factor: float) -> Edit:
    return (
        "INSERT INTO ledger.tank_charts SELECT %s, %s, %s, h, h * %s FROM unnest(%s::float8[]) AS h"
        " ON CONFLICT (station_id, tank_id, valid_from, height_mm)"
        " DO UPDATE SET volume_l = excluded.volume_l",
        [STATION, number, since, factor, sorted(set(heights))],
    )


def lines_gone(number: int, since: datetime, above: int) -> Edit:
    return (
        "DELETE FROM ledger.tank_charts WHERE tank_id = %s AND valid_from = %s AND height_mm > %s",
        [number, since, above],
    )


def nozzle(number: int, since: datetime | None, tank_id: int, retired: str | None) -> Edit:
    return (
        "INSERT INTO ledger.nozzles (station_id, nozzle_id, valid_from, dispenser_id, tank_id, product,"
        " retired_on) VALUES (%s, %s, %s, 1, %s, '92', %s) ON CONFLICT (station_id, nozzle_id, valid_from)"
        " DO UPDATE SET tank_id = excluded.tank_id, retired_on = excluded.retired_on",
        [STATION, number, since, tank_id, retired],
    )


def verification(number: int, error: float) -> Edit:
    return (
        "INSERT INTO ledger.verifications VALUES (%s, %s, '2026-05-01', 'J1', NULL, 'pass', %s, 0.1,"
        " '2027-05-01') ON CONFLICT (station_id, nozzle_id, verified_on, certificate_no)"
        " DO UPDATE SET error_pct = excluded.error_pct",
        [STATION, number, error],
    )


def cap(region: str, fen: int) -> Edit:
    return (
        "INSERT INTO ledger.price_caps VALUES (%s, '92', '2026-11-01T00:00:00Z', %s)"
        " ON CONFLICT (region_code, product, effective_from)"
        " DO UPDATE SET max_price_fen = excluded.max_price_fen",
        [region, fen],
    )


def gone(table: str) -> Edit:
    return sql.SQL("DELETE FROM {}").format(relation(table)), []


_TANKS = st.integers(1, 2)
_MOMENTS = st.sampled_from(
    [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, 1, 2, 3, 450000, tzinfo=UTC)]
)
_EDITS = st.one_of(
    st.builds(
        station, st.sampled_from([STATION, OTHER]), st.sampled_from(TAXPAYERS), st.sampled_from("甲乙")
    ),
    st.builds(tank, st.just(STATION), _TANKS, st.sampled_from([30000.0, 30000.25])),
    st.builds(chart, _TANKS, _MOMENTS, st.lists(st.integers(0, 6), min_size=1), st.sampled_from([1.0, 10.1])),
    st.builds(lines_gone, _TANKS, _MOMENTS, st.integers(0, 6)),
    st.builds(nozzle, _TANKS, st.none() | _MOMENTS, _TANKS, st.sampled_from([None, "2026-02-01"])),
    st.builds(verification, _TANKS, st.sampled_from([-0.1, 0.0, 0.25])),
    st.builds(cap, st.sampled_from(["360000", "360200", "370000"]), st.integers(700, 702)),
    st.builds(gone, st.sampled_from(["verifications", "nozzles", "price_caps", "tank_charts"])),
)


@pytest.fixture(scope="module")
def office(module_database) -> Iterator[psycopg.Connection]:
    with module_database.connect("bureau") as conn:
        yield conn


def in_scope(conn: psycopg.Connection, work: Callable[[], Any]) -> Any:
    with conn.transaction():
        set_scope(conn, "*")
        return work()


def clock(conn: psycopg.Connection) -> datetime:
    row = conn.execute("SELECT clock_timestamp()").fetchone()
    assert row
    return row[0]


def begin_anew(conn: psycopg.Connection) -> None:
    for table in _EMPTY:
        conn.execute(*gone(table))
    conn.execute(*gone("price_caps"))
    for number in (STATION, OTHER):
        conn.execute(*station(number, TAXPAYERS[0], "甲"))
    for number in (1, 2):
        conn.execute(*tank(STATION, number, 30000.0))


def as_rules_read_it(conn: psycopg.Connection, moment: datetime) -> Mapping[str, pa.Table]:
    """The same tables by the way of the live ticks: the rows of the stations of one taxpayer."""
    query = (
        "SELECT b.station_id FROM ledger.stations AS a JOIN ledger.stations AS b USING (uscc)"
        " WHERE a.station_id = %s"
    )
    wide = LedgerFacts(conn, [row[0] for row in conn.execute(query, [STATION])], OLDEST)
    own = LedgerFacts(conn, [STATION], OLDEST)
    tables = {spec.name: own.known(spec.name, moment) for spec in REGISTRY_TABLES}
    caps = tables["price_caps"]
    ours = pa.array([code != "370000" for code in caps["region_code"].to_pylist()], pa.bool_())
    return tables | {"stations": wide.known("stations", moment), "price_caps": caps.filter(ours)}


@settings(max_examples=40)
@given(edits=st.lists(_EDITS, min_size=1, max_size=12))
def test_each_moment_shows_what_stood_there_then(office: psycopg.Connection, edits: list[Any]) -> None:
    recorded: list[tuple[datetime, Mapping[str, pa.Table]]] = []
    in_scope(office, lambda: begin_anew(office))
    for edit in edits:
        in_scope(office, lambda one=edit: office.execute(*one))
        moment = clock(office)
        recorded.append((moment, in_scope(office, lambda at=moment: as_rules_read_it(office, at))))
    for moment, then in recorded:
        found = in_scope(office, lambda at=moment: register_at(office, STATION, at))
        for name, rows in then.items():
            assert found[name].to_pylist() == rows.to_pylist(), (name, moment)
            assert found[name].schema == rows.schema


def test_a_station_that_was_not_there_yet_has_no_rows(office: psycopg.Connection) -> None:
    in_scope(office, lambda: begin_anew(office))
    found = in_scope(office, lambda: register_at(office, STATION, OLDEST))
    assert {name: table.num_rows for name, table in found.items()} == {
        spec.name: 0 for spec in REGISTRY_TABLES
    }
