"""The live tables: complete, within the scope, and never past a change, whatever commits when."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on, page
from youjian.bureau.connectivity.models import OnlineDay
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day
from youjian.ledger.scope import EVERYTHING, set_scope

_STATE = """
INSERT INTO ledger.nozzle_states (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen,
    unit_price_fen, received_at)
VALUES (%s, 3, %s, %s, %s, 30000, 22500, 750, %s)
ON CONFLICT (station_id, nozzle_id) DO UPDATE SET seq = excluded.seq, totalizer_ml = excluded.totalizer_ml,
    ended_at = excluded.ended_at
"""


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


@pytest.fixture
def duty(city: Database) -> Person:
    return Person("zhiban")


def part(person: Person, table: str, since: str = "") -> dict[str, Any]:
    answer = person.see(f"/live/{table}?since={since}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows_of(found: dict[str, Any]) -> dict[tuple[str, Any], dict[str, Any]]:
    named = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    second = found["columns"][1]
    return {(row["station_id"], row[second]): row for row in named}


def fuelled(database: Database, station: str, seq: int) -> datetime:
    """A fuelling of nozzle 3 that just ended, with what intake moves beside it."""
    ended = datetime.now(UTC).replace(microsecond=0)
    with database.connect("intake") as conn:
        office.fuel(database, station, seq, seq * 1_000, ended)
        conn.execute(_STATE, [station, seq, seq * 1_000, ended, ended])
    return ended


def test_everything_is_told_at_first_and_then_what_changed(city: Database, duty: Person) -> None:
    first = part(duty, "nozzles")
    assert first["whole"]
    assert set(rows_of(first)) == {(s, 3) for s in office.STATIONS}
    assert [s[0] for s in first["stations"]] == sorted(office.STATIONS)
    ended = fuelled(city, ZHUSHAN, 900)
    then = part(duty, "nozzles", first["cursor"])
    assert not then["whole"]
    assert set(rows_of(then)) == {(ZHUSHAN, 3)}
    row = rows_of(then)[ZHUSHAN, 3]
    assert row["ended_at"] == int(ended.timestamp())
    assert row["volume_ml"] == 30_000
    # Begun yesterday at a run around midnight, the fuelling belongs to the day in which it ended.
    assert row["today_ml"] == 30_000 * row["today_n"]
    assert row["today_n"] >= 1
    assert rows_of(first)[LEPING, 3]["today_ml"] is None, "nothing came: not zero"
    assert part(duty, "nozzles", then["cursor"])["rows"] == []


def test_what_was_written_before_and_commits_after_the_look_is_told(city: Database, duty: Person) -> None:
    """The clock of a record says nothing about when it can be seen."""
    old = datetime.now(UTC) - timedelta(hours=3)
    with city.connect("intake") as late:
        late.execute(_STATE, [LEPING, 7, 7_000, old, old])
        fuelled(city, LEPING_2, 8)
        before = part(duty, "nozzles")
        assert rows_of(before)[LEPING, 3]["totalizer_ml"] is None
        again = part(duty, "nozzles", before["cursor"])
        late.commit()
    after = part(duty, "nozzles", again["cursor"])
    assert rows_of(after)[LEPING, 3]["totalizer_ml"] == 7_000
    assert (LEPING, 3) in rows_of(part(duty, "nozzles", before["cursor"])), "whoever missed a step, too"


def test_a_table_of_changes_alone_equals_the_whole_one(city: Database, duty: Person) -> None:
    """A console that was cut off goes on from its cursor and ends where one that loads anew begins."""
    mine = part(duty, "nozzles")
    held = rows_of(mine)
    for seq in range(910, 914):
        fuelled(city, (ZHUSHAN, LEPING)[seq % 2], seq)
        if seq % 3 == 0:
            continue  # cut off: this change is asked for with the next one
        mine = part(duty, "nozzles", mine["cursor"])
        held |= rows_of(mine)
    mine = part(duty, "nozzles", mine["cursor"])
    assert held | rows_of(mine) == rows_of(part(duty, "nozzles"))


def test_links_and_alerts_come_when_they_change(city: Database, duty: Person) -> None:
    first = part(duty, "nozzles")
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.execute(
            "INSERT INTO ledger.device_states (station_id, device, status) VALUES (%s, 'collector', 'down')",
            [ZHUSHAN],
        )
    then = part(duty, "nozzles", first["cursor"])
    assert [ZHUSHAN, "down"] in then["links"]
    assert then["rows"] == []
    office.say(city, office.gap(LEPING))
    while office.publish():
        pass
    last = part(duty, "nozzles", then["cursor"])
    assert [line[:2] for line in last["alerts"]] == [[LEPING, "nozzle:3"]]
    assert part(duty, "nozzles", last["cursor"])["alerts"] is None


def test_a_changed_register_is_told_whole(city: Database, duty: Person) -> None:
    first = part(duty, "tanks")
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.execute("UPDATE ledger.stations SET name = '三龙新站' WHERE station_id = %s", [ZHUSHAN])
    then = part(duty, "tanks", first["cursor"])
    assert then["whole"]
    assert "三龙新站" in [station[1] for station in then["stations"]]


def test_nobody_sees_beyond_the_scope(city: Database) -> None:
    mine = Person("leping")
    for table in ("nozzles", "tanks", "devices"):
        found = part(mine, table)
        told = {row[0] for row in found["rows"]} | {station[0] for station in found["stations"]}
        told |= {line[0] for line in (*found["links"], *found["alerts"])}
        assert told <= {LEPING, LEPING_2}, table
    foreign = part(Person("zhiban"), "nozzles")["cursor"]
    assert part(mine, "nozzles", foreign)["whole"], "a cursor of another scope shows nothing of it"
    for layer in ("sales", "supply", "online", "vapour"):
        values = mine.see(f"/map/layers/{layer}").json()["values"]
        assert {value["station_id"] for value in values} <= {LEPING, LEPING_2}, layer
    assert mine.see(f"/map/stations/{ZHUSHAN}").status_code == 404


def test_days_of_supply_follow_from_levels_and_the_week(city: Database, duty: Person) -> None:
    moment = datetime.now(UTC)
    today = business_day(moment)
    assert rows_of(part(duty, "tanks"))[ZHUSHAN, 1]["reason"] == "no_level"
    with city.connect("intake") as conn:
        conn.execute(
            "INSERT INTO ledger.tank_states VALUES (%s, 1, %s, 1000, 4, 30, NULL, %s)",
            [ZHUSHAN, moment, moment],
        )
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.cursor().executemany(
            "INSERT INTO bureau.cockpit_daysales VALUES (%s, %s, '92', 4000000, 3000000, 100)",
            [(ZHUSHAN, today - timedelta(days=back)) for back in range(1, 8)],
        )
    row = rows_of(part(duty, "tanks"))[ZHUSHAN, 1]
    assert (row["volume_l"], row["volume_source"], row["days"]) == (12_000.0, "chart", 3.0)
    assert row["volume20_l"] == pytest.approx(12_000 * 0.98757, abs=1.0)
    assert row["ullage_l"] == 15_000.0
    assert row["share"] == pytest.approx(0.4)
    layer = {v["station_id"]: v for v in duty.see("/map/layers/supply").json()["values"]}
    assert layer[ZHUSHAN]["value"] == 3.0
    assert layer[LEPING]["reason"] == "no_level"
    short = duty.see(f"/map/stations/{ZHUSHAN}").json()
    assert short["tanks"][0]["days"] == 3.0
    assert short["vapour"] is None


def test_an_export_holds_what_the_screen_shows(city: Database, duty: Person) -> None:
    """The lists behind the exports take the screen's filters and tell the same figures."""
    fuelled(city, ZHUSHAN, 990)
    live = rows_of(part(duty, "nozzles"))[ZHUSHAN, 3]
    [row] = page(duty, "live_nozzles?station_region=360203&state=recent&q=3号枪&product=92")["items"]
    assert row["totalizer_l"] == live["totalizer_ml"] / 1000
    assert row["today_n"] == live["today_n"]
    assert (row["verification"], row["station_id"]) == ("none", ZHUSHAN)
    assert page(duty, "live_nozzles?state=recent&colour=blue")["items"] == []
    tanks = page(duty, "live_tanks")["items"]
    assert {(t["station_id"], t["tank_id"]) for t in tanks} == set(rows_of(part(duty, "tanks")))
    devices = page(duty, "live_devices?kind=collector")["items"]
    assert {d["station_id"] for d in devices} <= set(office.STATIONS)


