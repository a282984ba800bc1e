"""Every change of the register is noted with its old state, by every path, and nobody rewrites the notes."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, NOON, ZHUSHAN, Person, furnish
from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.scope import scoped

TANK = {"station_id": LEPING, "tank_id": 1}
PROFILE = Path(__file__).parents[2] / "src" / "youjian" / "profiles" / "jingdezhen"


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts.models import User

    furnish(office_database)
    User.objects.filter(username__in=("leping", "zhiban")).update(role="admin")
    return office_database


def test_a_company_without_stations_in_the_scope_is_not_shown(office: Database) -> None:
    from youjian.bureau.registry.models import Station

    write("companies", {"uscc": "91350100M000100Y43", "name": "乐平石油"})
    with scoped():
        Station.objects.filter(station_id=ZHUSHAN).update(uscc="91360202MA00010015")
    keeper, person = Person("zhiban"), Person("jiancha")
    for page in ("row?", "changes?", "state?at=2030-01-01T00:00:00Z&"):
        path = f"/register/companies/{page}uscc=91350100M000100Y43"
        assert (keeper.see(path).status_code, person.see(path).status_code) == (200, 200)
    listed = [who.see("/tables/changes").json()["items"] for who in (keeper, person)]
    assert ["companies" in {row["table_name"] for row in rows} for rows in listed] == [True, False]
    with scoped():
        Station.objects.exclude(station_id=ZHUSHAN).update(uscc="91360202MA00010015")
    for page in ("row?", "changes?", "state?at=2030-01-01T00:00:00Z&"):
        path = f"/register/companies/{page}uscc=91350100M000100Y43"
        assert (keeper.see(path).status_code, person.see(path).status_code) == (200, 404)


def write(sheet: str, *rows: dict[str, Any], reason: str = "核对档案", **said: Any) -> Any:
    from youjian.bureau.registry.writing import write_rows

    return write_rows(SYSTEM, sheet, rows, **{"reason": reason, "source": "form", **said})


def noted(database: Database, after: int = 0) -> list[dict[str, Any]]:
    """What the ledger noted after a note, oldest first."""
    with database.connect("owner", row_factory=psycopg.rows.dict_row) as conn:
        query = "SELECT * FROM ledger.register_changes WHERE id > %s ORDER BY id"
        return conn.execute(query, [after]).fetchall()


def newest(database: Database) -> int:
    return max((row["id"] for row in noted(database)), default=0)


def test_a_form_is_noted_with_who_why_and_both_states(office: Database) -> None:
    since = newest(office)
    body = {"values": {**TANK, "safe_fill_l": 26500}, "reason": "按新标定", "effective_on": "2026-11-01"}
    answer = Person("leping").send("/register/tanks", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["values"]["safe_fill_l"] == 26500
    [change] = noted(office, since)
    assert (change["table_name"], change["kind"], change["station_id"]) == ("tanks", "changed", LEPING)
    assert change["row_key"] == TANK
    assert (change["username"], change["display_name"]) == ("leping", "leping 某人")
    assert (change["reason"], change["source"], change["effective_on"]) == (
        "按新标定",
        "form",
        date(2026, 11, 1),
    )
    assert change["before"]["safe_fill_l"] == 27000
    assert {**change["before"], "safe_fill_l": 26500} == change["after"]
    journal = Person("shenji").see("/journal?action=registry.change").json()["items"]
    assert journal[0]["before"] == {"safe_fill_l": 27000.0}
    assert journal[0]["after"] == {"safe_fill_l": 26500.0, "reason": "按新标定"}


def test_an_import_and_a_profile_are_noted_as_such(office_database: Database, tmp_path: Path) -> None:
    from youjian.bureau.registry.loading import load_profile
    from youjian.bureau.registry.services import import_registry

    folder = Path(shutil.copytree(PROFILE / "registry", tmp_path / "register"))
    import_registry(SYSTEM, folder)
    rows = noted(office_database)
    assert {row["source"] for row in rows} == {"import"}
    assert {row["table_name"] for row in rows} >= {
        "stations",
        "tanks",
        "tank_charts",
        "nozzles",
        "operations",
        "dispensers",
    }
    since = newest(office_database)
    import_registry(SYSTEM, folder)
    assert noted(office_database, since) == []
    load_profile(SYSTEM, PROFILE)
    profile = noted(office_database, since)
    assert profile
    assert {row["source"] for row in profile} == {"profile"}
    since = newest(office_database)
    load_profile(SYSTEM, PROFILE)
    assert noted(office_database, since) == []


def test_raw_sql_is_noted_too(office: Database) -> None:
    since = newest(office)
    with office.connect("bureau") as conn:
        conn.execute(
            "SELECT set_config('youjian.scope', '*', true), set_config('timezone', 'Asia/Shanghai', true)"
        )
        conn.execute("UPDATE ledger.tanks SET product = '95' WHERE station_id = %s", [LEPING])
        conn.execute("UPDATE ledger.tank_charts SET volume_l = volume_l + 1 WHERE station_id = %s", [LEPING])
        conn.execute("DELETE FROM ledger.nozzles WHERE station_id = %s", [LEPING])
    tank, chart, nozzle = noted(office, since)
    assert (tank["username"], tank["source"], tank["reason"]) == ("platform", "platform", "")
    start = (NOON - timedelta(days=900)).isoformat()
    assert chart["row_key"] == {"station_id": LEPING, "tank_id": 1, "valid_from": start}
    assert chart["before"] == {"lines": [[0, 0], [2500, 30000]]}
    assert chart["after"] == {"lines": [[0, 1], [2500, 30001]]}
    assert (nozzle["kind"], nozzle["after"]) == ("removed", None)
    assert nozzle["row_key"] == {"station_id": LEPING, "nozzle_id": 3, "valid_from": None}


def test_a_collector_is_noted_when_it_enrols_and_when_a_person_accepts_it(office: Database) -> None:
    from youjian.bureau.times import now
    from youjian.ledger.collectors import enrol, record_boot

    person = Person("leping")
    code = person.send(f"/stations/{LEPING}/enrolment-codes", {"collector_id": "C1"}).json()["code"]
    since = newest(office)
    with office.connect("intake") as conn:
        enrol(conn, code, b"k" * 32, key_id="k1", now=now())
        record_boot(conn, "C1", "1.2", now())
    body = {"state": "accepted", "reason": "联调测试通过"}
    assert person.send(f"/stations/{LEPING}/collectors/C1/state", body).status_code == 200
    enrolled, accepted = noted(office, since)
    assert (enrolled["table_name"], enrolled["kind"], enrolled["username"]) == (
        "collectors",
        "added",
        "platform",
    )
    assert (accepted["row_key"], accepted["station_id"]) == ({"collector_id": "C1"}, LEPING)
    assert (accepted["before"]["state"], accepted["after"]["state"]) == ("pending", "accepted")
    assert (accepted["username"], accepted["reason"]) == ("leping", "联调测试通过")
    [change, _] = person.see(f"/stations/{LEPING}/changes?limit=2").json()["items"]
    assert [(f["title"], f["before"], f["after"]) for f in change["fields"]] == [("状态", "联调中", "已验收")]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger.register_changes OVERRIDING SYSTEM VALUE"
        " SELECT * FROM ledger.register_changes LIMIT 0",
        "UPDATE ledger.register_changes SET reason = 'x'",
        "DELETE FROM ledger.register_changes",
        "TRUNCATE ledger.register_changes",
        "ALTER TABLE ledger.tanks DISABLE TRIGGER changed",
        "SET session_replication_role = replica",
    ],
)
def test_the_office_cannot_rewrite_the_notes(office: Database, statement: str) -> None:
    with office.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)


def test_a_county_sees_its_own_changes_and_those_of_no_station(office: Database) -> None:
    with office.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '360281', true)")
        seen = {
            row[0] for row in conn.execute("SELECT DISTINCT left(station_id, 6) FROM ledger.register_changes")
        }
        assert seen == {"360281", None}
        conn.execute("SELECT set_config('youjian.scope', '', true)")
        assert {
            row[0] for row in conn.execute("SELECT DISTINCT station_id FROM ledger.register_changes")
        } == {None}


def test_old_states_are_shown_field_by_field(office: Database) -> None:
    write("tanks", {**TANK, "product": "95", "manifold": "甲"}, reason="换油品")
    write(
        "stations",
        {"station_id": LEPING, "status": "suspended", "licence_valid_until": "2028-01-31"},
        reason="歇业",
    )
    [change, *_] = Person("leping").see(f"/register/tanks/changes?station_id={LEPING}&tank_id=1").json()
    assert [(f["title"], f["before"], f["after"]) for f in change["fields"]] == [
        ("油品", "92号汽油", "95号汽油"),
        ("连通组", "—", "甲"),
    ]
    assert (change["table_title"], change["subject"], change["kind_title"]) == ("油罐", "油罐号 1", "变更")
    english = {"X-Language": "en"}
    page = Person("leping").see(f"/stations/{LEPING}/changes?limit=2", **english).json()
    station, tank = page["items"]
    assert {(f["title"], f["before"], f["after"]) for f in station["fields"]} == {
        ("Status", "Operating", "Suspended"),
        ("Licence valid until", "—", "2028-01-31"),
    }
    assert tank["fields"][0]["after"] == "Petrol 95"
    more = Person("leping").see(f"/stations/{LEPING}/changes?before={page['next_before']}").json()
    assert more["next_before"] is None
    assert {item["kind"] for item in more["items"]} == {"added"}
    assert Person("leping").see(f"/stations/{ZHUSHAN}/changes").status_code == 404
    assert Person("leping").see(f"/register/tanks/changes?station_id={ZHUSHAN}&tank_id=1").status_code == 404


def test_the_state_at_a_moment_is_the_one_that_stood_then(office: Database) -> None:
    from youjian.bureau.registry.changes import state_at
    from youjian.bureau.registry.sheets import SHEETS

    moments = [datetime.now(UTC)]
    for fill in (26000, 25000):
        write("tanks", {**TANK, "safe_fill_l": fill})
        moments.append(datetime.now(UTC))
    with scoped():
        states = [state_at(SHEETS["tanks"], TANK, moment) for moment in moments]
        before = state_at(SHEETS["tanks"], TANK, datetime(2020, 1, 1, tzinfo=UTC))
    assert before is None
    assert [state and state["safe_fill_l"] for state in states] == [27000.0, 26000.0, 25000.0]
    path = f"/register/tanks/state?station_id={LEPING}&tank_id=1&at="
    answer = Person("leping").see(path + moments[1].isoformat().replace("+", "%2B")).json()
    assert answer["values"]["safe_fill_l"] == 26000.0
    assert Person("leping").see(path + "2020-01-01").json()["values"] is None


_LINE = st.dictionaries(st.sampled_from([0.0, 500.0, 1000.0, 1500.0]), st.floats(0, 30_000), max_size=4)
_EDIT = st.one_of(
    st.tuples(st.just("tank"), st.sampled_from(["92", "95", "98"]), st.sampled_from([None, "甲", "乙"])),
    st.tuples(st.just("chart"), _LINE),
    st.tuples(st.just("drop"), st.sampled_from([0.0, 500.0, 1000.0])),
    st.tuples(st.just("remove")),
)


@pytest.fixture(scope="module")
def shared(module_database: Database) -> Database:
    with module_database.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', true)")
        conn.execute(
            """
            INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no,
                vapour_monitoring, longitude, latitude, status, opened_on)
            VALUES (%s, '一站', '360281', 'private', '91350100M000100Y43', '1', false, 117, 29, 'operating',
                '2020-01-01')
            """,
            [LEPING],
        )
    return module_database


@settings(max_examples=25)
@given(edits=st.lists(_EDIT, min_size=1, max_size=8))
def test_replaying_the_notes_gives_every_state(
    shared: Database, django_db_blocker: Any, edits: list[tuple[Any, ...]]
) -> None:
    """Random edits by SQL: at the moment after each, the notes tell what stood there then."""
    from django.db import connections

    from youjian.bureau.database import add_alias
    from youjian.bureau.registry.changes import state_at
    from youjian.bureau.registry.sheets import SHEETS

    start = datetime(2026, 1, 1, tzinfo=UTC)
    chart_key = {**TANK, "valid_from": start}
    stood: list[tuple[datetime, Any, Any]] = []
    with shared.connect("bureau", autocommit=True) as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', false)")
        _clear(conn)
        for edit in edits:
            _make(conn, edit, start)
            stood.append((_clock(conn), *_now(conn)))
    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with django_db_blocker.unblock(), scoped():
        for moment, tank, chart in stood:
            found = state_at(SHEETS["tanks"], TANK, moment)
            assert (found and (found["product"], found["manifold"])) == tank
            lines = state_at(SHEETS["tank_charts"], chart_key, moment)
            assert (lines["lines"] if lines else []) == chart
    with django_db_blocker.unblock():
        connections["default"].close()
        connections["default"].close_pool()


def _clear(conn: psycopg.Connection) -> None:
    conn.execute("DELETE FROM ledger.tank_charts")
    conn.execute("DELETE FROM ledger.tanks")


def _clock(conn: psycopg.Connection) -> datetime:
    row = conn.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]


def _make(conn: psycopg.Connection, edit: tuple[Any, ...], start: datetime) -> None:
    kind, *values = edit
    if kind == "remove":
        _clear(conn)
    elif kind == "drop":
        conn.execute("DELETE FROM ledger.tank_charts WHERE height_mm = %s", values)
    elif kind == "tank":
        conn.execute(_TANK, [LEPING, *values])
    elif values[0]:
        conn.execute(_TANK, [LEPING, "92", None])
        conn.cursor().executemany(_CHART, [[LEPING, start, h, v] for h, v in values[0].items()])


def _now(conn: psycopg.Connection) -> tuple[Any, Any]:
    tank = conn.execute("SELECT product, manifold FROM ledger.tanks").fetchone()
    return tank, conn.execute("SELECT height_mm, volume_l FROM ledger.tank_charts ORDER BY 1").fetchall()


_TANK = """
INSERT INTO ledger.tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm, manifold,
    density20_kg_m3)
VALUES (%s, 1, %s, 30000, 27000, 2500, %s, 735)
ON CONFLICT (station_id, tank_id) DO UPDATE SET product = excluded.product, manifold = excluded.manifold
"""
_CHART = """
INSERT INTO ledger.tank_charts (station_id, tank_id, valid_from, height_mm, volume_l)
VALUES (%s, 1, %s, %s, %s)
ON CONFLICT (station_id, tank_id, valid_from, height_mm) DO UPDATE SET volume_l = excluded.volume_l
"""
