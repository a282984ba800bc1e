"""Whatever is done with stations, in whatever order: no fact and no note of the register is ever lost."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from tests.conftest import Database
from tests.integration import bureau_office as office
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import Problem
from youjian.bureau.registry import lifecycle, successions
from youjian.bureau.registry.life_contracts import LifeIn, MergeIn, MoveIn, NewStation, SplitIn
from youjian.contract.fields import business_day

STATIONS = [*office.STATIONS, "3602810101", "3602810102", "3602030101"]
_CLERK = Actor("dangan", "档案员", ("3602",), frozenset({"registry.manage"}))
_DAYS = st.sampled_from([business_day(datetime.now(UTC)), datetime(2026, 3, 5, tzinfo=UTC).date()])
_ALL = SQL("SELECT {} FROM ledger.{} AS t")
_FACTS = ("fuellings", "deliveries", "tank_readings")
_REGISTER = {
    "tanks": "station_id, tank_id",
    "tank_charts": "station_id, tank_id, valid_from, height_mm, volume_l",
    "nozzles": "station_id, nozzle_id, valid_from, dispenser_id, tank_id, product",
    "verifications": "station_id, nozzle_id, certificate_no",
    "seals": "station_id, dispenser_id, seal_no",
    "register_changes": "id, before, after, reason",
    "successions": "predecessor, successor, happened_on, equipment",
}


@pytest.fixture
def city(office_database: Database) -> Database:
    """The small city with a fuelling at each of its stations."""
    office.furnish(office_database)
    for number, station_id in enumerate(office.STATIONS):
        office.fuel(office_database, station_id, 7, 1_000_000, datetime(2026, 3, number + 1, 4, tzinfo=UTC))
    return office_database


def new(station_id: str, licence_no: str) -> NewStation:
    """A station that begins under a number."""
    return NewStation.model_validate({"station_id": station_id, "name": "新站", "licence_no": licence_no})


_STATION = st.sampled_from(STATIONS)
_LICENCE = st.integers(1, 9_999).map("示新证{}".format)
_NEW = st.builds(new, _STATION, _LICENCE)
_DATED = st.builds(LifeIn, effective_on=_DAYS, reason=st.just("变更"), dry_run=st.booleans())
_VERBS = st.one_of(
    st.tuples(st.sampled_from([lifecycle.close, lifecycle.suspend, lifecycle.reopen]), _STATION, _DATED),
    st.tuples(
        st.just(successions.move),
        _STATION,
        st.builds(
            MoveIn,
            effective_on=_DAYS,
            reason=st.just("迁址"),
            longitude=st.just(117.2),
            latitude=st.just(29.2),
            new_station_id=st.sampled_from(["", *STATIONS]),
            region_code=st.sampled_from(["", "360203", "360281"]),
            licence_no=_LICENCE,
        ),
    ),
    st.tuples(
        st.just(lambda actor, _, order: successions.merge(actor, order)),
        _STATION,
        st.builds(
            MergeIn,
            effective_on=_DAYS,
            reason=st.just("合并"),
            station_ids=st.lists(_STATION, min_size=2, max_size=3),
            into=st.sampled_from(["", *STATIONS]),
            new_station=st.one_of(st.none(), _NEW),
        ),
    ),
    st.tuples(
        st.just(successions.split),
        _STATION,
        st.builds(
            SplitIn,
            effective_on=_DAYS,
            reason=st.just("分立"),
            new_station=_NEW,
            dispensers=st.lists(st.integers(1, 3), max_size=2),
            tanks=st.lists(st.integers(1, 3), max_size=2),
        ),
    ),
)


def held(database: Database) -> dict[str, list[Any]]:
    """Every fact, and the lasting part of every row of the register and its notes."""
    with database.connect("owner") as conn:
        found = {
            name: conn.execute(_ALL.format(SQL("t::text"), Identifier(name))).fetchall() for name in _FACTS
        }
        for name, columns in _REGISTER.items():
            listed = SQL(", ").join(Identifier(column) for column in columns.split(", "))
            lasting = SQL("ROW({})::text").format(listed)
            found[name] = conn.execute(_ALL.format(lasting, Identifier(name))).fetchall()
    return found


def carry_out(verb: Any, station_id: str, order: Any) -> None:
    """Do it, or be refused."""
    with suppress(Problem):
        verb(_CLERK, station_id, order)


@settings(max_examples=12)
@given(verbs=st.lists(_VERBS, min_size=1, max_size=8))
def test_no_sequence_of_verbs_loses_anything(city: Database, verbs: list[tuple[Any, str, Any]]) -> None:
    before = held(city)
    for verb, station_id, order in verbs:
        carry_out(verb, station_id, order)
    after = held(city)
    for name in _FACTS:
        assert after[name] == before[name]
    for name in _REGISTER:
        assert set(before[name]) <= set(after[name]), name
    with city.connect("owner") as conn:
        standing = conn.execute(
            "SELECT count(*) FROM ledger.nozzles n JOIN ledger.tanks t USING (station_id, tank_id)"
            " WHERE n.retired_on IS NULL AND t.retired_on IS NOT NULL"
        ).fetchone()
    assert standing == (0,)