def test_a_layer_is_not_sent_twice_and_is_small_on_the_wire(city: Database, duty: Person) -> None:
    first = duty.see("/map/layers/online")
    again = duty.see("/map/layers/online", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    packed = duty.see("/live/nozzles", **{"Accept-Encoding": "gzip"})
    body = packed.content
    plain = gzip.decompress(body) if packed.headers.get("Content-Encoding") == "gzip" else body
    assert json.loads(plain)["whole"]


def test_the_online_rate_is_that_of_the_last_whole_day(city: Database, duty: Person) -> None:
    today = business_day(datetime.now(UTC))
    parts = dict.fromkeys(
        ("announced_s", "platform_s", "power_s", "carrier_s", "supplier_s", "area_s", "behind_s"), 0
    )
    with scoped():
        OnlineDay.objects.bulk_create(
            OnlineDay(
                station_id=LEPING,
                device="collector",
                day=today - timedelta(days=back),
                uscc="",
                service_s=86_400,
                up_s=86_400 - down,
                down_s=down,
                **parts,
            )
            for back, down in ((1, 21_600), (2, 0))
        )
    values = {v["station_id"]: v for v in duty.see("/map/layers/online").json()["values"]}
    assert values[LEPING]["value"] == pytest.approx(0.75)
    assert values[LEPING_2]["reason"] == "no_data"
    assert duty.see(f"/map/stations/{LEPING}").json()["online_share"] == pytest.approx(0.875)
    assert duty.see(f"/map/stations/{LEPING_2}").json()["online_share"] is None


def test_vapour_says_the_standards_words_and_no_data_is_no_clean_bill(city: Database, duty: Person) -> None:
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.execute("UPDATE ledger.stations SET vapour_monitoring = true WHERE station_id <> %s", [LEPING])
    now = datetime.now(UTC)
    told = {"started_at": now, "ended_at": now, "detected_at": now, "status": "open"}
    office.say(
        city,
        office.gap(ZHUSHAN, finding_id="a" * 32, rule="vapour.ratio_warning", **told),
        office.gap(ZHUSHAN, finding_id="b" * 32, rule="vapour.pressure_alarm", **told),
        office.gap(ZHUSHAN, finding_id="b" * 32, rule="vapour.pressure_alarm", **told, revision=2),
    )
    values = {v["station_id"]: v for v in duty.see("/map/layers/vapour").json()["values"]}
    assert set(values) == {ZHUSHAN, LEPING_2}, "a station without monitor has no value"
    assert (values[ZHUSHAN]["value"], values[ZHUSHAN]["word"]) == (3.0, "标准报警")
    assert (values[LEPING_2]["value"], values[LEPING_2]["reason"]) == (None, "no_data")
